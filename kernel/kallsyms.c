// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of functions. The table is made from the first link's symbols by
 * scripts/kallsyms.py and put into section .kallsyms by the second; after
 * the first link it is empty, and all addresses are numbers.
 */
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/stacktrace.h>
#include <asm/sections.h>

/* As scripts/kallsyms.py writes them, sorted by @start. */
struct kallsym {
	u32 start, size;		/* bytes from _text, bytes */
	u32 name;			/* bytes from the table's first name */
};

/* Header of section .kallsyms; the names follow the last symbol. */
struct kallsyms {
	u32 nr;
	struct kallsym sym[];
};

static bool in_init_text(unsigned long addr)
{
	return addr >= (unsigned long)_sinittext &&
	       addr < (unsigned long)_einittext;
}

/* Code that can be read and run; .init.text is none once it is freed. */
bool kernel_text_address(unsigned long addr)
{
	return (addr >= (unsigned long)_text &&
		addr < (unsigned long)_etext) ||
	       (in_init_text(addr) && !initmem_freed);
}

/* The last symbol that starts at or below @offset, or NULL. */
static const struct kallsym *find_symbol(const struct kallsyms *table,
					 unsigned long offset)
{
	u32 low = 0, high = table->nr;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (table->sym[middle].start <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &table->sym[low - 1] : NULL;
}

/* Find name and symbol of a text address; false where nothing covers it. */
static bool lookup(unsigned long addr, const char **name,
		   const struct kallsym **sym)
{
	const struct kallsyms *table = (const void *)__kallsyms_start;
	unsigned long offset = addr - (unsigned long)_text;

	if (&__kallsyms_start[0] == &__kallsyms_end[0] ||
	    (!kernel_text_address(addr) && !in_init_text(addr)))
		return false;
	*sym = find_symbol(table, offset);
	if (!*sym || offset - (*sym)->start >= (*sym)->size)
		return false;
	*name = (const char *)&table->sym[table->nr] + (*sym)->name;
	return true;
}

const char *kallsyms_lookup(unsigned long addr, unsigned long *offset)
{
	const struct kallsym *sym;
	const char *name;

	if (!lookup(addr, &name, &sym))
		return NULL;
	*offset = addr - (unsigned long)_text - sym->start;
	return name;
}

/* Name @addr by the function that @addr - @back lies in. */
static int sprint_address(char *buf, size_t size, unsigned long addr,
			  unsigned int back)
{
	const struct kallsym *sym;
	const char *name;

	if (!lookup(addr - back, &name, &sym))
		return snprintf(buf, size, "0x%lx", addr);
	return snprintf(buf, size, "%s+0x%lx/0x%x", name,
			addr - (unsigned long)_text - sym->start, sym->size);
}

int sprint_symbol(char *buf, size_t size, unsigned long addr)
{
	return sprint_address(buf, size, addr, 0);
}

int sprint_backtrace(char *buf, size_t size, unsigned long addr)
{
	return sprint_address(buf, size, addr, 1);
}
