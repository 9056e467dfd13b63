// SPDX-License-Identifier: GPL-2.0-only
// Two traces side by side: which move of one is which of the other? What is
// compared is what a move did, not when, and not where its code lies. Myers'
// algorithm finds the fewest moves that only one of them has.

import type { Move, Trace } from "./model.js";

/** A row of the comparison; -1: the trace has no such move here. */
export interface Pair {
	a: number;
	b: number;
}

export interface Comparison {
	pairs: Pair[];
	/** Indices into pairs of the rows that begin a difference. */
	differences: number[];
	/** Rows whose two moves are not the same. */
	unequal: Set<number>;
	/** Too different to be matched; rows go by number from there. */
	gaveUp: boolean;
}

const MOST_EDITS = 3000;
/* When it was, and where the code lies: no part of what was done. */
const LEFT_OUT = new Set(["seq", "tsc", "caller", "backtrace"]);

/** What a move did, as text; two moves with the same text did the same. */
export function moveKey(move: Move, trace: Trace): string {
	const { caller } = move.line;
	const frame = caller === null ? undefined :
		trace.header.frames[caller];
	const said = Object.entries(move.line)
		.filter(([name]) => !LEFT_OUT.has(name))
		.sort(([x], [y]) => x < y ? -1 : 1);
	return JSON.stringify([frame?.symbol ?? null, said]);
}

function sameStart(a: readonly number[], b: readonly number[]): number {
	let same = 0;
	while (same < a.length && same < b.length && a[same] === b[same])
		same++;
	return same;
}

/** Rows of a and b by fewest edits; null if there are too many. */
function myers(a: readonly number[], b: readonly number[]): Pair[] | null {
	const most = Math.min(a.length + b.length, MOST_EDITS);
	const v = new Int32Array(2 * most + 3);
	const middle = most + 1;
	const trail: Int32Array[] = [];
	for (let d = 0; d <= most; d++) {
		trail.push(v.slice(middle - d - 1, middle + d + 2));
		for (let k = -d; k <= d; k += 2) {
			const down = k === -d || (k !== d &&
				v[middle + k - 1]! < v[middle + k + 1]!);
			let x = down ? v[middle + k + 1]! : v[middle + k - 1]! + 1;
			while (x < a.length && x - k < b.length &&
					a[x] === b[x - k])
				x++;
			v[middle + k] = x;
			if (x >= a.length && x - k >= b.length)
				return backtrack(trail, a.length, b.length);
		}
	}
	return null;
}

function backtrack(trail: readonly Int32Array[], lengthA: number,
		lengthB: number): Pair[] {
	const pairs: Pair[] = [];
	let x = lengthA, y = lengthB;
	for (let d = trail.length - 1; d >= 0; d--) {
		const v = trail[d]!;
		const at = (k: number) => v[k + d + 1]!;
		const k = x - y;
		const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
		const before = down ? k + 1 : k - 1;
		const x0 = at(before), y0 = x0 - before;
		while (x > x0 && y > y0)
			pairs.push({ a: --x, b: --y });
		if (d > 0)
			pairs.push(down ? { a: -1, b: y0 } : { a: x0, b: -1 });
		x = x0;
		y = y0;
	}
	return pairs.reverse();
}

/** Rows with only one side, joined while both sides have some. */
function joinRows(pairs: readonly Pair[]): Pair[] {
	const rows: Pair[] = [];
	for (let i = 0; i < pairs.length;) {
		const left: number[] = [], right: number[] = [];
		while (i < pairs.length &&
				(pairs[i]!.a < 0 || pairs[i]!.b < 0)) {
			const { a, b } = pairs[i++]!;
			if (a >= 0)
				left.push(a);
			else
				right.push(b);
		}
		for (let k = 0; k < Math.max(left.length, right.length); k++)
			rows.push({ a: left[k] ?? -1, b: right[k] ?? -1 });
		if (i < pairs.length)
			rows.push(pairs[i++]!);
	}
	return rows;
}

export function compare(traceA: Trace, traceB: Trace): Comparison {
	const numbers = new Map<string, number>();
	const numberOf = (trace: Trace) => trace.moves.map((move) => {
		const key = moveKey(move, trace);
		let number = numbers.get(key);
		if (number === undefined)
			numbers.set(key, number = numbers.size);
		return number;
	});
	const a = numberOf(traceA), b = numberOf(traceB);
	const start = sameStart(a, b);
	const middle = myers(a.slice(start), b.slice(start));
	const rest = middle?.map(({ a: x, b: y }) => ({
		a: x < 0 ? -1 : x + start, b: y < 0 ? -1 : y + start,
	})) ?? byNumber(start, a.length, b.length);
	const pairs: Pair[] = [];
	for (let i = 0; i < start; i++)
		pairs.push({ a: i, b: i });
	pairs.push(...joinRows(rest));
	const differences: number[] = [];
	const unequal = new Set<number>();
	pairs.forEach((pair, row) => {
		if (pair.a >= 0 && pair.b >= 0 && a[pair.a] === b[pair.b])
			return;
		if (row === 0 || !unequal.has(row - 1))
			differences.push(row);
		unequal.add(row);
	});
	return { pairs, differences, unequal, gaveUp: middle === null };
}

function byNumber(start: number, lengthA: number, lengthB: number): Pair[] {
	const pairs: Pair[] = [];
	for (let i = start; i < Math.max(lengthA, lengthB); i++)
		pairs.push({ a: i < lengthA ? i : -1, b: i < lengthB ? i : -1 });
	return pairs;
}
