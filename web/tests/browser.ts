// SPDX-License-Identifier: GPL-2.0-only
// A headless Chromium for the tests, Debian's, with a profile of its own and
// without anything that would ask the network.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser",
	"/usr/bin/google-chrome"];

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic",
	"--no-first-run", "--disable-background-networking",
	"--disable-component-update", "--disable-sync"];

export interface Browser {
	context: BrowserContext;
	close(): Promise<void>;
}

export async function launch(options: object = {}): Promise<Browser> {
	const program = process.env.CHROMIUM ?? PROGRAMS.find(existsSync);
	if (program === undefined)
		throw new Error("no Chromium: scripts/setup.sh web");
	const profile = mkdtempSync(join(tmpdir(), "nopanic-web-"));
	const context = await chromium.launchPersistentContext(profile, {
		executablePath: program, headless: true, args: ARGS,
		viewport: { width: 1600, height: 900 }, ...options });
	return { context, close: async () => {
		await context.close();
		rmSync(profile, { recursive: true, force: true });
	} };
}

/** @file in a page that may load files only, and that tells its errors. */
export async function open(context: BrowserContext, file: string,
		ready = ".map .axis"):
		Promise<{ page: Page; errors: string[] }> {
	const page = await context.newPage();
	const errors: string[] = [];
	page.on("pageerror", (error) => errors.push(String(error)));
	page.on("console", (message) => {
		if (message.type() === "error")
			errors.push(message.text());
	});
	page.on("request", (request) => {
		if (!/^(file|data|blob):/.test(request.url()))
			errors.push(`asks the network: ${request.url()}`);
	});
	await page.goto(`file://${file}`);
	await page.waitForSelector(ready);
	return { page, errors };
}
