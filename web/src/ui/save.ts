// SPDX-License-Identifier: GPL-2.0-only
// The map as an SVG file that looks the same elsewhere: the styles go in,
// with colours in place of CSS variables.

import { h } from "./dom.js";
import mapStyle from "../map.css?inline";

/** var(--x) -> what --x is here and now. */
function resolved(css: string): string {
	const style = getComputedStyle(document.documentElement);
	let text = css;
	for (let round = 0; round < 3; round++) {
		text = text.replace(/var\((--[\w-]+)\)/g, (_, name: string) =>
			style.getPropertyValue(name).trim());
	}
	return text;
}

export function svgText(svg: SVGSVGElement, title: string): string {
	const copy = svg.cloneNode(true) as SVGSVGElement;
	for (const name of ["tabindex", "role", "aria-label", "style"])
		copy.removeAttribute(name);
	copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
	const style = document.createElementNS(copy.namespaceURI, "style");
	style.textContent = resolved(mapStyle);
	const name = document.createElementNS(copy.namespaceURI, "title");
	name.textContent = title;
	const ground = document.createElementNS(copy.namespaceURI, "rect");
	ground.setAttribute("class", "paper");
	ground.setAttribute("width", "100%");
	ground.setAttribute("height", "100%");
	copy.prepend(name, style, ground);
	return '<?xml version="1.0" encoding="UTF-8"?>\n' +
		new XMLSerializer().serializeToString(copy) + "\n";
}

export function download(text: string, name: string, type: string): void {
	const url = URL.createObjectURL(new Blob([text], { type }));
	const link = h("a", { href: url, download: name });
	document.body.append(link);
	link.click();
	link.remove();
	setTimeout(() => URL.revokeObjectURL(url), 10000);
}
