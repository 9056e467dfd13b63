// SPDX-License-Identifier: GPL-2.0-only
// The book (make book) in a headless Chromium, from disk: every page under
// axe-core, nothing asked of the network, and a search that finds.

import { mkdirSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch, open, type Browser } from "./browser.js";

const BUILD = resolve(process.cwd(), "..",
	process.env.NOPANIC_BUILD ?? "build");
const BOOK = `${BUILD}/book`;
const SHOTS = `${BUILD}/web-shots`;
// One page of each kind stands for those that show a file of the house.
const COLOURS = ["evening.html", "stage-entry.html", "search.html"];
const FILES = ["files/mm/memblock.c.html", "files/mm/index.html"];

let browser: Browser;
let page: Page;
let errors: string[];

/** Pages of the book's own, by their paths. */
function pages(folder = ""): string[] {
	return readdirSync(`${BOOK}/${folder}`, { withFileTypes: true })
		.flatMap((entry) => {
			const path = folder + entry.name;
			if (entry.isDirectory())
				return /^(files|_)/.test(path) ? [] : pages(`${path}/`);
			return path.endsWith(".html") ? [path] : [];
		});
}

/** Colours are the theme's, the same on every page, and take the longest. */
async function violations(colours: boolean): Promise<string[]> {
	await page.evaluate(axe.source);
	return page.evaluate(async (enabled) => {
		const axeHere = (window as unknown as { axe: typeof axe }).axe;
		const found = await axeHere.run({ preload: false,
			resultTypes: ["violations"],
			rules: { "color-contrast": { enabled } } });
		return found.violations.map((v) => `${v.id}: ${v.nodes
			.map((n) => n.target.join(" ")).slice(0, 3).join("; ")}`);
	}, colours);
}

beforeAll(async () => {
	mkdirSync(SHOTS, { recursive: true });
	browser = await launch();
	({ page, errors } = await open(browser.context, `${BOOK}/index.html`,
		"article"));
});

afterAll(async () => {
	await browser?.close();
});

it("axe-core finds nothing on any page", async () => {
	const found: string[] = [];
	for (const name of [...pages(), ...FILES]) {
		await page.goto(`file://${BOOK}/${name}`);
		found.push(...(await violations(FILES.includes(name)))
			.map((v) => `${name}: ${v}`));
	}
	expect(found).toEqual([]);
	expect(pages().length).toBeGreaterThan(30);
	expect(errors).toEqual([]);
}, 600000);

it("nor do its colours, nor the dark, nor a telephone", async () => {
	for (const name of COLOURS) {
		await page.goto(`file://${BOOK}/${name}`);
		expect(await violations(true)).toEqual([]);
	}
	await page.emulateMedia({ colorScheme: "dark" });
	await page.setViewportSize({ width: 390, height: 800 });
	for (const name of [...COLOURS, ...FILES]) {
		await page.goto(`file://${BOOK}/${name}`);
		expect(await violations(true)).toEqual([]);
	}
	await page.screenshot({ path: `${SHOTS}/book-dark.png` });
	await page.emulateMedia({ colorScheme: "light" });
	await page.setViewportSize({ width: 1600, height: 900 });
});

it("the search works without a server", async () => {
	await page.goto(`file://${BOOK}/search.html?q=hand-over`);
	await page.waitForSelector(".search li a");
	const found = await page.locator(".search li a").allTextContents();
	expect(found.some((title) => title.startsWith("buddy"))).toBe(true);
	expect(errors).toEqual([]);
});
