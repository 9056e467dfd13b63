// SPDX-License-Identifier: GPL-2.0-only
// The rule that decided against a guess, for each rule there is; and the
// questions' own form.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judge } from "../src/core/explain.js";
import type { CandidateLine, EventLine, FindLine, Why }
	from "../src/core/format.js";
import type { Question } from "../src/core/question.js";
import { e820Text, moveEdge } from "../src/ui/drag.js";

const region = (base: bigint, end: bigint) =>
	({ base, end, node: null, flags: 0 });
const BEFORE = { memory: [region(0x1000n, 0x9f000n),
	region(0x100000n, 0x1000000n)], reserved: [region(0x200000n, 0x300000n)] };

function candidate(base: string, size: string, why: Why): CandidateLine {
	return { base, size, why };
}

function find(fields: Partial<FindLine>): EventLine {
	return { seq: 0, tsc: 0, stage: "early", function: null, caller: null,
		backtrace: [], kind: "find", start: "0x1000", end: "0x1000000",
		size: "0x10000", align: "0x1000", node: null, bottom_up: false,
		hint: "0x0", candidates: [
			candidate("0x300000", "0xd00000", "taken")],
		candidates_not_recorded: 0, result: "0xff0000", ...fields };
}

const ask = (guess: bigint | null, events: EventLine[] = [find({})],
	result = 0xff0000n) => judge(guess, result, 0x10000n, events, BEFORE);

describe("a guess is judged by", () => {
	it.each<[string, bigint | null, EventLine[] | undefined, string]>([
		["being right", 0xff8000n, undefined, "highest place"],
		["the place in the range", 0x300000n, undefined, "highest place"],
		["the first page", 0x10n, undefined, "first page"],
		["the holes", 0xc0000n, undefined, "no RAM"],
		["what is reserved", 0x280000n, undefined, "reserved"],
		["the order of the search", 0x150000n, undefined, "first fit"],
		["there being room", null, undefined, "something fits"],
		["the limit", 0xe00000n, [find({ end: "0x800000" })], "window"],
		["the goal", 0x100000n, [find({ start: "0x800000" })], "window"],
		["why a range was rejected", 0x150000n, [find({ candidates: [
			candidate("0x100000", "0x100000", "too small"),
			candidate("0x300000", "0xd00000", "taken")] })],
			"too small"],
		["the direction", 0xfe0000n, [find({ bottom_up: true })],
			"lowest place"],
		["there having been a search", 0x150000n, [], "no search"],
	])("%s", (_, guess, events, rule) => {
		expect(ask(guess, events).rule).toBe(rule);
	});

	it("is right only where it landed", () => {
		expect(ask(0xff0000n).right).toBe(true);
		expect(ask(0xfeffffn).right).toBe(false);
		expect(judge(0xfeff00n, 0xff0000n, 0x10000n, [find({})], BEFORE,
			0x1000n).right).toBe(true);
	});

	it("nothing is the right answer if nothing fits", () => {
		expect(ask(null, [find({ result: "0x0" })], 0n).right).toBe(true);
		const text = ask(0x400000n, [find({ result: "0x0", candidates: [
			candidate("0x300000", "0x1000", "too small")] })], 0n).text;
		expect(text).toContain("[0x300000, 0x301000): what the window");
	});

	it("a second search without the goal is said", () => {
		expect(ask(0x150000n, [find({ start: "0x4000000", result: "0x0" }),
			find({})]).text).toMatch(/^The first search, from 0x4000000/);
	});
});

describe("edges of a map", () => {
	const entries = [{ base: "0x0", size: "0x9f000", type: 1,
		name: "usable" }];

	it("move, and keep a page", () => {
		expect(moveEdge(entries, 0, true, 0x50000n)[0]!.size).toBe("0x50000");
		expect(moveEdge(entries, 0, false, 0x10000n)[0]).toMatchObject(
			{ base: "0x10000", size: "0x8f000" });
		expect(moveEdge(entries, 0, true, 0n)[0]!.size).toBe("0x1000");
	});

	it("become a map that bootmap reads", () => {
		expect(e820Text(entries)).toBe(
			"0000000000000000 000000000009f000 1\n");
	});
});

describe("the questions", () => {
	const folder = new URL("../questions/", import.meta.url);
	const all = readdirSync(folder).flatMap((file) => (JSON.parse(
		readFileSync(new URL(file, folder), "utf8")) as
		{ questions: Question[] }).questions);

	it("are twenty at least, each with a name of its own", () => {
		expect(all.length).toBeGreaterThanOrEqual(20);
		expect(new Set(all.map((q) => q.id)).size).toBe(all.length);
	});

	it.each(all.map((q) => [q.id, q] as const))("%s is complete", (_, q) => {
		expect(q.title && q.text && q.rule && q.operation.op).toBeTruthy();
		expect(q.machine.name ?? q.machine.map).toBeTruthy();
		if (q.ask === "lists")
			expect(q.choices!.length).toBeGreaterThan(1);
		else
			expect(["alloc", "kmalloc"]).toContain(q.operation.op);
	});
});
