// SPDX-License-Identifier: GPL-2.0-only
// What the map shows after a move, lane by lane: ranges with a class (for the
// colour and texture), a label and a title. No drawing here.

import { hexOf, rangeText, sizeText } from "../core/bytes.js";
import { freeRanges } from "../core/free.js";
import { firstAbove, flagText, type Region, type Span } from "../core/model.js";
import type { Session, Track } from "./session.js";

export interface LaneItem extends Span {
	kind: string;
	label: string;
	/** Longer than the label, for whoever points at it. */
	title: string;
	/** Drawn over the others, with an outline. */
	hot?: boolean;
}

export interface Lane {
	id: string;
	name: string;
	/** What may be drawn; of thousands, only what can be seen is. */
	spans: readonly Span[];
	item(index: number): LaneItem;
	/** In order of base, without overlap? Then most can be skipped. */
	sorted: boolean;
	/** Said in the empty lane. */
	note?: string;
	/** Of a long lane, what is hot: looked for by nobody else. */
	hot?: LaneItem[];
}

function laneOf(id: string, name: string, items: LaneItem[],
		sorted: boolean, note?: string): Lane {
	return { id, name, spans: items, item: (i) => items[i]!, sorted, note };
}

function title(what: string, span: Span): string {
	return `${what}\n${rangeText(span.base, span.end)}\n${
		sizeText(span.end - span.base)}`;
}

const RAM_TYPES = new Map([[1, "usable"], [3, "acpi"], [4, "nvs"],
	[5, "bad"]]);

export function firmwareLane(track: Track): Lane {
	const items = track.trace.header.firmware_map.sanitized.map((entry) => {
		const base = BigInt(entry.base);
		const span = { base, end: base + BigInt(entry.size) };
		return { ...span, label: entry.name, title: title(
			`${entry.name} (type ${entry.type})`, span),
			kind: `fw fw-${RAM_TYPES.get(entry.type) ?? "reserved"}` };
	});
	const source = track.trace.header.firmware_map.source ?? "firmware";
	return laneOf("firmware", `firmware (${source})`, items, true);
}

export function nodeLane(track: Track): Lane | null {
	const { nodes } = track.trace.header;
	if (nodes.length === 0)
		return null;
	const items = nodes.flatMap(({ node, memory }) => memory.map((range) => {
		const base = BigInt(range.base);
		const span = { base, end: base + BigInt(range.size) };
		return { ...span, kind: `node node-${node % 2}`,
			label: `node ${node}`, title: title(`node ${node}`, span) };
	}));
	items.sort((a, b) => a.base < b.base ? -1 : 1);
	return laneOf("nodes", "nodes", items, true);
}

function hotSpans(session: Session, track: Track, list: string): Span[] {
	const move = session.moveAt(track);
	return move?.changes.filter((change) => change.list === list)
		.flatMap((change) => change.insert) ?? [];
}

type Look = (region: Region) => { kind: string; label: string };

function regionLane(id: string, name: string, list: readonly Region[],
		hot: readonly Span[], look: Look, note: string): Lane {
	const item = (index: number): LaneItem => {
		const region = list[index]!;
		const { kind, label } = look(region);
		const isHot = hot.some((span) => span.base < region.end &&
			region.base < span.end);
		const node = region.node === null ? "" : `, node ${region.node}`;
		const flags = region.flags ? `, ${flagText(region.flags)}` : "";
		return { base: region.base, end: region.end, kind, label,
			title: title(label + node + flags, region), hot: isHot };
	};
	const hotItems = list.length === 0 ? [] : hot.map((span) => item(Math.min(list.length - 1,
		firstAbove(list, span.base))));
	return { id, name, spans: list, item, sorted: true, note,
		hot: hotItems };
}

function memoryKind(region: Region): string {
	const flags = region.flags & 4 ? " nomap" : region.flags & 1 ?
		" hotplug" : region.flags & 2 ? " mirror" : "";
	return `mem mem-${(region.node ?? 0) % 2}${flags}`;
}

export function listLanes(session: Session, track: Track): Lane[] {
	const index = session.indexAt(track);
	const { memory, reserved } = session.stateAt(track);
	const names = track.pages.namesAfter(index);
	const nameOf = (region: Region) => names.filter((name) =>
		name.base < region.end && region.base < name.end)
		.map((name) => name.name).join(" + ");
	const size = (region: Region) => sizeText(region.end - region.base);
	const hot = (list: string) => hotSpans(session, track, list);
	return [
		regionLane("memory", "memory", memory, hot("memory"), (region) => ({
			kind: memoryKind(region), label: size(region) +
				(region.node === null ? "" : ` · node ${region.node}`),
		}), "no RAM has been added yet"),
		regionLane("reserved", "reserved", reserved, hot("reserved"),
			(region) => ({ kind: "res", label: nameOf(region) ||
				size(region) }), "nothing is reserved yet"),
		regionLane("free", "free", freeRanges(memory, reserved), [],
			(region) => ({ kind: region.flags & 4 ? "free nomap" : "free",
				label: size(region) }),
			memory.length > 0 ? "nothing is free" : ""),
	];
}

export function searchLane(session: Session, track: Track): Lane {
	const line = session.moveAt(track)?.line;
	const up = line?.kind === "find" ? line.bottom_up :
		session.stateAt(track).bottomUp;
	const name = up ? "search → upwards" : "search ← downwards";
	if (line?.kind !== "find")
		return laneOf("search", name, [], false,
			"this move is no search");
	const items: LaneItem[] = line.candidates.map((candidate, i) => {
		const { base: from, size, why } = candidate;
		const base = BigInt(from);
		const span = { base, end: base + BigInt(size) };
		const taken = why === "taken";
		return { ...span, kind: taken ? "cand taken" : "cand rejected",
			label: `${i + 1} ${taken ? "✓" : "✗"} ${why}`,
			title: title(`candidate ${i + 1}: ${why}`, span) };
	});
	if (line.result !== null && line.size !== null && line.result !== "0x0") {
		const base = BigInt(line.result);
		const span = { base, end: base + BigInt(line.size) };
		items.push({ ...span, kind: "found", label: "result",
			title: title("the result", span), hot: true });
	}
	return laneOf("search", name, items, false,
		"no candidate in this window");
}

export function pageLanes(session: Session, track: Track): Lane[] {
	const index = session.indexAt(track);
	const { pages } = track;
	const lanes: Lane[] = [];
	if (pages.blocks.length > 0) {
		const items = pages.blocksAfter(index).map((block) => ({
			base: block.base, end: block.end,
			kind: `buddy buddy-${Math.min(9, block.order >> 1)}`,
			label: block.count === 1 ? `order ${block.order}` :
				`${block.count} × order ${block.order}`,
			title: title(`buddies of node ${block.node}: ${block.count
				} × 2^${block.order} pages from pfn ${hexOf(
				block.base >> 12n)}`, block),
			hot: block.index === index }));
		lanes.push(laneOf("buddies", "buddies", items, false,
			"not handed over yet"));
	}
	if (pages.slab.length > 0) {
		const items = pages.slabAfter(index).map((item) => ({
			base: item.base, end: item.end, kind: `slab slab-${item.what}`,
			label: item.cache ?? "object", title: title(item.what ===
				"grow" ? `slab of ${item.cache ?? "?"}` :
				`object of ${item.cache ?? "?"}`, item),
			hot: item.index === index }));
		lanes.push(laneOf("slab", "slab", items, false, "not up yet"));
	}
	return lanes;
}
