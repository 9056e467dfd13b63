// SPDX-License-Identifier: GPL-2.0-only
/*
 * RAM that somebody claims: memmap=nn@ss, a boot information block that is
 * not GRUB's, the firmware itself. Linux believes it, and dies at some later
 * access if there is nothing. Here a parameter's claim must answer all over;
 * of what the firmware's own map calls RAM a few pages must. The rest is
 * taken out of the map again.
 */
#include <asm/e820.h>
#include <asm/page.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>

/* Ranges of real RAM that are remembered; what lies above is not believed. */
#define MAX_REAL	128
/* RAM comes in modules: within this much of it one page stands for all. */
#define STRIDE		(2ULL << 20)
/* Of the firmware's RAM pages at this address, twice, four times it, ... */
#define FIRST_SAMPLE	(1ULL << 30)

struct ram_range {
	u64 start, last;
};

static __initdata struct ram_range real_ram[MAX_REAL];
static __initdata u32 nr_real;
static __initdata bool remembered;

/**
 * remember_real_ram - what the table calls RAM now is really there
 *
 * Called with the firmware's map, before anything is edited; a second call
 * changes nothing. The table must be in order.
 */
__init void remember_real_ram(void)
{
	const struct e820entry *e = e820.map;
	u32 i;

	for (i = 0; !remembered && i < e820.nr_map; i++, e++)
		if (e->type == E820_RAM && nr_real < MAX_REAL)
			real_ram[nr_real++] = (struct ram_range){
				e->addr, e820_last(e) };
	remembered = true;
}

/* The part of [start, last] that comes first and is not real RAM. */
static __init bool first_unreal(u64 start, u64 last, struct ram_range *part)
{
	u32 i;

	for (i = 0; i < nr_real && real_ram[i].start <= last; i++) {
		if (real_ram[i].last < start)
			continue;
		if (real_ram[i].start > start) {
			last = real_ram[i].start - 1;
			break;
		}
		if (real_ram[i].last >= last)
			return false;
		start = real_ram[i].last + 1;
	}
	*part = (struct ram_range){ start, last };
	return true;
}

/* The first claim at or above @from; false when there is none. */
static __init bool next_claim(u64 from, struct ram_range *claim)
{
	const struct e820entry *e = e820.map;
	u64 last;
	u32 i;

	for (i = 0; i < e820.nr_map; i++, e++) {
		last = min(e820_last(e), max_phys_addr - 1);
		if (e->type == E820_RAM && last >= from && e->addr <= last &&
		    first_unreal(max(e->addr, from), last, claim))
			return true;
	}
	return false;
}

/*
 * The first address of a claim where nothing answers: found by one page in
 * each stride, then by pages. One past the claim's end if all is well.
 */
static __init u64 end_of_answers(const struct ram_range *claim,
				 bool (*answers)(phys_addr_t page))
{
	u64 page = claim->start & PAGE_MASK, good = page;
	u64 end = (claim->last & PAGE_MASK) + PAGE_SIZE;

	while (page < end && answers(page)) {
		good = page;
		page = (page | (STRIDE - 1)) + 1;
	}
	if (page >= end && answers(end - PAGE_SIZE))
		return claim->last + 1;
	for (page = good; page < end && answers(page); )
		page += PAGE_SIZE;
	return max(page, claim->start);
}

/**
 * check_claimed_ram - take RAM out of the table that is not there
 * @who: opens each message
 * @answers: does a page hold what is written to it? NULL: no claim is
 *	believed that remember_real_ram() did not see
 *
 * Does nothing before remember_real_ram(). Each claim is named in a warning.
 */
__init void check_claimed_ram(const char *who,
			      bool (*answers)(phys_addr_t page))
{
	struct ram_range claim;
	u64 from = 0, end;

	while (remembered && next_claim(from, &claim)) {
		end = answers ? end_of_answers(&claim, answers) : claim.start;
		if (end > claim.start)
			pr_warn("%s: [mem 0x%08llx-0x%08llx] is RAM that the "
				"firmware does not list: it answers, used\n",
				who, claim.start, end - 1);
		if (end <= claim.last) {
			pr_warn("%s: [mem 0x%08llx-0x%08llx] is no RAM of this "
				"machine, refused\n", who, end, claim.last);
			e820_remove_range(end, claim.last - end + 1, E820_RAM,
					  true);
			update_e820();
		}
		from = claim.last + 1;
	}
}

/* Do the first page of @ram, its last, and a few between answer? */
static __init bool samples_answer(const struct ram_range *ram,
				  bool (*answers)(phys_addr_t page))
{
	u64 page, last = ram->last & PAGE_MASK;

	if (!answers(ram->start))
		return false;
	for (page = FIRST_SAMPLE; page < last; page <<= 1)
		if (page > ram->start && !answers(page))
			return false;
	return answers(last);
}

/* The first whole pages of RAM that begin at or above @from. */
static __init bool next_ram_pages(u64 from, struct ram_range *ram)
{
	const struct e820entry *e = e820.map;
	u64 start, end;
	u32 i;

	for (i = 0; i < e820.nr_map; i++, e++)
		if (e820_ram_pages(e, &start, &end) && start >= from) {
			*ram = (struct ram_range){ start, end - 1 };
			return true;
		}
	return false;
}

/**
 * check_firmware_ram - take RAM out of the table that the firmware invented
 * @answers: does a page hold what is written to it?
 *
 * The first and the last page of each range are asked, and where it passes
 * 1, 2, 4 ... GiB: some hundred instructions each, cheap enough for every
 * boot, and a map that is wrong is wrong at an end. Where one is silent the
 * range ends before the first silence.
 */
__init void check_firmware_ram(bool (*answers)(phys_addr_t page))
{
	struct ram_range ram;
	u64 from = 0, end;

	while (next_ram_pages(from, &ram)) {
		from = ram.last + 1;
		if (samples_answer(&ram, answers))
			continue;
		end = end_of_answers(&ram, answers);
		pr_warn("e820: [mem 0x%08llx-0x%08llx] is RAM in the "
			"firmware's map, but holds nothing: left out\n", end,
			ram.last);
		e820_remove_range(end, ram.last - end + 1, E820_RAM, true);
		update_e820();
	}
}
