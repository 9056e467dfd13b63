// SPDX-License-Identifier: GPL-2.0-only
// Free memory is what is in `memory` and not in `reserved`: the two lists are
// walked side by side, as for_each_free_mem_range() does.

import { firstAbove, type Region, type Span } from "./model.js";

/** Free ranges that touch the window [from, to), in order. */
export function freeRanges(memory: readonly Region[],
		reserved: readonly Region[], from = 0n,
		to = 1n << 65n): Region[] {
	const result: Region[] = [];
	for (let m = firstAbove(memory, from); m < memory.length; m++) {
		const region = memory[m]!;
		if (region.base >= to)
			break;
		let at = region.base;
		let r = firstAbove(reserved, at);
		for (; r < reserved.length && reserved[r]!.base < region.end; r++) {
			const taken = reserved[r]!;
			if (taken.base > at && taken.base > from)
				result.push({ ...region, base: at, end: taken.base });
			at = taken.end;
			if (at >= to)
				break;
		}
		if (at < region.end && at < to)
			result.push({ ...region, base: at });
	}
	return result;
}

/** Sorted, overlapping and touching spans joined. */
export function union(spans: readonly Span[]): Span[] {
	const sorted = spans.filter((s) => s.end > s.base)
		.sort((a, b) => a.base < b.base ? -1 : a.base > b.base ? 1 : 0);
	const result: Span[] = [];
	for (const span of sorted) {
		const last = result[result.length - 1];
		if (last !== undefined && span.base <= last.end) {
			if (span.end > last.end)
				last.end = span.end;
		} else {
			result.push({ base: span.base, end: span.end });
		}
	}
	return result;
}
