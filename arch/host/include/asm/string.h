/* SPDX-License-Identifier: GPL-2.0-only */
/* The C library's own. */
#ifndef _ASM_HOST_STRING_H
#define _ASM_HOST_STRING_H

#include <string.h>

#endif
