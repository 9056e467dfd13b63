// SPDX-License-Identifier: GPL-2.0-only
// What a whole trace ever shows: the axis must not jump when a move adds a
// range, so it is made once, from everything.

import type { AxisInput } from "./axis.js";
import { union } from "./free.js";
import type { Span, Trace } from "./model.js";

const MAX_TOP = 1n << 52n;
const MOST_EDGES = 300;

function spanOf(range: { base: string; size: string }): Span {
	const base = BigInt(range.base);
	return { base, end: base + BigInt(range.size) };
}

/** RAM that was in `memory` at any time, and edges by how often they came. */
export function extentOf(traces: readonly Trace[],
		aside = false): AxisInput {
	const ram: Span[] = [];
	const others: Span[] = [];
	const edges: bigint[] = [];
	for (const { header, moves } of traces) {
		for (const entry of header.firmware_map.sanitized)
			others.push(spanOf(entry));
		for (const move of moves) {
			if (!aside && move.line.aside)
				continue;
			for (const change of move.changes) {
				for (const region of change.insert) {
					if (change.list === "memory")
						ram.push(region);
					else
						edges.push(region.base, region.end);
				}
			}
			if (ram.length > 10000)
				ram.splice(0, ram.length, ...union(ram));
		}
	}
	for (const span of others)
		edges.unshift(span.base, span.end);
	const all = union([...ram, ...others]);
	let top = all.length > 0 ? all[all.length - 1]!.end : 1n << 20n;
	for (const edge of edges)
		top = edge > top ? edge : top;
	if (top > MAX_TOP)
		top = MAX_TOP;
	const few = [...new Set(edges)].slice(0, MOST_EDGES);
	return { ram: union(ram).filter((s) => s.base < top), edges: few,
		top };
}
