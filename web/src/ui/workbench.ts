// SPDX-License-Identifier: GPL-2.0-only
// A machine of the engine and what was done to it, shown in a replay view.
// Undo makes the machine anew and does the rest again: an engine has no way
// back, but it always does the same.

import { toMove, toRegion, type Region, type Trace } from "../core/model.js";
import type {
	Engine, Engines, Machine, Operation, Outcome,
} from "../engine/api.js";
import type { ReplayView } from "./replay-view.js";

export class Workbench {
	machine: Machine | null = null;
	operations: Operation[] = [];
	undone: Operation[] = [];
	engine: Engine | null = null;
	private readonly engines: Engines;
	private readonly view: ReplayView;

	constructor(engines: Engines, view: ReplayView) {
		this.engines = engines;
		this.view = view;
	}

	/** Start a machine, and do these things. Throws EngineError. */
	start(machine: Machine, operations: readonly Operation[] = [],
			name = "playground"): void {
		const engine = this.engines.create(machine);
		const done: Operation[] = [];
		const trace: Trace = { name, header: engine.header, moves: [],
			end: null, warnings: [] };
		const add = (events: Outcome["events"] | Engine["events"]) => {
			for (const event of events)
				trace.moves.push(toMove(event, trace.moves.length, 0));
		};
		add(engine.events);
		let problem: unknown = null;
		for (const operation of operations) {
			try {
				add(engine.run(operation).events);
				done.push(operation);
			} catch (error) {
				problem = error;
				break;
			}
		}
		this.engine?.close();
		this.engine = engine;
		this.machine = machine;
		this.operations = done;
		this.view.session.open(trace, trace.moves.length - 1);
		if (problem !== null)
			throw problem;
	}

	/** Do one more thing. */
	run(operation: Operation): Outcome {
		const engine = this.engine!;
		let outcome: Outcome;
		try {
			outcome = engine.run(operation);
		} catch (error) {
			this.start(this.machine!, this.operations);
			throw error;
		}
		this.operations.push(operation);
		this.undone = [];
		const from = this.view.session.length;
		this.view.session.append(outcome.events.map((event, i) =>
			toMove(event, from + i, 0)));
		return outcome;
	}

	undo(): void {
		const last = this.operations.pop();
		if (last === undefined)
			return;
		this.undone.push(last);
		this.start(this.machine!, this.operations);
	}

	redo(): void {
		const next = this.undone.pop();
		if (next === undefined)
			return;
		const rest = this.undone;
		this.run(next);
		this.undone = rest;
	}

	/** The lists as the code has them now. */
	lists(): { memory: Region[]; reserved: Region[] } {
		const { memory, reserved } = this.engine!.lists();
		return { memory: memory.map(toRegion),
			reserved: reserved.map(toRegion) };
	}

	/** This session as a trace file. */
	traceText(): string {
		const engine = this.engine!;
		const { moves } = this.view.session.tracks[0]!.trace;
		return [engine.header, ...moves.map((move) => move.line),
			engine.end()].map((line) => JSON.stringify(line))
			.join("\n") + "\n";
	}
}
