// SPDX-License-Identifier: GPL-2.0-only
// A move in words: a title for the list, a sentence for the reader, and what
// became of the lists. Plain text; the page decides how it looks.

import { hexOf, placeText, rangeText, sizeText } from "./bytes.js";
import type { EventLine, FindLine, SlabLine, Why } from "./format.js";
import { flagText, type Change, type Move, type Span, type Trace }
	from "./model.js";

/* Longer than any machine: "all of it", as callers say it. */
const EVERYTHING = (1n << 64n) - (1n << 20n);

function span(line: { base: string; size: string }): Span {
	const base = BigInt(line.base);
	return { base, end: base + BigInt(line.size) };
}

/** The addresses that a move is about; null if it is about none. */
export function spanOf(move: Move, pageSize = 4096): Span | null {
	const line = move.line;
	const page = BigInt(pageSize);
	switch (line.kind) {
	case "find": {
		if (line.result === null || line.size === null ||
				BigInt(line.result) === 0n)
			return null;
		return span({ base: line.result, size: line.size });
	}
	case "handover": {
		const base = BigInt(line.pfn) * page;
		return { base, end: base + (page << BigInt(line.order)) *
			BigInt(line.count) };
	}
	case "slab": {
		if (line.pfn !== undefined) {
			const base = BigInt(line.pfn) * page;
			return { base, end: base + (page << BigInt(line.order ?? 0)) };
		}
		return line.base === null ? null :
			span({ base: line.base, size: line.size });
	}
	case "grow": {
		const base = BigInt(line.new.base);
		return { base, end: base + BigInt(line.new.max) * 24n };
	}
	case "list": return changedSpan(move.changes);
	case "limit": case "direction": case "stage": case "aside": return null;
	default: return span(line);
	}
}

function changedSpan(changes: readonly Change[]): Span | null {
	const all = changes.flatMap((change) => change.insert);
	if (all.length === 0)
		return null;
	return { base: all[0]!.base, end: all[all.length - 1]!.end };
}

function at(line: { base: string; size: string }): string {
	if (BigInt(line.size) >= EVERYTHING)
		return `everything from ${line.base}`;
	return `${sizeText(BigInt(line.size))} at ${line.base}`;
}

function node(value: number | null): string {
	return value === null ? "no node in particular" : `node ${value}`;
}

function limitText(value: string): string {
	return value === "0xffffffffffffffff" ? "no limit" :
		placeText(BigInt(value));
}

function findTitle(line: FindLine): string {
	const want = line.size === null ? "?" : sizeText(BigInt(line.size));
	if (line.result === null)
		return `find ${want}`;
	return line.result === "0x0" ? `find ${want}: nothing fits` :
		`find ${want}: ${line.result}`;
}

function slabTitle(line: SlabLine): string {
	const cache = line.cache === null ? "" : ` ${line.cache}`;
	const size = sizeText(BigInt(line.size));
	switch (line.what) {
	case "cache": return `new cache${cache}, objects of ${size}`;
	case "grow": return `${cache.trim() || "slab"} takes ${
		2 ** (line.order ?? 0)} page(s)`;
	case "alloc": return `kmalloc ${size}: ${line.base ?? "nothing"}`;
	case "free": return `kfree ${line.base ?? ""}`;
	}
}

/** One line, without the kind in front of it where a badge says it. */
export function titleOf(line: EventLine): string {
	switch (line.kind) {
	case "add": case "remove": case "trim": case "late_free":
		return at(line);
	case "reserve": case "free":
		return at(line) + (line.name ? `, ${line.name}` : "");
	case "mark":
		return `${line.set ? "" : "no longer "}${flagText(line.flags) ||
			"no flag"}: ${at(line)}`;
	case "node": return `${node(line.node)}: ${at(line)}`;
	case "list": return "the list was changed";
	case "grow":
		return `${line.list}: room for ${line.old.max} → ${
			line.new.max} regions`;
	case "find": return findTitle(line);
	case "limit":
		return `${limitText(line.old)} → ${limitText(line.new)}`;
	case "direction":
		return line.bottom_up ? "lowest first" : "highest first";
	case "stage": return line.name;
	case "handover":
		return `${line.count} × order ${line.order} from pfn ${
			hexOf(BigInt(line.pfn))}`;
	case "slab": return slabTitle(line);
	case "aside":
		return line.on ? "another machine's map" : "back to this machine";
	}
}

/** Who asked, as "function()"; null if the trace does not know. */
export function callerOf(move: Move, trace: Trace): string | null {
	const { caller } = move.line;
	const frame = caller === null ? undefined : trace.header.frames[caller];
	return frame === undefined ? null : `${frame.symbol}()`;
}

const VERBS: Partial<Record<EventLine["kind"], string>> = {
	add: "adds to memory", remove: "takes out of memory",
	reserve: "reserves", free: "gives back", trim: "keeps",
	late_free: "frees after the hand-over",
};

function body(line: EventLine, page: number): string {
	switch (line.kind) {
	case "add": case "remove": case "reserve": case "free": case "trim":
	case "late_free": {
		const { base, end } = span(line);
		return `${VERBS[line.kind]} ${rangeText(base, end)}, ${
			sizeText(end - base)}`;
	}
	case "mark": case "node": {
		const { base, end } = span(line);
		const where = end - base >= EVERYTHING ? "everything" :
			rangeText(base, end);
		const what = line.kind === "node" ? `now lies on ${node(line.node)}` :
			`${line.set ? "is now" : "is no longer"} ${
				flagText(line.flags)}`;
		return `${where} ${what}`;
	}
	case "find": {
		const way = line.bottom_up ? "from below" : "from above";
		const end = line.end === null ? "?" : line.end;
		return `looks ${way} for ${line.size === null ? "?" :
			sizeText(BigInt(line.size))}, aligned to ${line.align ?? "?"
			}, in [${line.start ?? "?"}, ${end}), ${node(line.node)}`;
	}
	case "limit": return `allocations end at ${limitText(line.new)} now`;
	case "direction":
		return `allocations are served ${line.bottom_up ?
			"lowest" : "highest"} address first now`;
	case "stage": return `the boot reaches its stage “${line.name}”`;
	case "handover": {
		const size = BigInt(page) * BigInt(line.count) << BigInt(line.order);
		return `hands ${sizeText(size)} to the buddies of node ${line.node
			}: ${line.count} block(s) of 2^${line.order} pages`;
	}
	case "grow":
		return `moves the list “${line.list}” to ${line.new.base
			}, with room for ${line.new.max} regions`;
	default: return titleOf(line);
	}
}

export function sentenceOf(move: Move, trace: Trace): string {
	const { line } = move;
	const who = line.function === null ? "" : `${line.function}() `;
	const failed = "result" in line && typeof line.result === "number" &&
		line.result !== 0 ? ` — and fails (${line.result})` : "";
	return `${who}${body(line, trace.header.page_size)}${failed}.`;
}

/** "reserved: 2 regions become 1", one a change. */
export function effectsOf(move: Move): string[] {
	return move.changes.map(({ list, at: index, remove, insert }) => {
		if (remove === 0)
			return `${list}: ${insert.length} new at ${index}`;
		if (insert.length === 0)
			return `${list}: ${remove} gone at ${index}`;
		return `${list}: ${remove} at ${index} ${remove === 1 ?
			"becomes" : "become"} ${insert.length}`;
	});
}

const WHY_TEXT: Record<Why, string> = {
	"taken": "it fits here, and it is the first that does",
	"too small": "what the window leaves of it is smaller than the size",
	"alignment": "large enough, but no aligned place is in it",
	"below start": "it lies below the window",
	"above end": "it lies above the window",
	"other node": "it is on another node than the one asked for",
	"hot-pluggable": "it may be unplugged, and movable_node is on",
	"not mirrored": "mirrored memory was asked for",
	"not mapped": "it must not be mapped (NOMAP)",
	"driver": "it belongs to a driver",
	"not said": "the function that passed over it does not say why",
};

export function whyText(why: Why): string {
	return WHY_TEXT[why] ?? why;
}
