// SPDX-License-Identifier: GPL-2.0-only
// The form for one operation: its fields by kind, with values that make
// sense to begin with, and operations in words.

import { hexOf, parseSize, sizeText } from "../core/bytes.js";
import type { Operation } from "../engine/api.js";
import { h } from "./dom.js";

type Op = Operation["op"];
type FieldKind = "size" | "node" | "text" | "how" | "up" | "flag" | "set";
type Field = [name: string, label: string, kind: FieldKind, value: string];

const RANGE: Field[] = [["base", "base", "size", "0x1000000"],
	["size", "size", "size", "1M"]];

const FORMS: [Op, string, Field[]][] = [
	["alloc", "allocate", [["size", "size", "size", "64K"],
		["align", "alignment", "size", "4K"],
		["goal", "goal", "size", "0"], ["limit", "limit", "size", "0"],
		["node", "node", "node", ""], ["how", "through", "how", "bootmem"]]],
	["reserve", "reserve", [...RANGE, ["name", "name", "text", ""]]],
	["free", "free", RANGE],
	["add", "add memory", [...RANGE, ["node", "node", "node", ""]]],
	["remove", "remove memory", RANGE],
	["mark", "mark", [...RANGE, ["flags", "flag", "flag", "1"],
		["set", "set or clear", "set", "set"]]],
	["direction", "direction", [["bottom_up", "search", "up", "down"]]],
	["limit", "current limit", [["limit", "limit", "size", "1G"]]],
	["resize", "let the lists grow", []],
	["handover", "hand over to the buddies", []],
	["slab", "start the slab", []],
	["kmalloc", "kmalloc", [["size", "size", "size", "100"]]],
	["kfree", "kfree", [["base", "address", "size", ""]]],
];

const CHOICES: Partial<Record<FieldKind, [value: string, text: string][]>> = {
	how: [["bootmem", "___alloc_bootmem_nopanic"],
		["memblock", "memblock_alloc_try_nid"],
		["find", "find only, take nothing"]],
	up: [["down", "highest first"], ["up", "lowest first"]],
	flag: [["1", "hot-pluggable"], ["2", "mirrored"], ["4", "not mapped"]],
	set: [["set", "set"], ["clear", "clear"]],
};

function valueOf(kind: FieldKind, text: string, label: string): unknown {
	if (kind === "size") {
		const value = parseSize(text);
		if (value === null)
			throw new Error(`${label}: “${text}” is no size or address; ` +
				"write 0x1000, 64K, 1.5G");
		return hexOf(value);
	}
	switch (kind) {
	case "node": {
		if (text.trim() === "")
			return null;
		if (!/^\d+$/.test(text.trim()))
			throw new Error(`${label}: “${text}” is no node number`);
		return Number(text);
	}
	case "up": return text === "up";
	case "set": return text === "set";
	case "flag": return Number(text);
	default: return text;
	}
}

function control([name, , kind, value]: Field): HTMLInputElement |
		HTMLSelectElement {
	const choices = CHOICES[kind];
	if (choices === undefined)
		return h("input", { name, value, placeholder: kind === "node" ?
			"any" : "", autocomplete: "off", spellcheck: "false" });
	return h("select", { name }, ...choices.map(([v, text]) =>
		h("option", { value: v, selected: v === value }, text)));
}

/** A form that calls run with what was filled in. */
export function operationForm(run: (operation: Operation) => void,
		problem: (text: string) => void): HTMLElement {
	const kind = h("select", { "aria-label": "Operation" },
		...FORMS.map(([op, name]) => h("option", { value: op }, name)));
	const row = h("div", { class: "row" });
	const show = () => {
		const [, , fields] = FORMS[kind.selectedIndex]!;
		row.replaceChildren(...fields.map((field) =>
			h("label", {}, field[1], control(field))));
	};
	kind.addEventListener("change", show);
	show();
	return h("form", { class: "form", onsubmit: (event: Event) => {
		event.preventDefault();
		const [op, , fields] = FORMS[kind.selectedIndex]!;
		try {
			const values = fields.map(([name, label, what]) => {
				const input = row.querySelector<HTMLInputElement>(
					`[name="${name}"]`)!;
				return [name, valueOf(what, input.value, label)];
			}).filter(([, value]) => value !== "");
			run({ op, ...Object.fromEntries(values) } as Operation);
		} catch (error) {
			problem((error as Error).message);
		}
	} }, h("div", { class: "row" }, kind, h("button", { class: "primary" },
		"Do it")), row);
}

/** "alloc 64 KiB, align 0x1000": one line for the history. */
export function operationText(operation: Operation): string {
	const name = FORMS.find(([op]) => op === operation.op)?.[1] ??
		operation.op;
	const parts = Object.entries(operation)
		.filter(([key, value]) => key !== "op" && value !== null &&
			value !== undefined && !(value === "0x0" && key !== "base"))
		.map(([key, value]) => key === "size" ?
			sizeText(BigInt(value as string)) : `${key} ${String(value)}`);
	return [name, parts.join(", ")].filter((text) => text !== "")
		.join(": ");
}
