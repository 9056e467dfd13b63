// SPDX-License-Identifier: GPL-2.0-only
// The lines of trace=serial (kernel/trace_serial.c), read into the fields of
// docs/trace.md. scripts/trace/wire.py does the same for a boot's log.

import type {
	CandidateLine, ChangeLine, EventBase, EventFields, EventLine, Kind,
	RegionLine, Stage, Why,
} from "../core/format.js";

export const STAGES: readonly Stage[] = [
	"entry", "early", "memblock", "mapped", "bootmem", "buddy", "slab",
];
const WHY: readonly Why[] = [
	"taken", "too small", "alignment", "below start", "above end",
	"other node", "hot-pluggable", "not mirrored", "not mapped", "driver",
	"not said",
];
const SLAB = ["cache", "grow", "alloc"] as const;
export const MAX_NUMNODES = 16;
// Bits of an event (mm/trace.h); two kinds share one.
const ASIDE = 1, SET = 2, UP = 2, WINDOW = 4, SIZE = 8, ALIGN = 16,
	RESULT = 32;

/** An entry of a memory map: "raw", "efi" or "e820" (sanitised). */
export interface MapEntry {
	table: string;
	base: string;
	size: string;
	type: number;
}

export interface Wire {
	events: EventLine[];
	maps: MapEntry[];
	/** calls of the slab that were not recorded */
	slabLost: number;
}

const hex = (digits: string): string => "0x" + digits;
const number = (digits: string): number => Number.parseInt(digits, 16);
const nodeOf = (nid: number): number | null =>
	nid >= 0 && nid < MAX_NUMNODES ? nid : null;

function region(text: string): RegionLine {
	const [base, size, nid, flags] = text.split(":") as
		[string, string, string, string];
	return { base: hex(base), size: hex(size), node: nodeOf(Number(nid)),
		flags: number(flags) };
}

function change(list: string, text: string): ChangeLine {
	const [at, remove, ...insert] = text.split(",") as
		[string, string, ...string[]];
	return { list: list === "m" ? "memory" : "reserved", at: number(at),
		remove: number(remove), insert: insert.map(region) };
}

function candidate(text: string): CandidateLine {
	const [base, size, why] = text.split(":") as [string, string, string];
	return { base: hex(base), size: hex(size),
		why: WHY[Number(why)] as Why };
}

/** A line's numbers, by the names that mm/trace.h gives them. */
interface Numbers {
	kind: Kind;
	bits: number;
	node: number;
	value: number;
	result: number;
	base: string;
	size: string;
	more: string[];
	name: string;
	candidates: CandidateLine[];
	stage: Stage;
}

function find(n: Numbers): EventFields {
	const known = (bit: number, digits: string): string | null =>
		n.bits & bit ? hex(digits) : null;
	const [end, align, hint, found] = n.more as
		[string, string, string, string];
	return { kind: "find", start: known(WINDOW, n.base),
		end: known(WINDOW, end), size: known(SIZE, n.size),
		align: known(ALIGN, align), node: nodeOf(n.node),
		bottom_up: !!(n.bits & UP), hint: hex(hint),
		candidates: n.candidates, candidates_not_recorded: n.value,
		result: known(RESULT, found) };
}

function slab(n: Numbers): EventFields {
	const what = SLAB[n.value]!;
	const [pfn, order] = n.more as [string, string];
	return { kind: "slab", what, cache: n.name || null, size: hex(n.size),
		base: n.base === "0" ? null : hex(n.base),
		...(what === "grow" && { pfn: number(pfn), order: number(order) }) };
}

/** What this kind of event has of its own (docs/trace.md). */
function fields(n: Numbers): EventFields {
	const range = { base: hex(n.base), size: hex(n.size) };
	const set = !!(n.bits & SET);
	switch (n.kind) {
	case "add":
	case "remove":
	case "free":
		return { kind: n.kind, ...range, result: n.result };
	case "reserve":
		return { kind: n.kind, ...range, result: n.result,
			...(n.name && { name: n.name }) };
	case "mark":
		return { kind: n.kind, ...range, flags: n.value, set };
	case "node":
		return { kind: n.kind, ...range, node: nodeOf(n.node) };
	case "trim":
	case "late_free":
		return { kind: n.kind, ...range };
	case "list":
		return { kind: n.kind };
	case "grow":
		return { kind: n.kind, list: n.value ? "reserved" : "memory",
			old: { base: range.base, max: number(n.size) },
			new: { base: hex(n.more[0]!), max: number(n.more[1]!) } };
	case "find":
		return find(n);
	case "limit":
		return { kind: n.kind, old: range.base, new: range.size };
	case "direction":
		return { kind: n.kind, bottom_up: set };
	case "stage":
		return { kind: n.kind, name: n.stage };
	case "handover":
		return { kind: n.kind, node: n.node, pfn: number(n.base),
			order: n.value, count: number(n.size) };
	case "slab":
		return slab(n);
	case "aside":
		return { kind: n.kind, on: !!(n.bits & ASIDE) };
	}
}

/** "@trace ..." without the first word. */
function event(text: string): EventLine {
	const [head, fn, , name, rest] = text.split('"') as
		[string, string, string, string, string];
	const w = head.trim().split(" ");
	const changes: ChangeLine[] = [];
	const n: Numbers = {
		stage: STAGES[Number(w[2])]!, kind: w[3] as Kind,
		bits: number(w[4]!), node: Number(w[5]), value: number(w[6]!),
		result: Number(w[7]), base: w[8]!, size: w[9]!,
		more: w.slice(10, 14), name, candidates: [],
	};
	for (const word of rest.trim().split(" ").filter(Boolean)) {
		const key = word[0]!, value = word.slice(2);
		if (key === "c")
			n.candidates = value.split(",").map(candidate);
		else if (key !== "b")	/* there are no callers here */
			changes.push(change(key, value));
	}
	const base: EventBase = {
		seq: number(w[0]!), tsc: number(w[1]!), stage: n.stage,
		function: fn || null, caller: null, backtrace: [],
		...(changes.length && { changes }),
		...(n.bits & ASIDE && { aside: true as const }),
	};
	return { ...base, ...fields(n) };
}

/** What the engine has written since it was read last. */
export function readWire(text: string): Wire {
	const wire: Wire = { events: [], maps: [], slabLost: 0 };
	for (const line of text.split("\n")) {
		const [word, rest] = [line.slice(0, line.indexOf(" ")),
			line.slice(line.indexOf(" ") + 1)];
		if (word === "@trace") {
			wire.events.push(event(rest));
		} else if (word === "@trace-map") {
			const [, table, base, size, type] = rest.split(" ") as
				[string, string, string, string, string];
			wire.maps.push({ table, base: hex(base), size: hex(size),
				type: Number(type) });
		} else if (word === "@trace-end") {
			wire.slabLost = Number(rest.split(" ")[2]);
		}
	}
	return wire;
}
