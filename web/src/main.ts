// SPDX-License-Identifier: GPL-2.0-only
// Where the page starts: the trace that was put into it is shown. What goes
// wrong anywhere is said in the page.

import * as embedded from "virtual:embedded";
import "./colours.css";
import "./page.css";
import "./map.css";
import { App } from "./ui/app.js";
import { LINK, makePlayground } from "./ui/playground.js";
import { makeQuiz } from "./ui/quiz.js";
import { unpackText } from "./unpack.js";

async function start(): Promise<void> {
	const app = new App(document.getElementById("app")!, [
		{ name: "Playground", make: makePlayground },
		{ name: "Quiz", make: makeQuiz },
	]);
	addEventListener("error", (event) => app.say(event.message));
	addEventListener("unhandledrejection", (event) =>
		app.say(String(event.reason)));
	app.show(await unpackText(embedded.trace), embedded.traceName);
	if (location.hash.startsWith(LINK))
		app.tab(1);
}

start().catch((error: unknown) => {
	document.body.textContent = `The page could not start: ${String(error)}`;
});
