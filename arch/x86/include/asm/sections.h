/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Symbols of boot/linker.ld. All are page-aligned but the kallsyms and
 * setup ones.
 */
#ifndef _ASM_X86_SECTIONS_H
#define _ASM_X86_SECTIONS_H

#include <linux/types.h>

extern char _text[], _etext[];
extern char __start_rodata[], __end_rodata[];
extern char _sdata[], _edata[];
extern char __init_begin[], __init_end[];	/* .init.*: given back later */
extern char _sinittext[], _einittext[];	/* .init.text within them */
extern char __kallsyms_start[], __kallsyms_end[];
extern char __bss_start[], __bss_stop[];
extern char __bss_scan[];		/* within .bss: kmemleak's part */
extern char _end[];
/* True once .init is freed: nothing may be called or read there. */
extern bool initmem_freed;
/* Page tables of the boot: given back later, too. */
extern char __boot_pgt_start[], __boot_pgt_end[];
/* One unmapped page, then the boot stack up to init_stack_end. */
extern char init_stack_guard[], init_stack[], init_stack_end[];

#endif
