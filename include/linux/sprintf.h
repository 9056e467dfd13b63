/* SPDX-License-Identifier: GPL-2.0-only */
/* Formatting into a buffer; the host has the C library's. */
#ifndef _LINUX_SPRINTF_H
#define _LINUX_SPRINTF_H

#include <stdarg.h>
#include <linux/compiler.h>
#include <linux/types.h>

/**
 * vsnprintf - format into a buffer
 * @buf: at least @size bytes
 * @size: room, the closing NUL included; 0 writes nothing
 * @fmt: see lib/vsprintf.c for what is known
 * @args: the arguments
 *
 * Return: length without the NUL that enough room would have given.
 */
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__printf(3, 0);
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);

#endif
