// SPDX-License-Identifier: GPL-2.0-only
// Questions of the quiz, as a teacher writes them into web/questions/*.json;
// docs/explorer.md explains each field.

import type { Machine, Operation } from "../engine/api.js";
import type { ListName } from "./format.js";
import { hexOf } from "./bytes.js";
import type { Span } from "./model.js";

export interface Question {
	id: string;
	title: string;
	text: string;
	/** A map of tests/maps by name, or the lines of one. */
	machine: {
		name?: string;
		map?: string[];
		srat?: string[];
		movable_node?: boolean;
		kernel_image?: { base: string; size: string };
	};
	before?: Operation[];
	operation: Operation;
	ask: "where" | "lists";
	/** For "lists": which one, and what it may be: "base-end" in hex. */
	list?: ListName;
	choices?: string[][];
	/** What is to be learnt; shown after the answer. */
	rule: string;
}

export type Maps = Record<"e820" | "efi" | "srat", Record<string, string>>;

export function machineOf(question: Question, maps: Maps): Machine {
	const { name, map, srat, movable_node, kernel_image } = question.machine;
	const text = map?.join("\n") ?? maps.e820[name ?? ""] ??
		maps.efi[name ?? ""];
	if (text === undefined)
		throw new Error(`question ${question.id}: no map named ${name}`);
	return { map: text + "\n", srat: srat && srat.join("\n") + "\n",
		movable_node, kernel_image };
}

/** A list as choices write it: "0x0-0x1000". */
export function asChoice(list: readonly Span[]): string[] {
	return list.map((span) => `${hexOf(span.base)}-${hexOf(span.end)}`);
}

export function rightChoice(question: Question,
		list: readonly Span[]): number {
	const answer = asChoice(list).join(" ");
	return (question.choices ?? []).findIndex((choice) =>
		choice.join(" ") === answer);
}
