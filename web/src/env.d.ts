// SPDX-License-Identifier: GPL-2.0-only
// What the build adds: styles as text, and the data inside of the page.

declare module "*.css?inline" {
	const text: string;
	export default text;
}

declare module "virtual:embedded" {
	/** Each deflated (raw) and in base64; "" if there is none. */
	export const trace: string;
	export const traceName: string;
	export const engine: string;
	/** JSON of EmbeddedMaps. */
	export const maps: string;
	/** JSON of Question[]. */
	export const questions: string;
}
