/* SPDX-License-Identifier: GPL-2.0-only */
/* Faults on request, to see what their reports look like. */
#ifndef _LINUX_CRASH_H
#define _LINUX_CRASH_H

/**
 * crash_provoke - make the kernel fail in a chosen way
 * @kind: a word of crash_kinds()
 *
 * Return: -EINVAL for an unknown kind; 0 for one that is survived ("warn").
 */
int crash_provoke(const char *kind);

/* The same as a function for fault_expected(); @kind is a const char *. */
void crash_provoke_fn(void *kind);

/* All kinds, separated by blanks. */
const char *crash_kinds(void);

#endif
