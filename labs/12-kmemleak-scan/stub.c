// SPDX-License-Identifier: GPL-2.0-only
/*
 * What stands in a student's mm/kmemleak_scan.c. None of them has a value
 * that says "I failed": a scan that finds nothing would call all memory lost.
 */
static void seen(uintptr_t value)
{
	lab_missing("12-kmemleak-scan");
}

static void scan_block(const void *start, const void *end)
{
	lab_missing("12-kmemleak-scan");
}

static void scan_grey_objects(void)
{
	lab_missing("12-kmemleak-scan");
}
