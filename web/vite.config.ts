// SPDX-License-Identifier: GPL-2.0-only
// One file that opens from a disk: scripts, styles and data are all put into
// the page. The data are a trace, the machines of tests/maps, the questions
// and, if it was built, the kernel's code for wasm32.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { deflateRawSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const ROOT = resolve(process.cwd(), "..");
const BUILD = resolve(ROOT, process.env.NOPANIC_BUILD ?? "build");

function packed(data: string | Uint8Array): string {
	return deflateRawSync(data, { level: 9 }).toString("base64");
}

function filesIn(folder: string, ending: string): Record<string, string> {
	const path = join(ROOT, folder);
	const names = readdirSync(path).filter((n) => n.endsWith(ending)).sort();
	return Object.fromEntries(names.map((name) =>
		[basename(name, ending), readFileSync(join(path, name), "utf8")]));
}

/** The boot that was traced last, or the small example of the manual. */
function tracePath(): string {
	const own = process.env.EXPLORER_TRACE ?? join(BUILD, "trace.jsonl");
	return existsSync(own) ? own : join(ROOT, "docs/trace.example.jsonl");
}

function embedded(): Plugin {
	const name = "virtual:embedded";
	return {
		name: "embedded",
		resolveId: (id) => id === name ? `\0${name}` : null,
		load(id) {
			if (id !== `\0${name}`)
				return null;
			const engine = join(BUILD, "engine.wasm");
			const trace = tracePath();
			const maps = { e820: filesIn("tests/maps/e820", ".map"),
				efi: filesIn("tests/maps/efi", ".efi"),
				srat: filesIn("tests/maps/srat", ".srat") };
			const questions = readdirSync(join(ROOT, "web/questions"))
				.filter((file) => file.endsWith(".json")).sort()
				.flatMap((file) => JSON.parse(readFileSync(join(ROOT,
					"web/questions", file), "utf8")).questions);
			const data = {
				trace: packed(readFileSync(trace)),
				traceName: basename(trace),
				engine: existsSync(engine) ? packed(readFileSync(engine)) :
					"",
				maps: packed(JSON.stringify(maps)),
				questions: packed(JSON.stringify(questions)),
			};
			return Object.entries(data).map(([key, value]) =>
				`export const ${key} = ${JSON.stringify(value)};`)
				.join("\n");
		},
	};
}

/** Put what index.html loads into it. */
function oneFile(): Plugin {
	return {
		name: "one-file",
		enforce: "post",
		generateBundle(_, bundle) {
			const page = bundle["index.html"];
			if (page?.type !== "asset")
				return this.error("no index.html in the bundle");
			let html = String(page.source);
			for (const [file, part] of Object.entries(bundle)) {
				if (file === "index.html")
					continue;
				const text = part.type === "chunk" ? part.code :
					String(part.source);
				const tag = part.type === "chunk" ?
					/<script[^>]*src="[^"]*"[^>]*><\/script>/ :
					/<link[^>]*rel="stylesheet"[^>]*>/;
				const inside = part.type === "chunk" ?
					`<script type="module">${text.replace(/<\/script/g,
						"<\\/script")}</script>` :
					`<style>${text}</style>`;
				html = html.replace(tag, () => inside);
				delete bundle[file];
			}
			if (/\b(src|href)="(?!data:)[^"]+"/.test(html.replace(
					/<script[^]*<\/script>/, "")))
				return this.error("something is not inside of the page");
			page.source = html;
		},
	};
}

export default defineConfig({
	plugins: [embedded(), oneFile()],
	base: "./",
	build: {
		outDir: join(BUILD, "web"),
		emptyOutDir: true,
		assetsInlineLimit: 1 << 20,
		cssCodeSplit: false,
		modulePreload: false,
		target: "es2022",
		reportCompressedSize: false,
	},
	logLevel: "warn",
});
