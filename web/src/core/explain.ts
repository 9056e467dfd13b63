// SPDX-License-Identifier: GPL-2.0-only
// Why a guess was wrong: the rule of the search that decided against it. It
// reads what the code said of its own search (the find events) and the lists
// before the call; it does not search itself.

import { hexOf, rangeText, sizeText } from "./bytes.js";
import { whyText } from "./describe.js";
import type { CandidateLine, EventLine, FindLine } from "./format.js";
import type { Region, Span } from "./model.js";

export interface Before {
	memory: readonly Region[];
	reserved: readonly Region[];
}

export interface Verdict {
	right: boolean;
	/** The rule that decided, in a few words. */
	rule: string;
	text: string;
}

const FIRST_PAGE = 4096n;

function holds(span: Span, address: bigint): boolean {
	return span.base <= address && address < span.end;
}

function spanOf(candidate: CandidateLine): Span {
	const base = BigInt(candidate.base);
	return { base, end: base + BigInt(candidate.size) };
}

function finds(events: readonly EventLine[]): FindLine[] {
	return events.filter((event): event is EventLine & FindLine =>
		event.kind === "find");
}

function where(result: bigint): string {
	return `It lands at ${hexOf(result)}.`;
}

function wrong(rule: string, text: string): Verdict {
	return { right: false, rule, text };
}

/** In the range that was taken, but not where in it. */
function edgeRule(find: FindLine, span: Span, result: bigint): Verdict {
	const size = sizeText(BigInt(find.size ?? "0x0"));
	if (find.bottom_up)
		return wrong("lowest place", `The right range. But upwards, the ` +
			`search takes its lowest address that is aligned to ${
			find.align}. ${where(result)}`);
	const end = find.end === null || BigInt(find.end) > span.end ? span.end :
		BigInt(find.end);
	return wrong("highest place", "The right range. But downwards, the " +
		`search takes its highest place: its end ${hexOf(end)} minus the ` +
		`size (${size}), rounded down to a multiple of ${find.align}. ${
		where(result)}`);
}

function outsideWindow(find: FindLine, guess: bigint,
		result: bigint): Verdict | null {
	if (find.start !== null && guess < BigInt(find.start))
		return wrong("window", `The search began at ${find.start}, above ` +
			`your guess. ${where(result)}`);
	if (find.end !== null && guess >= BigInt(find.end))
		return wrong("window", `The search ended at ${find.end}: that is ` +
			`the limit, and your guess lies above it. ${where(result)}`);
	return null;
}

function byCandidates(find: FindLine, guess: bigint,
		result: bigint): Verdict {
	for (const candidate of find.candidates) {
		const span = spanOf(candidate);
		if (!holds(span, guess))
			continue;
		if (candidate.why === "taken")
			return edgeRule(find, span, result);
		return wrong(candidate.why, `The search looked at ${rangeText(
			span.base, span.end)} and passed over it: ${whyText(
			candidate.why)}. ${where(result)}`);
	}
	const way = find.bottom_up ? "from below and upwards" :
		"from above and downwards";
	return wrong("first fit", `That place is free. But the search goes ${way
		}, and stops at the first range that fits; it never came to yours. ${
		where(result)}`);
}

/**
 * Judge a guess. guess null: "it finds nothing". tolerance: how far off, in
 * bytes, still counts (a click is only as exact as the picture).
 */
export function judge(guess: bigint | null, result: bigint, size: bigint,
		events: readonly EventLine[], before: Before,
		tolerance = 0n): Verdict {
	const all = finds(events);
	const last = all[all.length - 1];
	if (result === 0n)
		return guess === null ? { right: true, rule: "nothing fits",
			text: "Right: nothing fits." } : wrong("nothing fits",
			"Nothing fits: the call fails." + rejected(last));
	const landed = { base: result - tolerance, end: result + tolerance +
		(size > 0n ? size : 1n) };
	if (guess === null)
		return wrong("something fits", `Something fits. ${where(result)}`);
	if (holds(landed, guess))
		return { right: true, rule: last?.bottom_up ? "lowest place" :
			"highest place", text: `Right. ${where(result)}` };
	if (guess < FIRST_PAGE)
		return wrong("first page", "The first page is never handed out: " +
			`address 0 means failure. ${where(result)}`);
	if (!before.memory.some((region) => holds(region, guess)))
		return wrong("no RAM", `There is no RAM at ${hexOf(guess)}. ${
			where(result)}`);
	const taken = before.reserved.find((region) => holds(region, guess));
	if (taken !== undefined)
		return wrong("reserved", `${rangeText(taken.base, taken.end)} is ` +
			`reserved already. ${where(result)}`);
	if (last === undefined)
		return wrong("no search", `memblock was not asked. ${
			where(result)}`);
	const first = all[0]!;
	const retried = all.length > 1 && first.result === "0x0" ?
		`The first search, from ${first.start}, found nothing, so it was ` +
		"made once more with less to ask. " : "";
	const verdict = outsideWindow(last, guess, result) ??
		byCandidates(last, guess, result);
	return { ...verdict, text: retried + verdict.text };
}

function rejected(find: FindLine | undefined): string {
	if (find === undefined || find.candidates.length === 0)
		return " No free range lies in the window.";
	return " " + find.candidates.slice(0, 4).map((candidate) => {
		const { base, end } = spanOf(candidate);
		return `${rangeText(base, end)}: ${whyText(candidate.why)}.`;
	}).join(" ");
}
