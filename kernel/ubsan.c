// SPDX-License-Identifier: GPL-2.0-only
/*
 * Undefined behaviour, told in words. In a debug build (make DEBUG=1) the
 * compiler puts a check before each operation that C does not define for all
 * values, and calls one of these functions when it fails. Each panics with
 * file, line and column of the operation. Not built, and never called,
 * otherwise; the names and what they are given are those of gcc and clang.
 */
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/sprintf.h>

/* Where in the source: all that is handed over begins with it. */
struct source_location {
	const char *file;
	u32 line, column;
};

struct type_descriptor {
	u16 kind;		/* 0 is an integer */
	u16 info;		/* then: bit 0 signed, above it log2 of bits */
	char name[];		/* as in the source, in quotes */
};

/* An operation on operands of one type ... */
struct operation {
	struct source_location at;
	const struct type_descriptor *type;
};

/* ... and one on two: a shift, or an array and its index. */
struct operation2 {
	struct source_location at;
	const struct type_descriptor *left, *right;
};

#define VALUE_MAX	24	/* -2^63 in decimal, and to spare */

/* An operand in decimal; one wider than 64 bits is only given by address. */
static const char *value_text(char *text, const struct type_descriptor *type,
			      unsigned long value)
{
	unsigned int bits = 1U << (type->info >> 1);

	if (type->kind || bits > 64)
		snprintf(text, VALUE_MAX, "(a value)");
	else if (!(type->info & 1))
		snprintf(text, VALUE_MAX, "%lu", value);
	else
		snprintf(text, VALUE_MAX, "%ld",
			 (long)(value << (64 - bits)) >> (64 - bits));
	return text;
}

static __noreturn void fail(const struct source_location *at,
			    const char *fmt, ...)
{
	char what[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	panic("UBSan: %s:%u:%u: %s", at->file, at->line, at->column, what);
}

static __noreturn void overflow(const struct operation *op, char sign,
				unsigned long left, unsigned long right)
{
	char l[VALUE_MAX], r[VALUE_MAX];

	fail(&op->at, "overflow: %s %c %s does not fit into %s",
	     value_text(l, op->type, left), sign,
	     value_text(r, op->type, right), op->type->name);
}

#define HANDLER(name, ...)						\
	void __ubsan_handle_##name(__VA_ARGS__);			\
	void __ubsan_handle_##name(__VA_ARGS__)

HANDLER(add_overflow_abort, const struct operation *op, unsigned long left,
	unsigned long right)
{
	overflow(op, '+', left, right);
}

HANDLER(sub_overflow_abort, const struct operation *op, unsigned long left,
	unsigned long right)
{
	overflow(op, '-', left, right);
}

HANDLER(mul_overflow_abort, const struct operation *op, unsigned long left,
	unsigned long right)
{
	overflow(op, '*', left, right);
}

HANDLER(divrem_overflow_abort, const struct operation *op, unsigned long left,
	unsigned long right)
{
	if (!right)
		fail(&op->at, "division by zero");
	overflow(op, '/', left, right);
}

HANDLER(negate_overflow_abort, const struct operation *op, unsigned long value)
{
	overflow(op, '-', 0, value);
}

HANDLER(shift_out_of_bounds_abort, const struct operation2 *op,
	unsigned long value, unsigned long count)
{
	char v[VALUE_MAX], c[VALUE_MAX];

	fail(&op->at, "shift of %s by %s in %s", value_text(v, op->left, value),
	     value_text(c, op->right, count), op->left->name);
}

HANDLER(out_of_bounds_abort, const struct operation2 *op, unsigned long index)
{
	char i[VALUE_MAX];

	fail(&op->at, "index %s is out of bounds of %s",
	     value_text(i, op->right, index), op->left->name);
}

HANDLER(load_invalid_value_abort, const struct operation *op,
	unsigned long value)
{
	char v[VALUE_MAX];

	fail(&op->at, "load of %s, no value of %s",
	     value_text(v, op->type, value), op->type->name);
}

/* The checks of a pointer's target: is there one, and is it large enough? */
HANDLER(type_mismatch_v1_abort, const struct operation *op,
	unsigned long pointer)
{
	if (!pointer)
		fail(&op->at, "access through a null pointer to %s",
		     op->type->name);
	fail(&op->at, "access to %#lx, where there is no whole %s", pointer,
	     op->type->name);
}

HANDLER(pointer_overflow_abort, const struct source_location *at,
	unsigned long base, unsigned long result)
{
	fail(at, "pointer arithmetic from %#lx wraps to %#lx", base, result);
}

HANDLER(vla_bound_not_positive_abort, const struct operation *op,
	unsigned long bound)
{
	fail(&op->at, "array of %ld elements", (long)bound);
}

HANDLER(nonnull_arg_abort, const struct source_location *at)
{
	fail(at, "null pointer given where none is allowed");
}

HANDLER(nonnull_return_v1_abort, const void *data,
	const struct source_location *at)
{
	fail(at, "null pointer returned where none is allowed");
}

HANDLER(invalid_builtin_abort, const struct source_location *at)
{
	fail(at, "count of leading or trailing zeros of 0");
}

HANDLER(function_type_mismatch_abort, const struct operation *op,
	unsigned long function)
{
	fail(&op->at, "call of %pS as %s", (void *)function, op->type->name);
}

HANDLER(builtin_unreachable, const struct source_location *at)
{
	fail(at, "reached what cannot be reached");
}

HANDLER(missing_return, const struct source_location *at)
{
	fail(at, "end of a function that should have returned a value");
}
