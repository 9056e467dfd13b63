// SPDX-License-Identifier: GPL-2.0-only
// The quiz: where does the next allocation land, or what will the list be?
// The student answers on the axis, by an address or by a choice; then the
// code does it, and the rule that decided is said.

import { hexOf, parseSize } from "../core/bytes.js";
import { judge, type Verdict } from "../core/explain.js";
import { effectsOf } from "../core/describe.js";
import { machineOf, rightChoice, type Maps, type Question }
	from "../core/question.js";
import type { Engines } from "../engine/api.js";
import { toMove } from "../core/model.js";
import type { App, Room } from "./app.js";
import { h, s } from "./dom.js";
import { engines, machines, questions } from "./engines.js";
import { operationText } from "./operations.js";
import { ReplayView } from "./replay-view.js";
import { Workbench } from "./workbench.js";

/** How far off a click may be, in pixels. */
const NEAR = 8;

export class Quiz implements Room {
	readonly view: ReplayView;
	readonly element: HTMLElement;
	private readonly app: App;
	private readonly maps: Maps;
	private readonly all: readonly Question[];
	private readonly bench: Workbench;
	private readonly body = h("div", { class: "body form" });
	private readonly verdict = h("div", { role: "status" });
	private readonly address = h("input", { "aria-label": "Address",
		placeholder: "0x… or 15.9M" });
	private at = 0;
	private guess: bigint | null = null;
	private answered = false;
	private right = 0;
	private tried = 0;

	constructor(app: App, code: Engines, maps: Maps,
			all: readonly Question[]) {
		this.app = app;
		this.maps = maps;
		this.all = all;
		this.view = new ReplayView(h("section", { class: "panel",
			"aria-label": "Quiz" }, this.body));
		this.element = this.view.element;
		this.bench = new Workbench(code, this.view);
		this.view.map.onpick = (address) => {
			if (!this.answered && this.question.ask === "where")
				this.place(this.clicked ?? address);
		};
		this.view.map.svg.addEventListener("pointerdown", (event) => {
			this.clicked = this.view.map.addressAt(event.clientX);
		});
		this.view.map.overlay = { draw: (window, top, bottom) => {
			if (this.guess === null)
				return [];
			const x = window.x(this.guess);
			return [s("line", { class: "guess", x1: x, x2: x, y1: top,
				y2: bottom }), s("text", { class: "guess-text", x: x + 5,
				y: bottom - 4 }, "your guess")];
		} };
		this.ask(0);
	}

	private clicked: bigint | null = null;

	private get question(): Question {
		return this.all[this.at]!;
	}

	private ask(index: number): void {
		this.at = (index + this.all.length) % this.all.length;
		this.guess = null;
		this.answered = false;
		this.verdict.replaceChildren();
		this.address.value = "";
		const { question } = this;
		try {
			this.bench.start(machineOf(question, this.maps),
				question.before ?? [], question.title);
		} catch (error) {
			this.app.say(`question ${question.id}: ${
				(error as Error).message}`);
		}
		const button = (text: string, run: () => void) => h("button",
			{ onclick: run }, text);
		this.body.replaceChildren(
			h("p", { class: "quiet" }, `Question ${this.at + 1} of ${
				this.all.length} · ${this.right} of ${this.tried} right`),
			h("h2", {}, question.title),
			h("p", { class: "question" }, question.text),
			h("p", { class: "mono" }, operationText(question.operation)),
			question.ask === "where" ? this.whereFields() :
				this.listFields(),
			this.verdict,
			h("div", { class: "row" },
				button("Question before", () => this.ask(this.at - 1)),
				button("Next question", () => this.ask(this.at + 1))));
	}

	private whereFields(): HTMLElement {
		return h("form", { class: "form", onsubmit: (event: Event) => {
			event.preventDefault();
			const value = parseSize(this.address.value);
			if (value !== null)
				this.place(value);
			if (this.guess !== null && !this.answered)
				this.answerWhere(this.guess);
		} }, h("p", {}, "Click the place on the map, or write an address:"),
			h("div", { class: "row" }, this.address,
				h("button", { class: "primary" }, "Answer"),
				h("button", { type: "button", onclick: () => {
					if (!this.answered)
						this.answerWhere(null);
				} }, "It finds nothing")));
	}

	private listFields(): HTMLElement {
		const { choices, list } = this.question;
		return h("div", { class: "choices" },
			h("p", {}, `What will “${list}” be?`),
			...(choices ?? []).map((choice, i) => h("button", {
				class: "regions", onclick: () => {
					if (!this.answered)
						this.answerList(i);
				} }, choice.map((range) => `[${range.replace("-", ", ")})`)
				.join("\n") || "(empty)")));
	}

	private place(address: bigint): void {
		this.guess = address;
		this.address.value = hexOf(address);
		this.view.map.refresh();
	}

	private answerWhere(guess: bigint | null): void {
		const { operation } = this.question;
		const before = this.bench.lists();
		const { base, end } = this.view.map.visible();
		const from = this.view.session.length;
		const outcome = this.bench.run(operation);
		const search = outcome.events.findIndex((e) => e.kind === "find");
		if (search >= 0)
			this.view.session.go(from + search);
		const result = typeof outcome.result === "string" ?
			BigInt(outcome.result) : 0n;
		const size = "size" in operation ? BigInt(operation.size) : 0n;
		const pixels = BigInt(Math.max(200, this.view.map.svg.clientWidth));
		const verdict = judge(guess, result, size, outcome.events, before,
			(end - base) * BigInt(NEAR) / pixels);
		this.say(verdict);
	}

	private answerList(choice: number): void {
		const { question } = this;
		const outcome = this.bench.run(question.operation);
		const list = this.bench.lists()[question.list ?? "reserved"];
		const right = rightChoice(question, list);
		const effects = outcome.events.flatMap((event) =>
			effectsOf(toMove(event, 0, 0)));
		const is = list.map((r) => `[${hexOf(r.base)}, ${hexOf(r.end)})`)
			.join("  ");
		this.say({ right: choice === right, rule: "lists",
			text: `${choice === right ? "Right." : "No."} It is now ${is}.${
				effects.length > 0 ? ` What the call did: ${
				effects.join("; ")}.` : ""}` });
	}

	private say(verdict: Verdict): void {
		this.answered = true;
		this.tried++;
		this.right += verdict.right ? 1 : 0;
		this.verdict.replaceChildren(h("div", { class: `verdict ${
			verdict.right ? "right" : "wrong"}` },
			h("b", {}, verdict.right ? "✓ " : "✗ "), verdict.text,
			h("p", {}, this.question.rule)));
		this.view.map.refresh();
	}
}

export async function makeQuiz(app: App): Promise<Room> {
	return new Quiz(app, await engines(), await machines(),
		await questions());
}
