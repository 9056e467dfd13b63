// SPDX-License-Identifier: GPL-2.0-only
// Making elements in one expression, and a list that draws only the rows
// which can be seen.

type Child = Node | string | null | undefined | false;
type Props = Record<string, unknown>;

const SVG = "http://www.w3.org/2000/svg";

function setProps(element: Element, props: Props): void {
	for (const [name, value] of Object.entries(props)) {
		if (value === undefined || value === null || value === false)
			continue;
		if (name.startsWith("on"))
			element.addEventListener(name.slice(2),
				value as EventListener);
		else
			element.setAttribute(name, value === true ? "" :
				String(value));
	}
}

/** h("button", { class: "x", onclick: f }, "text", otherElement) */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K,
		props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
	const element = document.createElement(tag);
	setProps(element, props);
	for (const child of children) {
		if (child)
			element.append(child);
	}
	return element;
}

/** The same for a part of a picture. */
export function s<K extends keyof SVGElementTagNameMap>(tag: K,
		props: Props = {}, ...children: Child[]): SVGElementTagNameMap[K] {
	const element = document.createElementNS(SVG, tag);
	setProps(element, props);
	for (const child of children) {
		if (child)
			element.append(child);
	}
	return element;
}

export function reducedMotion(): boolean {
	return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Run at most once a frame, however often it is asked for. */
export function oncePerFrame(run: () => void): () => void {
	let waiting = false;
	return () => {
		if (waiting)
			return;
		waiting = true;
		requestAnimationFrame(() => {
			waiting = false;
			run();
		});
	};
}

export interface Rows {
	length: number;
	row(index: number): HTMLElement;
}

/** A scrolling list of rows of one height, of any length. */
export class VirtualList {
	readonly element: HTMLElement;
	/** Told whenever other rows are there than before. */
	ondraw: (() => void) | null = null;
	private readonly body: HTMLElement;
	private rows: Rows = { length: 0, row: () => h("div") };
	private readonly height: number;
	private first = -1;
	private last = -1;

	constructor(height: number, props: Props) {
		this.height = height;
		this.body = h("div", { class: "rows", role: "presentation" });
		this.element = h("div", { class: "virtual", tabindex: 0, ...props },
			this.body);
		this.element.addEventListener("scroll",
			oncePerFrame(() => this.draw(false)));
		new ResizeObserver(() => this.draw(true)).observe(this.element);
	}

	show(rows: Rows): void {
		this.rows = rows;
		this.body.style.height = `${rows.length * this.height}px`;
		this.draw(true);
	}

	/** Scroll as little as is needed, or to the middle from afar. */
	reveal(index: number): void {
		const { clientHeight, scrollTop } = this.element;
		const top = index * this.height;
		if (top < scrollTop || top + this.height > scrollTop + clientHeight) {
			const near = Math.abs(top - scrollTop) < 2 * clientHeight;
			const below = top > scrollTop;
			this.element.scrollTop = !near ? top - clientHeight / 2 :
				below ? top + this.height - clientHeight +
				2 * this.height : top - 2 * this.height;
		}
		this.draw(true);
	}

	private draw(force: boolean): void {
		const { clientHeight, scrollTop } = this.element;
		const first = Math.max(0, Math.floor(scrollTop / this.height) - 4);
		const last = Math.min(this.rows.length, Math.ceil((scrollTop +
			clientHeight) / this.height) + 4);
		if (!force && first === this.first && last === this.last)
			return;
		this.first = first;
		this.last = last;
		const made: HTMLElement[] = [];
		for (let i = first; i < last; i++) {
			const row = this.rows.row(i);
			row.style.transform = `translateY(${i * this.height}px)`;
			made.push(row);
		}
		this.body.replaceChildren(...made);
		this.ondraw?.();
	}
}
