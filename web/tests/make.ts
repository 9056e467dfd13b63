// SPDX-License-Identifier: GPL-2.0-only
// Traces for the tests, made by a small model of the lists: ranges are added
// and taken at random, and the model says what the changes are.

import type { EventLine, HeaderLine, RegionLine } from "../src/core/format.js";

export const HEADER: HeaderLine = {
	kind: "header", format: "nopanic-trace", version: 1,
	command_line: "quiet", firmware: "bios",
	machine: { memory: "0x8000000", nodes: null, cmdline: "", map: null,
		qemu: [] },
	build: { commit: null, dirty: false, image: "0".repeat(64) },
	page_size: 4096, max_order: 18,
	kernel_image: { base: "0x100000", size: "0x80000" },
	firmware_map: { source: "e820", raw: [], sanitized: [
		{ base: "0x0", size: "0x9fc00", type: 1, name: "usable" },
		{ base: "0x100000", size: "0x7f00000", type: 1, name: "usable" },
	] },
	nodes: [],
	stages: ["entry", "early", "memblock", "mapped", "bootmem", "buddy",
		"slab"],
	frames: [
		{ symbol: "setup_log_buf", offset: 10, file: "kernel/printk.c",
			line: 2 },
		{ symbol: "start_kernel", offset: 5, file: "kernel/main.c",
			line: 1 },
	],
	sources: { "kernel/printk.c": "one\ntwo\nthree\n" },
};

/** A number generator that repeats: xorshift32. */
export function random(seed: number): () => number {
	let x = seed | 1;
	return () => {
		x ^= x << 13;
		x ^= x >>> 17;
		x ^= x << 5;
		return (x >>> 0) / 2 ** 32;
	};
}

/** Pages of 64 KiB: taken ones are regions of their own, never merged. */
export function manyMoves(count: number, most: number): string {
	const next = random(count);
	const hex = (n: number) => "0x" + n.toString(16);
	const region = (slot: number): RegionLine => ({
		base: hex(slot * 0x20000), size: "0x10000", node: null, flags: 0 });
	const slots: number[] = [];
	const lines: string[] = [JSON.stringify(HEADER)];
	const event = (seq: number, fields: object) =>
		lines.push(JSON.stringify({ seq, tsc: seq * 10, stage: "early",
			function: "memblock_reserve", caller: 0,
			backtrace: [0, 1], ...fields } as unknown as EventLine));
	event(0, { kind: "add", base: "0x0", size: "0x10000000000", result: 0,
		changes: [{ list: "memory", at: 0, remove: 0, insert: [{
			base: "0x0", size: "0x10000000000", node: null,
			flags: 0 }] }] });
	for (let seq = 1; seq < count; seq++) {
		const slot = Math.floor(next() * 8e6);
		let at = slots.findIndex((s) => s >= slot);
		if (at < 0)
			at = slots.length;
		const there = slots[at] === slot;
		if (there || slots.length >= most) {
			const gone = there ? at : Math.floor(next() * slots.length);
			const [old] = slots.splice(gone, 1);
			event(seq, { kind: "free", ...region(old!), result: 0,
				changes: [{ list: "reserved", at: gone, remove: 1,
					insert: [] }] });
		} else {
			slots.splice(at, 0, slot);
			event(seq, { kind: "reserve", ...region(slot), result: 0,
				changes: [{ list: "reserved", at, remove: 0,
					insert: [region(slot)] }] });
		}
	}
	lines.push(JSON.stringify({ kind: "end", events: count, dropped: 0,
		slab_not_recorded: 0, memory: [{ base: "0x0",
			size: "0x10000000000", node: null, flags: 0 }],
		reserved: slots.map(region) }));
	return lines.join("\n") + "\n";
}
