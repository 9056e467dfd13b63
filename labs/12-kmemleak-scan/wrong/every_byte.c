// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: looks at words that are not aligned
 * loses: R2
 * says: was not found
 */
static void scan_block(const void *start, const void *end)
{
	const char *at;

	for (at = start; at + sizeof(scan_word) <= (const char *)end; at++)
		seen(*(const scan_word *)at);
}
