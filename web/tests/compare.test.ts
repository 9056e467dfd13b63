// SPDX-License-Identifier: GPL-2.0-only
// Two traces against each other, and the search.

import { describe, expect, it } from "vitest";
import { compare } from "../src/core/compare.js";
import type { Trace } from "../src/core/model.js";
import { parseTrace } from "../src/core/parse.js";
import { matching } from "../src/core/search.js";
import { effectsOf, sentenceOf } from "../src/core/describe.js";
import { HEADER, manyMoves, random } from "./make.js";

/** A trace whose moves are named by letters. */
function letters(text: string): Trace {
	const lines = [...text].map((letter, seq) => ({ seq, tsc: seq,
		stage: "early", function: letter, caller: null, backtrace: [],
		kind: "direction", bottom_up: false }));
	return parseTrace([HEADER, ...lines].map((l) => JSON.stringify(l))
		.join("\n"), text);
}

/** Both sides of each row, "-" where there is none. */
function rows(a: string, b: string): string {
	return compare(letters(a), letters(b)).pairs.map((pair) =>
		(a[pair.a] ?? "-") + (b[pair.b] ?? "-")).join(" ");
}

describe("compare", () => {
	it("finds nothing in two equal ones", () => {
		expect(compare(letters("abc"), letters("abc")).differences)
			.toEqual([]);
	});

	it("lands on the first difference", () => {
		const result = compare(letters("abcde"), letters("abxde"));
		expect(result.differences).toEqual([2]);
		expect(rows("abcde", "abxde")).toBe("aa bb cx dd ee");
	});

	it("goes on in step after a move that only one has", () => {
		expect(rows("abcd", "acd")).toBe("aa b- cc dd");
		expect(rows("acd", "abcd")).toBe("aa -b cc dd");
		expect(rows("", "ab")).toBe("-a -b");
		expect(rows("abcabba", "cbabac").replace(/[^-]/g, "").length)
			.toBeGreaterThan(0);
	});

	it("has each move once, in order, whatever the traces", () => {
		const next = random(5);
		const some = () => Array.from({ length: 30 }, () =>
			"abc"[Math.floor(next() * 3)]).join("");
		for (let round = 0; round < 100; round++) {
			const a = some(), b = some();
			const { pairs } = compare(letters(a), letters(b));
			const side = (of: "a" | "b") => pairs.map((p) => p[of])
				.filter((i) => i >= 0);
			expect(side("a")).toEqual([...a].map((_, i) => i));
			expect(side("b")).toEqual([...b].map((_, i) => i));
		}
	});
});

describe("search", () => {
	const trace = parseTrace(manyMoves(300, 1000), "many");
	const find = (text: string) => matching(trace, { text,
		hidden: new Set(), changing: false });

	it("finds functions anywhere in the backtrace", () => {
		expect(find("start_kernel").length).toBe(300);
		expect(find("start_kernel()").length).toBe(300);
		expect(find("no_such_function")).toEqual([]);
	});

	it("finds the moves that touch an address", () => {
		const line = trace.moves[17]!.line;
		if (line.kind !== "reserve")
			throw new Error("not what it was");
		const inside = "0x" + (BigInt(line.base) + 5n).toString(16);
		expect(find(inside)).toContain(17);
		expect(find(inside).length).toBeLessThan(5);
	});

	it("needs all words, and leaves out hidden kinds", () => {
		expect(find("add start_kernel")).toEqual([0]);
		expect(matching(trace, { text: "", hidden: new Set(["reserve"]),
			changing: false })).toEqual([0]);
	});

	it("says what a move does", () => {
		expect(sentenceOf(trace.moves[0]!, trace)).toBe(
			"memblock_reserve() adds to memory [0x0, 0x10000000000), " +
			"1 TiB.");
		expect(effectsOf(trace.moves[0]!)).toEqual(["memory: 1 new at 0"]);
	});
});
