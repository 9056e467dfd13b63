/* SPDX-License-Identifier: GPL-2.0-only */
/* The CPU's own page tables are none of a runner's: only noted. */
#ifndef _LABS_ASM_PROCESSOR_H
#define _LABS_ASM_PROCESSOR_H

#include_next <asm/processor.h>

void host_write_cr3(phys_addr_t pgd);
#define write_cr3(pgd)	host_write_cr3(pgd)

#endif
