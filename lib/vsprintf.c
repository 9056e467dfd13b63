// SPDX-License-Identifier: GPL-2.0-only
/*
 * printf formats for the kernel: %d %i %u %x %X %o %c %s %p %%, the flags
 * "#0- +", width, precision ('*' too), the sizes hh h l ll z, and %pS for an
 * address as symbol+offset/size. No floating point. vsnprintf() never writes
 * past its buffer and always ends it with a NUL.
 */
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

/* Where the output goes, and how long it would be with room enough. */
struct out {
	char *buf;
	size_t room, len;
};

/* One conversion, as parsed from the format. */
struct spec {
	bool left, zero, alt, plus, space, upper;
	int width, precision;		/* precision -1: none given */
	int size;			/* bytes of the argument */
};

/* Often nothing: a number without a prefix, conversions side by side. */
static void put_chars(struct out *o, const char *text, size_t n)
{
	if (!n)
		return;
	if (o->len + 1 < o->room)
		memcpy(o->buf + o->len, text, min(n, o->room - 1 - o->len));
	o->len += n;
}

static void pad(struct out *o, char c, int n)
{
	if (n <= 0)
		return;
	if (o->len + 1 < o->room)
		memset(o->buf + o->len, c,
		       min((size_t)n, o->room - 1 - o->len));
	o->len += n;
}

static void put_string(struct out *o, const struct spec *s, const char *text)
{
	size_t max = s->precision < 0 ? (size_t)-1 : (size_t)s->precision;
	int len = strnlen(text, max);

	if (!s->left)
		pad(o, ' ', s->width - len);
	put_chars(o, text, len);
	if (s->left)
		pad(o, ' ', s->width - len);
}

/* Digits of @value, the last one just below @end. Returns the first. */
static char *digits_of(char *end, u64 value, unsigned int base, bool upper)
{
	const char *set = upper ? "0123456789ABCDEF" : "0123456789abcdef";

	for (; value; value /= base)
		*--end = set[value % base];
	return end;
}

static const char *number_prefix(const struct spec *s, u64 value, bool negative,
				 unsigned int base)
{
	if (negative)
		return "-";
	if (s->plus)
		return "+";
	if (s->space)
		return " ";
	if (s->alt && base == 16 && value)
		return s->upper ? "0X" : "0x";
	return "";
}

static void put_number(struct out *o, const struct spec *s, u64 value,
		       bool negative, unsigned int base)
{
	char digits[24], *end = digits + sizeof(digits);
	char *first = digits_of(end, value, base, s->upper);
	int n = end - first;
	int min = s->precision < 0 ? 1 : s->precision;
	const char *prefix = number_prefix(s, value, negative, base);
	int prefix_len = strlen(prefix);

	if (s->zero && !s->left && s->precision < 0)
		min = max(min, s->width - prefix_len);
	min = max(min, n);
	if (!s->left)
		pad(o, ' ', s->width - prefix_len - min);
	put_chars(o, prefix, prefix_len);
	pad(o, '0', min - n);
	put_chars(o, first, n);
	if (s->left)
		pad(o, ' ', s->width - prefix_len - min);
}

static void put_symbol(struct out *o, const struct spec *s, unsigned long addr)
{
	char name[96];

	sprint_symbol(name, sizeof(name), addr);
	put_string(o, s, name);
}

/* %p: 0x and 16 digits. %pS (and the older %pF): a symbol. */
static const char *put_pointer(struct out *o, struct spec *s,
			       const char *fmt, const void *ptr)
{
	if (*fmt == 'S' || *fmt == 'F') {
		put_symbol(o, s, (unsigned long)ptr);
		return fmt + 1;
	}
	put_chars(o, "0x", 2);
	s->precision = 2 * sizeof(ptr);
	put_number(o, s, (u64)(uintptr_t)ptr, false, 16);
	return fmt;
}

static u64 unsigned_arg(const struct spec *s, va_list *args)
{
	switch (s->size) {
	case 1: return (u8)va_arg(*args, unsigned int);
	case 2: return (u16)va_arg(*args, unsigned int);
	case 8: return va_arg(*args, u64);
	default: return va_arg(*args, unsigned int);
	}
}

static s64 signed_arg(const struct spec *s, va_list *args)
{
	switch (s->size) {
	case 1: return (s8)va_arg(*args, int);
	case 2: return (s16)va_arg(*args, int);
	case 8: return va_arg(*args, s64);
	default: return va_arg(*args, int);
	}
}

static const char *parse_flags(struct spec *s, const char *fmt)
{
	for (;; fmt++) {
		switch (*fmt) {
		case '-': s->left = true; break;
		case '0': s->zero = true; break;
		case '#': s->alt = true; break;
		case '+': s->plus = true; break;
		case ' ': s->space = true; break;
		default: return fmt;
		}
	}
}

static const char *parse_int(const char *fmt, int *value, va_list *args)
{
	if (*fmt == '*') {
		*value = va_arg(*args, int);
		return fmt + 1;
	}
	for (*value = 0; *fmt >= '0' && *fmt <= '9'; fmt++)
		*value = *value * 10 + *fmt - '0';
	return fmt;
}

static const char *parse_size(struct spec *s, const char *fmt)
{
	s->size = sizeof(int);
	if (*fmt == 'z' || *fmt == 't') {
		s->size = sizeof(size_t);
		return fmt + 1;
	}
	if (*fmt == 'h') {
		s->size = fmt[1] == 'h' ? 1 : 2;
		return fmt + (fmt[1] == 'h' ? 2 : 1);
	}
	if (*fmt == 'l') {
		s->size = fmt[1] == 'l' ? sizeof(u64) : sizeof(long);
		return fmt + (fmt[1] == 'l' ? 2 : 1);
	}
	return fmt;
}

static const char *parse_spec(struct spec *s, const char *fmt, va_list *args)
{
	*s = (struct spec){ .precision = -1 };
	fmt = parse_flags(s, fmt);
	fmt = parse_int(fmt, &s->width, args);
	if (s->width < 0) {
		s->left = true;
		s->width = -s->width;
	}
	if (*fmt == '.')
		fmt = parse_int(fmt + 1, &s->precision, args);
	return parse_size(s, fmt);
}

/* One conversion; returns what follows it in the format. */
static const char *convert(struct out *o, const char *fmt, va_list *args)
{
	struct spec s;
	const char *text;
	s64 value;

	fmt = parse_spec(&s, fmt, args);
	switch (*fmt++) {
	case 'd': case 'i':
		value = signed_arg(&s, args);
		put_number(o, &s, value < 0 ? 0 - (u64)value : (u64)value,
			   value < 0, 10);
		return fmt;
	case 'u':
		s.plus = s.space = false;
		put_number(o, &s, unsigned_arg(&s, args), false, 10);
		return fmt;
	case 'X':
		s.upper = true;
		/* fall through */
	case 'x':
		put_number(o, &s, unsigned_arg(&s, args), false, 16);
		return fmt;
	case 'o':
		put_number(o, &s, unsigned_arg(&s, args), false, 8);
		return fmt;
	case 'p':
		return put_pointer(o, &s, fmt, va_arg(*args, void *));
	case 's':
		text = va_arg(*args, const char *);
		put_string(o, &s, text ? text : "(null)");
		return fmt;
	case 'c':
		s.precision = 1;
		put_string(o, &s, (char[2]){ (char)va_arg(*args, int), 0 });
		return fmt;
	case '%':
		put_chars(o, "%", 1);
		return fmt;
	default:	/* unknown: show it rather than lose it */
		put_chars(o, "%", 1);
		return fmt - 1;
	}
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out o = { buf, size, 0 };
	const char *plain;
	va_list ap;

	va_copy(ap, args);
	for (;;) {
		plain = fmt;
		while (*fmt && *fmt != '%')
			fmt++;
		put_chars(&o, plain, fmt - plain);
		if (!*fmt)
			break;
		fmt = convert(&o, fmt + 1, &ap);
	}
	va_end(ap);
	if (size)
		buf[min(o.len, size - 1)] = '\0';
	return o.len;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}
