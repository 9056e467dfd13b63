// SPDX-License-Identifier: GPL-2.0-only
// The trace as it is written: the fields of docs/trace.md, version 1, one
// interface a line. Used by the parser, the engine and the replay; nothing
// here computes. Addresses and sizes are strings like "0x1000".

export type Hex = string;
export type ListName = "memory" | "reserved";
export type Stage =
	"entry" | "early" | "memblock" | "mapped" | "bootmem" | "buddy" | "slab";

export interface RegionLine {
	base: Hex;
	size: Hex;
	node: number | null;
	flags: number;
}

export interface MapLine {
	base: Hex;
	size: Hex;
	type: number;
	name: string;
}

export interface Frame {
	symbol: string;
	offset: number;
	file: string | null;
	line: number | null;
}

export interface ChangeLine {
	list: ListName;
	at: number;
	remove: number;
	insert: RegionLine[];
}

export type Why =
	"taken" | "too small" | "alignment" | "below start" | "above end" |
	"other node" | "hot-pluggable" | "not mirrored" | "not mapped" |
	"driver" | "not said";

export interface CandidateLine {
	base: Hex;
	size: Hex;
	why: Why;
}

export interface HeaderLine {
	kind: "header";
	format: string;
	version: number;
	command_line: string;
	firmware: "bios" | "uefi";
	machine: {
		memory: Hex;
		nodes: number | null;
		cmdline: string;
		map: string | null;
		qemu: string[];
	};
	build: { commit: string | null; dirty: boolean; image: string };
	page_size: number;
	max_order: number;
	kernel_image: { base: Hex; size: Hex };
	firmware_map: {
		source: "e820" | "efi" | null;
		raw: MapLine[];
		sanitized: MapLine[];
	};
	nodes: { node: number; memory: { base: Hex; size: Hex }[] }[];
	stages: Stage[];
	frames: Frame[];
	sources: Record<string, string>;
}

export interface EventBase {
	seq: number;
	tsc: number;
	stage: Stage;
	function: string | null;
	caller: number | null;
	backtrace: number[];
	changes?: ChangeLine[];
	aside?: true;
}

export interface Range {
	base: Hex;
	size: Hex;
}

export interface FindLine {
	kind: "find";
	start: Hex | null;
	end: Hex | null;
	size: Hex | null;
	align: Hex | null;
	node: number | null;
	bottom_up: boolean;
	hint: Hex;
	candidates: CandidateLine[];
	candidates_not_recorded: number;
	result: Hex | null;
}

export interface SlabLine {
	kind: "slab";
	what: "cache" | "grow" | "alloc" | "free";
	cache: string | null;
	size: Hex;
	base: Hex | null;
	pfn?: number;
	order?: number;
}

export interface HandoverLine {
	kind: "handover";
	node: number;
	pfn: number;
	order: number;
	count: number;
}

export interface GrowLine {
	kind: "grow";
	list: ListName;
	old: { base: Hex; max: number };
	new: { base: Hex; max: number };
}

export type EventFields =
	| ({ kind: "add" | "remove"; result: number } & Range)
	| ({ kind: "reserve" | "free"; result: number; name?: string } & Range)
	| ({ kind: "mark"; flags: number; set: boolean } & Range)
	| ({ kind: "node"; node: number | null } & Range)
	| ({ kind: "trim" | "late_free" } & Range)
	| { kind: "list" }
	| GrowLine
	| FindLine
	| { kind: "limit"; old: Hex; new: Hex }
	| { kind: "direction"; bottom_up: boolean }
	| { kind: "stage"; name: Stage }
	| HandoverLine
	| SlabLine
	| { kind: "aside"; on: boolean };

export type EventLine = EventBase & EventFields;
export type Kind = EventFields["kind"];

export interface EndLine {
	kind: "end";
	events: number;
	dropped: number;
	slab_not_recorded: number;
	memory: RegionLine[] | null;
	reserved: RegionLine[] | null;
}

export const KINDS: readonly Kind[] = [
	"add", "remove", "reserve", "free", "mark", "node", "trim", "list",
	"grow", "find", "limit", "direction", "stage", "handover",
	"late_free", "slab", "aside",
];
