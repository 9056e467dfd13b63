// SPDX-License-Identifier: GPL-2.0-only
// From the text of a trace to a Trace. What is broken is said with its line
// (TraceError); what is merely odd becomes a warning in the trace.

import type { EndLine, EventLine, HeaderLine } from "./format.js";
import {
	endShape, eventShape, firstWrong, headerShape, kindShapes,
} from "./check.js";
import { toMove, type Move, type Trace } from "./model.js";

export class TraceError extends Error {
	readonly line: number;

	constructor(line: number, message: string) {
		super(message);
		this.name = "TraceError";
		this.line = line;
	}
}

type Json = Record<string, unknown>;

function parseLine(text: string, line: number): Json {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		const start = text.slice(0, 40);
		throw new TraceError(line, line === 1 ?
			`this is no trace: it begins with "${start}"` :
			`not JSON (${(error as Error).message})`);
	}
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new TraceError(line, "not an object");
	return value as Json;
}

function wrongField(object: Json, field: string): string {
	if (!(field in object))
		return `"${field}" is missing`;
	return `"${field}" is wrong: ${JSON.stringify(object[field])
		.slice(0, 80)}`;
}

function parseHeader(object: Json, line: number): HeaderLine {
	if (object.kind !== "header" || object.format !== "nopanic-trace")
		throw new TraceError(line, "this is no trace of nopanic: the " +
			"first line has to be its header");
	if (object.version !== 1)
		throw new TraceError(line, `a trace of version ${
			JSON.stringify(object.version)}; this page reads 1`);
	const wrong = firstWrong(object, headerShape);
	if (wrong !== null)
		throw new TraceError(line, `header: ${wrongField(object, wrong)}`);
	return object as unknown as HeaderLine;
}

function parseEvent(object: Json, line: number, frames: number): EventLine {
	const kind = object.kind;
	const shape = typeof kind === "string" ? kindShapes[kind] : undefined;
	if (shape === undefined)
		throw new TraceError(line, wrongField(object, "kind"));
	const wrong = firstWrong(object, eventShape) ?? firstWrong(object, shape);
	if (wrong !== null)
		throw new TraceError(line, `${kind}: ${wrongField(object, wrong)}`);
	const event = object as unknown as EventLine;
	for (const frame of event.backtrace) {
		if (frame >= frames)
			throw new TraceError(line, `${kind}: frame ${frame}, but ` +
				`the header has ${frames}`);
	}
	return event;
}

function parseEnd(object: Json, line: number): EndLine {
	const wrong = firstWrong(object, endShape);
	if (wrong !== null)
		throw new TraceError(line, `end: ${wrongField(object, wrong)}`);
	return object as unknown as EndLine;
}

function checkEnd(trace: Trace, lastLine: number): void {
	const { end, moves, warnings } = trace;
	if (end === null) {
		warnings.push(`line ${lastLine}: the trace stops here, without ` +
			"its end line; what follows is not known");
		return;
	}
	if (end.dropped > 0)
		warnings.push(`line ${lastLine}: ${end.dropped} moves found no ` +
			"room in the kernel's buffer and are missing");
	if (end.events !== moves.length)
		warnings.push(`line ${lastLine}: the end counts ${end.events} ` +
			`events, the file has ${moves.length}`);
}

/** The lines of a text with their numbers, blank ones left out. */
function* linesOf(text: string): Generator<[number, string]> {
	let at = 0, number = 0;
	while (at < text.length) {
		let end = text.indexOf("\n", at);
		if (end < 0)
			end = text.length;
		const line = text.slice(at, end);
		number++;
		if (line.trim() !== "")
			yield [number, line];
		at = end + 1;
	}
}

export function parseTrace(text: string, name: string): Trace {
	let header: HeaderLine | null = null;
	let end: EndLine | null = null;
	let lastLine = 0, lastSeq = -1;
	const moves: Move[] = [];
	const warnings: string[] = [];
	const bare = text.startsWith("\ufeff") ? text.slice(1) : text;

	for (const [line, json] of linesOf(bare)) {
		const object = parseLine(json, line);
		if (end !== null)
			throw new TraceError(line, "a line after the end");
		lastLine = line;
		if (header === null) {
			header = parseHeader(object, line);
		} else if (object.kind === "end") {
			end = parseEnd(object, line);
		} else {
			const event = parseEvent(object, line, header.frames.length);
			if (event.seq <= lastSeq)
				throw new TraceError(line, `seq ${event.seq} after ${
					lastSeq}`);
			lastSeq = event.seq;
			moves.push(toMove(event, moves.length, line));
		}
	}
	if (header === null)
		throw new TraceError(1, "the file is empty");
	const trace = { name, header, moves, end, warnings };
	checkEnd(trace, lastLine);
	return trace;
}
