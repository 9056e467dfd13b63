/* SPDX-License-Identifier: GPL-2.0-only */
/* Error numbers, with Linux's values; guarded against <errno.h>. */
#ifndef _LINUX_ERRNO_H
#define _LINUX_ERRNO_H

#ifndef EINVAL
#define EPERM		1
#define ENOENT		2
#define ENOMEM		12
#define EBUSY		16
#define EINVAL		22
#define ENOSPC		28
#define ERANGE		34
#endif

#endif
