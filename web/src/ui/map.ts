// SPDX-License-Identifier: GPL-2.0-only
// The map: one address axis, lanes below it, zoomed and moved by wheel, drag
// and keys. It draws what the session shows; it changes nothing there.

import { axisBottom, axisTop } from "d3-axis";
import { scaleLinear, type ScaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { zoom, zoomIdentity, zoomTransform, type ZoomBehavior } from "d3-zoom";
import { Axis, ticks, type AxisMode } from "../core/axis.js";
import { hexOf, placeText, rangeText, sizeText } from "../core/bytes.js";
import { spanOf } from "../core/describe.js";
import type { Span } from "../core/model.js";
import { oncePerFrame, reducedMotion, s, h } from "./dom.js";
import { drawLane, type Window } from "./draw.js";
import {
	firmwareLane, listLanes, nodeLane, pageLanes, searchLane, type Lane,
	type LaneItem,
} from "./lanes.js";
import { textures } from "./textures.js";
import type { Session, Track } from "./session.js";

const LEFT = 158;
const RIGHT = 14;
const TOP = 26;
const GAP = 6;
const TICK_GAP = 110;

/** Something drawn over the lanes: a guess, handles to drag. */
export interface Overlay {
	draw(window: Window, top: number, bottom: number): SVGElement[];
}

export class MapView {
	readonly element: HTMLElement;
	readonly svg: SVGSVGElement;
	overlay: Overlay | null = null;
	/** Told which address was clicked, and on what. */
	onpick: ((address: bigint, lane: Lane | null,
		item: LaneItem | null) => void) | null = null;
	private readonly session: Session;
	private readonly zoom: ZoomBehavior<SVGSVGElement, unknown>;
	private axis: Axis;
	private width = 900;
	private mode: AxisMode = "fold";
	private animation = 0;
	private readonly redraw = oncePerFrame(() => this.draw());

	constructor(session: Session) {
		this.session = session;
		this.axis = new Axis(this.mode, session.extent);
		this.svg = s("svg", { class: "map", tabindex: 0,
			role: "application",
			"aria-label": "Map of physical memory. Keys: plus and minus " +
				"zoom, comma and full stop move, Z shows this move, " +
				"0 all." });
		this.element = h("div", { class: "map-host" }, this.svg);
		this.zoom = zoom<SVGSVGElement, unknown>()
			.on("zoom", () => this.redraw())
			.clickDistance(4)
			.filter((event: MouseEvent) => !event.button &&
				!(event.target as Element).closest(".handle"));
		select(this.svg).call(this.zoom).on("dblclick.zoom", null);
		this.svg.addEventListener("click", (event) => this.picked(event));
		session.listen((change) => {
			if (change !== "row")
				this.newAxis();
			if (change === "trace")
				this.animate(1, 0, false);
			this.redraw();
		});
		new ResizeObserver(() => this.resize()).observe(this.element);
		this.newAxis();
	}

	get axisMode(): AxisMode {
		return this.mode;
	}

	setMode(mode: AxisMode): void {
		const shown = this.visible();
		this.mode = mode;
		this.newAxis();
		if (zoomTransform(this.svg).k > 1)
			this.show(shown, 1, false);
		this.redraw();
	}

	refresh(): void {
		this.redraw();
	}

	private newAxis(): void {
		this.axis = new Axis(this.mode, this.session.extent);
		this.resize();
	}

	private resize(): void {
		const width = this.element.clientWidth;
		if (width > 0)
			this.width = Math.max(200, width - LEFT - RIGHT);
		const most = Math.max(1, this.axis.length / this.axis.finest);
		this.zoom.extent([[0, 0], [this.width, 100]])
			.translateExtent([[0, -Infinity], [this.width, Infinity]])
			.scaleExtent([1, most]);
		this.redraw();
	}

	/** Units to pixels, as zoomed now. */
	private scale(): ScaleLinear<number, number> {
		const base = scaleLinear([0, this.axis.length], [0, this.width]);
		return zoomTransform(this.svg).rescaleX(base);
	}

	private window(): Window {
		const scale = this.scale();
		return {
			width: this.width,
			x: (address) => scale(this.axis.toUnit(address)),
			address: (x) => BigInt(Math.round(
				this.axis.toAddress(scale.invert(x)))),
		};
	}

	/** The addresses that can be seen. */
	visible(): Span {
		const window = this.window();
		return { base: window.address(0), end: window.address(this.width) };
	}

	addressAt(clientX: number): bigint {
		const left = this.svg.getBoundingClientRect().left + LEFT;
		return this.window().address(clientX - left);
	}

	whole(): void {
		this.animate(zoomIdentity.k, 0);
	}

	/** Zoom so that a range fills this share of the width. */
	show(span: Span, share = 0.3, animated = true): void {
		const u0 = this.axis.toUnit(span.base);
		const u1 = this.axis.toUnit(span.end);
		const [, most] = this.zoom.scaleExtent();
		const k = Math.max(1, Math.min(most, share * this.axis.length /
			Math.max(u1 - u0, Number.EPSILON)));
		const middle = (u0 + u1) / 2 / this.axis.length * this.width;
		this.animate(k, this.width / 2 - k * middle, animated);
	}

	/** To what the present move is about, or what it changed. */
	showMove(share = 0.3): void {
		const spans: Span[] = [];
		for (const track of this.session.tracks) {
			const move = this.session.moveAt(track);
			if (move === null)
				continue;
			const span = spanOf(move, track.trace.header.page_size);
			if (span !== null && span.end > span.base)
				spans.push(span);
		}
		if (spans.length > 0)
			this.show(spans[0]!, share);
	}

	/** Can the present move be seen, at least as a few pixels? */
	seesMove(): boolean {
		const track = this.session.tracks[0];
		const move = track && this.session.moveAt(track);
		const span = move ? spanOf(move) : null;
		if (span === null)
			return true;
		const window = this.window();
		const x0 = window.x(span.base), x1 = window.x(span.end);
		return x1 > 0 && x0 < this.width && x1 - x0 >= 3;
	}

	scaleBy(factor: number): void {
		select(this.svg).call(this.zoom.scaleBy, factor,
			[this.width / 2, 0]);
	}

	moveBy(share: number): void {
		const k = zoomTransform(this.svg).k;
		select(this.svg).call(this.zoom.translateBy,
			-share * this.width / k, 0);
	}

	private animate(k: number, x: number, animated = true): void {
		cancelAnimationFrame(this.animation);
		const from = zoomTransform(this.svg);
		const set = (kk: number, xx: number) => select(this.svg).call(
			this.zoom.transform, zoomIdentity.translate(xx, 0).scale(kk));
		if (!animated || reducedMotion())
			return void set(k, x);
		const start = performance.now();
		const middle0 = (this.width / 2 - from.x) / from.k;
		const middle1 = (this.width / 2 - x) / k;
		const step = (now: number) => {
			const t = Math.min(1, (now - start) / 350);
			const ease = t * t * (3 - 2 * t);
			const kk = from.k * (k / from.k) ** ease;
			const share = k === from.k ? ease :
				(1 / from.k - 1 / kk) / (1 / from.k - 1 / k);
			const middle = middle0 + (middle1 - middle0) * share;
			set(kk, this.width / 2 - kk * middle);
			if (t < 1)
				this.animation = requestAnimationFrame(step);
		};
		this.animation = requestAnimationFrame(step);
	}

	private picked(event: MouseEvent): void {
		if (event.defaultPrevented || this.onpick === null)
			return;
		const left = this.svg.getBoundingClientRect().left + LEFT;
		if (event.clientX >= left)
			this.onpick(this.addressAt(event.clientX), null, null);
	}

	private lanes(track: Track): Lane[] {
		const nodes = nodeLane(track);
		const search = searchLane(this.session, track);
		const lists = listLanes(this.session, track);
		if (this.session.tracks.length > 1)
			return [...lists, search, ...pageLanes(this.session, track)];
		return [firmwareLane(track), ...(nodes ? [nodes] : []), ...lists,
			search, ...pageLanes(this.session, track)];
	}

	private draw(): void {
		const window = this.window();
		const height = this.session.tracks.length > 1 ? 19 : 27;
		const lanes = s("g", { transform: `translate(${LEFT},0)`,
			"clip-path": "url(#lanes)" });
		const names = s("g", { class: "names" });
		let y = TOP + GAP;
		for (const track of this.session.tracks) {
			if (this.session.tracks.length > 1) {
				names.append(s("text", { class: "track", x: 6, y: y + 9 },
					track.label));
				y += 22;
			}
			const top = y;
			for (const lane of this.lanes(track)) {
				names.append(s("text", { x: LEFT - 8, y: y + height / 2 },
					lane.name));
				lanes.append(...drawLane(lane, window, { y, height,
					pick: (where, item) => this.onpick?.(item.base,
						where, item) }));
				y += height + GAP;
			}
			lanes.append(...this.limit(track, window, top, y - GAP));
			lanes.append(...this.searchWindow(track, window, top, y - GAP));
		}
		lanes.append(...(this.overlay?.draw(window, TOP, y) ?? []));
		this.finish(names, lanes, y);
	}

	private finish(names: SVGGElement, lanes: SVGGElement,
			bottom: number): void {
		const total = this.width + LEFT + RIGHT;
		const height = bottom + 44;
		this.svg.setAttribute("viewBox", `0 0 ${total} ${height}`);
		this.svg.setAttribute("width", String(total));
		this.svg.setAttribute("height", String(height));
		const { base, end } = this.visible();
		const span = s("text", { class: "visible", x: LEFT + this.width,
			y: bottom + 38 }, `${rangeText(base, end)} · ${sizeText(
			end - base)} in view`);
		this.svg.replaceChildren(textures(this.width, height),
			this.folds(bottom), names, lanes,
			...this.axes(bottom), span);
	}

	/** Holes that are drawn shorter than they are, as zig-zags. */
	private folds(bottom: number): SVGGElement {
		const group = s("g", { transform: `translate(${LEFT},0)`,
			class: "folds", "clip-path": "url(#lanes)" });
		const scale = this.scale();
		const [u0, u1] = [scale.invert(0), scale.invert(this.width)];
		for (const piece of this.axis.between(u0, u1)) {
			const x = scale(piece.u0), width = scale(piece.u1) - x;
			if (!piece.folded || width < 2 || this.mode !== "fold")
				continue;
			const size = BigInt(piece.to - piece.from);
			group.append(s("rect", { class: "fold", y: TOP,
				x: Math.max(x, -10), height: bottom - TOP,
				width: Math.min(width, this.width + 20) },
				s("title", {}, `folded: ${sizeText(size)} from ${hexOf(
					BigInt(piece.from))} drawn short`)));
		}
		return group;
	}

	private limit(track: Track, window: Window, top: number,
			bottom: number): SVGElement[] {
		const { limit } = this.session.stateAt(track);
		if (limit > this.session.extent.top)
			return [];
		const x = window.x(limit);
		if (x < 0 || x > this.width)
			return [];
		return [s("g", { class: "limit" },
			s("line", { x1: x, x2: x, y1: top - 4, y2: bottom }),
			s("text", { x: x - 4, y: bottom - 3 }, "limit"))];
	}

	/** The window of a search, as a shade over all lanes. */
	private searchWindow(track: Track, window: Window, top: number,
			bottom: number): SVGElement[] {
		const line = this.session.moveAt(track)?.line;
		if (line?.kind !== "find" || line.start === null ||
				line.end === null)
			return [];
		const cut = (x: number) => Math.max(-5, Math.min(this.width + 5, x));
		const x0 = cut(window.x(BigInt(line.start)));
		const x1 = cut(window.x(BigInt(line.end)));
		return [s("rect", { class: "search-window", x: x0, y: top - 3,
			width: Math.max(1, x1 - x0), height: bottom - top + 6 })];
	}

	private axes(bottom: number): SVGGElement[] {
		const scale = this.scale();
		const [u0, u1] = [scale.invert(0), scale.invert(this.width)];
		const gap = TICK_GAP / this.width * (u1 - u0);
		const at = ticks(this.axis, u0, u1 - gap / 3, gap);
		const units = at.map((address) => this.axis.toUnit(address));
		const make = (y: number, axis: typeof axisTop,
				text: (address: bigint) => string) => {
			const group = s("g", { class: "axis",
				transform: `translate(${LEFT},${y})` });
			select(group).call(axis(scale).tickValues(units)
				.tickSize(5).tickSizeOuter(0)
				.tickFormat((_, i) => text(BigInt(Math.round(at[i]!)))));
			group.removeAttribute("font-family");
			group.removeAttribute("font-size");
			return group;
		};
		return [make(TOP, axisTop, hexOf),
			make(bottom, axisBottom, (a) => {
				const text = placeText(a);
				return text.startsWith("0x") ? "" : text;
			})];
	}
}
