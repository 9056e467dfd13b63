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

/**
 * memparse - the size that a text begins with
 * @ptr: decimal digits, or hexadecimal ones after 0x; then K, M, G, T, P or
 *	E, if the number counts such units (powers of 1024)
 * @retp: set to what follows; to @ptr itself where there is no number, or
 *	one of 2^64 or more, which Linux takes modulo 2^64
 *
 * Return: bytes. Unlike in Linux a leading 0 does not mean octal.
 */
u64 memparse(const char *ptr, char **retp);

#endif
