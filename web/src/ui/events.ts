// SPDX-License-Identifier: GPL-2.0-only
// The list of moves, with search and filter. What is filtered out can still
// be scrubbed through; it is only not listed.

import { callerOf, titleOf } from "../core/describe.js";
import { KINDS, type Kind } from "../core/format.js";
import { isAll, lastNotAbove, matching } from "../core/search.js";
import { h, VirtualList } from "./dom.js";
import type { Session, Track } from "./session.js";

const ROW = 26;

export class EventList {
	readonly element: HTMLElement;
	readonly search = h("input", { type: "search",
		placeholder: "function, address … ( / )",
		"aria-label": "Search moves by function, address, kind or stage" });
	private readonly session: Session;
	private readonly list = new VirtualList(ROW, { role: "listbox",
		"aria-label": "Moves" });
	private readonly count = h("span", { class: "count",
		role: "status" });
	private readonly kinds = h("div", { class: "kinds", hidden: true });
	private readonly hidden = new Set<Kind>();
	private changing = false;
	/** Rows that are listed; null: all of them. */
	private rows: number[] | null = null;

	constructor(session: Session) {
		this.session = session;
		this.search.addEventListener("input", () => this.filter());
		const filterButton = h("button", { "aria-expanded": "false",
			title: "Which kinds of moves to list", onclick: () => {
				this.kinds.hidden = !this.kinds.hidden;
				filterButton.setAttribute("aria-expanded",
					String(!this.kinds.hidden));
			} }, "Filter");
		this.makeKinds();
		this.element = h("section", { class: "panel events",
			"aria-label": "Moves" },
			h("header", {}, h("h2", {}, "Moves"), this.count),
			h("div", { class: "searchbar" }, this.search, filterButton),
			this.kinds, this.list.element);
		this.list.element.addEventListener("keydown", (event) => {
			if (event.key === "ArrowDown" || event.key === "ArrowUp") {
				this.stepListed(event.key === "ArrowDown" ? 1 : -1);
				event.preventDefault();
			}
		});
		this.search.addEventListener("keydown", (event) => {
			if (event.key === "Enter") {
				this.stepListed(event.shiftKey ? -1 : 1);
				event.preventDefault();
			}
		});
		this.list.ondraw = () => this.pointOut();
		session.listen((change) => {
			if (change !== "row")
				this.filter();
			else
				this.reveal();
		});
	}

	/** To the next move of those that are listed. */
	stepListed(by: 1 | -1): void {
		const { row } = this.session;
		if (this.rows === null)
			return this.session.go(row + by);
		const at = lastNotAbove(this.rows, row);
		const onIt = this.rows[at] === row;
		const next = by > 0 ? at + 1 : onIt ? at - 1 : at;
		const target = this.rows[next];
		if (target !== undefined)
			this.session.go(target);
	}

	private makeKinds(): void {
		const box = (label: string, checked: boolean,
				set: (on: boolean) => void) => {
			const input = h("input", { type: "checkbox", checked,
				onchange: () => {
					set(input.checked);
					this.filter();
				} });
			return h("label", {}, input, label);
		};
		for (const kind of KINDS)
			this.kinds.append(box(kind, true, (on) => {
				if (on)
					this.hidden.delete(kind);
				else
					this.hidden.add(kind);
			}));
		this.kinds.append(box("only what changes a list", false,
			(on) => { this.changing = on; }));
	}

	private filter(): void {
		const filter = { text: this.search.value, hidden: this.hidden,
			changing: this.changing };
		const { session } = this;
		if (isAll(filter) || session.tracks.length === 0) {
			this.rows = null;
		} else {
			const found = session.tracks.map((track) =>
				new Set(matching(track.trace, filter)));
			this.rows = [];
			for (let row = 0; row < session.length; row++) {
				if (session.tracks.some((track, i) => {
					const move = session.moveAt(track, row);
					return move !== null && found[i]!.has(move.index);
				}))
					this.rows.push(row);
			}
		}
		const listed = this.rows?.length ?? session.length;
		this.count.textContent = this.rows === null ? `${listed}` :
			`${listed} of ${session.length}`;
		this.list.show({ length: listed,
			row: (i) => this.row(this.rows?.[i] ?? i) });
		this.reveal();
	}

	private reveal(): void {
		const { row } = this.session;
		const at = this.rows === null ? row : lastNotAbove(this.rows, row);
		this.list.reveal(Math.max(0, at));
	}

	/** The row that screen readers are told of, while it is there. */
	private pointOut(): void {
		const { element } = this.list;
		const id = `move-${this.session.row}`;
		if (element.querySelector(`#${id}`) !== null)
			element.setAttribute("aria-activedescendant", id);
		else
			element.removeAttribute("aria-activedescendant");
	}

	private row(row: number): HTMLElement {
		const { session } = this;
		const here = row === session.row;
		const different = session.isDifferent(row);
		const cells = session.tracks.map((track) =>
			this.cell(track, row, session.tracks.length === 1));
		return h("div", { class: `event${here ? " here" : ""}${
			different ? " different" : ""}`, role: "option",
			id: `move-${row}`, "aria-selected": String(here),
			onclick: () => session.go(row) },
			h("span", { class: "number" }, String(row)), ...cells);
	}

	private cell(track: Track, row: number, wide: boolean): HTMLElement {
		const move = this.session.moveAt(track, row);
		if (move === null)
			return h("span", { class: "cell nothing" }, "—");
		const { line } = move;
		const who = wide ? callerOf(move, track.trace) : null;
		return h("span", { class: "cell" },
			h("span", { class: `badge k-${line.kind}` }, line.kind), " ",
			titleOf(line), who && h("span", { class: "who" }, ` ${who}`));
	}
}
