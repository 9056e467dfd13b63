/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * early_param() in a program of user space (-include this file): the same
 * table, in a section whose name gives it a start and an end without a
 * linker script, and which no sanitizer puts gaps into.
 */
#ifndef TESTS_FUZZ_PARAMS_H
#define TESTS_FUZZ_PARAMS_H

#include <linux/init.h>

#undef early_param
#define early_param(pname, fn) \
	static const struct obs_kernel_param __setup_##fn __used \
	__attribute__((section("init_setup"), aligned(sizeof(void *)))) \
	= { pname, fn }
#define __setup_start	__start_init_setup
#define __setup_end	__stop_init_setup

#endif
