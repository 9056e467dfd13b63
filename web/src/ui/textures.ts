// SPDX-License-Identifier: GPL-2.0-only
// Textures: whoever cannot tell the colours apart tells these. SVG patterns
// in the ink of the lane they lie on, defined inside of each picture, so that
// a saved one has them, too.

import { s } from "./dom.js";

type Path = [id: string, size: number, d: string, width: number];

const PATTERNS: Path[] = [
	["tx-res", 7, "M-1,8 L8,-1", 1.4],
	["tx-hot", 9, "M2,2h2v2h-2z M6.5,6.5h2v2h-2z", 0.8],
	["tx-nomap", 8, "M0,0 L8,8 M8,0 L0,8", 1.2],
	["tx-mirror", 8, "M0,4 h8", 1.2],
	["tx-fw", 6, "M3,0 v6", 1],
	["tx-acpi", 8, "M0,8 L8,0 M0,0 L8,8", 0.7],
	["tx-slab", 6, "M0,3 h6", 1.2],
	["tx-fold", 10, "M0,0 L5,5 L0,10", 1],
];

export function textures(width: number,
		height: number): SVGDefsElement {
	const defs = s("defs");
	for (const [id, size, d, stroke] of PATTERNS) {
		defs.append(s("pattern", { id, width: size, height: size,
			patternUnits: "userSpaceOnUse" },
			s("path", { d, fill: "none", class: "ink",
				"stroke-width": stroke })));
	}
	defs.append(s("clipPath", { id: "lanes" }, s("rect", { x: 0, y: 0,
		width, height })));
	return defs;
}
