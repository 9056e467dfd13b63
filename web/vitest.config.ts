// SPDX-License-Identifier: GPL-2.0-only
// The unit tests of the page's core; they need no browser.

import { defineConfig } from "vitest/config";

export default defineConfig({
	test: { include: ["tests/**/*.test.ts"], pool: "threads",
		testTimeout: 120000,
		hookTimeout: 60000, fileParallelism: false },
});
