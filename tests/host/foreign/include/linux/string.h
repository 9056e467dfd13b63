/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FOREIGN_LINUX_STRING_H
#define FOREIGN_LINUX_STRING_H

#include <string.h>

#endif
