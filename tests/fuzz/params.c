// SPDX-License-Identifier: GPL-2.0-only
/* What kernel/params.c sets where kernel/printk.c is not linked. */
#include <linux/console.h>

int console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;
