// SPDX-License-Identifier: GPL-2.0-only
// Handles on the edges of RAM in the firmware's map: whoever drags one edits
// the map. The new map is given out when the handle is let go.

import { hexOf, sizeText } from "../core/bytes.js";
import type { MapLine } from "../core/format.js";
import { s } from "./dom.js";
import type { Window } from "./draw.js";
import type { MapView, Overlay } from "./map.js";

interface Drag {
	entry: number;
	end: boolean;
	address: bigint;
}

const PAGE = 4096n;
const MOST_HANDLES = 60;

/** A map as a file in bootmap's format e820. */
export function e820Text(entries: readonly MapLine[]): string {
	return entries.map((entry) => [BigInt(entry.base), BigInt(entry.size)]
		.map((value) => value.toString(16).padStart(16, "0")).join(" ") +
		` ${entry.type}`).join("\n") + "\n";
}

/** One edge of one entry elsewhere; an entry keeps a page at least. */
export function moveEdge(entries: readonly MapLine[], index: number,
		end: boolean, to: bigint): MapLine[] {
	return entries.map((entry, i) => {
		if (i !== index)
			return entry;
		const base = BigInt(entry.base), last = base + BigInt(entry.size);
		const from = end ? base : to > last - PAGE ? last - PAGE : to;
		const until = !end ? last : to < base + PAGE ? base + PAGE : to;
		return { ...entry, base: hexOf(from), size: hexOf(until - from) };
	});
}

export class EdgeHandles implements Overlay {
	entries: readonly MapLine[] = [];
	private drag: Drag | null = null;
	private readonly map: MapView;
	private readonly changed: (entries: MapLine[]) => void;

	constructor(map: MapView, changed: (entries: MapLine[]) => void) {
		this.map = map;
		this.changed = changed;
		map.svg.addEventListener("pointerdown", (event) =>
			this.start(event));
		addEventListener("pointermove", (event) => this.move(event));
		addEventListener("pointerup", () => this.drop());
	}

	private start(event: PointerEvent): void {
		const handle = (event.target as Element).closest(".handle");
		if (handle === null)
			return;
		event.preventDefault();
		this.drag = { entry: Number(handle.getAttribute("data-entry")),
			end: handle.getAttribute("data-end") === "true",
			address: this.at(event) };
	}

	/** The page under the pointer, on a round address if pixels are large. */
	private at(event: PointerEvent): bigint {
		const here = this.map.addressAt(event.clientX);
		const next = this.map.addressAt(event.clientX + 1);
		let step = PAGE;
		while (step * 2n <= (next > here ? next - here : 1n))
			step *= 2n;
		return (here + step / 2n) / step * step;
	}

	private move(event: PointerEvent): void {
		if (this.drag === null)
			return;
		this.drag.address = this.at(event);
		this.map.refresh();
	}

	private drop(): void {
		const drag = this.drag;
		if (drag === null)
			return;
		this.drag = null;
		this.changed(moveEdge(this.entries, drag.entry, drag.end,
			drag.address));
	}

	draw(window: Window, top: number, bottom: number): SVGElement[] {
		const made: SVGElement[] = [];
		this.entries.forEach((entry, i) => {
			if (entry.type !== 1 || made.length > MOST_HANDLES)
				return;
			const base = BigInt(entry.base);
			for (const end of [false, true]) {
				const dragged = this.drag?.entry === i &&
					this.drag.end === end;
				const address = dragged ? this.drag!.address :
					end ? base + BigInt(entry.size) : base;
				const x = window.x(address);
				if (x < -5 || x > window.width + 5)
					continue;
				made.push(s("rect", { class: "handle", x: x - 4,
					y: top + 3, width: 8, height: 32, rx: 3,
					"data-entry": i, "data-end": String(end) },
					s("title", {}, "drag: where RAM begins or ends")));
				if (dragged)
					made.push(s("line", { class: "guess", x1: x, x2: x,
						y1: top, y2: bottom }), s("text", {
						class: "guess-text", x: x + 6, y: top + 50 },
						`${hexOf(address)} (${sizeText(address)})`));
			}
		});
		return made;
	}
}
