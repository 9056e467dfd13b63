// SPDX-License-Identifier: GPL-2.0-only
// class.html, what the grader writes for a teacher, in a headless Chromium:
// under axe-core, black on white, without scripts, whatever a student wrote.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launch, open, type Browser } from "./browser.js";

const ROOT = resolve(process.cwd(), "..");
const BUILD = resolve(ROOT, process.env.NOPANIC_BUILD ?? "build");
const FILE = `${BUILD}/web-shots/class.html`;
// Grades as the grader makes them; names and messages try to be markup.
const MAKE = `
import sys
sys.path.insert(0, "scripts")
from labtool import labs, report_html, results
lab = labs.find("02")
grades = []
for n, status in enumerate(["pass", "fail", "error"]):
    nasty = "<img src=x onerror=alert(1)></pre><script>1</script>"
    grade = results.Grade(f"s{n}", nasty, lab.name, notes=[nasty], tests=[
        results.Test("R1.1", "R1", False, status, nasty, nasty, nasty)])
    grades.append(results.count(grade, lab.rules))
print(report_html.page("A course", "today", grades, ["absent & co"],
                       [("s0", "s1", lab.name, 90, 80)]))
`;

let browser: Browser;
let page: Page;
let errors: string[];

beforeAll(async () => {
	mkdirSync(`${BUILD}/web-shots`, { recursive: true });
	writeFileSync(FILE, execFileSync("/usr/bin/python3", ["-B", "-c", MAKE],
		{ cwd: ROOT }));
	browser = await launch();
	({ page, errors } = await open(browser.context, FILE, "main"));
});

afterAll(async () => {
	await browser?.close();
});

it("axe-core finds nothing, folded or unfolded", async () => {
	for (const unfold of [false, true]) {
		await page.evaluate((all) => document.querySelectorAll("details")
			.forEach((one) => { one.open = all; }), unfold);
		await page.evaluate(axe.source);
		const found = await page.evaluate(async () => {
			const axeHere = (window as unknown as { axe: typeof axe }).axe;
			return (await axeHere.run()).violations.map((v) =>
				`${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`);
		});
		expect(found).toEqual([]);
	}
	await page.screenshot({ path: `${BUILD}/web-shots/class.png`,
		fullPage: true });
	expect(errors).toEqual([]);
});

it("is black on white, and nothing in it runs", async () => {
	expect(await page.locator("script, img").count()).toBe(0);
	expect(await page.evaluate(() => {
		const style = getComputedStyle(document.body);
		return [style.color, style.backgroundColor];
	})).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);
	expect(await page.locator("details").count()).toBe(3);
});

it("by keyboard: to the grades, and one unfolded", async () => {
	await page.evaluate(() => document.querySelectorAll("details")
		.forEach((one) => { one.open = false; }));
	await page.keyboard.press("Tab");
	expect(await page.evaluate(() => document.activeElement?.textContent))
		.toBe("To the grades");
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	expect(await page.locator("details[open]").count()).toBe(1);
});
