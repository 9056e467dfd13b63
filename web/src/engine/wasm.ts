// SPDX-License-Identifier: GPL-2.0-only
// The engine of the playground: engine.wasm (arch/wasm), one instance a
// machine. Numbers go in and out as they are in C; texts through buffers.

import type {
	EndLine, EventLine, HeaderLine, Hex, MapLine, RegionLine,
} from "../core/format.js";
import {
	EngineError, type Engine, type Engines, type Machine, type Open,
	type Operation, type Outcome,
} from "./api.js";
import { MAX_NUMNODES, readWire, STAGES, type MapEntry } from "./wire.js";

const FORMATS = { e820: 1, efi: 2, dmesg: 4 };	/* enum map_file_format */
const NO_NODE = -1;
const PANIC = /^Kernel panic - not syncing: (.*)$/;
const STAGE_BUDDY = STAGES.indexOf("buddy");
const STAGE_SLAB = STAGES.indexOf("slab");

const E820_NAMES: Record<number, string> = {
	1: "usable", 2: "reserved", 3: "ACPI data", 4: "ACPI NVS",
	5: "unusable", 7: "persistent", 12: "persistent",
};
const EFI_NAMES = [
	"reserved", "loader code", "loader data", "boot services code",
	"boot services data", "runtime code", "runtime data", "conventional",
	"unusable", "ACPI reclaim", "ACPI NVS", "MMIO", "MMIO port", "PAL",
	"persistent", "unaccepted",
];

/** The exports of arch/wasm/engine.c. */
interface Code {
	memory: WebAssembly.Memory;
	_initialize(): void;
	buffer(size: number): number;
	trace_at(): number;
	trace_length(): number;
	log_at(): number;
	log_length(): number;
	error_at(): number;
	error_length(): number;
	forget_texts(): void;
	boot(map: number, size: number, format: number, srat: number,
		sratSize: number, movable: number, placed: number, base: bigint,
		image: bigint): number;
	kernel_base(): bigint;
	kernel_end(): bigint;
	stage_now(): number;
	end_trace(): void;
	list_count(list: number): number;
	list_base(list: number, i: number): bigint;
	list_size(list: number, i: number): bigint;
	list_flags(list: number, i: number): number;
	list_node(list: number, i: number): number;
	op_add(base: bigint, size: bigint, nid: number, flags: number): number;
	op_remove(base: bigint, size: bigint): number;
	op_reserve(base: bigint, size: bigint, name: number,
		length: number): number;
	op_free(base: bigint, size: bigint): number;
	op_mark(base: bigint, size: bigint, flags: number, set: number): number;
	op_direction(bottomUp: number): void;
	op_limit(limit: bigint): void;
	op_resize(): void;
	op_bootmem(size: bigint, align: bigint, goal: bigint, limit: bigint,
		nid: number): bigint;
	op_memblock(size: bigint, align: bigint, goal: bigint, limit: bigint,
		nid: number): bigint;
	op_find(size: bigint, align: bigint, goal: bigint, limit: bigint,
		nid: number): bigint;
	op_handover(): void;
	op_slab(): void;
	op_kmalloc(size: bigint): bigint;
	op_kfree(base: bigint): void;
}

const hexOf = (value: bigint): Hex =>
	"0x" + BigInt.asUintN(64, value).toString(16);
/** C takes 64 bits; more than that makes no sense in any call. */
const u64 = (value: Hex): bigint => BigInt.asUintN(64, BigInt(value));
const nidOf = (node: number | null | undefined): number => node ?? NO_NODE;

// What wasi-libc asks of a system that has none. Only abort() gets here.
const WASI = {
	fd_close: () => 8, fd_read: () => 8, fd_seek: () => 8, fd_write: () => 8,
	proc_exit: (status: number): never => {
		throw new Error(`the engine ended itself (status ${status})`);
	},
};

class WasmEngine implements Engine {
	readonly header: HeaderLine;
	readonly events: readonly EventLine[];
	#code: Code | null;
	#nrEvents = 0;

	constructor(module: WebAssembly.Module, machine: Machine) {
		const instance = new WebAssembly.Instance(module,
			{ wasi_snapshot_preview1: WASI });
		this.#code = instance.exports as unknown as Code;
		this.#code._initialize();
		this.#boot(machine);
		const wire = readWire(this.#text("trace"));
		this.events = wire.events;
		this.#nrEvents = wire.events.length;
		this.header = this.#makeHeader(machine, wire.maps);
		this.#live().forget_texts();
	}

	run(operation: Operation): Outcome {
		const code = this.#live();
		code.forget_texts();
		this.#refuse(operation);
		const result = this.#guard(() => this.#call(operation));
		const { events } = readWire(this.#text("trace"));
		this.#nrEvents += events.length;
		return { events, result, log: this.#log() };
	}

	lists(): { memory: RegionLine[]; reserved: RegionLine[] } {
		return { memory: this.#list(0), reserved: this.#list(1) };
	}

	end(): EndLine {
		const code = this.#live();
		code.forget_texts();
		code.end_trace();
		const { slabLost } = readWire(this.#text("trace"));
		return { kind: "end", events: this.#nrEvents, dropped: 0,
			slab_not_recorded: slabLost, ...this.lists() };
	}

	close(): void {
		this.#code = null;
	}

	// ---- texts ----

	#live(): Code {
		if (!this.#code)
			throw new EngineError("this machine is closed", "operation");
		return this.#code;
	}

	#text(which: "trace" | "log" | "error"): string {
		const code = this.#live();
		return new TextDecoder().decode(new Uint8Array(code.memory.buffer,
			code[`${which}_at`](), code[`${which}_length`]()));
	}

	#log(): string[] {
		const text = this.#text("log");
		return text ? text.replace(/\n$/, "").split("\n") : [];
	}

	/** A copy in the module's memory, with room for a NUL behind it. */
	#put(text: string | undefined): [at: number, length: number] {
		if (text === undefined)
			return [0, 0];
		const bytes = new TextEncoder().encode(text);
		const code = this.#live();
		const at = code.buffer(bytes.length + 1);
		new Uint8Array(code.memory.buffer).set(bytes, at);
		return [at, bytes.length];
	}

	/** A trap is a panic, or worse: this machine has ended. */
	#guard<T>(call: () => T): T {
		try {
			return call();
		} catch (error) {
			const log = this.#log();
			this.close();
			const [, why] = PANIC.exec(log.at(-1) ?? "") ?? [];
			throw new EngineError(why ?? String(error), "panic", 0, log);
		}
	}

	// ---- the machine ----

	#boot(machine: Machine): void {
		const code = this.#live();
		const image = machine.kernel_image;
		const [map, mapSize] = this.#put(machine.map);
		const [srat, sratSize] = this.#put(machine.srat);
		const failed = this.#guard(() => code.boot(map, mapSize,
			machine.format ? FORMATS[machine.format] : 0, srat, sratSize,
			Number(machine.movable_node ?? false), Number(!!image),
			u64(image?.base ?? "0x0"), u64(image?.size ?? "0x0")));
		if (!failed)
			return;
		const [, where, line, what] =
			/^(\w+):(\d+): (.*)$/s.exec(this.#text("error")) ??
			["", failed === 2 ? "srat" : "map", "0", this.#text("error")];
		throw new EngineError(what!, where === "srat" ? "srat" : "map",
			Number(line), this.#log());
	}

	#makeHeader(machine: Machine, maps: MapEntry[]): HeaderLine {
		const efi = maps.some((m) => m.table === "efi");
		const table = (name: string, names: (type: number) => string) =>
			maps.filter((m) => m.table === name).map((m): MapLine => ({
				base: m.base, size: m.size, type: m.type,
				name: names(m.type),
			}));
		const e820 = (type: number) => E820_NAMES[type] ?? `type ${type}`;
		const efiName = (type: number) => EFI_NAMES[type] ?? `type ${type}`;
		const memory = this.#list(0);
		const total = memory.reduce((sum, r) => sum + BigInt(r.size), 0n);
		return {
			kind: "header", format: "nopanic-trace", version: 1,
			command_line: machine.movable_node ? "movable_node" : "",
			firmware: efi ? "uefi" : "bios",
			machine: { memory: hexOf(total), nodes: null, cmdline: "",
				map: null, qemu: [] },
			build: { commit: null, dirty: false, image: "" },
			page_size: 4096, max_order: 18,
			kernel_image: this.#kernelImage(),
			firmware_map: {
				source: efi ? "efi" : "e820",
				raw: efi ? table("efi", efiName) : table("raw", e820),
				sanitized: table("e820", e820),
			},
			nodes: nodesOf(memory), stages: [...STAGES], frames: [],
			sources: {},
		};
	}

	#kernelImage(): { base: Hex; size: Hex } {
		const base = this.#live().kernel_base();
		return { base: hexOf(base),
			size: hexOf(this.#live().kernel_end() - base) };
	}

	#list(list: number): RegionLine[] {
		const code = this.#live();
		return Array.from({ length: code.list_count(list) }, (_, i) => {
			const node = code.list_node(list, i);
			return {
				base: hexOf(code.list_base(list, i)),
				size: hexOf(code.list_size(list, i)),
				node: node === NO_NODE ? null : node,
				flags: code.list_flags(list, i),
			};
		});
	}

	// ---- operations ----

	/** What has no meaning at this stage, or would end the machine. */
	#refuse(operation: Operation): void {
		const stage = this.#live().stage_now();
		const no = (why: string): never => {
			throw new EngineError(why, "operation");
		};
		switch (operation.op) {
		case "handover":
			if (stage >= STAGE_BUDDY)
				no("the free memory has been handed over already");
			break;
		case "slab":
			if (stage !== STAGE_BUDDY)
				no(stage < STAGE_BUDDY ?
					"the slab needs pages: hand over first" :
					"the slab is up already");
			break;
		case "kmalloc":
		case "kfree":
			if (stage < STAGE_SLAB)
				no(`${operation.op}() needs the slab`);
			break;
		case "alloc":
		case "add":
			if ((operation.node ?? 0) >= MAX_NUMNODES)
				no(`nodes are 0 to ${MAX_NUMNODES - 1}`);
			break;
		case "bug":
			no(`no bug is called "${operation.name}"`);
		}
	}

	#call(o: Operation): Hex | number {
		const code = this.#live();
		switch (o.op) {
		case "add":
			return code.op_add(u64(o.base), u64(o.size), nidOf(o.node),
				o.flags ?? 0);
		case "remove":
			return code.op_remove(u64(o.base), u64(o.size));
		case "reserve":
			return code.op_reserve(u64(o.base), u64(o.size),
				...this.#put(o.name || undefined));
		case "free":
			return code.op_free(u64(o.base), u64(o.size));
		case "mark":
			return code.op_mark(u64(o.base), u64(o.size), o.flags,
				Number(o.set));
		case "direction":
			code.op_direction(Number(o.bottom_up));
			return 0;
		case "limit":
			code.op_limit(u64(o.limit));
			return 0;
		case "resize":
			code.op_resize();
			return 0;
		case "alloc":
			return hexOf(code[`op_${o.how}`](u64(o.size), u64(o.align),
				u64(o.goal), u64(o.limit), nidOf(o.node)));
		case "handover":
			code.op_handover();
			return 0;
		case "slab":
			code.op_slab();
			return 0;
		case "kmalloc":
			return hexOf(code.op_kmalloc(u64(o.size)));
		case "kfree":
			code.op_kfree(u64(o.base));
			return 0;
		case "bug":
			return -22;
		}
	}
}

function nodesOf(memory: RegionLine[]): HeaderLine["nodes"] {
	const nodes = new Map<number, { base: Hex; size: Hex }[]>();
	for (const { base, size, node } of memory) {
		if (node === null)
			continue;
		nodes.set(node, [...(nodes.get(node) ?? []), { base, size }]);
	}
	return nodes.size < 2 ? [] :
		[...nodes].sort(([a], [b]) => a - b)
			.map(([node, ranges]) => ({ node, memory: ranges }));
}

/** Compile the code once; each machine is an instance of it. */
export const open: Open = async (bytes) => {
	const module = await WebAssembly.compile(bytes as BufferSource);
	const engines: Engines = {
		create: (machine) => new WasmEngine(module, machine),
		bugs: () => [],
	};
	return engines;
};
