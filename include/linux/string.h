/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Strings. <asm/string.h> declares those that a C library has too (on the
 * host they are the library's); lib/string.c holds the kernel's.
 */
#ifndef _LINUX_STRING_H
#define _LINUX_STRING_H

#include <linux/types.h>
#include <asm/string.h>

#endif
