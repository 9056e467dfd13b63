// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the RSDP to a checked table: GRUB's copy of it, the search in a BIOS's
 * memory, lists of 32- and 64-bit addresses; and all of it damaged: each
 * length, each byte.
 *
 * sources: arch/x86/kernel/acpi.c arch/x86/kernel/acpi_rsdp.c
 * sources: mm/memblock*.c tests/host/acpi_phys.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include <linux/errno.h>
#include "acpi_phys.h"

#define RSDT	0x7fe0000
#define XSDT	0x7fe1003		/* nothing says it is aligned */
#define SRAT	0x7ff0ff8
#define OTHER	0x7ff8000

static struct boot_info bi;
static struct acpi_table_rsdp rsdp;
static u32 seen_length;
static unsigned int nr_seen;

static int see(const struct acpi_table_header *table)
{
	assert_memory_equal(table->signature, "SRAT", 4);
	assert_int_equal(((const u8 *)table)[table->length - 1], 0x5a);
	seen_length = table->length;
	nr_seen++;
	return 7;
}

/* ---- machines -------------------------------------------------------- */

static void sign_rsdp(void)
{
	fix_checksum((u8 *)&rsdp, 8, ACPI_RSDP_OLD_SIZE);
	fix_checksum((u8 *)&rsdp, 32, sizeof(rsdp));
}

static void make_rsdp(u8 revision)
{
	rsdp = (struct acpi_table_rsdp){
		.signature = ACPI_SIG_RSDP, .revision = revision,
		.rsdt_address = RSDT, .length = sizeof(rsdp),
		.xsdt_address = revision >= 2 ? XSDT : 0,
	};
	sign_rsdp();
}

static u8 *put_table(phys_addr_t at, const char *signature, const char *tail)
{
	static struct table t;

	table_start(&t, signature, 3);
	table_add(&t, tail, strlen(tail));
	table_finish(&t);
	return phys_put(at, t.bytes, t.size);
}

/* Two tables, listed with addresses of @width bytes. */
static u8 *put_list(phys_addr_t at, const char *signature, size_t width)
{
	static const u64 entries[] = { OTHER, 0, SRAT };
	static struct table t;
	size_t i;

	table_start(&t, signature, 1);
	for (i = 0; i < ARRAY_SIZE(entries); i++)
		table_add(&t, &entries[i], width);
	table_finish(&t);
	return phys_put(at, t.bytes, t.size);
}

/* A sound machine; @size bytes of the RSDP come from GRUB. */
static void make_machine(u8 revision, u32 size)
{
	make_rsdp(revision);
	memset(&bi, 0, sizeof(bi));
	bi.rsdp = size ? &rsdp : NULL;
	bi.rsdp_size = size;
	put_list(RSDT, "RSDT", 4);
	put_list(XSDT, "XSDT", 8);
	put_table(SRAT, "SRAT", "twelve bytes\x5a");
	put_table(OTHER, "FACP", "");
	nr_seen = 0;
}

static void expect_srat(const char *list)
{
	assert_int_equal(acpi_table_init(&bi), 0);
	assert_true(glue_log_has(list));
	assert_int_equal(acpi_table_parse("SRAT", see), 7);
	assert_int_equal(seen_length, 36 + 13);
	assert_int_equal(nr_seen, 1);
	assert_int_equal(acpi_table_parse("SLIT", see), -ENOENT);
	assert_int_equal(phys_maps, 0);
}

/* ---- the RSDP -------------------------------------------------------- */

TEST(new_rsdp_leads_to_the_xsdt)
{
	make_machine(2, sizeof(rsdp));
	expect_srat("ACPI: XSDT at 0x07fe1003: FACP SRAT\n");
	assert_int_equal(glue_warnings(), 0);
}

TEST(old_rsdp_leads_to_the_rsdt)
{
	make_machine(0, ACPI_RSDP_OLD_SIZE);
	expect_srat("ACPI: RSDT at 0x07fe0000: FACP SRAT\n");
	assert_int_equal(glue_warnings(), 0);
}

/* Whatever may stand behind it. */
TEST(old_rsdp_has_no_xsdt)
{
	make_machine(0, sizeof(rsdp));
	rsdp.xsdt_address = XSDT;
	sign_rsdp();
	expect_srat("ACPI: RSDT at ");
	assert_int_equal(glue_warnings(), 0);
}

/* Tag 14 of a machine with a new one: the rest is not there. */
TEST(new_rsdp_cut_off_leads_to_the_rsdt)
{
	make_machine(2, ACPI_RSDP_OLD_SIZE);
	expect_srat("ACPI: RSDT at ");
	assert_int_equal(glue_warnings(), 0);
}

TEST(broken_extension_leads_to_the_rsdt)
{
	make_machine(2, sizeof(rsdp));
	rsdp.extended_checksum++;
	expect_srat("ACPI: RSDT at ");
	assert_true(glue_log_has("RSDP: wrong extended checksum"));
	make_machine(2, sizeof(rsdp));
	rsdp.length = 37;
	sign_rsdp();
	expect_srat("ACPI: RSDT at ");
	assert_true(glue_log_has("RSDP: wrong length"));
	assert_int_equal(glue_warnings(), 2);
}

TEST(no_xsdt_leads_to_the_rsdt)
{
	make_machine(2, sizeof(rsdp));
	rsdp.xsdt_address = 0;
	sign_rsdp();
	expect_srat("ACPI: RSDT at ");
}

/* Any byte wrong within the first 20: never used. */
TEST(each_byte_of_the_rsdp_counts)
{
	unsigned int i;

	make_machine(0, ACPI_RSDP_OLD_SIZE);
	for (i = 0; i < ACPI_RSDP_OLD_SIZE; i++) {
		glue_log_clear();
		((u8 *)&rsdp)[i] ^= 0x10;
		assert_int_equal(acpi_table_init(&bi), -ENOENT);
		assert_int_equal(glue_warnings(), 1);
		((u8 *)&rsdp)[i] ^= 0x10;
	}
	expect_srat("ACPI: RSDT at ");
}

TEST(each_length_of_the_rsdp)
{
	u32 size;

	for (size = 0; size <= sizeof(rsdp); size++) {
		u8 *copy = malloc(size + !size);

		acpi_phys_setup(NULL);
		make_machine(2, sizeof(rsdp));
		memcpy(copy, &rsdp, size);
		bi.rsdp = copy;
		bi.rsdp_size = size;
		assert_int_equal(acpi_table_init(&bi),
				 size < ACPI_RSDP_OLD_SIZE ? -ENOENT : 0);
		free(copy);
	}
}

/* ---- the search ------------------------------------------------------ */

TEST(rsdp_in_the_bios)
{
	make_machine(2, 0);
	/* Where it may not be, and where a wrong one is passed over. */
	phys_put(0xf0008, &rsdp, sizeof(rsdp));
	rsdp.checksum++;
	phys_put(0xf1230, &rsdp, sizeof(rsdp));
	assert_int_equal(acpi_table_init(&bi), -ENOENT);
	make_rsdp(2);
	phys_put(0xf5550, &rsdp, sizeof(rsdp));
	expect_srat("ACPI: XSDT at ");
}

TEST(rsdp_at_the_very_end_of_the_bios)
{
	make_machine(2, 0);
	phys_put(0xfffe0, &rsdp, 32);
	expect_srat("ACPI: RSDT at ");
	acpi_phys_setup(NULL);
	make_machine(2, 0);
	phys_put(0xffff0, &rsdp, 36);
	assert_int_equal(acpi_table_init(&bi), -ENOENT);
}

TEST(rsdp_in_the_ebda)
{
	static const u16 segment = 0x9fc0;

	make_machine(0, 0);
	phys_put(0x40e, &segment, 2);
	phys_put(0x9ffe0, &rsdp, ACPI_RSDP_OLD_SIZE);
	expect_srat("ACPI: RSDT at ");
	/* Behind its first KiB nobody looks. */
	acpi_phys_setup(NULL);
	make_machine(0, 0);
	phys_put(0x40e, &segment, 2);
	phys_put(0xa0000, &rsdp, ACPI_RSDP_OLD_SIZE);
	assert_int_equal(acpi_table_init(&bi), -ENOENT);
}

TEST(efi_has_no_such_places)
{
	make_machine(2, 0);
	phys_put(0xf5550, &rsdp, sizeof(rsdp));
	bi.efi.data = &bi;
	assert_int_equal(acpi_table_init(&bi), -ENOENT);
	bi.efi.data = NULL;
	bi.efi_boot_services = true;
	assert_int_equal(acpi_table_init(&bi), -ENOENT);
	bi.efi_boot_services = false;
	assert_int_equal(acpi_table_init(&bi), 0);
}

/* ---- lists and tables ------------------------------------------------ */

/* Each byte of list and table: one message, and it is not used. */
TEST(each_byte_of_the_tables_counts)
{
	u8 *list, *srat;
	unsigned int i;

	make_rsdp(2);
	bi = (struct boot_info){ .rsdp = &rsdp, .rsdp_size = sizeof(rsdp) };
	list = put_list(XSDT, "XSDT", 8);
	srat = put_table(SRAT, "SRAT", "twelve bytes\x5a");
	put_table(OTHER, "FACP", "");
	nr_seen = 0;
	for (i = 0; i < 36 + 24; i++) {
		glue_log_clear();
		list[i] ^= 0x11;
		assert_int_equal(acpi_table_init(&bi), -EINVAL);
		assert_int_equal(glue_warnings(), 1);
		assert_int_equal(acpi_table_parse("SRAT", see), -ENOENT);
		list[i] ^= 0x11;
	}
	for (i = 4; i < 36 + 13; i++) {
		srat[i] ^= 0x11;
		assert_int_equal(acpi_table_init(&bi), 0);
		glue_log_clear();
		assert_int_equal(acpi_table_parse("SRAT", see), -EINVAL);
		assert_int_equal(glue_warnings(), 1);
		srat[i] ^= 0x11;
	}
	assert_int_equal(nr_seen, 0);
	assert_int_equal(phys_maps, 0);
	expect_srat("XSDT");
}

/* A length that its checksum agrees with can still be nonsense. */
TEST(lengths_of_tables)
{
	static const u32 lengths[] = { 0, 1, 8, 35, 0x3f001, 0x40000,
				       0x7fffffff, 0xffffffff };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		u8 *srat;

		acpi_phys_setup(NULL);
		make_machine(2, sizeof(rsdp));
		srat = put_table(SRAT, "SRAT", "twelve bytes\x5a");
		memcpy(srat + 4, &lengths[i], 4);
		fix_checksum(srat, 9, min(lengths[i], 49u));
		assert_int_equal(acpi_table_init(&bi), 0);
		assert_int_equal(acpi_table_parse("SRAT", see), -EINVAL);
		assert_int_equal(glue_warnings(), 1);
		assert_true(glue_log_has("a wrong length"));
		assert_int_equal(phys_maps, 0);
	}
}

TEST(list_without_entries)
{
	make_machine(2, sizeof(rsdp));
	put_table(XSDT, "XSDT", "1234567");	/* not one whole entry */
	assert_int_equal(acpi_table_init(&bi), 0);
	assert_int_equal(acpi_table_parse("SRAT", see), -ENOENT);
}

TEST(addresses_that_cannot_be)
{
	static const u64 entries[] = { ~0ULL, 1ULL << 60, SRAT };
	static struct table t;

	make_machine(2, sizeof(rsdp));
	table_start(&t, "XSDT", 1);
	table_add(&t, entries, sizeof(entries));
	table_finish(&t);
	phys_put(XSDT, t.bytes, t.size);
	expect_srat("XSDT at 0x07fe1003: SRAT");
	assert_int_equal(glue_warnings(), 2);
}

TEST(long_lists_are_cut)
{
	static struct table t;
	const u64 other = OTHER, srat = SRAT;
	unsigned int i;

	make_machine(2, sizeof(rsdp));
	table_start(&t, "XSDT", 1);
	for (i = 0; i < 127; i++)
		table_add(&t, &other, 8);
	table_add(&t, &srat, 8);
	table_finish(&t);
	phys_put(XSDT, t.bytes, t.size);
	expect_srat("FACP and 112 more\n");
	assert_int_equal(glue_warnings(), 0);
	nr_seen = 0;
	for (i = 0; i < 2000; i++)
		table_add(&t, &srat, 8);
	table_finish(&t);
	phys_put(XSDT, t.bytes, t.size);
	expect_srat("2128 tables, the first 128 are used");
}

TEST(odd_signatures_are_printable)
{
	make_machine(2, sizeof(rsdp));
	put_table(OTHER, "\x1b[2J", "");
	expect_srat("ACPI: XSDT at 0x07fe1003: ?[2J SRAT\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		A(new_rsdp_leads_to_the_xsdt), A(old_rsdp_leads_to_the_rsdt),
		A(old_rsdp_has_no_xsdt),
		A(new_rsdp_cut_off_leads_to_the_rsdt),
		A(broken_extension_leads_to_the_rsdt),
		A(no_xsdt_leads_to_the_rsdt), A(each_byte_of_the_rsdp_counts),
		A(each_length_of_the_rsdp), A(rsdp_in_the_bios),
		A(rsdp_at_the_very_end_of_the_bios), A(rsdp_in_the_ebda),
		A(efi_has_no_such_places), A(each_byte_of_the_tables_counts),
		A(lengths_of_tables), A(list_without_entries),
		A(addresses_that_cannot_be), A(long_lists_are_cut),
		A(odd_signatures_are_printable),
	};

	return RUN(tests);
}
