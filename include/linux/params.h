/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading values of kernel parameters; see early_param() in <linux/init.h>. */
#ifndef _LINUX_PARAMS_H
#define _LINUX_PARAMS_H

#include <linux/types.h>

/**
 * kstrtou64 - a whole string as a number
 * @text: decimal, or hexadecimal after 0x
 * @value: set on success only
 *
 * Return: 0; -EINVAL for anything else than digits, -ERANGE above 2^64-1.
 */
int kstrtou64(const char *text, u64 *value);

#endif
