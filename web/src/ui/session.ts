// SPDX-License-Identifier: GPL-2.0-only
// What is being looked at: one trace, or two side by side, and the row at
// which one stands. Views ask it and are told when it changes; it knows none
// of them. With one trace a row is a move; with two, a row of the comparison.

import type { AxisInput } from "../core/axis.js";
import { compare, type Comparison } from "../core/compare.js";
import { extentOf } from "../core/extent.js";
import type { Move, State, Trace } from "../core/model.js";
import { Pages } from "../core/pages.js";
import { Replay } from "../core/replay.js";

export interface Track {
	label: string;
	trace: Trace;
	replay: Replay;
	pages: Pages;
	/** Per row, the last move that has happened; null: row = move. */
	upTo: Int32Array | null;
}

/** Another trace; the same one with more moves; another row. */
export type Change = "trace" | "grown" | "row";

function makeTrack(trace: Trace, label: string): Track {
	return { label, trace, replay: new Replay(trace),
		pages: new Pages(trace), upTo: null };
}

function upTo(pairs: Comparison["pairs"], side: "a" | "b"): Int32Array {
	const result = new Int32Array(pairs.length);
	let last = -1;
	pairs.forEach((pair, row) => {
		if (pair[side] >= 0)
			last = pair[side];
		result[row] = last;
	});
	return result;
}

export class Session {
	tracks: Track[] = [];
	comparison: Comparison | null = null;
	extent: AxisInput = { ram: [], edges: [], top: 1n << 20n };
	row = -1;
	private readonly listeners: ((change: Change) => void)[] = [];

	listen(listener: (change: Change) => void): void {
		this.listeners.push(listener);
	}

	/** Look at this trace from its start. Throws TraceError if broken. */
	open(trace: Trace, row = 0): void {
		this.tracks = [makeTrack(trace, trace.name)];
		this.comparison = null;
		this.extent = extentOf([trace]);
		this.row = Math.min(row, this.length - 1);
		this.tell("trace");
	}

	/** A second trace beside the first; stands at the first difference. */
	openOther(trace: Trace): void {
		const a = this.tracks[0];
		if (a === undefined)
			return this.open(trace);
		const b = makeTrack(trace, trace.name);
		const comparison = compare(a.trace, b.trace);
		this.tracks = [{ ...a, upTo: upTo(comparison.pairs, "a") },
			{ ...b, upTo: upTo(comparison.pairs, "b") }];
		this.comparison = comparison;
		this.extent = extentOf([a.trace, b.trace]);
		this.row = comparison.differences[0] ?? 0;
		this.tell("trace");
	}

	closeOther(): void {
		const a = this.tracks[0];
		if (a === undefined || this.comparison === null)
			return;
		this.row = a.upTo![this.row] ?? 0;
		this.tracks = [{ ...a, upTo: null }];
		this.comparison = null;
		this.extent = extentOf([a.trace]);
		this.tell("trace");
	}

	/** The trace has grown by these moves: stand at the last one. */
	append(moves: readonly Move[]): void {
		const track = this.tracks[0]!;
		track.replay.append(moves);
		track.pages.update();
		this.extent = extentOf([track.trace]);
		this.row = this.length - 1;
		this.tell("grown");
	}

	get length(): number {
		return this.comparison?.pairs.length ??
			this.tracks[0]?.trace.moves.length ?? 0;
	}

	go(row: number): void {
		const target = Math.max(0, Math.min(row, this.length - 1));
		if (target !== this.row && this.length > 0) {
			this.row = target;
			this.tell("row");
		}
	}

	/** The move that a track makes in a row; null if it makes none there. */
	moveAt(track: Track, row = this.row): Move | null {
		if (row < 0)
			return null;
		if (track.upTo === null)
			return track.trace.moves[row] ?? null;
		const index = track.upTo[row]!;
		const before = row > 0 ? track.upTo[row - 1]! : -1;
		return index === before ? null : track.trace.moves[index] ?? null;
	}

	/** The last move that has happened in a track. */
	indexAt(track: Track, row = this.row): number {
		return track.upTo === null ? row : track.upTo[row] ?? -1;
	}

	stateAt(track: Track, row = this.row): Readonly<State> {
		return track.replay.after(this.indexAt(track, row));
	}

	/** Rows at which the first track reaches a stage. */
	stageRows(): { row: number; name: string }[] {
		const track = this.tracks[0];
		if (track === undefined)
			return [];
		const rows: { row: number; name: string }[] = [];
		for (let row = 0; row < this.length; row++) {
			const line = this.moveAt(track, row)?.line;
			if (line?.kind === "stage")
				rows.push({ row, name: line.name });
		}
		return rows;
	}

	isDifferent(row: number): boolean {
		return this.comparison?.unequal.has(row) ?? false;
	}

	private tell(change: Change): void {
		for (const listener of this.listeners)
			listener(change);
	}
}
