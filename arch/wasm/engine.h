/* SPDX-License-Identifier: GPL-2.0-only */
/* The playground's engine: its parts, and what the page can call. */
#ifndef ARCH_WASM_ENGINE_H
#define ARCH_WASM_ENGINE_H

#include <linux/types.h>

/* A function that the page calls by its own name. */
#define EXPORT(name)	__attribute__((export_name(#name)))

/* Text that grows; the page reads it after each call, and empties it. */
struct text {
	char *at;
	size_t len, room;
};

void text_add(struct text *text, const char *bytes, size_t len);

/* surroundings.c: lines of the trace, and of the log. */
extern struct text trace_text, log_text;

/* phys.c: what is allocated now is the kernel's own, and is used. */
extern bool kernel_is_at_work;

#endif
