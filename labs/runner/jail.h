/* SPDX-License-Identifier: GPL-2.0-only */
/* What a runner may not do, set up between fork and exec: jail.c. */
#ifndef LABS_JAIL_H
#define LABS_JAIL_H

/* Limits of CPU seconds, memory, files and processes for what is exec'ed. */
void jail_limits(unsigned int cpu_seconds);
/* Refuse all system calls but those that a runner makes; 0 or -1. */
int jail_system_calls(void);

#endif
