/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The runner of a lab: a program of this machine that holds the kernel's own
 * code with a student's functions in it. It reads one world (both lists of
 * memblock, and what else the test sets up) and the calls to make, as text on
 * its standard input; it answers with one JSON object on descriptor 3. It is
 * never told what is expected.
 *
 * A lab's tests/ops.c includes this file and adds functions to call with
 * LAB_OP(), and things to look at afterwards with LAB_LOOK().
 */
#ifndef LABS_RUNNER_H
#define LABS_RUNNER_H

#include <stdarg.h>
#include <stddef.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/types.h>

#define LAB_MAX_ARGS	8
/* What nobody has written to: simulated RAM, and behind lists. */
#define LAB_JUNK	0xa5

/* ---- what may be called: ops.c, and the lab's tests/ops.c ------------- */

/*
 * One call: arguments as the test gives them, those that it leaves out are
 * 0; "memory" and "reserved" stand for pointers to the lists (lab_list()).
 */
typedef void lab_op_fn(const u64 *arg);

struct lab_op {
	const char *name;
	lab_op_fn *fn;
};

#define LAB_OP(op_name, op_fn) \
	static const struct lab_op __lab_op_##op_fn __used \
	__section("lab_ops") __aligned(sizeof(void *)) = { op_name, op_fn }

static inline struct memblock_type *lab_list(u64 arg)
{
	return (struct memblock_type *)(uintptr_t)arg;
}

/* After the calls: write what @look_name is by now, one JSON value. */
struct lab_look {
	const char *name;
	void (*fn)(void);
};

#define LAB_LOOK(look_name, look_fn) \
	static const struct lab_look __lab_look_##look_fn __used \
	__section("lab_looks") __aligned(sizeof(void *)) = \
		{ look_name, look_fn }

/* ---- the world: world.c ---------------------------------------------- */

/*
 * Numbers that World.extra holds under @name, those of its rows one after
 * the other; *@nr of them. NULL if there is no such name.
 */
const u64 *lab_extra(const char *name, unsigned int *nr);
u64 lab_extra_value(const char *name, u64 otherwise);

void lab_world_line(char *line);
void lab_world_place(void);
bool lab_in_memory(phys_addr_t addr);
/* What was written where nothing may be, or NULL. */
const char *lab_world_damage(void);
/* The array entry that @addr, in a page that faults, would be; or NULL. */
const char *lab_guard_text(uintptr_t addr);

/* Memory that ends where a page without access begins; 0xa5 throughout. */
void *lab_guarded(size_t size);

/* ---- the answer: answer.c -------------------------------------------- */

/* Values of one call, or of one look, in order. */
void lab_value(u64 value);
void lab_value_signed(s64 value);
void lab_text(const char *fmt, ...) __printf(1, 2);
void lab_open(char bracket);		/* '[' or '{' */
void lab_close(char bracket);
void lab_key(const char *key);
/* NULL is 0, simulated RAM its physical address, the rest a text. */
void lab_pointer(const void *ptr);

/* What the function under test has asked of its surroundings. */
void lab_note(const char *fmt, ...) __printf(1, 2);
/* A message at @level; warnings and worse are compared. */
void lab_log(int level, const char *text);
void lab_stub_used(const char *who);

void lab_answer_begin(const char *id);
void lab_answer_call_done(void);
/* Lists, looks, log and notes, then out. */
void lab_answer_send(void);
/* The calls so far, and why there are no more: {"@kind": {...}}. */
void lab_answer_broken(const char *kind, const char *what, u64 address,
		       const unsigned long *trace, unsigned int nr) __noreturn;

/* ---- surroundings.c, phys.c, crash.c --------------------------------- */

bool lab_slab_holds(const void *ptr, size_t *size);
/* A message and a backtrace of whoever cannot go on. */
void lab_give_up(const char *kind, const char *what) __noreturn;

void lab_phys_init(void);
/* A fault at @addr that only lacked backing: true, and it has it now. */
bool lab_phys_fault(uintptr_t addr, const char **why);
/* Notes of what has been written since the last time; junk again. */
void lab_phys_notes(void);

void lab_crash_init(void);
/* CPU time from now on; 0 is no limit. */
void lab_crash_limit(unsigned int cpu_ms);

#endif
