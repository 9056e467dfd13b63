// SPDX-License-Identifier: GPL-2.0-only
/*
 * mem= and memmap=: what the person at the keyboard knows better than the
 * firmware. The parameters are read before there is a map, and noted here as
 * edits; setup_memory_map() has them done, in the order of the command line,
 * before memblock sees the map. docs/parameters.md lists the forms.
 */
#include <asm/e820.h>
#include <asm/page.h>
#include <asm/sections.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/params.h>
#include <linux/printk.h>
#include <linux/string.h>

#define MAX_EDITS	64

enum edit_kind {
	EDIT_NONE,
	EDIT_ADD,			/* a range gets a type */
	EDIT_LIMIT,			/* no RAM from @start on */
	EDIT_EXACT,			/* forget the firmware's map */
};

struct edit {
	enum edit_kind kind;
	u32 type;
	u64 start, size;
};

static __initdata struct edit edits[MAX_EDITS];
static __initdata u32 nr_edits;
/* The edit that mem= made: of several the last one wins. */
static __initdata struct edit *mem_edit;

/* ---- from text to edits ---------------------------------------------- */

/* NULL, or why this edit cannot be. */
static __init const char *note_edit(struct edit edit)
{
	struct e820entry entry = { edit.start, edit.size, edit.type };

	if (edit.kind == EDIT_LIMIT && edit.start <= __pa_symbol(_end))
		return "below the end of the kernel";
	if (edit.kind == EDIT_ADD && !edit.size)
		return "no bytes";
	if (edit.kind == EDIT_ADD && !e820_entry_valid(&entry))
		return "passes the last address";
	if (nr_edits == MAX_EDITS)
		return "one too many";
	edits[nr_edits++] = edit;
	return NULL;
}

static __init const char *note_limit(u64 end)
{
	return note_edit((struct edit){ .kind = EDIT_LIMIT, .start = end });
}

/* The type that a character between size and address asks for; 0: none. */
static __init u32 type_of_sign(char sign)
{
	switch (sign) {
	case '@':
		return E820_RAM;
	case '#':
		return E820_ACPI;
	case '$':
		return E820_RESERVED;
	case '!':
		return E820_PRAM;
	default:
		return 0;
	}
}

/* One value of memmap=: NULL if it was understood, else what is wrong. */
static __init const char *parse_memmap_one(const char *text)
{
	char *at, *rest;
	u64 size, start;
	u32 type;

	if (!strcmp(text, "exactmap"))
		return note_edit((struct edit){ .kind = EDIT_EXACT });
	size = memparse(text, &at);
	if (at == text)
		return "no size";
	type = type_of_sign(*at);
	if (!type)
		return *at ? "none of @ # $ ! behind the size" :
			     note_limit(size);
	start = memparse(at + 1, &rest);
	if (rest == at + 1 || *rest)
		return "no address behind the size";
	return note_edit((struct edit){ EDIT_ADD, type, start, size });
}

/**
 * parse_memmap_opt - note what one memmap= asks for
 * @value: nn[@#$!]ss, nn or exactmap; several after commas, which are cut
 *
 * Each part that makes no sense is named in a line of its own, and left out.
 *
 * Return: 0.
 */
__init int parse_memmap_opt(char *value)
{
	const char *why;
	char *next;

	for (; value; value = next) {
		next = strchr(value, ',');
		if (next)
			*next++ = '\0';
		why = parse_memmap_one(value);
		if (why)
			pr_warn("memmap: \"%s\": %s, ignored\n", value, why);
	}
	return 0;
}
early_param("memmap", parse_memmap_opt);

/**
 * parse_memopt - note that RAM ends at an address
 * @value: the address, with a unit perhaps
 *
 * The last value that makes sense wins; one that makes none is named.
 *
 * Return: 0.
 */
__init int parse_memopt(char *value)
{
	char *rest;
	u64 limit = memparse(value, &rest);
	const char *why = "no size";

	if (rest != value && !*rest)
		why = note_limit(limit);
	if (why) {
		pr_warn("mem: \"%s\": %s, ignored\n", value, why);
		return 0;
	}
	if (mem_edit)
		mem_edit->kind = EDIT_NONE;
	mem_edit = &edits[nr_edits - 1];
	return 0;
}
early_param("mem", parse_memopt);

/* ---- from edits to the map ------------------------------------------- */

/* Does an edit after @edit say where there is RAM? */
static __init bool ram_follows(const struct edit *edit)
{
	while (++edit < edits + nr_edits)
		if (edit->kind == EDIT_ADD && edit->type == E820_RAM)
			return true;
	return false;
}

static __init void do_edit(const struct edit *edit)
{
	switch (edit->kind) {
	case EDIT_ADD:
		if (e820_add_region(edit->start, edit->size, edit->type))
			pr_err("memmap: no room in the map for [mem "
			       "0x%08llx-0x%08llx]\n", edit->start,
			       edit->start + edit->size - 1);
		break;
	case EDIT_LIMIT:
		e820_remove_range(edit->start, ~0ULL, E820_RAM, true);
		break;
	case EDIT_EXACT:
		if (ram_follows(edit))
			e820.nr_map = 0;
		else
			pr_warn("memmap: \"exactmap\": no RAM is given after "
				"it, ignored\n");
		break;
	case EDIT_NONE:
		break;
	}
}

/**
 * finish_e820_parsing - do what mem= and memmap= ask for
 *
 * Works on the e820 table and leaves it in order. Where an edit makes a range
 * overlap another the highest type wins, as everywhere. The firmware's RAM
 * is remembered first, for check_claimed_ram(). Without such parameters
 * nothing happens.
 */
__init void finish_e820_parsing(void)
{
	u32 i;

	if (!nr_edits)
		return;
	remember_real_ram();
	for (i = 0; i < nr_edits; i++) {
		do_edit(&edits[i]);
		update_e820();
	}
	nr_edits = 0;
	mem_edit = NULL;
	pr_info("e820: user-defined physical RAM map:\n");
	e820_print_map("user");
}
