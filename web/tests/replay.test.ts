// SPDX-License-Identifier: GPL-2.0-only
// Any state of a trace, in any order, is the one that plain replay from the
// start gives; and 100,000 moves are found without a pause.

import { describe, expect, it } from "vitest";
import { parseTrace } from "../src/core/parse.js";
import { Replay } from "../src/core/replay.js";
import { freeRanges, union } from "../src/core/free.js";
import type { Region, Trace } from "../src/core/model.js";
import { HEADER, manyMoves, random } from "./make.js";

/** The lists after a move, the slow way. */
function plain(trace: Trace, index: number): Region[] {
	const list: Region[] = [];
	for (const move of trace.moves.slice(0, index + 1)) {
		for (const change of move.changes) {
			if (change.list === "reserved")
				list.splice(change.at, change.remove, ...change.insert);
		}
	}
	return list;
}

describe("replay", () => {
	it("jumps to where plain replay gets", () => {
		const trace = parseTrace(manyMoves(3000, 200), "many");
		const replay = new Replay(trace);
		const next = random(7);
		for (let i = 0; i < 200; i++) {
			const index = Math.floor(next() * 3000);
			expect(replay.after(index).reserved)
				.toEqual(plain(trace, index));
		}
	});

	it("scrubs through 100,000 moves without a pause", () => {
		const replay = new Replay(parseTrace(manyMoves(100000, 2000), "x"));
		expect(replay.checkEnd()).toEqual([]);
		const next = random(3);
		const times: number[] = [];
		for (let i = 0; i < 200; i++) {
			const start = performance.now();
			replay.after(Math.floor(next() * 100000));
			times.push(performance.now() - start);
		}
		times.sort((a, b) => a - b);
		expect(times[190]).toBeLessThan(100);
	});

	it("takes in moves that come later", () => {
		const all = parseTrace(manyMoves(500, 50), "all");
		const moves = all.moves.slice();
		const replay = new Replay({ ...all, moves: moves.slice(0, 100) });
		replay.append(moves.slice(100));
		expect(replay.length).toBe(500);
		expect(replay.after(499).reserved).toEqual(plain(all, 499));
		expect(replay.after(50).reserved).toEqual(plain(all, 50));
	});

	it("puts this machine's lists aside and brings them back", () => {
		const base = { tsc: 0, stage: "early", function: null,
			caller: null, backtrace: [] };
		const region = { base: "0x1000", size: "0x1000", node: null,
			flags: 0 };
		const add = (seq: number) => ({ ...base, seq, kind: "add",
			base: "0x1000", size: "0x1000", result: 0, changes: [
				{ list: "memory", at: 0, remove: 0,
					insert: [region] }] });
		const lines = [HEADER, add(0),
			{ ...base, seq: 1, kind: "limit", old: "0x0", new: "0x5000" },
			{ ...base, seq: 2, kind: "aside", on: true, aside: true,
				changes: [{ list: "memory", at: 0, remove: 1,
					insert: [] }] },
			{ ...add(3), aside: true },
			{ ...base, seq: 4, kind: "limit", old: "0x0", new: "0x9000",
				aside: true },
			{ ...base, seq: 5, kind: "aside", on: false,
				changes: [{ list: "memory", at: 0, remove: 1,
					insert: [region] }] }];
		const trace = parseTrace(lines.map((l) => JSON.stringify(l))
			.join("\n"), "aside");
		const replay = new Replay(trace);
		expect(replay.after(2).memory).toEqual([]);
		expect(replay.after(3).memory.length).toBe(1);
		expect(replay.after(3).aside).toBe(true);
		expect(replay.after(4).limit).toBe(0x9000n);
		expect(replay.after(5).memory.length).toBe(1);
		expect(replay.after(5).limit).toBe(0x5000n);
		expect(replay.after(1).aside).toBe(false);
	});
});

describe("free memory", () => {
	const region = (base: bigint, end: bigint): Region =>
		({ base, end, node: null, flags: 0 });

	it("is memory without what is reserved", () => {
		//  memory    |1-------------9|   |b----f|
		//  reserved 0--2  |4-5|  |8--------c|
		//  free         |2-4| |5-8|          |c-f|
		const free = freeRanges([region(1n, 9n), region(11n, 15n)],
			[region(0n, 2n), region(4n, 5n), region(8n, 12n)]);
		expect(free.map((r) => [r.base, r.end])).toEqual(
			[[2n, 4n], [5n, 8n], [12n, 15n]]);
	});

	it("agrees with a walk byte by byte", () => {
		const next = random(11);
		for (let round = 0; round < 300; round++) {
			const some = () => union(Array.from({ length: 6 }, () => {
				const base = BigInt(Math.floor(next() * 60));
				return { base, end: base + BigInt(Math.floor(
					next() * 9)) };
			})).map((s) => region(s.base, s.end));
			const memory = some(), reserved = some();
			const has = (list: Region[], a: bigint) =>
				list.some((r) => r.base <= a && a < r.end);
			const free = freeRanges(memory, reserved);
			for (let a = 0n; a < 80n; a++)
				expect(has(free, a)).toBe(has(memory, a) &&
					!has(reserved, a));
		}
	});
});
