// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel's code finds around it in a runner: a log, of which
 * warnings are compared, a panic that ends the test, a slab whose objects
 * end at a page without access, and a kmemleak that only notes what it is
 * told.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "runner.h"

#define LINE_MAX	1024
#define MAX_OBJECTS	256

bool movable_node_enabled;
bool in_panic;
enum boot_stage boot_stage = STAGE_MEMBLOCK;

static struct object {
	void *at;
	size_t size;
} objects[MAX_OBJECTS];

/* ---- log and panic ---------------------------------------------------- */

/* The C library has no %pS and its kin: print the address. */
static void plain_format(char *to, size_t size, const char *fmt)
{
	size_t n = 0;

	for (; *fmt && n + 2 < size; fmt++) {
		to[n++] = *fmt;
		if (fmt[0] == '%' && fmt[1] == '%')
			to[n++] = *++fmt;
		else if (fmt[0] == '%' && fmt[1] == 'p' && fmt[2] &&
			 strchr("SsB", fmt[2])) {
			to[n++] = 'p';
			fmt += 2;
		}
	}
	to[n] = '\0';
}

int vprintk(const char *fmt, va_list args)
{
	static char line[LINE_MAX];
	static size_t len;
	static int level = 6;
	char plain[LINE_MAX];
	int n;

	if (fmt[0] == KERN_SOH[0] && fmt[1]) {
		if (fmt[1] >= '0' && fmt[1] <= '7')
			level = fmt[1] - '0';
		fmt += 2;
	}
	plain_format(plain, sizeof(plain), fmt);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	n = vsnprintf(line + len, sizeof(line) - len, plain, args);
#pragma GCC diagnostic pop
	len = min(len + (n > 0 ? n : 0), sizeof(line) - 1);
	if (len && (line[len - 1] == '\n' || len > LINE_MAX / 2)) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		lab_log(level, line);
		len = 0;
		level = 6;
	}
	return n;
}

int printk(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}

void panic(const char *fmt, ...)
{
	char plain[LINE_MAX], text[LINE_MAX];
	va_list args;

	plain_format(plain, sizeof(plain), fmt);
	va_start(args, fmt);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	vsnprintf(text, sizeof(text), plain, args);
#pragma GCC diagnostic pop
	va_end(args);
	lab_give_up("panic", text);
}

void dump_stack(void)
{
}

/* ---- stubs ------------------------------------------------------------ */

void lab_stub_called(const char *lab, const char *file, int line,
		     const char *func);
__noreturn void lab_missing_called(const char *lab, const char *file,
				   int line, const char *func);

/* <linux/lab.h>: a stub that returns the failure value was called. */
void lab_stub_called(const char *lab, const char *file, int line,
		     const char *func)
{
	(void)lab;
	(void)file;
	(void)line;
	lab_stub_used(func);
}

/* <linux/lab.h>: there is no failure value. */
void lab_missing_called(const char *lab, const char *file, int line,
			const char *func)
{
	char text[256];

	snprintf(text, sizeof(text), "lab %s: %s:%d %s is still the stub",
		 lab, file, line, func);
	lab_give_up("missing", text);
}

/* ---- the slab --------------------------------------------------------- */

bool slab_is_available(void)
{
	return lab_extra_value("slab_up", 0);
}

static void *new_object(size_t size, int byte)
{
	unsigned int i;

	if (lab_extra_value("slab_fails", 0) || size > (1u << 24))
		return NULL;
	for (i = 0; i < MAX_OBJECTS && objects[i].at; i++)
		;
	if (i == MAX_OBJECTS)
		return NULL;
	objects[i].at = lab_guarded(size);
	objects[i].size = size;
	return memset(objects[i].at, byte, size);
}

void *kmalloc(size_t size, gfp_t gfp)
{
	lab_note("kmalloc 0x%zx", size);
	return new_object(size, gfp & __GFP_ZERO ? 0 : LAB_JUNK);
}

void *kzalloc(size_t size, gfp_t gfp)
{
	(void)gfp;
	lab_note("kzalloc 0x%zx", size);
	return new_object(size, 0);
}

void *kmalloc_node(size_t size, gfp_t gfp, int nid)
{
	(void)nid;
	return kmalloc(size, gfp);
}

void *kzalloc_node(size_t size, gfp_t gfp, int nid)
{
	(void)nid;
	return kzalloc(size, gfp);
}

bool lab_slab_holds(const void *ptr, size_t *size)
{
	unsigned int i;

	for (i = 0; i < MAX_OBJECTS; i++) {
		if (objects[i].at != ptr)
			continue;
		*size = objects[i].size;
		return true;
	}
	return false;
}

void kfree(const void *ptr)
{
	size_t size;

	if (!ptr)
		return;
	if (!lab_slab_holds(ptr, &size))
		panic("kfree of %p, which kmalloc did not give", ptr);
	lab_note("kfree 0x%zx", size);
	/* Who reads it from now on is found out. */
	mprotect((void *)((uintptr_t)ptr & ~4095UL),
		 round_up(size + ((uintptr_t)ptr & 4095), 4096UL), PROT_NONE);
}

/* ---- kmemleak --------------------------------------------------------- */

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	(void)gfp;
	lab_note("kmemleak 0x%llx 0x%zx %d", __pa(ptr), size, min_count);
}

void kmemleak_free_part(const void *ptr, size_t size)
{
	lab_note("kmemleak_free_part 0x%llx 0x%zx", __pa(ptr), size);
}

void kmemleak_free(const void *ptr)
{
	lab_note("kmemleak_free 0x%llx", __pa(ptr));
}
