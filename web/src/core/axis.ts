// SPDX-License-Identifier: GPL-2.0-only
// From addresses to places on a line. The line is cut at the edges of ranges;
// how long each piece gets decides what one sees:
//
//   linear   as long as it is
//   fold     RAM as long as it is; holes, and ranges that are no RAM, at most
//            a fiftieth of all RAM each
//   squeeze  by the logarithm of its size, so that a page next to a terabyte
//            can be seen without zooming
//
// Within a piece it is always to scale. Places are numbers ("units"; about a
// byte each unless squeezed), exact enough for one byte at 2^52.

import { firstAbove, type Span } from "./model.js";

export type AxisMode = "linear" | "fold" | "squeeze";

export interface Piece {
	from: number;
	to: number;
	/** Where it starts and ends, in units. */
	u0: number;
	u1: number;
	/** Shorter than to scale. */
	folded: boolean;
	ram: boolean;
}

export interface AxisInput {
	/** Sorted RAM ranges that do not overlap. */
	ram: readonly Span[];
	/** Further edges at which to cut, in any order. */
	edges: readonly bigint[];
	/** End of the line. */
	top: bigint;
}

const PAGE = 4096;
const MAX_PIECES = 4000;

/** Edges inside of RAM matter only where lengths are not to scale there. */
function cuts(input: AxisInput, inside: boolean): number[] {
	const all = new Set<number>([0, Number(input.top)]);
	for (const span of input.ram) {
		all.add(Number(span.base));
		all.add(Number(span.end));
	}
	for (const edge of input.edges) {
		if (all.size >= MAX_PIECES)
			break;
		const ram = input.ram[firstAbove(input.ram, edge)];
		if (edge < input.top &&
				(inside || ram === undefined || ram.base >= edge))
			all.add(Number(edge));
	}
	return [...all].sort((a, b) => a - b);
}

export class Axis {
	readonly pieces: readonly Piece[];
	readonly length: number;
	readonly mode: AxisMode;

	constructor(mode: AxisMode, input: AxisInput) {
		this.mode = mode;
		const ramSize = input.ram.reduce(
			(sum, span) => sum + Number(span.end - span.base), 0);
		const most = Math.max(ramSize / 50, PAGE);
		const edges = mode === "linear" ? [0, Number(input.top)] :
			cuts(input, mode === "squeeze");
		const pieces: Piece[] = [];
		let u = 0;
		for (let i = 0; i + 1 < edges.length; i++) {
			const from = edges[i]!, to = edges[i + 1]!;
			const at = firstAbove(input.ram, BigInt(from));
			const ram = at < input.ram.length &&
				Number(input.ram[at]!.base) <= from;
			const size = to - from;
			let length = size;
			if (mode === "fold" && !ram)
				length = Math.min(size, most);
			else if (mode === "squeeze")
				length = Math.log2(1 + size / PAGE) *
					(ram ? 1 : 0.4);
			pieces.push({ from, to, u0: u, u1: u + length, ram,
				folded: length < size && !ram });
			u += length;
		}
		this.pieces = pieces;
		this.length = u;
	}

	/** The most units that a page takes: how far zooming has to go. */
	get finest(): number {
		return Math.min(...this.pieces.map((p) =>
			(p.u1 - p.u0) / (p.to - p.from))) * PAGE;
	}

	toUnit(address: bigint | number): number {
		const a = Number(address);
		const piece = this.find(a, "to");
		const share = (a - piece.from) / (piece.to - piece.from);
		return piece.u0 + Math.min(Math.max(share, 0), 1) *
			(piece.u1 - piece.u0);
	}

	toAddress(unit: number): number {
		const piece = this.find(unit, "u1");
		const share = (unit - piece.u0) / (piece.u1 - piece.u0);
		return piece.from + Math.min(Math.max(share, 0), 1) *
			(piece.to - piece.from);
	}

	/** The pieces that lie, if only in part, between two places. */
	between(u0: number, u1: number): Piece[] {
		return this.pieces.filter((p) => p.u1 > u0 && p.u0 < u1);
	}

	private find(value: number, end: "to" | "u1"): Piece {
		let low = 0, high = this.pieces.length - 1;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.pieces[middle]![end] > value)
				high = middle;
			else
				low = middle + 1;
		}
		return this.pieces[low]!;
	}
}

/**
 * Addresses to label between two places: multiples of a power of two in each
 * piece, and its start, none closer than `gap` units to the one before.
 */
export function ticks(axis: Axis, u0: number, u1: number,
		gap: number): number[] {
	const result: number[] = [];
	let last = -Infinity;
	const push = (address: number) => {
		const u = axis.toUnit(address);
		if (u >= u0 && u <= u1 && u - last >= gap) {
			result.push(address);
			last = u;
		}
	};
	for (const piece of axis.between(u0, u1)) {
		push(piece.from);
		if (piece.folded)
			continue;
		const bytes = gap * (piece.to - piece.from) /
			(piece.u1 - piece.u0);
		const step = 2 ** Math.max(0, Math.ceil(Math.log2(bytes)));
		const low = Math.max(piece.from, axis.toAddress(Math.max(u0,
			piece.u0)));
		const high = Math.min(piece.to, axis.toAddress(Math.min(u1,
			piece.u1)));
		for (let a = Math.ceil(low / step) * step; a <= high; a += step)
			push(a);
	}
	return result;
}
