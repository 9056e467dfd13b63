// SPDX-License-Identifier: GPL-2.0-only
/*
 * What stands in a student's e820_sanitize.c: the map stays as the firmware
 * had it. With most firmware the kernel boots all the same.
 */
int sanitize_e820_map(struct e820entry *biosmap, u32 max_nr_map, u32 *pnr_map)
{
	lab_stub("01-sanitise");
	return 0;
}
