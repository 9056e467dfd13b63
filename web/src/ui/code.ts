// SPDX-License-Identifier: GPL-2.0-only
// A source file around one line, with comments, strings and keywords told
// apart. The text comes with the trace.

import { h } from "./dom.js";

const WORDS = new Set(("if else for while do return switch case break " +
	"continue goto static const struct enum union void int char unsigned " +
	"long bool sizeof typedef extern inline u64 u32 u8 phys_addr_t size_t " +
	"default").split(" "));
const TOKEN = /\/\/.*|\/\*[^]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[a-z]+|\w+|[^]/g;

type Piece = [className: string, text: string];

function pieces(text: string): Piece[] {
	const result: Piece[] = [];
	for (const [token] of text.matchAll(TOKEN)) {
		const kind = /^\/[/*]/.test(token) ? "comment" :
			/^["']/.test(token) ? "string" :
			/^#/.test(token) || WORDS.has(token) ? "word" :
			/^[0-9]/.test(token) ? "value" : "";
		const last = result[result.length - 1];
		if (last !== undefined && last[0] === kind)
			last[1] += token;
		else
			result.push([kind, token]);
	}
	return result;
}

const coloured = new Map<string, Piece[][]>();

/** The pieces of each line of a file; a comment may run over several. */
function linesOf(path: string, text: string): Piece[][] {
	const key = `${path}\0${text.length}`;
	const known = coloured.get(key);
	if (known !== undefined)
		return known;
	const lines: Piece[][] = [[]];
	for (const [kind, token] of pieces(text)) {
		token.split("\n").forEach((part, i) => {
			if (i > 0)
				lines.push([]);
			if (part !== "")
				lines[lines.length - 1]!.push([kind, part]);
		});
	}
	coloured.set(key, lines);
	return lines;
}

/** Lines around one, which is marked; all of them if around is 0. */
export function codeView(path: string, text: string, line: number,
		around: number): HTMLElement {
	const lines = linesOf(path, text);
	const first = around === 0 ? 0 : Math.max(0, line - 1 - around);
	const last = around === 0 ? lines.length :
		Math.min(lines.length, line + around);
	const pre = h("pre", { class: "code", tabindex: 0,
		"aria-label": `${path}, line ${line}` });
	for (let i = first; i < last; i++) {
		const here = i === line - 1;
		const row = h("div", { class: here ? "line here" : "line" },
			h("span", { class: "gutter", "aria-hidden": "true" },
				here ? `▶${i + 1}` : String(i + 1)));
		for (const [kind, part] of lines[i]!) {
			row.append(kind === "" ? part :
				h("span", { class: `c-${kind}` }, part));
		}
		row.append("\n");
		pre.append(row);
	}
	return pre;
}
