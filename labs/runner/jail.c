// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bars around one runner. A filter of system calls allows what the C
 * library's start and the runner itself use, and nothing that makes a
 * process, opens a file or a socket, sends a signal or sleeps; what is
 * refused raises SIGSYS, which the runner reports with a backtrace.
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include "jail.h"

#define GIB	(1ULL << 30)

/* The simulated terabyte counts as address space, not as data. */
#define ADDRESS_SPACE	(1026 * GIB)
#define DATA		(GIB / 4)
#define STACK		(1u << 20)
#define FILE_SIZE	0

#if defined(__x86_64__)
#define ARCH	AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH	AUDIT_ARCH_AARCH64
#endif

#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(what)	BPF_STMT(BPF_RET | BPF_K, what)
#define ALLOW(nr) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1), \
	RETURN(SECCOMP_RET_ALLOW)

static struct sock_filter program[] = {
	LOAD(arch),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
	RETURN(SECCOMP_RET_KILL_PROCESS),
	LOAD(nr),
	/* memory that is shared counts in none of the limits below */
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 0, 4),
	LOAD(args[3]),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, MAP_SHARED, 0, 1),
	RETURN(SECCOMP_RET_TRAP),
	LOAD(nr),
	/* to begin with: the exec itself, and what comes before main() */
	ALLOW(SYS_execve), ALLOW(SYS_brk), ALLOW(SYS_set_tid_address),
	ALLOW(SYS_set_robust_list), ALLOW(SYS_rseq), ALLOW(SYS_prlimit64),
	ALLOW(SYS_readlinkat), ALLOW(SYS_getrandom), ALLOW(SYS_uname),
#ifdef SYS_arch_prctl
	ALLOW(SYS_arch_prctl), ALLOW(SYS_readlink),
#endif
	/* memory, and the answer */
	ALLOW(SYS_mmap), ALLOW(SYS_munmap), ALLOW(SYS_mprotect),
	ALLOW(SYS_mremap), ALLOW(SYS_madvise), ALLOW(SYS_read),
	ALLOW(SYS_write), ALLOW(SYS_fcntl), ALLOW(SYS_fstat),
#ifdef SYS_newfstatat
	ALLOW(SYS_newfstatat),
#endif
	/* crash.c */
	ALLOW(SYS_rt_sigaction), ALLOW(SYS_rt_sigprocmask),
	ALLOW(SYS_rt_sigreturn), ALLOW(SYS_sigaltstack),
	ALLOW(SYS_setitimer), ALLOW(SYS_exit), ALLOW(SYS_exit_group),
	RETURN(SECCOMP_RET_TRAP),
};

static void limit(int what, rlim_t value)
{
	struct rlimit r = { value, value };

	setrlimit(what, &r);
}

void jail_limits(unsigned int cpu_seconds)
{
	limit(RLIMIT_CPU, cpu_seconds);
	limit(RLIMIT_AS, ADDRESS_SPACE);
	limit(RLIMIT_DATA, DATA);
	limit(RLIMIT_STACK, STACK);
	limit(RLIMIT_FSIZE, FILE_SIZE);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NPROC, 1);
	/* 0 to 3 are open. */
	limit(RLIMIT_NOFILE, 4);
}

int jail_system_calls(void)
{
	struct sock_fprog filter = {
		.len = sizeof(program) / sizeof(program[0]),
		.filter = program,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}
