// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a BIOS keeps its own data below 640 KiB. setup.c reserves from there
 * to 1 MiB on machines that started from a BIOS; the memory map alone is not
 * enough, some leave the area out of it or call it usable.
 */
#include <asm/e820.h>
#include <linux/init.h>
#include <linux/kernel.h>

/* No BIOS took more than this leaves, and all took at least the last 4 KiB. */
#define BIOS_START_MIN	0x20000U
#define BIOS_START_MAX	0x9f000U

/**
 * bios_data_start - the first byte that the BIOS may use below 1 MiB
 * @base_kib: word 0x413 of the BIOS data area: KiB of base memory
 * @ebda_segment: word 0x40e: segment of the extended BIOS data area
 *
 * The lower of the two, as far as they make sense: 128 to 636 KiB.
 *
 * Return: a physical address in that range.
 */
__init phys_addr_t bios_data_start(u16 base_kib, u16 ebda_segment)
{
	u32 start = (u32)base_kib << 10, ebda = (u32)ebda_segment << 4;

	if (start < BIOS_START_MIN || start > BIOS_START_MAX)
		start = BIOS_START_MAX;
	if (ebda >= BIOS_START_MIN && ebda < start)
		start = ebda;
	return start;
}
