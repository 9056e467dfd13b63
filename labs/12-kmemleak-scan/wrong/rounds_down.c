// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: begins with the word that start lies in
 * loses: R2
 * says: was not found
 */
static void scan_block(const void *start, const void *end)
{
	uintptr_t at = round_down((uintptr_t)start, sizeof(scan_word));

	for (; at + sizeof(scan_word) <= (uintptr_t)end;
	     at += sizeof(scan_word))
		seen(*(const scan_word *)at);
}
