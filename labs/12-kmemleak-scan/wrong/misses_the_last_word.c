// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: stops a word too early
 * loses: R2
 * says: is called a leak
 */
static void scan_block(const void *start, const void *end)
{
	uintptr_t at = round_up((uintptr_t)start, sizeof(scan_word));

	for (; at + sizeof(scan_word) < (uintptr_t)end;
	     at += sizeof(scan_word))
		seen(*(const scan_word *)at);
}
