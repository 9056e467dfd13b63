// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: the last word may stick out
 * loses: R2
 * says: .
 */
static void scan_block(const void *start, const void *end)
{
	uintptr_t at = round_up((uintptr_t)start, sizeof(scan_word));

	for (; at < (uintptr_t)end; at += sizeof(scan_word))
		seen(*(const scan_word *)at);
}
