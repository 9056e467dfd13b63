// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory maps out of boot logs: of Linux from 2.2 to 6.x, and of nopanic.
 * maps.c gives each line; what stands before the words that we know (time
 * stamps, "kernel:", quotation marks) does not matter.
 *
 *	BIOS-e820: [mem 0x...-0x...] usable		last byte	3.6 on
 *	BIOS-e820: 0000... - 0000... (usable)		end		2.4 on
 *	BIOS-e820: 0009fc00 @ 00000000 (usable)		size, start	2.2
 *	efi: mem00: [Boot Data|  | |WB|..] range=[0x...-0x...]  or )	3.17 on
 *	EFI: mem00: type=7, attr=0xf, range=[0x...-0x...)		2.6 on
 *	efi: mem00: [mem 0x...-0x...] attr 0xf Boot Data (4)		nopanic
 *	SRAT: Node 0 PXM 0 [mem 0x...-0x...] hotplug			3.6 on
 *	SRAT: Node 0 PXM 0 0-a0000					2.6 on
 */
#include "maps.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define EFI_PAGE_SHIFT	12

/*
 * What is right before a range of the map that the firmware gave; the last
 * one is how nopanic merges a long EFI map.
 */
static const char *const e820_marks[] = {
	"BIOS-e820:", "BIOS-e801:", "BIOS-88:", "Xen:", "efi:",
};

struct name {
	const char *name;
	uint64_t value;
};

static const struct name e820_types[] = {
	{ "usable", 1 }, { "System RAM", 1 }, { "reserved", 2 },
	{ "device reserved", 2 }, { "ACPI data", 3 }, { "ACPI NVS", 4 },
	{ "unusable", 5 }, { "soft reserved", 0xefffffff },
};

/* Longer and shorter names of one type. */
static const struct name efi_types[] = {
	{ "Reserved", 0 }, { "Loader Code", 1 }, { "Loader Data", 2 },
	{ "Boot Code", 3 }, { "Boot Data", 4 }, { "Runtime Code", 5 },
	{ "Runtime Data", 6 }, { "Conventional Memory", 7 },
	{ "Conventional", 7 }, { "Unusable Memory", 8 }, { "Unusable", 8 },
	{ "ACPI Reclaim Memory", 9 }, { "ACPI Reclaim", 9 },
	{ "ACPI Memory NVS", 10 }, { "ACPI Mem NVS", 10 },
	{ "Memory Mapped I/O", 11 }, { "MMIO", 11 },
	{ "MMIO Port Space", 12 }, { "MMIO Port", 12 }, { "PAL Code", 13 },
	{ "Persistent Memory", 14 }, { "Persistent", 14 },
	{ "Unaccepted Memory", 15 }, { "Unaccepted", 15 },
};

static const struct name efi_attributes[] = {
	{ "UC", 0x1 }, { "WC", 0x2 }, { "WT", 0x4 }, { "WB", 0x8 },
	{ "UCE", 0x10 }, { "WP", 0x1000 }, { "RP", 0x2000 },
	{ "XP", 0x4000 }, { "NV", 0x8000 }, { "MR", 0x10000 },
	{ "RO", 0x20000 }, { "SP", 0x40000 }, { "CC", 0x80000 },
	{ "HT", 0x100000 }, { "RUN", 1ULL << 63 },
};

/* ---- pieces of a line ------------------------------------------------ */

/* Its value in a table of names, whatever the case of the letters. */
static bool find_name(const struct name *names, size_t nr, const char *text,
		      size_t len, uint64_t *value)
{
	for (size_t i = 0; i < nr; i++)
		if (strlen(names[i].name) == len &&
		    !strncasecmp(names[i].name, text, len)) {
			*value = names[i].value;
			return true;
		}
	return false;
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* Cut blanks off both ends of [*text, *text + *len). */
static void trim(const char **text, size_t *len)
{
	while (*len && isspace((unsigned char)**text)) {
		(*text)++;
		(*len)--;
	}
	while (*len && isspace((unsigned char)(*text)[*len - 1]))
		(*len)--;
}

/* A hexadecimal number of at most 16 digits, with 0x or without. */
static bool take_hex(const char **at, uint64_t *value)
{
	const char *p = *at;
	size_t digits;

	if (p[0] == '0' && (p[1] | 0x20) == 'x')
		p += 2;
	digits = strspn(p, "0123456789abcdefABCDEF");
	if (!digits || digits > 16)
		return false;
	*value = strtoull(p, NULL, 16);
	*at = p + digits;
	return true;
}

static bool take_text(const char **at, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(*at, text, len))
		return false;
	*at += len;
	return true;
}

static bool take_u32(const char **at, uint32_t *value)
{
	size_t digits = strspn(*at, "0123456789");

	if (!digits || digits > 10 || strtoull(*at, NULL, 10) > UINT32_MAX)
		return false;
	*value = strtoull(*at, NULL, 10);
	*at += digits;
	return true;
}

/* "0xSTART-0xLAST]", or with ')' its end instead of its last byte. */
static bool take_range(const char **at, struct map_line *line)
{
	uint64_t end;

	if (!take_hex(at, &line->base) || !take_text(at, "-") ||
	    !take_hex(at, &end) || (**at != ']' && **at != ')'))
		return false;
	line->size = end - line->base + (**at == ']');
	(*at)++;
	return true;
}

/* ---- e820 ------------------------------------------------------------ */

/* "usable", "(ACPI data)", "persistent (type 12)", "639 KB System RAM" */
static bool take_e820_type(const char *at, struct map_line *line)
{
	const char *number = strstr(at, "type ");
	size_t len;
	uint64_t type;

	if (number) {
		number += strlen("type ");
		return take_u32(&number, &line->type);
	}
	at = skip_blanks(at);
	if (isdigit((unsigned char)*at)) {	/* how much: we can count */
		at += strspn(at, "0123456789. \t");
		at += strcspn(at, " \t");
	}
	len = strlen(at);
	trim(&at, &len);
	if (len > 1 && at[0] == '(' && at[len - 1] == ')') {
		at++;
		len -= 2;
	}
	if (!find_name(e820_types, ARRAY_SIZE(e820_types), at, len, &type))
		return false;
	line->type = type;
	return true;
}

/* "base 0x9f000 length 0 type 1: left out": how nopanic prints nonsense */
static bool take_left_out(const char *at, const char *unit,
			  struct map_line *line)
{
	return take_text(&at, "base ") && take_hex(&at, &line->base) &&
	       take_text(&at, unit) && take_hex(&at, &line->size) &&
	       take_text(&at, " type ") && take_u32(&at, &line->type);
}

static enum map_file_format e820_line(const char *at, struct map_line *line,
				      const char **why)
{
	uint64_t first, second;

	if (take_left_out(at, " length ", line))
		return MAP_FILE_E820;
	if (take_text(&at, "[mem ")) {
		if (!take_range(&at, line))
			*why = "this is no range of addresses";
	} else if (take_hex(&at, &first) && (at = skip_blanks(at)) &&
		   (*at == '-' || *at == '@')) {
		bool size_first = *at == '@';

		at = skip_blanks(at + 1);
		if (!take_hex(&at, &second))
			*why = "this is no range of addresses";
		line->base = size_first ? second : first;
		line->size = size_first ? first : second - first;
	} else {
		return MAP_FILE_ANY;	/* a headline, or a gap */
	}
	if (!*why && !take_e820_type(at, line))
		*why = "this is no type of memory that Linux prints";
	return MAP_FILE_E820;
}

/* ---- EFI ------------------------------------------------------------- */

/* "Boot Data          |RUN|  |  |WB|WT|WC|UC]": a type, then attributes */
static bool take_efi_words(const char *at, struct map_line *line)
{
	const char *close = strchr(at, ']');
	size_t len = strcspn(at, "|]"), name;
	const char *word = at;
	uint64_t value;

	if (!close)
		return false;
	trim(&word, &len);
	if (take_text(&word, "type=")) {
		if (!take_u32(&word, &line->type))
			return false;
	} else if (find_name(efi_types, ARRAY_SIZE(efi_types), word, len,
			     &value)) {
		line->type = value;
	} else {
		return false;
	}
	for (at += strcspn(at, "|]"); *at == '|'; at += len) {
		len = strcspn(++at, "|]");
		word = at;
		if (take_text(&word, "attr=")) {
			if (!take_hex(&word, &line->attribute))
				return false;
			continue;
		}
		name = len;
		trim(&word, &name);
		if (!name)
			continue;
		if (!find_name(efi_attributes, ARRAY_SIZE(efi_attributes),
			       word, name, &value))
			return false;
		line->attribute |= value;
	}
	return true;
}

/* nopanic's: "[mem 0x...-0x...] attr 0xf Boot Data (4)" */
static bool take_own_efi(const char *at, struct map_line *line)
{
	const char *number = strrchr(at, '(');

	if (!number || !take_range(&at, line) || !take_text(&at, " attr ") ||
	    !take_hex(&at, &line->attribute))
		return false;
	number++;
	return take_u32(&number, &line->type);
}

static bool take_linux_efi(const char *at, struct map_line *line)
{
	const char *range = strstr(at, "range=[");

	if (!range)
		return false;
	range += strlen("range=[");
	if (!take_range(&range, line))
		return false;
	if (take_text(&at, "["))
		return take_efi_words(at, line);
	return take_text(&at, "type=") && take_u32(&at, &line->type) &&
	       take_text(&at, ", attr=") && take_hex(&at, &line->attribute);
}

static enum map_file_format efi_line(const char *at, struct map_line *line,
				     const char **why)
{
	size_t digits = strspn(at, "0123456789");

	if (!digits || at[digits] != ':')
		return MAP_FILE_ANY;
	at = skip_blanks(at + digits + 1);
	if (take_left_out(at, " pages ", line))
		return MAP_FILE_EFI;
	if (take_text(&at, "[mem ") ? !take_own_efi(at, line) :
				      !take_linux_efi(at, line))
		*why = "this is no descriptor that Linux prints";
	line->size >>= EFI_PAGE_SHIFT;
	return MAP_FILE_EFI;
}

/* ---- SRAT ------------------------------------------------------------ */

static enum map_file_format srat_line(const char *at, struct map_line *line,
				      const char **why)
{
	uint64_t end;

	if (!take_u32(&at, &line->node) || !take_text(&at, " PXM ") ||
	    !take_u32(&at, &line->pxm))
		return MAP_FILE_ANY;
	at = skip_blanks(at);
	if (take_text(&at, "[mem ")) {
		if (!take_range(&at, line))
			*why = "this is no range of addresses";
	} else if (take_hex(&at, &line->base) && take_text(&at, "-") &&
		   take_hex(&at, &end)) {
		/* An end, or in some versions the last byte. */
		line->size = end - line->base + ((end & 0xfff) == 0xfff);
	} else {
		*why = "this is no range of addresses";
	}
	if (strstr(at, "hotplug"))
		line->flags |= MAP_LINE_HOTPLUG;
	if (strstr(at, "non-volatile"))
		line->flags |= MAP_LINE_NONVOLATILE;
	return MAP_FILE_SRAT;
}

/* ---- which of them --------------------------------------------------- */

/* What follows a mark that no letter or digit stands right before. */
static const char *behind(const char *text, const char *mark)
{
	const char *at = strstr(text, mark);

	if (!at || (at > text && isalnum((unsigned char)at[-1])))
		return NULL;
	return skip_blanks(at + strlen(mark));
}

/**
 * dmesg_line - what a line of a boot log says about memory
 * @text: the line
 * @line: filled in, but for its number
 * @why: set to what is wrong with a line that begins like one of ours
 *
 * Return: its kind, or MAP_FILE_ANY for a line about something else.
 */
enum map_file_format dmesg_line(const char *text, struct map_line *line,
				const char **why)
{
	const char *at;
	size_t i;

	at = behind(text, "efi: mem");
	if (!at)
		at = behind(text, "EFI: mem");
	if (at)
		return efi_line(at, line, why);
	at = behind(text, "SRAT: Node ");
	if (at)
		return srat_line(at, line, why);
	for (i = 0; i < ARRAY_SIZE(e820_marks); i++) {
		at = behind(text, e820_marks[i]);
		if (at)
			return e820_line(at, line, why);
	}
	return MAP_FILE_ANY;
}

/**
 * dmesg_has_map - is this a boot log?
 * @text: a whole file; lines that begin with # do not count
 */
bool dmesg_has_map(const char *text)
{
	char *copy = strdup(text), *rest = copy, *line;
	struct map_line ignored = { .line = 0 };
	bool found = false;
	const char *why = NULL;

	while (!found && (line = strsep(&rest, "\n")) != NULL)
		if (line[strspn(line, " \t")] != '#')
			found = dmesg_line(line, &ignored, &why);
	free(copy);
	return found;
}
