// SPDX-License-Identifier: GPL-2.0-only
// The two lists as tables, as the kernel has them: index, base, end, size,
// node, flags. What the present move put there is marked.

import { hexOf, sizeText } from "../core/bytes.js";
import type { ListName } from "../core/format.js";
import { flagText, totalSize, type Change, type Region }
	from "../core/model.js";
import { h, oncePerFrame, VirtualList } from "./dom.js";
import type { MapView } from "./map.js";
import type { Session, Track } from "./session.js";

const ROW = 24;

class ListTable {
	readonly element: HTMLElement;
	private readonly list: VirtualList;
	private readonly name: ListName;
	private readonly map: MapView;
	private readonly title = h("h2", {});

	constructor(name: ListName, map: MapView) {
		this.name = name;
		this.map = map;
		this.list = new VirtualList(ROW, { role: "table",
			"aria-label": `The list ${name}` });
		this.element = h("div", { class: `list list-${name}` },
			h("header", {}, this.title),
			h("div", { class: "head", "aria-hidden": "true" },
				...["#", "base", "end", "size", "node", "flags"].map(
					(text) => h("span", {}, text))),
			this.list.element);
	}

	show(regions: readonly Region[], changes: readonly Change[],
			label: string, max: number): void {
		const mine = changes.filter((change) => change.list === this.name);
		const hot = new Set<number>();
		for (const change of mine) {
			for (let i = 0; i < change.insert.length; i++)
				hot.add(change.at + i);
		}
		this.title.replaceChildren(`${label}${this.name} `,
			h("span", { class: "count" }, `${regions.length} of ${max
				} regions, ${sizeText(totalSize(regions))}`));
		const copy = regions.slice();
		this.list.show({ length: copy.length,
			row: (i) => this.row(copy[i]!, i, hot.has(i)) });
		if (mine.length > 0)
			this.list.reveal(Math.min(mine[0]!.at, copy.length - 1));
	}

	private row(region: Region, index: number, hot: boolean): HTMLElement {
		const cells = [String(index), hexOf(region.base), hexOf(region.end),
			sizeText(region.end - region.base),
			region.node === null ? "–" : String(region.node),
			flagText(region.flags)];
		return h("div", { class: hot ? "region hot" : "region", role: "row",
			onclick: () => this.map.show(region) },
			...cells.map((text) => h("span", { role: "cell" }, text)));
	}
}

export class Tables {
	readonly element: HTMLElement;
	private readonly session: Session;
	private readonly map: MapView;
	private tables: ListTable[] = [];

	constructor(session: Session, map: MapView) {
		this.session = session;
		this.map = map;
		this.element = h("section", { class: "panel tables",
			"aria-label": "The lists" });
		const draw = oncePerFrame(() => this.draw());
		session.listen((change) => {
			if (change !== "row")
				this.remake();
			draw();
		});
	}

	private remake(): void {
		const wanted = this.session.tracks.length * 2;
		if (this.tables.length === wanted)
			return;
		this.tables = this.session.tracks.flatMap(() => [
			new ListTable("memory", this.map),
			new ListTable("reserved", this.map)]);
		this.element.replaceChildren(...this.tables.map((t) => t.element));
	}

	private draw(): void {
		this.session.tracks.forEach((track: Track, i) => {
			const state = this.session.stateAt(track);
			const changes = this.session.moveAt(track)?.changes ?? [];
			const label = this.session.tracks.length > 1 ?
				`${"AB"[i]}: ` : "";
			this.tables[2 * i]!.show(state.memory, changes, label,
				state.arrays.memory.max);
			this.tables[2 * i + 1]!.show(state.reserved, changes, label,
				state.arrays.reserved.max);
		});
	}
}
