// SPDX-License-Identifier: GPL-2.0-only
// Data that lie in the page: base64 of a raw deflate stream.

export async function unpack(text: string): Promise<Uint8Array> {
	const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
	const stream = new Blob([bytes]).stream()
		.pipeThrough(new DecompressionStream("deflate-raw"));
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function unpackText(text: string): Promise<string> {
	return new TextDecoder().decode(await unpack(text));
}

/** For the page's address: text as deflate in URL-safe base64. */
export async function pack(text: string): Promise<string> {
	const stream = new Blob([text]).stream()
		.pipeThrough(new CompressionStream("deflate-raw"));
	const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
	let binary = "";
	for (const byte of bytes)
		binary += String.fromCharCode(byte);
	return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_")
		.replace(/=+$/, "");
}

export async function unpackAddress(text: string): Promise<string> {
	return unpackText(text.replace(/-/g, "+").replace(/_/g, "/"));
}
