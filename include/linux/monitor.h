/* SPDX-License-Identifier: GPL-2.0-only */
/* The prompt, and the tables it prints. */
#ifndef _LINUX_MONITOR_H
#define _LINUX_MONITOR_H

#include <linux/compiler.h>

/* Read commands from serial line and keyboard for ever. */
void monitor(void) __noreturn;

/* Each early allocation so far: order, range, size, stage, caller. */
void show_bootmem(void);

/* Physical memory by use, as one line a range (kernel/show_map.c). */
void show_map(void);

/* arch/x86/mm/dump_pagetables.c: `ptdump` */
void ptdump(void);

#endif
