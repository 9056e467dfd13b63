/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the stubs of a lab say until they are written. Only students' trees
 * have this file; it asks nothing of x86, so that stubs run on the host too.
 */
#ifndef _LINUX_LAB_H
#define _LINUX_LAB_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * lab_stub - say once that this function is still the stub
 * @lab: the lab's name, "02-top-down"
 *
 * The stub goes on, and returns what its contract has for a failure.
 */
#define lab_stub(lab) do { \
	static bool __said; \
	if (!__said) \
		__lab_stub(lab, __FILE__, __LINE__, __func__); \
	__said = true; \
} while (0)

/**
 * lab_missing - stop: nothing works without this function
 * @lab: the lab's name
 *
 * For contracts without a failure value. Ends the kernel; qemu.sh's status
 * is then 6.
 */
#define lab_missing(lab) __lab_missing(lab, __FILE__, __LINE__, __func__)

void __lab_stub(const char *lab, const char *file, int line,
		const char *func);
void __lab_missing(const char *lab, const char *file, int line,
		   const char *func) __attribute__((noreturn));

#endif
