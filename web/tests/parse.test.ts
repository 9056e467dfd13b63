// SPDX-License-Identifier: GPL-2.0-only
// Reading traces: what is right is read whole, and what is broken is named
// with its line.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseTrace, TraceError } from "../src/core/parse.js";
import { Replay } from "../src/core/replay.js";

const EXAMPLE = readFileSync(new URL("../../docs/trace.example.jsonl",
	import.meta.url), "utf8");

function problem(text: string): string {
	try {
		new Replay(parseTrace(text, "broken"));
	} catch (error) {
		if (error instanceof TraceError)
			return `${error.line}: ${error.message}`;
		throw error;
	}
	return "none";
}

/** The example with one line replaced by what edit makes of it. */
function edited(number: number, edit: (line: string) => string): string {
	const lines = EXAMPLE.split("\n");
	lines[number - 1] = edit(lines[number - 1]!);
	return lines.join("\n");
}

describe("the example of docs/trace.md", () => {
	it("is read whole", () => {
		const trace = parseTrace(EXAMPLE, "example");
		expect(trace.moves.length).toBe(14);
		expect(trace.warnings).toEqual([]);
	});

	it("ends with the kernel's own lists", () => {
		const replay = new Replay(parseTrace(EXAMPLE, "example"));
		expect(replay.checkEnd()).toEqual([]);
	});

	it("is noticed to end with other lists", () => {
		const text = edited(16, (line) => line.replace("0xff0000",
			"0xfe0000"));
		expect(new Replay(parseTrace(text, "x")).checkEnd()).toEqual([
			'the list "reserved" after the last move is not the one ' +
			"that the kernel printed"]);
	});
});

describe("a broken trace is named with its line", () => {
	it.each([
		["an empty file", "", /^1: the file is empty/],
		["a picture", "\x89PNG\r\n", /^1: this is no trace/],
		["JSON of something else", '{"a": 1}', /^1: this is no trace/],
		["another version", edited(1, (l) => l.replace('"version":1',
			'"version":2')), /^1: a trace of version 2/],
		["half a line", edited(5, (l) => l.slice(0, 50)), /^5: not JSON/],
		["an unknown kind", edited(6, (l) => l.replace('"kind":"add"',
			'"kind":"ad"')), /^6: "kind" is wrong/],
		["a size that is a number", edited(6, (l) => l.replace(
			'"size":"0x9e000","result"', '"size":647168,"result"')),
			/^6: add: "size" is wrong: 647168/],
		["a field that is missing", edited(9, (l) => l.replace(
			'"align":"0x40",', "")), /^9: find: "align" is missing/],
		["a frame that is not there", edited(3, (l) => l.replace(
			"[0,1,2]", "[0,1,99]")), /^3: reserve: frame 99/],
		["a change out of bounds", edited(4, (l) => l.replace(
			'"at":1', '"at":7')), /^4: reserve: takes 0 regions at 7/],
		["a list out of order", edited(7, (l) => l.replace('"at":1',
			'"at":0')), /^7: add: after it, regions 0 and 1 of memory/],
		["numbers that go back", edited(4, (l) => l.replace('"seq":2',
			'"seq":0')), /^4: seq 0 after 1/],
		["a line after the end", EXAMPLE + "{}\n", /^17: a line after/],
	])("%s", (_, text, message) => {
		expect(problem(text)).toMatch(message);
	});

	it("a truncated file is replayed, with a warning", () => {
		const cut = EXAMPLE.split("\n").slice(0, 8).join("\n");
		const trace = parseTrace(cut, "cut");
		expect(trace.moves.length).toBe(7);
		expect(trace.warnings[0]).toMatch(/^line 8: the trace stops here/);
	});

	it("dropped moves are said", () => {
		const text = edited(16, (l) => l.replace('"dropped":0',
			'"dropped":3'));
		expect(parseTrace(text, "x").warnings[0]).toMatch(/3 moves found/);
	});
});
