// SPDX-License-Identifier: GPL-2.0-only
// Below the map: play, step, and a scrubber over all moves with the stages
// of the boot on it.

import { h, oncePerFrame } from "./dom.js";
import type { Session } from "./session.js";

const SPEEDS: [name: string, movesASecond: number][] =
	[["slow", 1], ["medium", 4], ["fast", 20], ["fastest", 200]];

export class Transport {
	readonly element: HTMLElement;
	private readonly session: Session;
	private readonly stages = h("div", { class: "stages" });
	private readonly range = h("input", { type: "range", min: 0, max: 0,
		step: 1, "aria-label": "Move" });
	private readonly place = h("output", { class: "place" });
	private readonly playButton = h("button", { class: "play",
		title: "Play or pause (space)" });
	private readonly speed = h("select", { "aria-label": "Speed",
		title: "Speed" });
	private readonly bar: HTMLElement;
	private timer = 0;
	private due = 0;

	constructor(session: Session) {
		this.session = session;
		for (const [name] of SPEEDS)
			this.speed.append(h("option", {}, name));
		this.speed.selectedIndex = 1;
		const button = (text: string, title: string, run: () => void) =>
			h("button", { title, "aria-label": title, onclick: run }, text);
		this.playButton.addEventListener("click", () => this.toggle());
		this.range.addEventListener("input", () => {
			this.pause();
			session.go(Number(this.range.value));
		});
		this.bar = h("div", { class: "scrub" }, this.stages, this.range);
		this.element = h("div", { class: "transport", role: "group",
			"aria-label": "Playback" },
			h("div", { class: "buttons" },
				button("|◀", "First move (Home)", () => session.go(0)),
				button("‹", "One move back (←)",
					() => this.step(-1)),
				this.playButton,
				button("›", "One move on (→)", () => this.step(1)),
				button("▶|", "Last move (End)",
					() => session.go(session.length - 1)),
				this.speed),
			this.bar, this.place);
		this.showPlaying();
		const update = oncePerFrame(() => this.update());
		session.listen((change) => {
			if (change !== "row")
				this.newTrace();
			update();
		});
	}

	step(moves: number): void {
		this.pause();
		this.session.go(this.session.row + moves);
	}

	/** To the next stage, or the one before. */
	stage(direction: 1 | -1): void {
		this.pause();
		const rows = this.session.stageRows().map((stage) => stage.row);
		const here = this.session.row;
		const target = direction > 0 ? rows.find((row) => row > here) :
			rows.reverse().find((row) => row < here);
		this.session.go(target ?? (direction > 0 ?
			this.session.length - 1 : 0));
	}

	toggle(): void {
		if (this.timer !== 0)
			return this.pause();
		if (this.session.row >= this.session.length - 1)
			this.session.go(0);
		this.due = performance.now();
		const tick = (now: number) => {
			const [, rate] = SPEEDS[this.speed.selectedIndex]!;
			const moves = Math.floor((now - this.due) * rate / 1000);
			if (moves > 0) {
				this.due += moves * 1000 / rate;
				this.session.go(this.session.row + moves);
			}
			if (this.session.row >= this.session.length - 1)
				return this.pause();
			this.timer = requestAnimationFrame(tick);
		};
		this.timer = requestAnimationFrame(tick);
		this.showPlaying();
	}

	pause(): void {
		cancelAnimationFrame(this.timer);
		this.timer = 0;
		this.showPlaying();
	}

	private showPlaying(): void {
		const playing = this.timer !== 0;
		this.playButton.textContent = playing ? "❚❚ Pause" : "► Play";
		this.playButton.setAttribute("aria-pressed", String(playing));
	}

	private newTrace(): void {
		const { session } = this;
		const last = Math.max(1, session.length - 1);
		this.range.max = String(Math.max(0, session.length - 1));
		const stages = session.stageRows();
		const parts = stages.map(({ row, name }, i) => {
			const end = stages[i + 1]?.row ?? last;
			const style = `left:${row / last * 100}%;width:${
				Math.max(0, end - row) / last * 100}%`;
			return h("button", { class: `stage stage-${i % 2}`, style,
				title: `Stage “${name}”: move ${row}`, tabindex: -1,
				onclick: () => {
					this.pause();
					session.go(row);
				} }, h("span", {}, name));
		});
		const marks = (session.comparison?.differences ?? []).slice(0, 500)
			.map((row) => h("i", { class: "difference",
				style: `left:${row / last * 100}%` }));
		this.stages.replaceChildren(...parts, ...marks);
	}

	private update(): void {
		const { session } = this;
		this.range.value = String(session.row);
		const track = session.tracks[0];
		const stage = track ? session.stateAt(track).stage : "";
		this.range.setAttribute("aria-valuetext",
			`move ${session.row} of ${session.length - 1}, stage ${stage}`);
		this.place.textContent = session.length === 0 ? "no moves" :
			`${session.row} / ${session.length - 1}`;
	}
}
