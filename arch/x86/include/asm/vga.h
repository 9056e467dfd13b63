/* SPDX-License-Identifier: GPL-2.0-only */
/* The text screen of EGA and VGA. */
#ifndef _ASM_X86_VGA_H
#define _ASM_X86_VGA_H

#define VGA_TEXT_PHYS	0xb8000		/* 80 * 25 cells of 2 bytes */

/**
 * vga_set_base - where the text screen is mapped from now on
 * @base: VGA_TEXT_PHYS, mapped (one page does); NULL: nowhere, stay silent
 *
 * The direct map of stage `mapped` covers RAM only, so init_mem_mapping()
 * maps the screen by other means and says here where.
 */
void vga_set_base(void *base);

#endif
