// SPDX-License-Identifier: GPL-2.0-only
// The engine: mm/ and the map code as WebAssembly. Every machine of
// tests/maps has the RAM that its file says, the events of a session lead to
// the lists that the code itself has, and whatever is asked is answered.

import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import {
	EngineError, type Engine, type Engines, type Operation,
} from "../src/engine/api.js";
import { open } from "../src/engine/wasm.js";
import type { ChangeLine, EventLine, RegionLine } from "../src/core/format.js";

const ROOT = new URL("../../", import.meta.url);
const MAPS = ["e820", "efi"].flatMap((format) =>
	readdirSync(new URL(`tests/maps/${format}/`, ROOT))
		.filter((name) => name.endsWith(".map"))
		.map((name) => ({ format, name })));
const SMALL = "0 9f000 1\n100000 7f00000 1\n";
const LARGE = "0 9f000 1\n100000 bff00000 1\n100000000 f40000000 1\n";
const ANY = { align: "0x0", goal: "0x0", limit: "0x0", node: null };

let engines: Engines;

beforeAll(async () => {
	const build = process.env.NOPANIC_BUILD ?? "build";
	engines = await open(readFileSync(new URL(`${build}/engine.wasm`, ROOT)));
});

function read({ format, name }: { format: string; name: string }): string {
	return readFileSync(new URL(`tests/maps/${format}/${name}`, ROOT), "utf8");
}

/** Both lists, from nothing but the changes that events tell of. */
class Lists {
	readonly memory: RegionLine[] = [];
	readonly reserved: RegionLine[] = [];

	play(events: readonly EventLine[]): void {
		for (const event of events) {
			for (const c of event.changes ?? ([] as ChangeLine[]))
				this[c.list].splice(c.at, c.remove, ...c.insert);
		}
	}
}

/** A machine whose events are checked against its lists at each step. */
class Session {
	readonly engine: Engine;
	readonly events: EventLine[] = [];
	readonly #lists = new Lists();

	constructor(map: string, movable = false) {
		this.engine = engines.create({ map, movable_node: movable });
		this.#take(this.engine.events);
	}

	run(operation: Operation): string | number {
		const outcome = this.engine.run(operation);
		this.#take(outcome.events);
		return outcome.result;
	}

	alloc(how: "bootmem" | "memblock" | "find", size: string,
			more: object = {}): string {
		return this.run({ op: "alloc", how, size, ...ANY, ...more }) as string;
	}

	#take(events: readonly EventLine[]): void {
		this.events.push(...events);
		this.#lists.play(events);
		const { memory, reserved } = this.engine.lists();
		expect(this.#lists.memory).toEqual(memory);
		expect(this.#lists.reserved).toEqual(reserved);
	}
}

describe("machines", () => {
	it.each(MAPS)("$format/$name has the RAM its file says", (map) => {
		const text = read(map);
		const { memory } = new Session(text).engine.lists();
		const pages = /^# expect-pages: (\d+)/m.exec(text);
		if (pages) {
			const bytes = memory.reduce((n, r) => n + BigInt(r.size), 0n);
			expect(bytes / 4096n).toBe(BigInt(pages[1]!));
		}
		expect(memory.length).toBeGreaterThan(0);
	});

	it("names the line of a broken map", () => {
		const broken = () => engines.create({ map: "0 9f000 1\n0 x 1\n" });
		expect(broken).toThrow(EngineError);
		try {
			broken();
		} catch (error) {
			expect(error).toMatchObject({ where: "map", line: 2 });
		}
	});

	it("says that an empty text is no map", () => {
		expect(() => engines.create({ map: "" })).toThrow(/no map/);
	});

	it("knows nodes from a table", () => {
		const { header } = engines.create({ map: LARGE,
			srat: "0 0 0 7ffffffff\n1 1 800000000 103fffffff\n" });
		expect(header.nodes.map((n) => n.node)).toEqual([0, 1]);
	});
});

describe("operations", () => {
	it("allocate top-down and bottom-up", () => {
		const s = new Session(SMALL);
		expect(s.alloc("bootmem", "0x1000")).toBe("0x7fff000");
		expect(s.alloc("memblock", "0x40")).toBe("0x7ffefc0");
		s.run({ op: "direction", bottom_up: true });
		expect(s.alloc("find", "0x1000")).toBe("0x1200000");
		expect(s.alloc("bootmem", "0x8000000")).toBe("0x0");
		expect(s.events.at(-1)!.kind).toBe("find");
	});

	it("grow the lists past their first arrays", () => {
		const s = new Session(SMALL);
		for (let i = 0; i < 300; i++)
			s.run({ op: "reserve", base: "0x" + (0x2000000 + i * 0x2000)
				.toString(16), size: "0x1000" });
		expect(s.engine.lists().reserved.length).toBeGreaterThan(300);
		expect(s.events.filter((e) => e.kind === "grow").length)
			.toBeGreaterThanOrEqual(2);
	});

	it.each([["128M", SMALL], ["64G", LARGE]])(
		"hand over, and serve from the slab: %s", (_, map) => {
			const s = new Session(map);
			s.alloc("bootmem", "0x12345");
			s.run({ op: "handover" });
			expect(s.events.some((e) => e.kind === "handover")).toBe(true);
			s.run({ op: "slab" });
			const blocks = ["0x40", "0x1000", "0x10000", "0x8"].map((size) =>
				s.run({ op: "kmalloc", size }) as string);
			expect(new Set(blocks).size).toBe(4);
			expect(blocks).not.toContain("0x0");
			expect(s.alloc("bootmem", "0x100")).not.toBe("0x0");
			for (const base of blocks)
				s.run({ op: "kfree", base });
		});

	it("say that a machine is too large to hand over in a page", () => {
		const s = new Session("0 9f000 1\n100000 fffff00000 1\n");
		expect(() => s.run({ op: "handover" })).toThrow(/no room for the page/);
		expect(() => s.run({ op: "handover" })).toThrow(/closed/);
	});

	it("hand over 256 GiB, and with much reserved beside the structures", () => {
		const s = new Session("0 9f000 1\n100000 3fffe00000 1\n");
		s.run({ op: "reserve", base: "0x3f80000000", size: "0x7ff00000" });
		s.run({ op: "handover" });
		s.run({ op: "slab" });
		expect(s.run({ op: "kmalloc", size: "0x40" })).not.toBe("0x0");
	});

	it("give the same lists and events each time", () => {
		const session = () => {
			const s = new Session(LARGE);
			for (let i = 1; i < 40; i++)
				s.alloc("bootmem", "0x" + (i * 777).toString(16),
					{ align: "0x" + (1 << i % 12).toString(16) });
			s.run({ op: "handover" });
			return s.events;
		};
		expect(session()).toEqual(session());
	});

	it("refuse what makes no sense yet", () => {
		const s = new Session(SMALL);
		expect(() => s.run({ op: "slab" })).toThrow(/hand over first/);
		expect(() => s.run({ op: "kmalloc", size: "0x40" }))
			.toThrow(/needs the slab/);
		s.run({ op: "handover" });
		expect(() => s.run({ op: "handover" })).toThrow(/already/);
	});

	it("answer senseless requests as the kernel does", () => {
		const s = new Session(SMALL);
		expect(s.alloc("bootmem", "0x0")).toBe("0x0");
		expect(s.alloc("memblock", "0x10", { align: "0x3" })).toBe("0x0");
		expect(s.run({ op: "free", base: "0x0",
			size: "0xffffffffffffffff" })).toBeTypeOf("number");
		expect(s.alloc("bootmem", "0x1000")).not.toBe("0x0");
	});
});
