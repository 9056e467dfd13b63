// SPDX-License-Identifier: GPL-2.0-only
// Does an object have the fields that docs/trace.md promises? A table of
// field types a kind, and one function that walks it. Fields that the table
// does not know are let through: a later writer may say more.

export type Test = (value: unknown) => boolean;
export type Shape = Record<string, Test>;

const HEX = /^0x(0|[1-9a-f][0-9a-f]{0,15})$/;

export const hex: Test = (v) => typeof v === "string" && HEX.test(v);
export const text: Test = (v) => typeof v === "string";
export const flag: Test = (v) => typeof v === "boolean";
export const count: Test = (v) => Number.isInteger(v) && (v as number) >= 0;
export const whole: Test = (v) => Number.isInteger(v);
export const orNull = (test: Test): Test => (v) => v === null || test(v);
export const optional = (test: Test): Test =>
	(v) => v === undefined || test(v);
export const oneOf = (...values: unknown[]): Test =>
	(v) => values.includes(v);
export const listOf = (test: Test): Test =>
	(v) => Array.isArray(v) && v.every(test);
export const shaped = (shape: Shape): Test =>
	(v) => firstWrong(v, shape) === null;
export const mapOf = (test: Test): Test => (v) =>
	typeof v === "object" && v !== null && !Array.isArray(v) &&
	Object.values(v).every(test);

/** The first field that is missing or wrong; null if all are right. */
export function firstWrong(value: unknown, shape: Shape): string | null {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		return "";
	const object = value as Record<string, unknown>;
	for (const [field, test] of Object.entries(shape)) {
		if (!test(object[field]))
			return field;
	}
	return null;
}

const stage = oneOf("entry", "early", "memblock", "mapped", "bootmem",
	"buddy", "slab");
const list = oneOf("memory", "reserved");
const node = orNull(count);
const range: Shape = { base: hex, size: hex };
const region = shaped({ ...range, node, flags: count });
const array = shaped({ base: hex, max: count });
const mapLine = shaped({ ...range, type: whole, name: text });
const candidate = shaped({ ...range, why: text });
const result = { result: whole };

export const headerShape: Shape = {
	format: oneOf("nopanic-trace"),
	version: oneOf(1),
	command_line: text,
	firmware: oneOf("bios", "uefi"),
	machine: shaped({ memory: hex, nodes: orNull(whole), map: orNull(text) }),
	build: shaped({ commit: orNull(text), image: text }),
	page_size: count,
	max_order: count,
	kernel_image: shaped(range),
	firmware_map: shaped({ source: oneOf("e820", "efi", null),
		raw: listOf(mapLine), sanitized: listOf(mapLine) }),
	nodes: listOf(shaped({ node: count, memory: listOf(shaped(range)) })),
	stages: listOf(stage),
	frames: listOf(shaped({ symbol: text, offset: count,
		file: orNull(text), line: orNull(whole) })),
	sources: mapOf(text),
};

export const endShape: Shape = {
	events: count,
	dropped: count,
	slab_not_recorded: count,
	memory: orNull(listOf(region)),
	reserved: orNull(listOf(region)),
};

export const eventShape: Shape = {
	seq: count,
	tsc: count,
	stage,
	function: orNull(text),
	caller: node,
	backtrace: listOf(count),
	changes: optional(listOf(shaped({ list, at: count, remove: count,
		insert: listOf(region) }))),
	aside: optional(flag),
};

export const kindShapes: Record<string, Shape> = {
	add: { ...range, ...result },
	remove: { ...range, ...result },
	reserve: { ...range, ...result, name: optional(text) },
	free: { ...range, ...result, name: optional(text) },
	mark: { ...range, flags: count, set: flag },
	node: { ...range, node },
	trim: range,
	list: {},
	grow: { list, old: array, new: array },
	find: {
		start: orNull(hex), end: orNull(hex), size: orNull(hex),
		align: orNull(hex), node, bottom_up: flag, hint: hex,
		candidates: listOf(candidate),
		candidates_not_recorded: count, result: orNull(hex),
	},
	limit: { old: hex, new: hex },
	direction: { bottom_up: flag },
	stage: { name: stage },
	handover: { node: count, pfn: count, order: count, count },
	late_free: range,
	slab: {
		what: oneOf("cache", "grow", "alloc", "free"),
		cache: orNull(text), size: hex, base: orNull(hex),
		pfn: optional(count), order: optional(count),
	},
	aside: { on: flag },
};
