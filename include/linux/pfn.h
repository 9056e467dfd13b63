/* SPDX-License-Identifier: GPL-2.0-only */
/* Page frame numbers: a physical address divided by the page size. */
#ifndef _LINUX_PFN_H
#define _LINUX_PFN_H

#include <linux/types.h>
#include <asm/page.h>

#define PFN_ALIGN(x)	(((phys_addr_t)(x) + PAGE_SIZE - 1) & PAGE_MASK)
#define PFN_UP(x)	(((phys_addr_t)(x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(x)	((phys_addr_t)(x) >> PAGE_SHIFT)
#define PFN_PHYS(x)	((phys_addr_t)(x) << PAGE_SHIFT)

#endif
