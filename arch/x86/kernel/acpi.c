// SPDX-License-Identifier: GPL-2.0-only
/*
 * ACPI's tables. acpi_table_init() reads the list of them once, and notes
 * what each is and where; acpi_table_parse() shows one, checked, to whoever
 * understands it. The tables lie outside of RAM: they are mapped one by one,
 * read-only, and unmapped again. No AML is ever run.
 */
#include <asm/acpi.h>
#include <asm/fixmap.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#define ACPI_MAX_TABLES		128
/* So many are named in the log. */
#define MAX_NAMED		16
/* Largest map of early_memremap() that fits whatever the offset. */
#define MAX_TABLE_SIZE		((NR_FIX_BTMAPS - 1) * PAGE_SIZE)

static __initdata struct {
	char signature[4];
	phys_addr_t address;
} tables[ACPI_MAX_TABLES];
static __initdata unsigned int nr_tables;

/* ---- one table ------------------------------------------------------- */

/* Reads no more than a header; false if that cannot even be mapped. */
static __init bool read_header(phys_addr_t address,
			       struct acpi_table_header *header)
{
	void *map = early_memremap(address, sizeof(*header));

	if (!map)
		return false;
	memcpy(header, map, sizeof(*header));
	early_memunmap(map, sizeof(*header));
	return true;
}

/* Letters for the log, whatever the firmware has written there. */
static __init void printable(char *to, const char *from, size_t len)
{
	while (len--) {
		*to++ = *from >= ' ' && *from <= '~' ? *from : '?';
		from++;
	}
	*to = '\0';
}

/**
 * map_table - map a table as a whole, if it is what it says
 * @address: physical
 * @id: its signature
 *
 * Return: the table, to be unmapped with its length; NULL, after a message,
 * if signature, length or checksum are wrong.
 */
static __init const struct acpi_table_header *map_table(phys_addr_t address,
							const char *id)
{
	struct acpi_table_header header, *table;
	const char *fault = NULL;

	if (!read_header(address, &header))
		return NULL;
	if (memcmp(header.signature, id, sizeof(header.signature)))
		fault = "another signature";
	else if (header.length < sizeof(header) ||
		 header.length > MAX_TABLE_SIZE)
		fault = "a wrong length";
	if (fault) {
		pr_warn("ACPI: %s at 0x%llx has %s (%u bytes): not used\n",
			id, address, fault, header.length);
		return NULL;
	}
	table = early_memremap(address, header.length);
	if (!table)
		return NULL;
	if (acpi_checksum_ok(table, header.length))
		return table;
	pr_warn("ACPI: %s at 0x%llx has a wrong checksum: not used\n", id,
		address);
	early_memunmap(table, header.length);
	return NULL;
}

/* ---- the list of tables ---------------------------------------------- */

static __init void note_table(phys_addr_t address)
{
	struct acpi_table_header header;

	if (!address || !read_header(address, &header))
		return;
	memcpy(tables[nr_tables].signature, header.signature,
	       sizeof(header.signature));
	tables[nr_tables++].address = address;
}

/* ACPI 6.5, 5.2.7 and 5.2.8: addresses up to the end of the table. */
static __init void note_tables(const struct acpi_table_header *list,
			       size_t width)
{
	const u8 *entry = (const u8 *)(list + 1);
	size_t nr = (list->length - sizeof(*list)) / width;

	if (nr > ACPI_MAX_TABLES)
		pr_warn("ACPI: %zu tables, the first %u are used\n", nr,
			ACPI_MAX_TABLES);
	for (nr = min_t(size_t, nr, ACPI_MAX_TABLES); nr; nr--) {
		u64 address = 0;

		memcpy(&address, entry, width);
		note_table(address);
		entry += width;
	}
}

static __init void log_tables(const struct acpi_root *root)
{
	char text[sizeof(tables[0].signature) + 1];
	unsigned int i;

	pr_info("ACPI: %s at 0x%08llx:", root->xsdt ? "XSDT" : "RSDT",
		root->address);
	for (i = 0; i < nr_tables && i < MAX_NAMED; i++) {
		printable(text, tables[i].signature,
			  sizeof(tables[i].signature));
		pr_cont(" %s", text);
	}
	if (nr_tables > MAX_NAMED)
		pr_cont(" and %u more", nr_tables - MAX_NAMED);
	pr_cont("\n");
}

/**
 * acpi_table_init - find ACPI's tables
 * @bi: what the boot loader said
 *
 * Return: 0; -ENOENT on a machine without ACPI; -EINVAL, after a message,
 * when its list of tables is damaged.
 */
__init int acpi_table_init(const struct boot_info *bi)
{
	struct acpi_root root = acpi_find_root(bi);
	const struct acpi_table_header *list;

	nr_tables = 0;
	if (!root.address)
		return -ENOENT;
	list = map_table(root.address, root.xsdt ? "XSDT" : "RSDT");
	if (!list)
		return -EINVAL;
	note_tables(list, root.xsdt ? sizeof(u64) : sizeof(u32));
	early_memunmap((void *)list, list->length);
	log_tables(&root);
	return 0;
}

/**
 * acpi_table_parse - show a table to a function
 * @id: its signature; of several tables with it the first is taken
 * @handler: called with the table, mapped until it returns
 *
 * Return: what @handler returned; -ENOENT if there is no such table, -EINVAL,
 * after a message, if it is damaged.
 */
__init int acpi_table_parse(const char *id, acpi_tbl_table_handler handler)
{
	const struct acpi_table_header *table;
	unsigned int i = 0;
	int ret;

	while (i < nr_tables && memcmp(tables[i].signature, id,
				       sizeof(tables[i].signature)))
		i++;
	if (i == nr_tables)
		return -ENOENT;
	table = map_table(tables[i].address, id);
	if (!table)
		return -EINVAL;
	ret = handler(table);
	early_memunmap((void *)table, table->length);
	return ret;
}
