// SPDX-License-Identifier: GPL-2.0-only
// The present move: what it does in words, what it took out of the lists and
// put in, who called it and where, and what a search passed over and why.

import { hexOf, sizeText } from "../core/bytes.js";
import { callerOf, effectsOf, sentenceOf, titleOf, whyText }
	from "../core/describe.js";
import type { CandidateLine, FindLine } from "../core/format.js";
import { flagText, type Move, type Region } from "../core/model.js";
import { codeView } from "./code.js";
import { h, oncePerFrame } from "./dom.js";
import type { MapView } from "./map.js";
import type { Session, Track } from "./session.js";

const AROUND = 11;
const MOST_REGIONS = 8;

function regionText(region: Region): string {
	const node = region.node === null ? "" : `  node ${region.node}`;
	const flags = region.flags ? `  ${flagText(region.flags)}` : "";
	return `[${hexOf(region.base)}, ${hexOf(region.end)})  ${
		sizeText(region.end - region.base)}${node}${flags}`;
}

export class MovePanel {
	readonly element: HTMLElement;
	private readonly session: Session;
	private readonly map: MapView;
	private readonly body = h("div", { class: "body", tabindex: 0,
		role: "region", "aria-label": "The present move" });
	/** Which frame of the backtrace is shown, by track. */
	private frame = 0;
	private whole = false;
	/** For screen readers: what the move does, politely. */
	private readonly spoken = h("div", { class: "spoken",
		"aria-live": "polite" });

	constructor(session: Session, map: MapView) {
		this.session = session;
		this.map = map;
		this.element = h("section", { class: "panel move",
			"aria-label": "This move" }, this.body, this.spoken);
		const draw = oncePerFrame(() => this.draw());
		session.listen(() => {
			this.frame = 0;
			draw();
		});
	}

	/** Up (-1) or down the backtrace. */
	stepFrame(by: number): void {
		this.frame = Math.max(0, this.frame + by);
		this.draw();
	}

	private draw(): void {
		const { tracks } = this.session;
		this.body.replaceChildren(...tracks.map((track) =>
			this.ofTrack(track)));
		const track = tracks[0];
		const move = track ? this.session.moveAt(track) : null;
		this.spoken.textContent = move && track ?
			`Move ${move.index}: ${sentenceOf(move, track.trace)}` : "";
	}

	private ofTrack(track: Track): HTMLElement {
		const move = this.session.moveAt(track);
		const block = h("article", {});
		if (this.session.tracks.length > 1)
			block.append(h("h3", { class: "track" }, track.label));
		if (move === null) {
			block.append(h("p", { class: "quiet" },
				this.session.length === 0 ? "This trace has no moves." :
				"This trace makes no move here."));
			return block;
		}
		const { line } = move;
		const who = callerOf(move, track.trace);
		const left = h("div", {}), right = h("div", {});
		block.className = "two";
		block.append(left, right);
		left.append(
			h("h2", {}, h("span", { class: `badge k-${line.kind}` },
				line.kind), " ", titleOf(line)),
			h("p", { class: "sentence" }, sentenceOf(move, track.trace),
				who && h("span", { class: "quiet" }, ` Asked by ${who}.`)),
			this.changes(track, move));
		if (line.kind === "find")
			left.append(this.candidates(line));
		this.backtrace(track, move, left, right);
		return block;
	}

	/** Before and after, as a diff of the regions. */
	private changes(track: Track, move: Move): HTMLElement {
		const list = h("div", { class: "changes" });
		if (move.changes.length === 0)
			return list;
		const before = track.replay.after(move.index - 1);
		const effects = effectsOf(move);
		move.changes.forEach((change, i) => {
			list.append(h("h3", {}, effects[i]!));
			const gone = i > 0 ? [] : before[change.list]
				.slice(change.at, change.at + change.remove);
			const line = (sign: string, region: Region) =>
				h("div", { class: sign === "−" ? "gone" : "came" },
					`${sign} ${regionText(region)}`);
			for (const region of gone.slice(0, MOST_REGIONS))
				list.append(line("−", region));
			for (const region of change.insert.slice(0, MOST_REGIONS))
				list.append(line("+", region));
			const rest = Math.max(0, gone.length - MOST_REGIONS) +
				Math.max(0, change.insert.length - MOST_REGIONS);
			if (rest > 0)
				list.append(h("div", { class: "quiet" },
					`… and ${rest} more`));
		});
		return list;
	}

	private candidates(find: FindLine): HTMLElement {
		const rows = find.candidates.map((candidate, i) =>
			this.candidate(candidate, i));
		const more = find.candidates_not_recorded;
		const hint = BigInt(find.hint);
		return h("div", { class: "candidates" },
			h("h3", {}, find.candidates.length === 0 ?
				"No range was looked at" : "Ranges looked at, in this order"),
			h("table", {}, h("thead", {}, h("tr", {}, ...["", "range", "size",
				"why"].map((name) => h("th", { scope: "col" }, name)))),
				h("tbody", {}, ...rows)),
			more > 0 && h("p", { class: "quiet" },
				`${more} more are not in the trace.`),
			hint > 0n && h("p", { class: "quiet" }, `${sizeText(hint)} at ` +
				"the edge were skipped: earlier searches had seen that " +
				"nothing fits there."));
	}

	private candidate(candidate: CandidateLine, i: number): HTMLElement {
		const base = BigInt(candidate.base);
		const end = base + BigInt(candidate.size);
		const taken = candidate.why === "taken";
		const show = h("button", { class: "link mono", title: "Show it " +
			"on the map", onclick: () => this.map.show({ base, end }) },
			`[${hexOf(base)}, ${hexOf(end)})`);
		return h("tr", { class: taken ? "taken" : "rejected" },
			h("td", {}, String(i + 1)), h("td", {}, show),
			h("td", { class: "mono" }, sizeText(end - base)),
			h("td", {}, h("b", {}, `${taken ? "✓" : "✗"} ${
				candidate.why}`), `: ${whyText(candidate.why)}`));
	}

	/** The frames go to the left, the code of the chosen one to the right. */
	private backtrace(track: Track, move: Move, left: HTMLElement,
			right: HTMLElement): void {
		const { frames, sources } = track.trace.header;
		const trail = move.line.backtrace.map((i) => frames[i]!);
		if (trail.length === 0)
			return;
		const at = Math.min(this.frame, trail.length - 1);
		const buttons = trail.map((frame, i) => h("button", {
			class: `frame${i === at ? " here" : ""}`,
			"aria-pressed": String(i === at), onclick: () => {
				this.frame = i;
				this.draw();
			} }, h("b", {}, `${frame.symbol}()`), frame.file === null ? "" :
			h("span", { class: "quiet" }, ` ${frame.file}:${frame.line}`)));
		const chosen = trail[at]!;
		const text = chosen.file === null ? undefined :
			sources[chosen.file];
		left.append(h("h3", {}, "Backtrace, innermost first"),
			h("div", { class: "frames", role: "group",
				"aria-label": "Backtrace" }, ...buttons));
		if (text !== undefined && chosen.line !== null)
			right.append(this.source(chosen.file!, text, chosen.line));
		else
			right.append(h("p", { class: "quiet" },
				"The trace has no source for this frame."));
	}

	private source(file: string, text: string, line: number): HTMLElement {
		const code = codeView(file, text, line, this.whole ? 0 : AROUND);
		if (this.whole)
			requestAnimationFrame(() => code.querySelector(".here")
				?.scrollIntoView({ block: "nearest" }));
		return h("div", {}, h("div", { class: "file" },
			h("span", { class: "mono" }, `${file}:${line}`),
			h("button", { class: "link", onclick: () => {
				this.whole = !this.whole;
				this.draw();
			} }, this.whole ? "only around it" : "whole file")), code);
	}
}
