// SPDX-License-Identifier: GPL-2.0-only
// The page: tabs, files, theme, messages. Whatever goes wrong ends in a
// message, never in a blank page.

import { parseTrace, TraceError } from "../core/parse.js";
import type { Trace } from "../core/model.js";
import { h } from "./dom.js";
import { helpDialog, listenToKeys, type Commands } from "./keys.js";
import { ReplayView } from "./replay-view.js";
import { download, svgText } from "./save.js";

/** A tab beside the replay: shown when first asked for. */
export interface Room {
	element: HTMLElement;
	view: ReplayView;
	undo?(): void;
	redo?(): void;
}

export interface RoomMaker {
	name: string;
	make(app: App): Promise<Room>;
}

export class App implements Commands {
	private readonly replay = new ReplayView();
	private readonly rooms: (Room | null)[] = [];
	private readonly makers: readonly RoomMaker[];
	private current = 0;
	private readonly messages = h("div", { role: "alert" });
	private readonly what = h("span", { class: "what" });
	private readonly stage = h("div", { class: "room",
		style: "display:contents" });
	private readonly tabs: HTMLButtonElement[];
	private readonly help_ = helpDialog();
	private readonly single = h("button", { hidden: true, onclick: () =>
		this.replay.session.closeOther() }, "End comparison");

	constructor(host: HTMLElement, makers: readonly RoomMaker[]) {
		this.makers = makers;
		this.rooms = [{ element: this.replay.element, view: this.replay },
			...makers.map(() => null)];
		this.tabs = ["Replay", ...makers.map((m) => m.name)].map((name, i) =>
			h("button", { role: "tab", onclick: () => this.tab(i),
				"aria-selected": String(i === 0) }, name));
		host.replaceChildren(this.header(), this.messages, this.stage,
			this.help_);
		this.stage.append(this.replay.element);
		this.replay.session.listen((change) => {
			if (change === "trace")
				this.named();
		});
		this.startTheme();
		this.acceptDrops();
		listenToKeys(this);
	}

	private header(): HTMLElement {
		const button = (text: string, title: string, run: () => void) =>
			h("button", { title, onclick: run }, text);
		return h("header", { class: "top" }, h("h1", {}, "nopanic"),
			h("div", { role: "tablist", "aria-label": "Rooms" },
				...this.tabs), this.what, this.single,
			button("Open …", "Open a trace (o)", () => this.open()),
			button("Compare …", "Compare with another trace (c)",
				() => this.compare()),
			button("Save SVG", "Save the map as SVG (s)",
				() => this.save()),
			button("Print", "Print what is shown", () => print()),
			button("Light / dark", "Light or dark (t)",
				() => this.theme()),
			button("Keys", "What the keys do (?)", () => this.help()));
	}

	view(): ReplayView {
		return this.rooms[this.current]?.view ?? this.replay;
	}

	/** A message that stays until it is closed or replaced. */
	say(text: string, kind: "bad" | "note" = "bad"): void {
		this.messages.replaceChildren(h("div", { class: `message ${kind}` },
			h("span", {}, text), h("button", { onclick: () =>
				this.messages.replaceChildren() }, "Close")));
	}

	quiet(): void {
		this.messages.replaceChildren();
	}

	/** Show a trace, or say why not. The one shown before stays then. */
	show(text: string, name: string, other = false): boolean {
		try {
			const trace = parseTrace(text, name);
			this.quiet();
			this.place(trace, other);
			return true;
		} catch (error) {
			this.say(error instanceof TraceError ?
				`${name}, line ${error.line}: ${error.message}` :
				`${name}: ${String(error)}`);
			return false;
		}
	}

	private place(trace: Trace, other: boolean): void {
		const { session } = this.replay;
		if (other)
			session.openOther(trace);
		else
			session.open(trace);
		this.tab(0);
		this.quiet();
		const track = session.tracks[session.tracks.length - 1]!;
		const wrong = track.replay.checkEnd();
		const lines = wrong.map((text) => `${trace.name}: ${text}`);
		const { comparison } = session;
		if (comparison !== null)
			lines.push(comparison.differences.length === 0 ?
				"The two traces make the same moves." :
				`First difference: row ${comparison.differences[0]}, of ${
				comparison.differences.length}. n goes to the next.${
				comparison.gaveUp ? " They are too different to be " +
				"matched: rows go by number." : ""}`);
		if (lines.length > 0)
			this.say(lines.join("\n"), wrong.length > 0 ? "bad" : "note");
	}

	private named(): void {
		const { tracks } = this.replay.session;
		this.what.textContent = tracks.map(({ trace }) => {
			const { machine, firmware } = trace.header;
			const nodes = machine.nodes === null ? "" :
				`, ${machine.nodes} nodes`;
			const gib = Number(BigInt(machine.memory)) / 2 ** 20;
			return `${trace.name}: ${gib >= 1024 ? `${gib / 1024}G` :
				`${gib}M`}, ${firmware}${nodes}${machine.cmdline ?
				`, “${machine.cmdline}”` : ""}`;
		}).join("  ⇄  ");
		this.single.hidden = tracks.length < 2;
	}

	private pick(run: (text: string, name: string) => void): void {
		const input = h("input", { type: "file",
			accept: ".jsonl,.json,.txt" });
		input.addEventListener("change", async () => {
			const file = input.files?.[0];
			if (file !== undefined)
				run(await file.text(), file.name);
		});
		input.click();
	}

	open(): void {
		this.pick((text, name) => this.show(text, name));
	}

	compare(): void {
		this.pick((text, name) => this.show(text, name, true));
	}

	save(): void {
		const { session, map } = this.view();
		const name = session.tracks[0]?.trace.name ?? "map";
		download(svgText(map.svg, `${name}, move ${session.row}`),
			`${name.replace(/\.jsonl$/, "")}-${session.row}.svg`,
			"image/svg+xml");
	}

	theme(): void {
		const { dataset } = document.documentElement;
		dataset.theme = dataset.theme === "dark" ? "light" : "dark";
	}

	private startTheme(): void {
		const dark = matchMedia("(prefers-color-scheme: dark)");
		const set = () => {
			document.documentElement.dataset.theme =
				dark.matches ? "dark" : "light";
		};
		set();
		dark.addEventListener("change", set);
	}

	tab(number: number): void {
		if (number >= this.rooms.length)
			return;
		const show = (room: Room) => {
			this.view().transport.pause();
			if (this.current !== number)
				this.quiet();
			this.current = number;
			this.stage.replaceChildren(room.element);
			this.tabs.forEach((tab, i) =>
				tab.setAttribute("aria-selected", String(i === number)));
			room.view.map.refresh();
		};
		const room = this.rooms[number];
		if (room)
			return show(room);
		this.makers[number - 1]!.make(this).then((made) => {
			this.rooms[number] = made;
			show(made);
		}, (error: Error) => this.say(error.message));
	}

	help(): void {
		this.help_.showModal();
	}

	undo(): void {
		this.rooms[this.current]?.undo?.();
	}

	redo(): void {
		this.rooms[this.current]?.redo?.();
	}

	private acceptDrops(): void {
		const { body } = document;
		addEventListener("dragover", (event) => {
			event.preventDefault();
			body.classList.add("dropping");
		});
		addEventListener("dragleave", (event) => {
			if (event.relatedTarget === null)
				body.classList.remove("dropping");
		});
		addEventListener("drop", async (event) => {
			event.preventDefault();
			body.classList.remove("dropping");
			const files = [...event.dataTransfer?.files ?? []];
			const [first, second] = files;
			if (first && this.show(await first.text(), first.name) &&
					second)
				this.show(await second.text(), second.name, true);
		});
	}
}
