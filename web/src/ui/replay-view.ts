// SPDX-License-Identifier: GPL-2.0-only
// The parts of a replay put together: map above, transport below it, and
// three columns. The playground and the quiz put a column of their own in
// front of them.

import type { AxisMode } from "../core/axis.js";
import { h } from "./dom.js";
import { EventList } from "./events.js";
import { MapView } from "./map.js";
import { MovePanel } from "./move.js";
import { Session } from "./session.js";
import { Tables } from "./tables.js";
import { Transport } from "./transport.js";

const MODES: [AxisMode, string][] = [
	["fold", "holes folded"], ["linear", "to scale"],
	["squeeze", "logarithmic"],
];

export class ReplayView {
	readonly session = new Session();
	readonly map = new MapView(this.session);
	readonly transport = new Transport(this.session);
	readonly events = new EventList(this.session);
	readonly move = new MovePanel(this.session, this.map);
	readonly element: HTMLElement;
	private readonly modeSelect = h("select", { "aria-label": "Scale" });
	private readonly follow = h("input", { type: "checkbox" });

	constructor(first?: HTMLElement) {
		const { map, session } = this;
		for (const [mode, name] of MODES)
			this.modeSelect.append(h("option", { value: mode }, name));
		this.modeSelect.addEventListener("change", () =>
			map.setMode(this.modeSelect.value as AxisMode));
		const button = (text: string, title: string, run: () => void) =>
			h("button", { title, "aria-label": title, onclick: run }, text);
		const bar = h("div", { class: "map-bar" },
			h("label", {}, "Scale ", this.modeSelect),
			button("−", "Zoom out (−)", () => map.scaleBy(1 / 2)),
			button("+", "Zoom in (+)", () => map.scaleBy(2)),
			button("This move", "Zoom to this move (z)",
				() => map.showMove()),
			button("All", "Show everything (0)", () => map.whole()),
			h("label", { title: "Zoom to each move (f)" }, this.follow,
				" follow"),
			h("span", { class: "legend" }, "wheel zooms, drag moves" +
				(first === undefined ?
				", a click on a range finds who touched it" : "")));
		const tables = new Tables(session, map);
		this.element = h("main", {}, bar, map.element,
			this.transport.element,
			h("div", { class: first ? "panels room" : "panels" },
				first ?? null, this.events.element, this.move.element,
				tables.element));
		session.listen(() => {
			if (this.follow.checked && !map.seesMove())
				map.showMove(0.12);
		});
		map.onpick = (address, _, item) => {
			if (item === null || first !== undefined)
				return;
			this.events.search.value = "0x" + address.toString(16);
			this.events.search.dispatchEvent(new Event("input"));
		};
	}

	nextMode(): void {
		const { modeSelect } = this;
		modeSelect.selectedIndex = (modeSelect.selectedIndex + 1) %
			MODES.length;
		this.map.setMode(modeSelect.value as AxisMode);
	}

	toggleFollow(): void {
		this.follow.checked = !this.follow.checked;
		if (this.follow.checked)
			this.map.showMove(0.12);
	}

	/** To the next row where two traces differ, or the one before. */
	difference(direction: 1 | -1): void {
		const rows = this.session.comparison?.differences ?? [];
		const { row } = this.session;
		const target = direction > 0 ? rows.find((r) => r > row) :
			[...rows].reverse().find((r) => r < row);
		if (target !== undefined)
			this.session.go(target);
	}
}
