// SPDX-License-Identifier: GPL-2.0-only
// The state after any move of a trace, without a pause. States are kept at
// intervals; from the one before, the changes in between are applied. An
// interval is as long as an eighth of the lists at its start, 64 moves at
// least, so that what is kept grows with the trace, not with its square.

import type { ListName } from "./format.js";
import {
	sameList, toRegion, type Change, type Move, type Region, type State,
	type Trace,
} from "./model.js";
import { TraceError } from "./parse.js";

const TOP = (1n << 64n) - 1n;
const SHORTEST = 64;

interface Keyframe {
	/** The state before this move. */
	index: number;
	state: State;
	real: State | null;
}

function emptyState(): State {
	return {
		memory: [], reserved: [], limit: TOP, bottomUp: false,
		stage: "entry", aside: false,
		arrays: { memory: { base: 0n, max: 128 },
			reserved: { base: 0n, max: 128 } },
	};
}

function copyState(state: State): State {
	return { ...state, memory: state.memory.slice(),
		reserved: state.reserved.slice(), arrays: { ...state.arrays } };
}

function applyChange(state: State, change: Change, move: Move): void {
	const list = state[change.list];
	if (change.at + change.remove > list.length)
		throw new TraceError(move.fileLine, `${move.line.kind}: takes ${
			change.remove} regions at ${change.at} out of ${change.list
			}, which has ${list.length}`);
	list.splice(change.at, change.remove, ...change.insert);
}

function checkOrder(list: readonly Region[], name: ListName,
		change: Change, move: Move): void {
	const from = Math.max(change.at, 1);
	const to = Math.min(change.at + change.insert.length, list.length - 1);
	for (let i = from; i <= to; i++) {
		if (list[i]!.base < list[i - 1]!.end)
			throw new TraceError(move.fileLine, `${move.line.kind
				}: after it, regions ${i - 1} and ${i} of ${name
				} are out of order`);
	}
}

export class Replay {
	readonly trace: Trace;
	private readonly keyframes: Keyframe[] = [];
	private state = emptyState();
	/** What is set aside while another machine's map is tried. */
	private real: State | null = null;
	/** The next move that `state` has not seen. */
	private next = 0;
	/** How far the moves have been checked once. */
	private checked = 0;

	constructor(trace: Trace) {
		this.trace = trace;
		this.keep();
		this.append([]);
	}

	get length(): number {
		return this.trace.moves.length;
	}

	/** Take in moves, or check those that the trace came with. */
	append(moves: readonly Move[]): void {
		for (const move of moves)
			this.trace.moves.push(move);
		while (this.checked < this.length) {
			if (this.next !== this.checked)
				this.after(this.checked - 1);
			const last = this.keyframes[this.keyframes.length - 1]!;
			const interval = Math.max(SHORTEST, (last.state.memory.length +
				last.state.reserved.length) >> 3);
			if (this.next - last.index >= interval)
				this.keep();
			this.step(true);
			this.checked = this.next;
		}
	}

	/** The state after this move; -1 is before the first. Read only. */
	after(index: number): Readonly<State> {
		const target = Math.min(index, this.length - 1) + 1;
		const frame = this.keyframeBefore(target);
		if (target < this.next || frame.index > this.next) {
			this.state = copyState(frame.state);
			this.real = frame.real === null ? null : copyState(frame.real);
			this.next = frame.index;
		}
		while (this.next < target)
			this.step(false);
		return this.state;
	}

	/** Do the lists at the end agree with the kernel's own dump? */
	checkEnd(): string[] {
		const { end, warnings } = this.trace;
		const wrong: string[] = [];
		if (end === null)
			return warnings;
		const state = this.after(this.length - 1);
		for (const name of ["memory", "reserved"] as const) {
			const kernel = end[name];
			if (kernel === null)
				wrong.push(`the kernel never printed its list "${name}"`);
			else if (!sameList(state[name], kernel.map(toRegion)))
				wrong.push(`the list "${name}" after the last move is ` +
					"not the one that the kernel printed");
		}
		return [...warnings, ...wrong];
	}

	private keep(): void {
		this.keyframes.push({ index: this.next, state: copyState(this.state),
			real: this.real === null ? null : copyState(this.real) });
	}

	private keyframeBefore(index: number): Keyframe {
		let low = 0, high = this.keyframes.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (this.keyframes[middle]!.index <= index)
				low = middle;
			else
				high = middle - 1;
		}
		return this.keyframes[low]!;
	}

	private step(check: boolean): void {
		const move = this.trace.moves[this.next]!;
		const { line, changes } = move;
		const { state } = this;

		if (line.kind === "aside")
			this.setAside(line.on, move);
		for (const change of changes) {
			applyChange(this.state, change, move);
			if (check)
				checkOrder(this.state[change.list], change.list, change,
					move);
		}
		switch (line.kind) {
		case "limit": state.limit = BigInt(line.new); break;
		case "direction": state.bottomUp = line.bottom_up; break;
		case "grow":
			state.arrays[line.list] = { base: BigInt(line.new.base),
				max: line.new.max };
			break;
		case "stage": state.stage = line.name; break;
		}
		this.next++;
	}

	/**
	 * Another machine's map runs through memblock. The changes of the move
	 * empty the lists, and fill them again; the rest is kept here.
	 */
	private setAside(on: boolean, move: Move): void {
		if (on === this.state.aside)
			throw new TraceError(move.fileLine, `aside: it is ${
				on ? "on" : "off"} already`);
		this.state.aside = on;
		if (on) {
			this.real = copyState({ ...this.state, memory: [],
				reserved: [] });
		} else if (this.real !== null) {
			const { limit, bottomUp, arrays } = this.real;
			Object.assign(this.state, { limit, bottomUp, arrays });
			this.real = null;
		}
	}
}
