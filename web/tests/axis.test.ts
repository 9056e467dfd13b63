// SPDX-License-Identifier: GPL-2.0-only
// Addresses to places and back, whatever the mode; sizes to text and back.

import { describe, expect, it } from "vitest";
import { Axis, ticks, type AxisInput, type AxisMode }
	from "../src/core/axis.js";
import { parseSize, placeText, sizeText } from "../src/core/bytes.js";

const GIB = 1n << 30n;
const INPUT: AxisInput = {
	ram: [{ base: 0n, end: 0x9f000n }, { base: 0x100000n, end: 3n * GIB },
		{ base: 4n * GIB, end: 65n * GIB }],
	edges: [0xfee00000n, 0xfd00000000n, 0x10000000000n],
	top: 0x10000000000n,
};
const MODES: AxisMode[] = ["linear", "fold", "squeeze"];

describe.each(MODES)("the axis, %s", (mode) => {
	const axis = new Axis(mode, INPUT);

	it("goes there and back", () => {
		for (const a of [0, 4096, 0x9f000, 0x100001, 2 ** 31, 2 ** 32,
			2 ** 36 + 4097, 0xfd00000000, 2 ** 40])
			expect(Math.abs(axis.toAddress(axis.toUnit(a)) - a))
				.toBeLessThan(1);
	});

	it("never goes backwards", () => {
		let last = -1;
		for (let a = 0; a < 2 ** 40; a += 2 ** 31 - 12345) {
			expect(axis.toUnit(a)).toBeGreaterThan(last);
			last = axis.toUnit(a);
		}
	});

	it("has ticks that do not touch", () => {
		const gap = axis.length / 12;
		const places = ticks(axis, 0, axis.length, gap)
			.map((a) => axis.toUnit(a));
		expect(places.length).toBeGreaterThan(3);
		for (let i = 1; i < places.length; i++)
			expect(places[i]! - places[i - 1]!).toBeGreaterThanOrEqual(
				gap);
	});
});

it("folds the hole below a terabyte, and no RAM", () => {
	const axis = new Axis("fold", INPUT);
	const hole = axis.pieces.find((p) => p.from === 65 * 2 ** 30)!;
	expect(hole.folded).toBe(true);
	expect(hole.u1 - hole.u0).toBeLessThan(axis.length / 20);
	expect(axis.pieces.some((p) => p.ram && p.folded)).toBe(false);
});

describe("sizes", () => {
	it.each([[0n, "0 bytes"], [1n, "1 byte"], [4096n, "4 KiB"],
		[0x9e000n, "632 KiB"], [3n * GIB / 2n, "1.5 GiB"],
		[(1n << 40n) + 1n, "≈1 TiB"]])("%s is %s", (size, text) => {
		expect(sizeText(size)).toBe(text);
	});

	it.each([["4K", 4096n], ["0x1000", 4096n], ["1.5 GiB", 3n * GIB / 2n],
		["12", 12n], ["2T", 1n << 41n], ["x", null], ["", null],
		["-1", null]])("%s is read as %s", (text, size) => {
		expect(parseSize(text)).toBe(size);
	});

	it("names round places", () => {
		expect(placeText(3n * GIB)).toBe("3 GiB");
		expect(placeText(0x9fc00n)).toBe("639 KiB");
		expect(placeText(0x9fc01n)).toBe("0x9fc01");
	});
});
