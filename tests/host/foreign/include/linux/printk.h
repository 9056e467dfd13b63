/* SPDX-License-Identifier: GPL-2.0-only */
/* Levels as text, and no format attribute: %llx may meet a long here. */
#ifndef FOREIGN_LINUX_PRINTK_H
#define FOREIGN_LINUX_PRINTK_H

int printk(const char *fmt, ...);

#define KERN_ALERT	"<1>"
#define KERN_ERR	"<3>"
#define KERN_WARNING	"<4>"
#define KERN_NOTICE	"<5>"
#define KERN_INFO	"<6>"
#define KERN_DEBUG	"<7>"
#define KERN_CONT	""

#define pr_err(...)	printk(KERN_ERR __VA_ARGS__)
#define pr_warn(...)	printk(KERN_WARNING __VA_ARGS__)
#define pr_info(...)	printk(KERN_INFO __VA_ARGS__)
#define pr_debug(...)	printk(KERN_DEBUG __VA_ARGS__)
#define pr_warn_once(...) do { \
	static int said; \
	if (!said++) \
		pr_warn(__VA_ARGS__); \
	} while (0)

#endif
