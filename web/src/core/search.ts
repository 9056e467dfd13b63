// SPDX-License-Identifier: GPL-2.0-only
// Which moves does a reader mean? Words are names of functions (of the move
// or anywhere in its backtrace), files, kinds, stages or names of ranges; a
// number is an address, and finds the moves that touch it. All words must fit.

import { parseSize } from "./bytes.js";
import { spanOf, titleOf } from "./describe.js";
import type { Kind } from "./format.js";
import type { Move, Trace } from "./model.js";

export interface Filter {
	text: string;
	/** Kinds to leave out. */
	hidden: ReadonlySet<Kind>;
	/** Only moves that change a list. */
	changing: boolean;
}

type Word = (move: Move) => boolean;

const ADDRESS = /^(0x[0-9a-f]+|[0-9]+(\.[0-9]+)?[kmgtp](i?b)?)$/i;

function touches(move: Move, address: bigint, page: number): boolean {
	const span = spanOf(move, page);
	if (span !== null && span.base <= address && address < span.end)
		return true;
	const { line } = move;
	if (line.kind === "find")
		return line.candidates.some(({ base, size }) => {
			const start = BigInt(base);
			return start <= address && address < start + BigInt(size);
		});
	return move.changes.some((change) => change.insert.some((region) =>
		region.base <= address && address < region.end));
}

function wordFor(text: string, trace: Trace): Word {
	const { frames, page_size } = trace.header;
	if (ADDRESS.test(text)) {
		const address = parseSize(text)!;
		return (move) => touches(move, address, page_size);
	}
	const bare = text.toLowerCase().replace(/\(\)$/, "");
	const inFrame = frames.map((frame) =>
		frame.symbol.toLowerCase().includes(bare) ||
		(frame.file?.toLowerCase().includes(bare) ?? false));
	return (move) => {
		const { line } = move;
		return line.kind === bare || line.stage === bare ||
			(line.function?.toLowerCase().includes(bare) ?? false) ||
			line.backtrace.some((frame) => inFrame[frame]) ||
			titleOf(line).toLowerCase().includes(bare);
	};
}

export function isAll(filter: Filter): boolean {
	return filter.text.trim() === "" && filter.hidden.size === 0 &&
		!filter.changing;
}

/** Indices of the moves that fit, in order. */
export function matching(trace: Trace, filter: Filter): number[] {
	const words = filter.text.trim().split(/\s+/).filter((w) => w !== "")
		.map((w) => wordFor(w, trace));
	const result: number[] = [];
	for (const move of trace.moves) {
		if (filter.hidden.has(move.line.kind))
			continue;
		if (filter.changing && move.changes.length === 0)
			continue;
		if (words.every((word) => word(move)))
			result.push(move.index);
	}
	return result;
}

/** The index among sorted numbers of the last one that is not above value. */
export function lastNotAbove(sorted: readonly number[],
		value: number): number {
	let low = 0, high = sorted.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (sorted[middle]! <= value)
			low = middle + 1;
		else
			high = middle;
	}
	return low - 1;
}
