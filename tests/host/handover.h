/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine as memblock sees it, laid out and handed over. */
#ifndef TESTS_HOST_HANDOVER_H
#define TESTS_HOST_HANDOVER_H

#include <linux/bootmem.h>
#include <linux/gfp.h>
#include "glue_memblock.h"
#include "page_check.h"

/* Nothing set up yet, no memory, an untouched terabyte behind it. */
int handover_setup(void **state);

/* free_area_init_nodes(), arrays poisoned whole: small machines only. */
void init_poisoned(void);

/* free_all_bootmem(), and its totals agree. */
void hand_over(void);

#define H(name)	cmocka_unit_test_setup(name, handover_setup)

#endif
