// SPDX-License-Identifier: GPL-2.0-only
/*
 * The surroundings of mm/ in a host test (glue.h). Everything that the
 * kernel defines too is weak here. Nothing in this file knows memblock:
 * that is glue_memblock.c.
 */
#include <linux/gfp.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/stacktrace.h>
#include <linux/stage.h>
#include "glue.h"

#define LOG_SIZE	(1u << 20)
#define MAX_OBJECTS	1024

bool glue_log_off;
jmp_buf glue_panic_jmp;
bool glue_panic_armed;
char glue_panic_message[512];
bool glue_slab_up;
bool glue_slab_fails;
unsigned int glue_kmallocs;
unsigned int glue_kfrees;
size_t glue_kmalloc_size;

static char log_buf[LOG_SIZE];
static size_t log_len;
static unsigned int warnings;
static bool panicked;
static void *objects[MAX_OBJECTS];

__weak bool movable_node_enabled;
__weak bool in_panic;
__weak int console_loglevel = 7;
__weak enum boot_stage boot_stage;

/* ---- the log --------------------------------------------------------- */

const char *glue_log(void)
{
	return log_buf;
}

void glue_log_clear(void)
{
	log_len = 0;
	log_buf[0] = '\0';
	warnings = 0;
}

bool glue_log_has(const char *text)
{
	return strstr(log_buf, text) != NULL;
}

unsigned int glue_log_count(const char *text)
{
	const char *at = log_buf;
	unsigned int n = 0;

	while ((at = strstr(at, text)) != NULL) {
		at += strlen(text);
		n++;
	}
	return n;
}

unsigned int glue_warnings(void)
{
	return warnings;
}

/*
 * The C library has no %pS, %ps, %pF: print the address. In @to, an array
 * of @size bytes, the format without them and without the level bytes.
 */
static void plain_format(char *to, size_t size, const char *fmt)
{
	size_t n = 0;

	while (*fmt && n + 2 < size) {
		if (fmt[0] == '\001' && fmt[1]) {
			if (fmt[1] >= '0' && fmt[1] <= '4')
				warnings++;
			fmt += 2;
			continue;
		}
		if (fmt[0] == '%' && fmt[1] == '%') {
			to[n++] = *fmt++;
		} else if (fmt[0] == '%' && fmt[1] == 'p' && fmt[2] &&
			   strchr("SsFfB", fmt[2])) {
			to[n++] = '%';
			to[n++] = 'p';
			fmt += 3;
			continue;
		}
		to[n++] = *fmt++;
	}
	to[n] = '\0';
}

__weak int vprintk(const char *fmt, va_list args)
{
	char plain[1024], text[4096];
	int len;

	plain_format(plain, sizeof(plain), fmt);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	len = vsnprintf(text, sizeof(text), plain, args);
#pragma GCC diagnostic pop
	if (len < 0)
		len = 0;
	if ((size_t)len >= sizeof(text))
		len = sizeof(text) - 1;
	if (getenv("V"))
		fputs(text, stderr);
	if (!glue_log_off && log_len + len < LOG_SIZE) {
		memcpy(log_buf + log_len, text, len + 1);
		log_len += len;
	}
	return len;
}

__weak int printk(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}

/* ---- panic ----------------------------------------------------------- */

void glue_panic_arm(void)
{
	glue_panic_armed = true;
	panicked = false;
	glue_panic_message[0] = '\0';
}

bool glue_panic_end(void)
{
	glue_panic_armed = false;
	return panicked;
}

__weak __noreturn void panic(const char *fmt, ...)
{
	char plain[1024];
	va_list args;

	plain_format(plain, sizeof(plain), fmt);
	va_start(args, fmt);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	vsnprintf(glue_panic_message, sizeof(glue_panic_message), plain, args);
#pragma GCC diagnostic pop
	va_end(args);
	panicked = true;
	if (glue_panic_armed)
		longjmp(glue_panic_jmp, 1);
	fprintf(stderr, "panic: %s\n", glue_panic_message);
	abort();
}

/* ---- the slab -------------------------------------------------------- */

static void **find_object(const void *ptr)
{
	int i;

	for (i = 0; i < MAX_OBJECTS; i++)
		if (objects[i] == ptr)
			return &objects[i];
	return NULL;
}

static void *new_object(size_t size, int byte)
{
	void **slot = find_object(NULL);
	void *p;

	if (glue_slab_fails || !slot)
		return NULL;
	if (posix_memalign(&p, 64, size))
		return NULL;
	memset(p, byte, size);
	*slot = p;
	glue_kmallocs++;
	glue_kmalloc_size = size;
	return p;
}

bool glue_kmalloced(const void *ptr)
{
	return ptr && find_object(ptr);
}

__weak bool slab_is_available(void)
{
	return glue_slab_up;
}

/* Junk, so that who forgets to zero is found out. */
#define GFP_ALL	(GFP_ATOMIC | GFP_KERNEL | __GFP_DMA | __GFP_DMA32 | \
		 __GFP_NOWARN | __GFP_ZERO)

__weak void *kmalloc(size_t size, gfp_t gfp)
{
	assert_int_equal(gfp & ~GFP_ALL, 0);
	return new_object(size, gfp & __GFP_ZERO ? 0 : 0xa5);
}

__weak void *kzalloc(size_t size, gfp_t gfp)
{
	assert_int_equal(gfp & ~GFP_ALL, 0);
	return new_object(size, 0);
}

__weak void *kmalloc_node(size_t size, gfp_t gfp, int nid)
{
	(void)nid;
	return kmalloc(size, gfp);
}

__weak void *kzalloc_node(size_t size, gfp_t gfp, int nid)
{
	(void)nid;
	return kzalloc(size, gfp);
}

__weak void kfree(const void *ptr)
{
	void **slot;

	if (!ptr)
		return;
	slot = find_object(ptr);
	if (!slot)
		panic("kfree of %p, which kmalloc did not give", ptr);
	free(*slot);
	*slot = NULL;
	glue_kfrees++;
}

/* ---- the rest -------------------------------------------------------- */

__weak unsigned int stack_trace_save(unsigned long *entries, unsigned int max,
				     unsigned int skip)
{
	(void)entries;
	(void)max;
	(void)skip;
	return 0;
}

__weak void dump_stack(void)
{
	printk("Call Trace:\n");
}

__weak const char *kallsyms_lookup(unsigned long addr, unsigned long *offset)
{
	(void)addr;
	(void)offset;
	return NULL;
}

void glue_reset(void)
{
	int i;

	for (i = 0; i < MAX_OBJECTS; i++) {
		free(objects[i]);
		objects[i] = NULL;
	}
	glue_kmallocs = 0;
	glue_kfrees = 0;
	glue_kmalloc_size = 0;
	glue_slab_up = false;
	glue_slab_fails = false;
	glue_panic_armed = false;
	glue_log_off = false;
	movable_node_enabled = false;
	glue_log_clear();
}
