// SPDX-License-Identifier: GPL-2.0-only
// node run.mjs FILE.wasm ARGUMENTS...: a WASI program, as it would run alone.

import { readFileSync } from "node:fs";
import { argv, exit } from "node:process";

process.removeAllListeners("warning");
process.on("warning", () => {});	// WASI is an experiment of node's
const { WASI } = await import("node:wasi");

const wasi = new WASI({ version: "preview1", args: argv.slice(2),
	returnOnExit: true });
const module = await WebAssembly.compile(readFileSync(argv[2]));
const instance = await WebAssembly.instantiate(module,
	wasi.getImportObject());
exit(wasi.start(instance));
