// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is there RAM? Asked of pages that a parameter or the firmware's map calls
 * RAM, before memblock knows them (e820_claim.c). Nobody else runs yet: a
 * page in use has its contents again before they are missed.
 */
#include <asm/e820.h>
#include <asm/fixmap.h>
#include <asm/page.h>
#include <asm/sections.h>
#include <linux/boot_info.h>
#include <linux/init.h>

/* Two words at once: a bus that echoes the last one is found out. */
static __init bool holds(volatile u64 *word, u64 pattern)
{
	word[0] = pattern;
	word[1] = ~pattern;
	return word[0] == pattern && word[1] == ~pattern;
}

/* Memory as well, but a device's. */
static __init bool in_framebuffer(phys_addr_t page)
{
	const struct boot_framebuffer *fb = &boot_info.fb;
	phys_addr_t end = fb->addr + (u64)fb->pitch * fb->height;

	return fb->present && page + PAGE_SIZE > fb->addr && page < end;
}

/**
 * page_answers - does a page hold what is written to it?
 * @page: physical address, page-aligned
 *
 * Its first two words are written, past the caches, and put back. The
 * kernel's own image runs, and need not be asked.
 */
__init bool page_answers(phys_addr_t page)
{
	u64 pattern = 0x5aa55aa5a55aa55aULL ^ page, old[2];
	volatile u64 *word;
	bool good;

	if (page >= __pa_symbol(_text) && page < __pa_symbol(_end))
		return true;
	word = early_ioremap(page, sizeof(old));
	if (!word)
		return false;
	old[0] = word[0];
	old[1] = word[1];
	good = holds(word, pattern) && holds(word, ~pattern);
	word[0] = old[0];
	word[1] = old[1];
	early_iounmap((void *)word, sizeof(old));
	return good;
}

/**
 * ram_answers - the same, where only a parameter says that there is RAM
 * @page: physical address, page-aligned
 *
 * A framebuffer holds what is written to it, too, and is not RAM for that.
 */
__init bool ram_answers(phys_addr_t page)
{
	return !in_framebuffer(page) && page_answers(page);
}
