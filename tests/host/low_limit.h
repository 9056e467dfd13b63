/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "Below 4 GiB" for a program whose memory lies elsewhere (-include this
 * file): the limit is where the test says.
 */
#ifndef TESTS_HOST_LOW_LIMIT_H
#define TESTS_HOST_LOW_LIMIT_H

#include <linux/types.h>

extern phys_addr_t low_limit;
#define ARCH_LOW_ADDRESS_LIMIT	low_limit

#endif
