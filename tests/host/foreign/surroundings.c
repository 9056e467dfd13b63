// SPDX-License-Identifier: GPL-2.0-only
/*
 * All that mm/memblock*.c may ask of a program: five functions of memory,
 * two of speech, one variable. No header of this project is read here.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

bool movable_node_enabled;
bool foreign_slab_up;
int foreign_lines;

int printk(const char *fmt, ...);
void panic(const char *fmt, ...);
bool slab_is_available(void);
void *kmalloc(size_t size, unsigned int gfp);
void *kzalloc(size_t size, unsigned int gfp);
void kfree(const void *ptr);

int printk(const char *fmt, ...)
{
	va_list args;
	int n = 0;

	foreign_lines++;
	va_start(args, fmt);
	if (getenv("V"))
		n = vfprintf(stderr, fmt, args);
	va_end(args);
	return n;
}

void panic(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

bool slab_is_available(void)
{
	return foreign_slab_up;
}

void *kmalloc(size_t size, unsigned int gfp)
{
	(void)gfp;
	return malloc(size);
}

void *kzalloc(size_t size, unsigned int gfp)
{
	(void)gfp;
	return calloc(1, size);
}

void kfree(const void *ptr)
{
	free((void *)ptr);
}
