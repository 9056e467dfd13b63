// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a student's function can do to the runner: fault, overflow the stack,
 * never come back, ask the system for something. Each ends the test with an
 * answer that says what, where, and by which functions; the numbers become
 * names outside. Faults of simulated RAM that only lacks a page are served.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <ucontext.h>
#include "runner.h"

#define ALT_STACK	(64 << 10)
#define NEAR_STACK	(64 << 10)
#define FRAMES		24

static uintptr_t stack_top;

/* Where an interrupted program was: its instruction, frame and stack. */
struct place {
	uintptr_t ip, fp, sp;
};

static struct place interrupted(const void *context)
{
	const ucontext_t *uc = context;
	struct place at;

#if defined(__x86_64__)
	at.ip = uc->uc_mcontext.gregs[REG_RIP];
	at.fp = uc->uc_mcontext.gregs[REG_RBP];
	at.sp = uc->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
	at.ip = uc->uc_mcontext.pc;
	at.fp = uc->uc_mcontext.regs[29];
	at.sp = uc->uc_mcontext.sp;
#else
#error "no backtrace for this machine"
#endif
	return at;
}

/* Return addresses above frame @fp, as long as frames go up the stack. */
static unsigned int follow(uintptr_t fp, uintptr_t low, unsigned long *trace,
			   unsigned int nr)
{
	while (nr < FRAMES && fp >= low && fp < stack_top - 16 &&
	       !(fp & 7)) {
		const uintptr_t *frame = (const uintptr_t *)fp;

		trace[nr++] = frame[1];
		if (frame[0] <= fp)
			break;
		fp = frame[0];
	}
	return nr;
}

static bool near_stack(uintptr_t addr, const struct place *at)
{
	return addr > at->sp - NEAR_STACK && addr < at->sp + NEAR_STACK;
}

/*
 * Is that where a call comes back to? A function of the C library keeps no
 * frame: who has called memset(), say, stands on top of the stack only.
 */
static bool returns_to(uintptr_t addr)
{
	extern const u8 __executable_start[], etext[];
	const u8 *code = (const u8 *)addr;

#ifdef __x86_64__
	return code > __executable_start + 8 && code < etext &&
	       code[-5] == 0xe8;
#else
	(void)code;
	return false;
#endif
}

static __noreturn void broken(const char *kind, const char *what, u64 address,
			      const void *context)
{
	struct place at = interrupted(context);
	unsigned long trace[FRAMES];
	unsigned int nr = 0;

	trace[nr++] = at.ip;
	if (at.sp < stack_top && !near_stack(address, &at) &&
	    returns_to(*(const uintptr_t *)at.sp))
		trace[nr++] = *(const uintptr_t *)at.sp;
	lab_answer_broken(kind, what, address, trace,
			  follow(at.fp, at.sp, trace, nr));
}

void lab_give_up(const char *kind, const char *what)
{
	uintptr_t fp = (uintptr_t)__builtin_frame_address(0);
	unsigned long trace[FRAMES];

	lab_answer_broken(kind, what, 0, trace, follow(fp, fp, trace, 0));
}

static const char *fault_text(uintptr_t addr, const struct place *at,
			      const char *why)
{
	const char *guard = lab_guard_text(addr);

	if (guard)
		return guard;
	if (why)
		return why;
	if (addr < 4096)
		return "null pointer";
	if (near_stack(addr, at))
		return "stack overflow";
	return "no memory there";
}

static void on_fault(int sig, siginfo_t *info, void *context)
{
	struct place at = interrupted(context);
	uintptr_t addr = (uintptr_t)info->si_addr;
	const char *why = NULL;

	if (sig == SIGSEGV && lab_phys_fault(addr, &why))
		return;
	/* x86 does not tell where; addr is 0 then. */
	if (info->si_code == SI_KERNEL)
		why = "an instruction for kernels only, or a wild pointer";
	broken("crash", sig == SIGFPE ? "division by zero" :
	       sig == SIGILL ? "no such instruction" :
	       fault_text(addr, &at, why), addr, context);
}

static void on_system_call(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	broken("crash", "asked the system for something (system call)",
	       info->si_syscall, context);
}

static void on_time(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	broken("hang", "did not come back", 0, context);
}

static void catch_signal(int sig, void (*fn)(int, siginfo_t *, void *))
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_sigaction = fn;
	sa.sa_flags = SA_SIGINFO | SA_ONSTACK;
	sigaction(sig, &sa, NULL);
}

void lab_crash_init(void)
{
	static char alt[ALT_STACK];
	stack_t stack = { .ss_sp = alt, .ss_size = sizeof(alt) };

	stack_top = (uintptr_t)__builtin_frame_address(0) + 4096;
	sigaltstack(&stack, NULL);
	catch_signal(SIGSEGV, on_fault);
	catch_signal(SIGBUS, on_fault);
	catch_signal(SIGFPE, on_fault);
	catch_signal(SIGILL, on_fault);
	catch_signal(SIGSYS, on_system_call);
	catch_signal(SIGPROF, on_time);
}

void lab_crash_limit(unsigned int cpu_ms)
{
	struct itimerval limit;

	memset(&limit, 0, sizeof(limit));
	limit.it_value.tv_sec = cpu_ms / 1000;
	limit.it_value.tv_usec = cpu_ms % 1000 * 1000;
	setitimer(ITIMER_PROF, &limit, NULL);
}
