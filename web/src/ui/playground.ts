// SPDX-License-Identifier: GPL-2.0-only
// The playground: a machine, things to do to it, undo and redo, and the whole
// of it in the page's address, to be sent as a link.

import type { MapLine } from "../core/format.js";
import type { Maps } from "../core/question.js";
import { EngineError, type Engines, type Machine, type Operation }
	from "../engine/api.js";
import { pack, unpackAddress } from "../unpack.js";
import type { App, Room } from "./app.js";
import { h } from "./dom.js";
import { e820Text, EdgeHandles } from "./drag.js";
import { engines, machines } from "./engines.js";
import { operationForm, operationText } from "./operations.js";
import { ReplayView } from "./replay-view.js";
import { download } from "./save.js";
import { Workbench } from "./workbench.js";

/** What the address holds. */
interface Saved {
	/** Name of a map, or its text. */
	n?: string;
	m?: string;
	s?: string;
	v?: boolean;
	o: Operation[];
}

const FIRST = "kvm-bochs-512mb";
export const LINK = "#play=";

export class Playground implements Room {
	readonly view: ReplayView;
	readonly element: HTMLElement;
	private readonly app: App;
	private readonly maps: Maps;
	private readonly bench: Workbench;
	private readonly handles: EdgeHandles;
	private name: string | undefined;
	private readonly list = h("select", { "aria-label": "Machine" });
	private readonly nodes = h("select", { "aria-label": "Node table" });
	private readonly movable = h("input", { type: "checkbox" });
	private readonly text = h("textarea", { "aria-label":
		"A memory map, or a boot log", spellcheck: "false" });
	private readonly history = h("ol", { class: "history" });
	private readonly result = h("p", { role: "status", class: "sentence" });
	private readonly undoButton = h("button", { title: "Undo (u)",
		onclick: () => this.undo() }, "Undo");
	private readonly redoButton = h("button", { title: "Redo (r)",
		onclick: () => this.redo() }, "Redo");

	constructor(app: App, code: Engines, maps: Maps) {
		this.app = app;
		this.maps = maps;
		this.view = new ReplayView(this.panel(code));
		this.element = this.view.element;
		this.bench = new Workbench(code, this.view);
		this.handles = new EdgeHandles(this.view.map,
			(entries) => this.dragged(entries));
		this.view.map.overlay = this.handles;
	}

	/** As the page's address says, or the first machine. */
	async begin(): Promise<void> {
		const saved = await this.saved();
		this.name = saved.m === undefined ? saved.n ?? FIRST : undefined;
		this.movable.checked = saved.v ?? false;
		this.list.value = this.name ?? "";
		this.text.value = saved.m ?? this.textOf(this.name ?? FIRST);
		this.nodes.value = saved.s ?? "";
		this.start(saved.o);
	}

	private async saved(): Promise<Saved> {
		const { hash } = location;
		if (!hash.startsWith(LINK))
			return { o: [] };
		try {
			return JSON.parse(await unpackAddress(hash.slice(LINK.length))) as
				Saved;
		} catch {
			this.app.say("The link is damaged: what it held cannot be read.");
			return { o: [] };
		}
	}

	private textOf(name: string): string {
		return this.maps.e820[name] ?? this.maps.efi[name] ?? "";
	}

	private panel(code: Engines): HTMLElement {
		const group = (label: string, names: string[]) => h("optgroup",
			{ label }, ...names.map((n) => h("option", { value: n }, n)));
		this.list.append(h("option", { value: "" }, "(the text below)"),
			group("e820", Object.keys(this.maps.e820)),
			group("EFI", Object.keys(this.maps.efi)));
		this.nodes.append(h("option", { value: "" }, "one node"),
			...Object.keys(this.maps.srat).map((n) => h("option",
				{ value: n }, n)));
		this.list.addEventListener("change", () => {
			if (this.list.value === "")
				return;
			this.name = this.list.value;
			this.text.value = this.textOf(this.name);
			this.nodes.value = this.name in this.maps.srat ? this.name : "";
			this.start([]);
		});
		this.nodes.addEventListener("change", () => this.start([]));
		this.movable.addEventListener("change", () =>
			this.start(this.bench.operations));
		this.text.addEventListener("input", () => {
			this.name = undefined;
			this.list.value = "";
		});
		const bugs = code.bugs().map((bug) => h("option",
			{ value: bug.name }, bug.title));
		return h("section", { class: "panel", "aria-label": "Playground" },
			h("div", { class: "body form" }, this.machineFields(),
				h("fieldset", {}, h("legend", {}, "Do"), operationForm(
					(operation) => this.run(operation),
					(text) => this.app.say(text)), this.result),
				bugs.length > 0 && this.bugField(bugs),
				h("fieldset", {}, h("legend", {}, "Done"),
					h("div", { class: "row" }, this.undoButton,
						this.redoButton, h("button", {
							onclick: () => this.copyLink() }, "Copy link"),
						h("button", { onclick: () => this.saveTrace() },
							"Save trace")), this.history)));
	}

	private machineFields(): HTMLElement {
		return h("fieldset", {}, h("legend", {}, "Machine"),
			h("div", { class: "row" }, h("label", {}, "map", this.list),
				h("label", {}, "nodes", this.nodes)),
			h("label", { class: "check" }, this.movable, "movable_node"),
			h("details", {}, h("summary", {}, "Paste a map or a dmesg"),
				this.text, h("button", { onclick: () => {
					this.name = undefined;
					this.list.value = "";
					this.start([]);
				} }, "Use this text")),
			h("p", { class: "quiet" }, "Drag the handles on the firmware's " +
				"lane to move the edges of RAM."));
	}

	private bugField(bugs: HTMLOptionElement[]): HTMLElement {
		const select = h("select", { "aria-label": "Bug" },
			h("option", { value: "" }, "none"), ...bugs);
		let on = "";
		select.addEventListener("change", () => {
			if (on !== "")
				this.run({ op: "bug", name: on, on: false });
			on = select.value;
			if (on !== "")
				this.run({ op: "bug", name: on, on: true });
		});
		return h("fieldset", {}, h("legend", {}, "Bug"), select);
	}

	private machine(): Machine {
		const srat = this.maps.srat[this.nodes.value];
		return { map: this.text.value, srat,
			movable_node: this.movable.checked || undefined };
	}

	private start(operations: readonly Operation[]): void {
		this.tried(() => this.bench.start(this.machine(), operations,
			this.name ?? "a map of your own"));
	}

	/** Run something of the engine; what it throws becomes a message. */
	private tried(run: () => void): void {
		this.app.quiet();
		this.result.textContent = "";	/* of another state */
		try {
			run();
		} catch (error) {
			const line = error instanceof EngineError && error.line > 0 ?
				`, line ${error.line}` : "";
			const where = error instanceof EngineError ? error.where : "";
			this.app.say(`${where}${line}: ${(error as Error).message}`);
		}
		const { header } = this.bench.engine ?? {};
		this.handles.entries = header?.firmware_map.sanitized ?? [];
		this.show();
	}

	private run(operation: Operation): void {
		this.tried(() => {
			const { result, log } = this.bench.run(operation);
			const said = typeof result === "number" ?
				result === 0 ? "done" : `fails with ${result}` :
				result === "0x0" ? "nothing fits: NULL" : `→ ${result}`;
			this.result.textContent = [said, ...log].join("\n");
		});
	}

	private dragged(entries: MapLine[]): void {
		this.name = undefined;
		this.list.value = "";
		this.text.value = e820Text(entries);
		this.start(this.bench.operations);
	}

	undo(): void {
		this.tried(() => this.bench.undo());
	}

	redo(): void {
		this.tried(() => this.bench.redo());
	}

	private show(): void {
		const { operations, undone } = this.bench;
		this.undoButton.disabled = operations.length === 0;
		this.redoButton.disabled = undone.length === 0;
		this.history.replaceChildren(
			...operations.map((o) => h("li", {}, operationText(o))),
			...[...undone].reverse().map((o) => h("li", { class: "undone" },
				operationText(o))));
		void this.keepAddress();
	}

	private async keepAddress(): Promise<void> {
		const saved: Saved = { o: this.bench.operations };
		if (this.name !== undefined)
			saved.n = this.name;
		else
			saved.m = this.text.value;
		if (this.nodes.value !== "")
			saved.s = this.nodes.value;
		if (this.movable.checked)
			saved.v = true;
		history.replaceState(null, "", LINK +
			await pack(JSON.stringify(saved)));
	}

	private async copyLink(): Promise<void> {
		await this.keepAddress();
		try {
			await navigator.clipboard.writeText(location.href);
			this.app.say("The link is on the clipboard.", "note");
		} catch {
			this.app.say(location.href, "note");
		}
	}

	private saveTrace(): void {
		download(this.bench.traceText(), "playground.jsonl",
			"application/jsonl");
	}
}

export async function makePlayground(app: App): Promise<Room> {
	const room = new Playground(app, await engines(), await machines());
	await room.begin();
	return room;
}
