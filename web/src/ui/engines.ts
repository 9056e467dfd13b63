// SPDX-License-Identifier: GPL-2.0-only
// The compiled code, opened once, and the data that lie beside it.

import * as embedded from "virtual:embedded";
import type { Maps, Question } from "../core/question.js";
import type { Engines, Open } from "../engine/api.js";
import { unpack, unpackText } from "../unpack.js";

const modules = import.meta.glob<{ open: Open }>("../engine/wasm.ts",
	{ eager: true });
let opened: Promise<Engines> | null = null;

/** The engine of this page. A page built without clang and lld has none. */
export function engines(): Promise<Engines> {
	const module = Object.values(modules)[0];
	if (module === undefined || embedded.engine === "")
		return Promise.reject(new Error("This page was built without the " +
			"kernel's code for wasm32: `scripts/setup.sh web`, then " +
			"`make web`, puts it in."));
	opened ??= unpack(embedded.engine).then(module.open);
	return opened;
}

export async function machines(): Promise<Maps> {
	return JSON.parse(await unpackText(embedded.maps)) as Maps;
}

export async function questions(): Promise<Question[]> {
	return JSON.parse(await unpackText(embedded.questions)) as Question[];
}
