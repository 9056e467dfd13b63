// SPDX-License-Identifier: GPL-2.0-only
// A trace in memory: addresses as bigint, since a limit may be 2^64 - 1 and
// JavaScript's numbers are exact to 2^53 only. Ends are exclusive.

import type {
	ChangeLine, EndLine, EventLine, HeaderLine, ListName, RegionLine, Stage,
} from "./format.js";

export interface Span {
	base: bigint;
	end: bigint;
}

export interface Region extends Span {
	node: number | null;
	flags: number;
}

export interface Change {
	list: ListName;
	at: number;
	remove: number;
	insert: Region[];
}

/** One event, and where it stands: its index, and its line in the file. */
export interface Move {
	index: number;
	fileLine: number;
	line: EventLine;
	changes: readonly Change[];
}

export interface Trace {
	name: string;
	header: HeaderLine;
	moves: Move[];
	end: EndLine | null;
	/** What is odd about it, for the reader: each with its line. */
	warnings: string[];
}

export interface ArrayInfo {
	base: bigint;
	max: number;
}

/** Everything that is true after a move. */
export interface State {
	memory: Region[];
	reserved: Region[];
	limit: bigint;
	bottomUp: boolean;
	stage: Stage;
	aside: boolean;
	arrays: Record<ListName, ArrayInfo>;
}

export const FLAG_NAMES: readonly [number, string][] = [
	[1, "hot-pluggable"], [2, "mirrored"], [4, "not mapped"],
	[8, "driver's"], [16, "not initialised"],
];

export function flagText(flags: number): string {
	const names = FLAG_NAMES.filter(([bit]) => flags & bit)
		.map(([, name]) => name);
	return names.join(", ");
}

export function toRegion(line: RegionLine): Region {
	const base = BigInt(line.base);
	return { base, end: base + BigInt(line.size), node: line.node,
		flags: line.flags };
}

export function toChange(line: ChangeLine): Change {
	return { list: line.list, at: line.at, remove: line.remove,
		insert: line.insert.map(toRegion) };
}

const NO_CHANGES: readonly Change[] = [];

export function toMove(line: EventLine, index: number,
		fileLine: number): Move {
	return { index, fileLine, line,
		changes: line.changes?.map(toChange) ?? NO_CHANGES };
}

export function sameRegion(a: Region, b: Region): boolean {
	return a.base === b.base && a.end === b.end && a.node === b.node &&
		a.flags === b.flags;
}

export function sameList(a: readonly Region[], b: readonly Region[]): boolean {
	return a.length === b.length &&
		a.every((region, i) => sameRegion(region, b[i]!));
}

export function totalSize(list: readonly Span[]): bigint {
	return list.reduce((sum, span) => sum + span.end - span.base, 0n);
}

/** Index of the first span that ends above address; spans are sorted. */
export function firstAbove(list: readonly Span[], address: bigint): number {
	let low = 0, high = list.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (list[middle]!.end > address)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}
