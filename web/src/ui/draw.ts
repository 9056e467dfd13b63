// SPDX-License-Identifier: GPL-2.0-only
// One lane of the map as SVG: a rectangle a range, at least a pixel and a
// half wide; ranges too small to be told apart become one dense block. Only
// what lies in the window is looked at.

import { firstAbove } from "../core/model.js";
import { s } from "./dom.js";
import type { Lane, LaneItem } from "./lanes.js";

export interface Window {
	width: number;
	/** Pixels of an address, and the address of a pixel. */
	x(address: bigint): number;
	address(x: number): bigint;
}

export interface DrawOptions {
	y: number;
	height: number;
	pick?(lane: Lane, item: LaneItem): void;
}

const NARROW = 1.5;
const CHARACTER = 7;
const INSET = 6;

function clip(value: number, width: number): number {
	return Math.max(-20, Math.min(width + 20, value));
}

function fit(label: string, room: number): string {
	const most = Math.floor((room - INSET) / CHARACTER);
	if (label.length <= most)
		return label;
	return most < 4 ? "" : label.slice(0, most - 1) + "…";
}

function drawItem(item: LaneItem, lane: Lane, window: Window,
		options: DrawOptions): SVGGElement {
	const { y, height } = options;
	const x0 = clip(window.x(item.base), window.width);
	const x1 = clip(window.x(item.end), window.width);
	const width = Math.max(NARROW, x1 - x0);
	const group = s("g", { class: `item ${item.kind}${item.hot ?
		" hot" : ""}` }, s("title", {}, item.title));
	if (options.pick !== undefined)
		group.addEventListener("click", () => options.pick!(lane, item));
	group.append(s("rect", { x: x0, y, width, height, class: "fill" }),
		s("rect", { x: x0, y, width, height, class: "texture" }));
	const left = Math.max(x0, 0), right = Math.min(x1, window.width);
	const label = fit(item.label, right - left);
	if (label !== "") {
		group.append(s("text", { x: left + INSET / 2 + 1,
			y: y + height / 2, class: "label" }, label));
	}
	return group;
}

function drawMark(item: LaneItem, window: Window,
		options: DrawOptions): SVGElement[] {
	const x0 = window.x(item.base), x1 = window.x(item.end);
	const { width } = window;
	const { y } = options;
	if (x1 < 0)
		return [s("path", { class: "mark", d: `M2,${y + 6} l8,-6 v12 z` })];
	if (x0 > width)
		return [s("path", { class: "mark",
			d: `M${width - 2},${y + 6} l-8,-6 v12 z` })];
	if (x1 - x0 > 40)
		return [];
	const x = clip((x0 + x1) / 2, width);
	return [s("path", { class: "mark", d: `M${x},${y} l-5,-7 h10 z` })];
}

function denseBlock(x0: number, x1: number, count: number,
		options: DrawOptions, lane: Lane): SVGGElement {
	return s("g", { class: `item dense dense-${lane.id}` },
		s("title", {}, `${count} ranges, too small to be told apart here; ` +
			"zoom in"),
		s("rect", { x: x0, y: options.y, width: Math.max(NARROW, x1 - x0),
			height: options.height, class: "fill" }));
}

/** Sorted ranges: whoever is narrower than a pixel is skipped in strides. */
function drawSorted(lane: Lane, window: Window,
		options: DrawOptions): SVGElement[] {
	const { spans } = lane;
	const made: SVGElement[] = [];
	const end = window.address(window.width + 2);
	let i = firstAbove(spans, window.address(-2));
	while (i < spans.length && spans[i]!.base < end) {
		const span = spans[i]!;
		const x0 = window.x(span.base);
		const x1 = window.x(span.end);
		const next = spans[i + 1];
		if (x1 - x0 >= 1 || next === undefined ||
				window.x(next.base) - x0 > NARROW) {
			made.push(drawItem(lane.item(i), lane, window, options));
			i++;
			continue;
		}
		const first = i;
		let right = x1;
		for (;;) {
			const over = firstAbove(spans, window.address(right + 1));
			if (over <= i)
				break;
			i = over;
			right = window.x(spans[i - 1]!.end);
			const after = spans[i];
			if (after === undefined || window.x(after.base) - right > 1 ||
					window.x(after.end) - window.x(after.base) > 2 ||
					right - x0 > window.width)
				break;
		}
		i = Math.max(i, first + 1);
		made.push(denseBlock(clip(x0, window.width),
			clip(right, window.width), i - first, options, lane));
	}
	return made;
}

export function drawLane(lane: Lane, window: Window,
		options: DrawOptions): SVGElement[] {
	const { y, height } = options;
	const made: SVGElement[] = [s("rect", { class: "ground", x: 0, y,
		width: window.width, height })];
	if (lane.spans.length === 0 && lane.note) {
		made.push(s("text", { class: "empty", x: 8, y: y + height / 2 },
			lane.note));
	}
	const marks: SVGElement[] = [];
	if (lane.sorted) {
		made.push(...drawSorted(lane, window, options));
	} else {
		lane.spans.forEach((span, i) => {
			if (window.x(span.end) >= -2 &&
					window.x(span.base) <= window.width + 2)
				made.push(drawItem(lane.item(i), lane, window, options));
		});
	}
	for (const item of hotItems(lane))
		marks.push(...drawMark(item, window, options));
	return [...made, ...marks];
}

function hotItems(lane: Lane): LaneItem[] {
	return lane.hot ?? lane.spans.map((_, i) => lane.item(i))
		.filter((item) => item.hot);
}
