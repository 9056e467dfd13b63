// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line: words of the form name or name=value, quotes around
 * spaces. start_kernel() has it parsed once, before the first look at memory;
 * each file keeps its own parameters (early_param). Unknown names are
 * reported together, once; nothing is ever refused for them.
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/params.h>
#include <linux/printk.h>
#include <linux/string.h>

extern const struct obs_kernel_param __setup_start[], __setup_end[];

/* Cut the next word off @line; quotes are taken out in place. */
static __init char *next_word(char **line)
{
	char *src = *line, *dst, *word;
	bool quoted = false;

	while (*src == ' ' || *src == '\t')
		src++;
	if (!*src)
		return NULL;
	word = dst = src;
	for (; *src && (quoted || (*src != ' ' && *src != '\t')); src++) {
		if (*src == '"')
			quoted = !quoted;
		else
			*dst++ = *src;
	}
	*line = *src ? src + 1 : src;
	*dst = '\0';
	return word;
}

static __init const struct obs_kernel_param *find_param(const char *name)
{
	const struct obs_kernel_param *p;

	for (p = __setup_start; p < __setup_end; p++)
		if (!strcmp(p->name, name))
			return p;
	return NULL;
}

/* Returns false for a name that nobody knows. */
static __init bool parse_word(char *word)
{
	char *value = strchr(word, '=');
	const struct obs_kernel_param *p;

	if (value)
		*value++ = '\0';
	p = find_param(word);
	if (!p)
		return false;
	if (p->setup(value ? value : word + strlen(word)))
		pr_warn("params: %s: bad value \"%s\", ignored\n", word,
			value ? value : "");
	return true;
}

__init void parse_early_params(char *cmdline)
{
	unsigned int unknown = 0;
	char *word;

	while ((word = next_word(&cmdline)) != NULL) {
		if (parse_word(word))
			continue;
		if (!unknown++)
			pr_warn("params: unknown, ignored:");
		pr_cont(" %s", word);
	}
	if (unknown)
		pr_cont("\n");
}

int kstrtou64(const char *text, u64 *value)
{
	unsigned int base = 10, digit;
	u64 sum = 0;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	}
	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		char c = *text | 0x20;

		digit = (unsigned int)(*text - '0');
		if (digit > 9)
			digit = c >= 'a' ? c - 'a' + 10u : base;
		if (digit >= base)
			return -EINVAL;
		if (__builtin_mul_overflow(sum, (u64)base, &sum) ||
		    __builtin_add_overflow(sum, (u64)digit, &sum))
			return -ERANGE;
	}
	*value = sum;
	return 0;
}

static __init int setup_quiet(char *value)
{
	console_loglevel = CONSOLE_LOGLEVEL_QUIET;
	return *value ? -EINVAL : 0;
}
early_param("quiet", setup_quiet);

static __init int setup_debug(char *value)
{
	console_loglevel = CONSOLE_LOGLEVEL_DEBUG;
	return *value ? -EINVAL : 0;
}
early_param("debug", setup_debug);

static __init int setup_loglevel(char *value)
{
	u64 level;

	if (kstrtou64(value, &level) || level > CONSOLE_LOGLEVEL_DEBUG)
		return -EINVAL;
	console_loglevel = level;
	return 0;
}
early_param("loglevel", setup_loglevel);
