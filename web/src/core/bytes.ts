// SPDX-License-Identifier: GPL-2.0-only
// Addresses and sizes as people write them, and back.

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

export function hexOf(value: bigint): string {
	return "0x" + value.toString(16);
}

/** "64 KiB", "3.5 MiB", "1 byte": exact where two decimals are. */
export function sizeText(size: bigint): string {
	let unit = 0;
	let scale = 1n;
	while (unit < UNITS.length - 1 && size >= scale * 1024n) {
		scale *= 1024n;
		unit++;
	}
	if (unit === 0)
		return size === 1n ? "1 byte" : `${size} bytes`;
	const hundredths = (size * 100n + scale / 2n) / scale;
	const exact = hundredths * scale === size * 100n;
	const text = (Number(hundredths) / 100).toString();
	return `${exact ? "" : "≈"}${text} ${UNITS[unit]}`;
}

/** An address as a position: "3 GiB", or hexadecimal if it is not round. */
export function placeText(address: bigint): string {
	if (address === 0n)
		return "0";
	for (let unit = UNITS.length - 1; unit > 0; unit--) {
		const scale = 1n << BigInt(10 * unit);
		if (address >= scale && (address * 4n) % scale === 0n)
			return address / scale > 9999n ? hexOf(address) :
				`${Number(address * 4n / scale) / 4} ${UNITS[unit]}`;
	}
	return hexOf(address);
}

export function rangeText(base: bigint, end: bigint): string {
	return `[${hexOf(base)}, ${hexOf(end)})`;
}

const SIZE = /^(0x[0-9a-f]+|[0-9][0-9_]*(?:\.[0-9]+)?)\s*([kmgtpe]?)(?:i?b)?$/i;

/** "64K", "0x1000", "1.5 GiB", "4096"; null if it is none of these. */
export function parseSize(text: string): bigint | null {
	const match = SIZE.exec(text.trim().replace(/,/g, ""));
	if (match === null)
		return null;
	const [, number, suffix] = match;
	const shift = BigInt(10 * " kmgtpe".indexOf(
		suffix!.toLowerCase() || " "));
	const scale = 1n << shift;
	if (!number!.includes("."))
		return BigInt(number!.replace(/_/g, "")) * scale;
	const value = Number(number) * Number(scale);
	return Number.isSafeInteger(value) ? BigInt(value) : null;
}
