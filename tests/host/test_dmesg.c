// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of boot logs, taken apart under sanitizers: what each form gives,
 * and no read past the end wherever a line is cut off. tests/tools has the
 * same forms over all maps.
 *
 * sources: scripts/bootmap/dmesg.c tests/host/glue.c
 */
#include "glue.h"
#include "scripts/bootmap/maps.h"

/* The line in memory of exactly its size. */
static enum map_file_format parse(const char *text, struct map_line *line,
				  const char **why)
{
	char *copy = strdup(text);
	enum map_file_format kind;

	assert_non_null(copy);
	memset(line, 0, sizeof(*line));
	*why = NULL;
	kind = dmesg_line(copy, line, why);
	free(copy);
	return kind;
}

static const struct {
	const char *text;
	struct map_line want;
} lines[] = {
	{ "[    0.000000] BIOS-e820: [mem 0x0000000000000000-"
	  "0x000000000009fbff] usable",
	  { .kind = MAP_FILE_E820, .size = 0x9fc00, .type = 1 } },
	{ "<6> BIOS-e820: 00000000000f0000 - 0000000000100000 (ACPI NVS)",
	  { .kind = MAP_FILE_E820, .base = 0xf0000, .size = 0x10000,
	    .type = 4 } },
	{ " BIOS-e820: 0009fc00 @ 00000000 (usable)",
	  { .kind = MAP_FILE_E820, .size = 0x9fc00, .type = 1 } },
	{ "BIOS-88: [mem 0x0-0xfff] type 4294967295",
	  { .kind = MAP_FILE_E820, .size = 0x1000, .type = ~0u } },
	{ "BIOS-e820: [mem 0x10-0x1f]   0.1 KB device reserved\r",
	  { .kind = MAP_FILE_E820, .base = 0x10, .size = 0x10, .type = 2 } },
	{ "BIOS-e820: base 0x9f000 length 0 type 7: left out",
	  { .kind = MAP_FILE_E820, .base = 0x9f000, .type = 7 } },
	{ "efi: mem00: [Boot Code          |RUN|  |WB|UC] range=[0x0000-"
	  "0x1fff] (0MB)",
	  { .kind = MAP_FILE_EFI, .size = 2, .type = 3,
	    .attribute = 0x8000000000000009 } },
	{ "EFI: mem107: type=7, attr=0xf, range=[0x1000-0x3000) (0MB)",
	  { .kind = MAP_FILE_EFI, .base = 0x1000, .size = 2, .type = 7,
	    .attribute = 0xf } },
	{ "efi: mem12: [type=99|attr=0xf000000000000000] range=[0x0-0xfff]",
	  { .kind = MAP_FILE_EFI, .size = 1, .type = 99,
	    .attribute = 0xf000000000000000 } },
	{ "efi: mem03: [mem 0x0000000000001000-0x0000000000001fff] attr 0xf "
	  "Boot Data (4)",
	  { .kind = MAP_FILE_EFI, .base = 0x1000, .size = 1, .type = 4,
	    .attribute = 0xf } },
	{ "ACPI: SRAT: Node 1 PXM 2 [mem 0x100000000-0x17fffffff] hotplug",
	  { .kind = MAP_FILE_SRAT, .base = 0x100000000, .size = 0x80000000,
	    .node = 1, .pxm = 2, .flags = MAP_LINE_HOTPLUG } },
	{ "SRAT: Node 0 PXM 0 0-a0000",
	  { .kind = MAP_FILE_SRAT, .size = 0xa0000 } },
};

TEST(test_lines)
{
	struct map_line line;
	const char *why;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		line.kind = parse(lines[i].text, &line, &why);
		assert_null(why);
		if (memcmp(&line, &lines[i].want, sizeof(line)))
			fail_msg("%s: 0x%llx + 0x%llx type %u attribute "
				 "0x%llx", lines[i].text,
				 (unsigned long long)line.base,
				 (unsigned long long)line.size, line.type,
				 (unsigned long long)line.attribute);
	}
}

TEST(test_lines_about_something_else)
{
	static const char *const other[] = {
		"", "BIOS-provided physical RAM map:", "BIOS-e820:",
		"BIOS-e820: 126 entries; merged (memblock=debug prints all):",
		"BIOS-e820: [gap 0x00000000000a0000-0x00000000000effff]",
		"user: [mem 0x0-0xfff] usable", "efi: EFI v2.70 by INSYDE",
		"e820: update [mem 0x0-0xfff] usable ==> reserved",
		"efi: Remove mem61: MMIO range=[0x0-0xfff] (0MB)",
		"SRAT: PXM 0 -> APIC 0 -> Node 0", "Xen: using vcpuop timer",
		"NotBIOS-e820: [mem 0x0-0xfff] usable", "efi: memattr=0x1",
	};
	struct map_line line;
	const char *why;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(other); i++)
		if (parse(other[i], &line, &why) != MAP_FILE_ANY || why)
			fail_msg("%s", other[i]);
}

/* Every beginning of every line: a map line, an error, or something else. */
TEST(test_cut_anywhere)
{
	unsigned int errors = 0;
	struct map_line line;
	const char *why;
	char text[200];
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		for (len = 0; len < strlen(lines[i].text); len++) {
			memcpy(text, lines[i].text, len);
			text[len] = '\0';
			if (parse(text, &line, &why) == MAP_FILE_ANY)
				assert_null(why);
			errors += why != NULL;
		}
	assert_true(errors > 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_lines_about_something_else),
		cmocka_unit_test(test_cut_anywhere),
	};

	return RUN(tests);
}
