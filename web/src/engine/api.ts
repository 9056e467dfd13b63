// SPDX-License-Identifier: GPL-2.0-only
// What the playground asks of the kernel's code: mm/ and the map code of
// arch/x86, compiled for wasm32. web/src/engine/wasm.ts implements it and
// exports `open`; the page and its tests use nothing else of the engine.
//
// An engine is one machine. It has no undo: the page makes a new engine of
// the same machine and runs the operations that are left. So a machine and
// its operations have to give the same lists and events each time.

import type {
	EndLine, EventLine, HeaderLine, Hex, RegionLine,
} from "../core/format.js";

/** A machine, before its kernel has done anything. */
export interface Machine {
	/** A memory map as bootmap takes it: e820, EFI or a boot log. */
	map: string;
	/** As bootmap's --format; guessed if it is missing. */
	format?: "e820" | "efi" | "dmesg";
	/** A node table as bootmap's --srat takes it. */
	srat?: string;
	/** movable_node: the kernel parameter; searches start upwards. */
	movable_node?: boolean;
	/**
	 * Where the kernel lies, reserved when the machine is made. Missing:
	 * 2 MiB from 16 MiB on, or nothing if there is no RAM. Size "0x0":
	 * no kernel image, and only the first page is reserved.
	 */
	kernel_image?: { base: Hex; size: Hex };
}

/**
 * One thing to do. Addresses and sizes are what a caller of the function
 * would pass, and may be senseless: what the code answers is the answer.
 */
export type Operation =
	/** memblock_add_node(); without a node memblock_add() */
	| { op: "add"; base: Hex; size: Hex; node?: number | null;
		flags?: number }
	/** memblock_remove() */
	| { op: "remove"; base: Hex; size: Hex }
	/** memblock_reserve_named(); without a name memblock_reserve() */
	| { op: "reserve"; base: Hex; size: Hex; name?: string }
	/** memblock_phys_free() before the hand-over, free_bootmem_late() after */
	| { op: "free"; base: Hex; size: Hex }
	/** memblock_mark_*() and memblock_clear_*(), by one flag */
	| { op: "mark"; base: Hex; size: Hex; flags: number; set: boolean }
	/** memblock_set_bottom_up() */
	| { op: "direction"; bottom_up: boolean }
	/** memblock_set_current_limit() */
	| { op: "limit"; limit: Hex }
	/** memblock_allow_resize() */
	| { op: "resize" }
	/**
	 * How: "bootmem" is ___alloc_bootmem_nopanic() (with a node,
	 * ___alloc_bootmem_node_nopanic()), "memblock" is
	 * memblock_alloc_try_nid() with goal as min_addr, "find" only looks:
	 * memblock_find_in_range_node().
	 */
	| { op: "alloc"; how: "bootmem" | "memblock" | "find"; size: Hex;
		align: Hex; goal: Hex; limit: Hex; node: number | null }
	/** free_area_init_nodes() and free_all_bootmem() */
	| { op: "handover" }
	/** kmem_cache_init(), if the hand-over is done */
	| { op: "slab" }
	/** kmalloc(); needs the slab */
	| { op: "kmalloc"; size: Hex }
	/** kfree() of what a kmalloc or an alloc after the slab gave */
	| { op: "kfree"; base: Hex }
	/** switch a bug of the museum on or off, by its name in bugs() */
	| { op: "bug"; name: string; on: boolean };

/** What came of it. */
export interface Outcome {
	/** What the trace of a boot would have, in order. */
	events: EventLine[];
	/**
	 * A physical address (alloc, kmalloc), "0x0" for none; for all other
	 * operations the function's status, 0 or a negative errno.
	 */
	result: Hex | number;
	/** What the code printed meanwhile, without the newline. */
	log: string[];
}

export interface Engine {
	/**
	 * A header as a trace has it: firmware_map, nodes, kernel_image,
	 * frames. frames may grow with each run(); read it afterwards.
	 */
	readonly header: HeaderLine;
	/** What making the machine did: map -> memblock, reservations. */
	readonly events: readonly EventLine[];
	/**
	 * Do one thing. seq goes on from the events before.
	 * Throws EngineError if the operation makes no sense now (kmalloc
	 * without a slab), or if the kernel panicked: after that the engine
	 * can only be closed.
	 */
	run(operation: Operation): Outcome;
	/** Both lists, from the code itself; never from the events. */
	lists(): { memory: RegionLine[]; reserved: RegionLine[] };
	/** The end of a trace, so that this session can be saved as one. */
	end(): EndLine;
	/** Give its memory back. */
	close(): void;
}

export interface Bug {
	name: string;
	/** One sentence, for a menu. */
	title: string;
}

/** The compiled code, loaded once. */
export interface Engines {
	/** Throws EngineError, with the line of the map that is wrong. */
	create(machine: Machine): Engine;
	/** Empty until the museum's bugs can be switched on. */
	bugs(): readonly Bug[];
}

/** wasm.ts exports this: `export const open: Open = async (code) => ...`. */
export type Open = (code: Uint8Array) => Promise<Engines>;

export class EngineError extends Error {
	/** Of the map or node table, from 1 on; 0: not a matter of a line. */
	readonly line: number;
	/** Which text the line is in. */
	readonly where: "map" | "srat" | "operation" | "panic";
	readonly log: readonly string[];

	constructor(message: string, where: EngineError["where"], line = 0,
			log: readonly string[] = []) {
		super(message);
		this.name = "EngineError";
		this.where = where;
		this.line = line;
		this.log = log;
	}
}
