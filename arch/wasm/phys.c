// SPDX-License-Identifier: GPL-2.0-only
/*
 * Physical memory in a web page. A module has at most 4 GiB, a machine may
 * have terabytes; but of those only the kernel's own structures are ever
 * touched. So what is about to be used gets a window: a piece of the module's
 * memory, at an address that is never used again. mm/ asks for addresses
 * through __va() and __pa() and knows nothing of this.
 */
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/string.h>
#include <stdlib.h>

#define WASM_PAGE	65536ULL
#define CHUNK		(64 * WASM_PAGE)	/* taken at a time */
#define GUESS		(1ULL << 20)	/* of what nobody has reserved */
#define SHOWN		(64ULL << 20)	/* of what the user allocates */
#define CACHE_LINE	64

/* [base, end) is at @at; after a later window over it only for __pa(). */
struct window {
	phys_addr_t base, end;
	uintptr_t at;
	bool live;
};

static struct window *windows;		/* in order of @at */
static unsigned int nr_windows, max_windows;
static uintptr_t next_at, end_at;	/* of the memory not yet given away */

/* ---- memory of the module --------------------------------------------- */

static bool grow_memory(u64 bytes)
{
	u64 pages = (bytes + WASM_PAGE - 1) / WASM_PAGE;
	size_t before = (size_t)-1;

	if (pages < (1 << 16))
		before = __builtin_wasm_memory_grow(0, (size_t)pages);
	if (before == (size_t)-1)
		return false;
	if (before * WASM_PAGE != end_at)	/* malloc() took some between */
		next_at = before * WASM_PAGE;
	end_at = (before + pages) * WASM_PAGE;
	return true;
}

/* Zeroed, as all memory of a module is that was never used. */
static uintptr_t take_memory(u64 size)
{
	uintptr_t at;

	if (end_at - next_at < size && !grow_memory(max(size, CHUNK)))
		panic("a web page has no room for the page structures of a "
		      "machine as large as this (%llu MiB more): on up to "
		      "256 GiB it can hand over", size >> 20);
	at = next_at;
	next_at += (uintptr_t)round_up(size, CACHE_LINE);
	return at;
}

/* ---- windows ---------------------------------------------------------- */

static struct window *find_window(phys_addr_t phys)
{
	for (unsigned int i = nr_windows; i--;)
		if (windows[i].live && phys >= windows[i].base &&
		    phys < windows[i].end)
			return &windows[i];
	return NULL;
}

/* What earlier windows show of [base, end) they show no more. */
static void hide(phys_addr_t base, phys_addr_t end)
{
	for (unsigned int i = 0; i < nr_windows; i++) {
		struct window *w = &windows[i];

		if (w->base < end && base < w->end)
			w->live = false;
	}
}

static struct window *add_window(phys_addr_t base, phys_addr_t end)
{
	struct window *w;

	if (nr_windows == max_windows) {
		max_windows = max_windows ? 2 * max_windows : 64;
		windows = realloc(windows, max_windows * sizeof(*windows));
		if (!windows)
			panic("no memory for %u windows", max_windows);
	}
	hide(base, end);
	w = &windows[nr_windows];
	*w = (struct window){ base, end, take_memory(end - base), true };
	nr_windows++;
	return w;
}

/* ---- what mm/ asks ---------------------------------------------------- */

bool kernel_is_at_work;

/* Once pages are handed out: the block, whole, and nothing else. */
static bool block_extent(phys_addr_t phys, phys_addr_t *base,
			 phys_addr_t *end)
{
	struct page *head;

	if (!nr_page_ranges)
		return false;
	head = page_block_head(PFN_DOWN(phys));
	if (!head || (head->kind != PAGE_ALLOCATED && head->kind != PAGE_SLAB))
		return false;
	*base = PFN_PHYS(page_to_pfn(head));
	*end = *base + (PAGE_SIZE << head->order);
	return true;
}

/* Before that: what has just been reserved, or will be (a longer array). */
static phys_addr_t reserved_end(phys_addr_t phys)
{
	struct memblock_region *r;

	for_each_reserved_mem_region(r)
		if (phys >= r->base && phys < r->base + r->size)
			return r->base + r->size;
	return phys + GUESS;
}

/**
 * phys_to_linear - where a physical address is in the module's memory
 * @phys: any address
 *
 * What the user of the page allocates is shown, not used: of large blocks
 * only the beginning is there.
 *
 * Return: the pointer.
 */
void *phys_to_linear(phys_addr_t phys)
{
	struct window *w = find_window(phys);
	phys_addr_t base = phys, end;

	if (!block_extent(phys, &base, &end))
		end = reserved_end(phys);
	if (!kernel_is_at_work)
		end = min(end, base + SHOWN);
	if (!w || w->base > base || w->end < end)
		w = add_window(base, end);
	return (void *)(w->at + (uintptr_t)(phys - w->base));
}

/**
 * linear_to_phys - the physical address of a pointer into any window
 * @ptr: what phys_to_linear() gave once, or near it
 *
 * Return: the address; that of the pointer itself, high above all memory,
 * for one that is in no window.
 */
phys_addr_t linear_to_phys(const void *ptr)
{
	uintptr_t at = (uintptr_t)ptr;
	unsigned int low = 0, high = nr_windows;

	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (windows[mid].at <= at)
			low = mid + 1;
		else
			high = mid;
	}
	if (low && at - windows[low - 1].at <=
	    windows[low - 1].end - windows[low - 1].base)
		return windows[low - 1].base + (at - windows[low - 1].at);
	return (1ULL << 63) | at;
}

void zero_phys(phys_addr_t base, phys_addr_t size)
{
	char *at = phys_to_linear(base);
	struct window *w = find_window(base);

	memset(at, 0, (size_t)min(size, w->end - base));
}
