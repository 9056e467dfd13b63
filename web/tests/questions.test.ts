// SPDX-License-Identifier: GPL-2.0-only
// Each question of web/questions, put to the code itself: it can be asked,
// a question of lists has exactly one right choice, and a question of place
// accepts the place where the code put it, and nowhere far from it.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { judge } from "../src/core/explain.js";
import { toRegion } from "../src/core/model.js";
import {
	asChoice, machineOf, rightChoice, type Maps, type Question,
} from "../src/core/question.js";
import type { Engine, Engines, Open } from "../src/engine/api.js";

const ROOT = resolve(process.cwd(), "..");
const CODE = resolve(ROOT, process.env.NOPANIC_BUILD ?? "build",
	"engine.wasm");
const FOLDER = `${ROOT}/web/questions`;
const ALL = readdirSync(FOLDER).flatMap((file) => (JSON.parse(readFileSync(
	`${FOLDER}/${file}`, "utf8")) as { questions: Question[] }).questions);

function maps(): Maps {
	const read = (folder: string, ending: string) => Object.fromEntries(
		readdirSync(`${ROOT}/tests/maps/${folder}`)
			.filter((name) => name.endsWith(ending))
			.map((name) => [name.slice(0, -ending.length), readFileSync(
				`${ROOT}/tests/maps/${folder}/${name}`, "utf8")]));
	return { e820: read("e820", ".map"), efi: read("efi", ".efi"),
		srat: read("srat", ".srat") };
}

let engines: Engines;

function prepared(question: Question): Engine {
	const engine = engines.create(machineOf(question, maps()));
	for (const operation of question.before ?? [])
		engine.run(operation);
	return engine;
}

function lists(engine: Engine) {
	const { memory, reserved } = engine.lists();
	return { memory: memory.map(toRegion), reserved: reserved.map(toRegion) };
}

describe.skipIf(!existsSync(CODE))("the code answers", () => {
	beforeAll(async () => {
		const path = "../src/engine/wasm.js";
		const module = await import(path) as { open: Open };
		engines = await module.open(readFileSync(CODE));
	});

	it.each(ALL.filter((q) => q.ask === "lists").map((q) => [q.id, q] as
		const))("%s: one choice is right", (_, question) => {
		const engine = prepared(question);
		engine.run(question.operation);
		const list = lists(engine)[question.list!];
		expect(question.choices).toContainEqual(asChoice(list));
		expect(new Set(question.choices!.map((c) => c.join())).size)
			.toBe(question.choices!.length);
		expect(rightChoice(question, list)).toBeGreaterThanOrEqual(0);
	});

	it.each(ALL.filter((q) => q.ask === "where").map((q) => [q.id, q] as
		const))("%s: its place is right, others are not", (_, question) => {
		const engine = prepared(question);
		const before = lists(engine);
		const { events, result } = engine.run(question.operation);
		const place = BigInt(result);
		const size = "size" in question.operation ?
			BigInt(question.operation.size) : 0n;
		const ask = (guess: bigint | null) => judge(guess, place, size,
			events, before);
		expect(ask(place === 0n ? null : place).right).toBe(true);
		for (const guess of [0n, 0x2000n, 0xa8000n, 0x180000n, 0x7ff000n,
			0xb00000n]) {
			if (guess >= place && guess < place + size)
				continue;
			const verdict = ask(guess);
			expect(verdict.right).toBe(false);
			expect(verdict.rule).not.toBe("no search");
		}
		expect(ask(place === 0n ? 0x180000n : null).right).toBe(false);
	});
});
