/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The log. A message carries its level in its first two bytes, as in Linux;
 * what is printed before a console exists is kept and replayed to it.
 */
#ifndef _LINUX_PRINTK_H
#define _LINUX_PRINTK_H

#include <stdarg.h>
#include <linux/compiler.h>
#include <linux/types.h>

#define KERN_SOH	"\001"
#define KERN_EMERG	KERN_SOH "0"
#define KERN_ALERT	KERN_SOH "1"
#define KERN_CRIT	KERN_SOH "2"
#define KERN_ERR	KERN_SOH "3"
#define KERN_WARNING	KERN_SOH "4"
#define KERN_NOTICE	KERN_SOH "5"
#define KERN_INFO	KERN_SOH "6"
#define KERN_DEBUG	KERN_SOH "7"
#define KERN_CONT	KERN_SOH "c"

#ifndef pr_fmt
#define pr_fmt(fmt)	fmt
#endif

/**
 * printk - put a formatted message into the log and onto the consoles
 * @fmt: format (see lib/vsprintf.c), opened by a KERN_ level or none
 *
 * Safe at any stage, in WARN and in exception handlers. Allocates nothing.
 *
 * Return: number of bytes put into the log.
 */
int printk(const char *fmt, ...) __printf(1, 2);
int vprintk(const char *fmt, va_list args) __printf(1, 0);

/**
 * setup_log_buf - move the log into memory of its own
 *
 * Until stage "mapped" it is a small static ring. From bootmem comes one of
 * log_buf_len= bytes, 64 KiB without; what the log has moves along. If there
 * is no room the log stays where it is, with a warning.
 */
void setup_log_buf(void);

/* log_buf_len=SIZE: up to 1G, rounded up to a power of two. */
int setup_log_buf_len(char *value);

/* Print the whole log, whatever the level of its messages. */
void show_log(void);

/* Where the log ends now, for log_said(). */
u64 log_mark(void);

/**
 * log_said - was something printed?
 * @mark: of log_mark(); only messages after it count
 * @what: part of one message
 */
bool log_said(u64 mark, const char *what);

#define pr_emerg(fmt, ...)	printk(KERN_EMERG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_alert(fmt, ...)	printk(KERN_ALERT pr_fmt(fmt), ##__VA_ARGS__)
#define pr_err(fmt, ...)	printk(KERN_ERR pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)	printk(KERN_WARNING pr_fmt(fmt), ##__VA_ARGS__)
#define pr_notice(fmt, ...)	printk(KERN_NOTICE pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)	printk(KERN_INFO pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...)	printk(KERN_DEBUG pr_fmt(fmt), ##__VA_ARGS__)
#define pr_cont(fmt, ...)	printk(KERN_CONT fmt, ##__VA_ARGS__)
#define pr_warn_once(fmt, ...) ({ static bool __warned; \
	if (!__warned) { __warned = true; pr_warn(fmt, ##__VA_ARGS__); } })

#endif
