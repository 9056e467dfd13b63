// SPDX-License-Identifier: GPL-2.0-only
/* The table that map_check.c looks at, for targets that have none. */
#include <asm/e820.h>

struct e820map e820;
phys_addr_t max_phys_addr = MAXMEM;
