// SPDX-License-Identifier: GPL-2.0-only
// The keyboard: each key that does something, with the words for the help.
// docs/explorer.md lists the same.

import { h } from "./dom.js";
import type { ReplayView } from "./replay-view.js";

export interface Commands {
	view(): ReplayView;
	open(): void;
	compare(): void;
	theme(): void;
	save(): void;
	tab(number: number): void;
	help(): void;
	undo(): void;
	redo(): void;
}

type Key = [keys: string[], shown: string, what: string,
	run: (commands: Commands) => void];

const BIG = 10;

export const KEYS: Key[] = [
	[[" "], "space", "play, pause", (c) => c.view().transport.toggle()],
	[["ArrowRight"], "→", "one move on",
		(c) => c.view().transport.step(1)],
	[["ArrowLeft"], "←", "one move back",
		(c) => c.view().transport.step(-1)],
	[["Shift+ArrowRight"], "shift →", "ten moves on",
		(c) => c.view().transport.step(BIG)],
	[["Shift+ArrowLeft"], "shift ←", "ten moves back",
		(c) => c.view().transport.step(-BIG)],
	[["]", "PageDown"], "]", "next stage",
		(c) => c.view().transport.stage(1)],
	[["[", "PageUp"], "[", "stage before",
		(c) => c.view().transport.stage(-1)],
	[["Home"], "Home", "first move", (c) => c.view().session.go(0)],
	[["End"], "End", "last move",
		(c) => c.view().session.go(c.view().session.length - 1)],
	[["/"], "/", "search; Enter goes to the next move that is listed",
		(c) => c.view().events.search.focus()],
	[["j"], "j", "next move that is listed",
		(c) => c.view().events.stepListed(1)],
	[["k"], "k", "listed move before",
		(c) => c.view().events.stepListed(-1)],
	[["n"], "n", "next difference of two traces",
		(c) => c.view().difference(1)],
	[["N", "Shift+N"], "N", "difference before",
		(c) => c.view().difference(-1)],
	[["b"], "b", "down the backtrace, to who called",
		(c) => c.view().move.stepFrame(1)],
	[["B", "Shift+B"], "B", "up the backtrace",
		(c) => c.view().move.stepFrame(-1)],
	[["+", "="], "+", "zoom in", (c) => c.view().map.scaleBy(2)],
	[["-"], "−", "zoom out", (c) => c.view().map.scaleBy(1 / 2)],
	[["."], ".", "move the map right", (c) => c.view().map.moveBy(0.25)],
	[[","], ",", "move the map left", (c) => c.view().map.moveBy(-0.25)],
	[["z"], "z", "zoom to this move", (c) => c.view().map.showMove()],
	[["0"], "0", "show everything", (c) => c.view().map.whole()],
	[["f"], "f", "follow: zoom to each move that is too small to see",
		(c) => c.view().toggleFollow()],
	[["m"], "m", "scale: holes folded, to scale, logarithmic",
		(c) => c.view().nextMode()],
	[["o"], "o", "open a trace", (c) => c.open()],
	[["c"], "c", "compare with another trace", (c) => c.compare()],
	[["s"], "s", "save the map as SVG", (c) => c.save()],
	[["t"], "t", "light or dark", (c) => c.theme()],
	[["u"], "u", "undo (playground)", (c) => c.undo()],
	[["r"], "r", "redo (playground)", (c) => c.redo()],
	[["1"], "1 2 3", "replay, playground, quiz", (c) => c.tab(0)],
	[["2"], "", "", (c) => c.tab(1)],
	[["3"], "", "", (c) => c.tab(2)],
	[["?", "Shift+?"], "?", "this help", (c) => c.help()],
];

function typing(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement))
		return false;
	if (target instanceof HTMLInputElement)
		return !["range", "checkbox", "radio"].includes(target.type);
	return target.isContentEditable ||
		["TEXTAREA", "SELECT"].includes(target.tagName);
}

/** Space and Enter press the button that has the focus. */
function pressing(event: KeyboardEvent): boolean {
	const target = event.target as HTMLElement;
	return event.key === " " && ["BUTTON", "SUMMARY"].includes(
		target.tagName) || event.key === " " && target instanceof
		HTMLInputElement && target.type === "checkbox";
}

export function listenToKeys(commands: Commands): void {
	document.addEventListener("keydown", (event) => {
		const { key } = event;
		if (event.ctrlKey || event.metaKey || event.altKey ||
				document.querySelector("dialog[open]") !== null)
			return;
		if (key === "Escape" && event.target instanceof HTMLElement) {
			event.preventDefault();	/* a search field would be emptied */
			return event.target.blur();
		}
		if (typing(event.target) || pressing(event))
			return;
		const arrow = key.startsWith("Arrow") && event.shiftKey ?
			`Shift+${key}` : key;
		const found = KEYS.find(([keys]) => keys.includes(arrow));
		if (found !== undefined) {
			event.preventDefault();
			found[3](commands);
		}
	});
}

export function helpDialog(): HTMLDialogElement {
	const rows = KEYS.filter(([, shown]) => shown !== "").map(
		([, shown, what]) => h("tr", {}, h("td", {}, ...shown.split(" ")
			.flatMap((key) => [h("kbd", {}, key), " "])),
			h("td", {}, what)));
	const dialog = h("dialog", { "aria-label": "Keys" },
		h("h2", {}, "Keys"), h("table", {}, h("tbody", {}, ...rows)),
		h("p", {}, "Tab reaches every button, list and range of the map. " +
			"Escape leaves a field."),
		h("form", { method: "dialog" }, h("button", { class: "primary" },
			"Close")));
	return dialog;
}
