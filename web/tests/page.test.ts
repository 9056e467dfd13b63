// SPDX-License-Identifier: GPL-2.0-only
// The page in a headless Chromium: real boots replayed to their ends, lists
// against the kernel's own, keys alone, broken files, accessibility. The
// pictures go to build/web-shots, to be looked at.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EndLine, RegionLine } from "../src/core/format.js";
import { launch, open, type Browser } from "./browser.js";
import { manyMoves } from "./make.js";

const BUILD = resolve(process.cwd(), "..",
	process.env.NOPANIC_BUILD ?? "build");
const PAGE = `${BUILD}/explorer.html`;
const SHOTS = `${BUILD}/web-shots`;
const TRACES = `${BUILD}/web-traces`;
const BOOTS = ["128M-bios", "128M-uefi", "64G-4-bios", "64G-4-uefi"];

let browser: Browser;
let page: Page;
let errors: string[];

async function load(file: string | { name: string; text: string },
		button = "Open …"): Promise<void> {
	const [chooser] = await Promise.all([page.waitForEvent("filechooser"),
		page.getByRole("button", { name: button }).click()]);
	await chooser.setFiles(typeof file === "string" ? file : {
		name: file.name, mimeType: "text/plain",
		buffer: Buffer.from(file.text) });
	const name = typeof file === "string" ? basename(file) : file.name;
	await page.waitForFunction((text) => ["what", "message"].some((c) =>
		document.querySelector(`.${c}`)?.textContent?.includes(text)), name,
		{ timeout: 60000 });
	await page.waitForTimeout(100);
	await page.locator("h1").click();
}

async function shot(name: string): Promise<void> {
	await page.waitForTimeout(500);
	await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

/** The rows of a list as the page shows them, whatever it takes to scroll. */
async function shownList(name: string): Promise<string[]> {
	return page.evaluate(async (list) => {
		const box = document.querySelector(`.list-${list} .virtual`)!;
		const rows = new Map<number, string>();
		box.scrollTop = 0;
		for (;;) {
			box.dispatchEvent(new Event("scroll"));
			await new Promise((done) => requestAnimationFrame(() =>
				requestAnimationFrame(done)));
			for (const row of box.querySelectorAll(".region")) {
				const [at, base, end, , node, flags] =
					[...row.children].map((c) => c.textContent);
				rows.set(Number(at), [base, end, node, flags].join(" "));
			}
			const before = box.scrollTop;
			box.scrollTop += 100;
			if (box.scrollTop === before)
				break;
		}
		return [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
	}, name);
}

function asShown(list: RegionLine[]): string[] {
	return list.map((r) => [r.base, "0x" + (BigInt(r.base) + BigInt(r.size))
		.toString(16), r.node ?? "–", r.flags === 0 ? "" :
		r.flags === 1 ? "hot-pluggable" : `flags ${r.flags}`].join(" "));
}

async function serious(): Promise<string[]> {
	await page.evaluate(axe.source);
	return page.evaluate(async () => {
		const axeHere = (window as unknown as { axe: typeof axe }).axe;
		const found = await axeHere.run();
		return found.violations.filter((v) => v.impact === "serious" ||
			v.impact === "critical").map((v) => `${v.id}: ${v.nodes
			.map((n) => n.target.join(" ")).slice(0, 3).join("; ")}`);
	});
}

beforeAll(async () => {
	mkdirSync(SHOTS, { recursive: true });
	browser = await launch();
	({ page, errors } = await open(browser.context, PAGE));
});

afterAll(async () => {
	await browser?.close();
});

describe.each(BOOTS)("the boot %s", (name) => {
	it("is replayed to its end, to the kernel's own lists", async () => {
		const file = `${TRACES}/${name}.jsonl`;
		const lines = readFileSync(file, "utf8").trim().split("\n");
		const end = JSON.parse(lines[lines.length - 1]!) as EndLine;
		await load(file);
		await page.keyboard.press("End");
		expect(await page.locator(".message.bad").count()).toBe(0);
		await expect.poll(() => page.locator(".place").textContent())
			.toBe(`${end.events - 1} / ${end.events - 1}`);
		expect(await shownList("memory")).toEqual(asShown(end.memory!));
		expect(await shownList("reserved"))
			.toEqual(asShown(end.reserved!));
		await shot(name);
	});

	it("is played by hand: each move draws, none fails", async () => {
		await page.keyboard.press("Home");
		await page.getByLabel("Speed").selectOption("fastest");
		await page.locator("h1").click();
		await page.keyboard.press("Space");
		await page.waitForFunction(() => {
			const [at, last] = document.querySelector(".place")!
				.textContent!.split(" / ");
			return at === last;
		}, null, { timeout: 30000 });
		expect(errors).toEqual([]);
	});
});

describe("the keyboard alone", () => {
	const place = async () => (await page.locator(".place").textContent())!
		.split(" ")[0];

	it("steps, jumps between stages, searches and finds", async () => {
		await load(`${TRACES}/128M-bios.jsonl`);
		await page.keyboard.press("Home");
		await page.keyboard.press("ArrowRight");
		await page.keyboard.press("ArrowRight");
		await expect.poll(place).toBe("2");
		await page.keyboard.press("]");
		await expect.poll(() => page.locator(".move h2").textContent())
			.toContain("stage");
		await page.keyboard.press("/");
		await page.keyboard.type("setup_log_buf find");
		await page.keyboard.press("Enter");
		await expect.poll(() => page.locator(".move h2").textContent())
			.toContain("find");
		await page.keyboard.press("Escape");
		await page.keyboard.press("z");
		await shot("zoomed");
		await page.getByLabel("Search moves").fill("");
		await page.locator("h1").click();
		await page.keyboard.press("b");
		expect(await page.locator(".frame.here").textContent())
			.not.toContain("range_top_down");
	});

	it("changes scale, theme and zoom, and opens the help", async () => {
		for (const key of ["m", "m", "m", "t", "+", "-", ".", ",", "0", "?"])
			await page.keyboard.press(key);
		expect(await page.locator("dialog[open]").count()).toBe(1);
		await page.keyboard.press("Escape");
		await shot("dark");
		expect(await serious()).toEqual([]);
		await page.keyboard.press("t");
		expect(errors).toEqual([]);
	});
});

describe("files", () => {
	it("that are broken are named with their line, and change nothing",
			async () => {
		const good = readFileSync(`${TRACES}/128M-bios.jsonl`, "utf8")
			.split("\n");
		good[7] = good[7]!.slice(0, 30);
		await load({ name: "broken.jsonl", text: good.join("\n") });
		expect(await page.locator(".message.bad").textContent())
			.toContain("broken.jsonl, line 8: not JSON");
		expect(await page.locator(".event").count()).toBeGreaterThan(5);
		await load({ name: "empty.jsonl", text: "" });
		expect(await page.locator(".message.bad").textContent())
			.toContain("line 1: the file is empty");
	});

	it("of 100,000 moves are scrubbed without a pause", async () => {
		writeFileSync(`${TRACES}/many.jsonl`, manyMoves(100000, 2000));
		await load(`${TRACES}/many.jsonl`);
		await page.waitForFunction(() => document.querySelector(".place")!
			.textContent!.endsWith("/ 99999"), null, { timeout: 60000 });
		// Processor time of the page's thread: other programs of a busy
		// machine do not count.
		const cdp = await browser.context.newCDPSession(page);
		await cdp.send("Performance.enable",
			{ timeDomain: "threadTicks" });
		const worked = async () => (await cdp.send(
			"Performance.getMetrics")).metrics.find((metric) =>
			metric.name === "TaskDuration")!.value;
		const before = await worked();
		await page.evaluate(async () => {
			const range = document.querySelector<HTMLInputElement>(
				".scrub input")!;
			for (let i = 0; i < 40; i++) {
				range.value = String(i * 7919 * 13 % 99999);
				range.dispatchEvent(new Event("input"));
				await new Promise((done) => requestAnimationFrame(() =>
					requestAnimationFrame(done)));
			}
		});
		const each = (await worked() - before) / 40;
		await shot("many");
		console.log(`a move of 100,000: ${(each * 1000).toFixed(1)} ms`);
		expect(each).toBeGreaterThan(0);
		expect(each).toBeLessThan(0.2);
	});

	it("are compared, and land on the first difference", async () => {
		await load(`${TRACES}/64G-4-bios.jsonl`);
		await load(`${TRACES}/64G-4-movable.jsonl`, "Compare …");
		expect(await page.locator(".message").textContent())
			.toMatch(/First difference: row \d+/);
		expect(await page.locator(".event.here.different").count()).toBe(1);
		await page.keyboard.press("n");
		expect(await page.locator(".event.here.different").count()).toBe(1);
		await page.keyboard.press("z");
		await shot("compared");
		await page.getByRole("button", { name: "End comparison" }).click();
		expect(await page.locator(".event.different").count()).toBe(0);
	});

	it("are saved as SVG with their colours in them", async () => {
		const [saved] = await Promise.all([page.waitForEvent("download"),
			page.getByRole("button", { name: "Save SVG" }).click()]);
		const text = readFileSync(await saved.path(), "utf8");
		expect(text).toMatch(/^<\?xml/);
		expect(text).not.toContain("var(--");
		expect(text).toContain("node 3");
	});
});

it("axe-core finds nothing serious", async () => {
	await load(`${TRACES}/64G-4-bios.jsonl`);
	expect(await serious()).toEqual([]);
});

describe.skipIf(!existsSync(`${BUILD}/engine.wasm`))("with the engine", () => {
	const regions = () => shownList("reserved");

	it("the playground allocates, undoes, redoes and drags an edge",
			async () => {
		await page.getByRole("tab", { name: "Playground" }).click();
		await page.waitForSelector(".handle");
		const before = await regions();
		await page.getByRole("button", { name: "Do it" }).click();
		const after = await regions();
		expect(after).not.toEqual(before);
		await page.locator("h1").click();
		await page.keyboard.press("u");
		expect(await regions()).toEqual(before);
		await page.keyboard.press("r");
		expect(await regions()).toEqual(after);
		const handle = page.locator(".handle[data-end=true]").last();
		const box = (await handle.boundingBox())!;
		const memory = await shownList("memory");
		await page.mouse.move(box.x + 4, box.y + 10);
		await page.mouse.down();
		await page.mouse.move(box.x - 300, box.y + 12, { steps: 5 });
		await page.mouse.up();
		await page.waitForTimeout(300);
		expect(await shownList("memory")).not.toEqual(memory);
		await shot("playground");
	});

	it("its address brings the same state back", async () => {
		const there = await regions();
		const { page: other, errors: problems } = await open(
			browser.context, PAGE + new URL(page.url()).hash);
		await other.waitForSelector(".handle");
		const here = page;
		page = other;
		expect(await regions()).toEqual(there);
		expect(problems).toEqual([]);
		page = here;
		await other.close();
	});

	it("a broken map is named with its line", async () => {
		await page.getByText("Paste a map or a dmesg").click();
		await page.locator("textarea").fill("0 9f000 1\nnonsense here\n");
		await page.getByRole("button", { name: "Use this text" }).click();
		expect(await page.locator(".message.bad").textContent())
			.toMatch(/line 2/);
	});

	it("a quiz question is answered, and a wrong guess explained",
			async () => {
		await page.getByRole("tab", { name: "Quiz" }).click();
		await page.waitForSelector(".question");
		await page.getByLabel("Address", { exact: true }).fill("8M");
		await page.keyboard.press("Enter");
		expect(await page.locator(".verdict.wrong").textContent())
			.toContain("downwards");
		await shot("quiz");
		await page.getByRole("button", { name: "Next question" }).click();
		const map = (await page.locator(".map").boundingBox())!;
		await page.mouse.click(map.x + map.width - 26, map.y + 100);
		await page.getByRole("button", { name: "Answer" }).click();
		expect(await page.locator(".verdict.right").count()).toBe(1);
		expect(await serious()).toEqual([]);
		expect(errors).toEqual([]);
	});
});
