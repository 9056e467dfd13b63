// SPDX-License-Identifier: GPL-2.0-only
// The lanes behind memblock: which blocks of pages went to the buddies, and
// what the slab did with its first ones; and which reservations have names. A trace says both move by move and
// only ever adds, so what is there after a move is the start of a list.

import type { Trace, Span } from "./model.js";

export interface Block extends Span {
	/** The move that made it. */
	index: number;
	node: number;
	order: number;
	count: number;
}

export interface SlabItem extends Span {
	index: number;
	what: "grow" | "alloc" | "free";
	cache: string | null;
	/** The move that ended it, or Infinity. */
	until: number;
}

function lastOpen(items: SlabItem[], base: bigint): SlabItem | undefined {
	for (let i = items.length - 1; i >= 0; i--) {
		const item = items[i]!;
		if (item.what === "alloc" && item.base === base &&
				item.until === Infinity)
			return item;
	}
	return undefined;
}

/** A reservation that its caller gave a name. */
export interface Named extends Span {
	index: number;
	name: string;
}

export class Pages {
	readonly blocks: Block[] = [];
	readonly slab: SlabItem[] = [];
	readonly names: Named[] = [];
	private seen = 0;
	private readonly trace: Trace;

	constructor(trace: Trace) {
		this.trace = trace;
		this.update();
	}

	/** Take in the moves that came since. */
	update(): void {
		const { header, moves } = this.trace;
		const page = BigInt(header.page_size);
		for (; this.seen < moves.length; this.seen++) {
			const index = this.seen;
			const line = moves[index]!.line;
			if (line.kind === "handover") {
				const base = BigInt(line.pfn) * page;
				const size = (page << BigInt(line.order)) *
					BigInt(line.count);
				this.blocks.push({ index, base, end: base + size,
					node: line.node, order: line.order,
					count: line.count });
			} else if (line.kind === "slab") {
				this.addSlab(line, index, page);
			} else if (line.kind === "reserve" && line.name !== undefined) {
				const base = BigInt(line.base);
				this.names.push({ index, base, end: base + BigInt(line.size),
					name: line.name });
			}
		}
	}

	private addSlab(line: { what: string; cache: string | null;
			size: string; base: string | null; pfn?: number;
			order?: number }, index: number, page: bigint): void {
		if (line.what === "grow" && line.pfn !== undefined) {
			const base = BigInt(line.pfn) * page;
			const size = page << BigInt(line.order ?? 0);
			this.slab.push({ index, what: "grow", cache: line.cache,
				base, end: base + size, until: Infinity });
		} else if (line.what === "alloc" && line.base !== null) {
			const base = BigInt(line.base);
			this.slab.push({ index, what: "alloc", cache: line.cache,
				base, end: base + BigInt(line.size),
				until: Infinity });
		} else if (line.what === "free" && line.base !== null) {
			const item = lastOpen(this.slab, BigInt(line.base));
			if (item !== undefined)
				item.until = index;
		}
	}

	blocksAfter(index: number): Block[] {
		return this.blocks.slice(0, countUpTo(this.blocks, index));
	}

	namesAfter(index: number): Named[] {
		return this.names.slice(0, countUpTo(this.names, index));
	}

	slabAfter(index: number): SlabItem[] {
		return this.slab.slice(0, countUpTo(this.slab, index))
			.filter((item) => item.until > index);
	}
}

function countUpTo(list: readonly { index: number }[], index: number): number {
	let low = 0, high = list.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (list[middle]!.index <= index)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
