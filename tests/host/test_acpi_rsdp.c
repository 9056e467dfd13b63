// SPDX-License-Identifier: GPL-2.0-only
/*
 * From an RSDP to the address of the list of tables: every length and size,
 * every place where one may be and those just beside them, and maps that are
 * refused.
 *
 * sources: arch/x86/kernel/acpi_rsdp.c
 * sources: mm/memblock*.c tests/host/acpi_phys.c tests/host/glue.c
 * sources: tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -I arch/x86/include
 */
#include "acpi_phys.h"

#define RSDT	0x7fe0000
#define XSDT	0x7fe1003
#define EBDA	0x80000
#define BIOS	0xe0000

#define OLD	ACPI_RSDP_OLD_SIZE
#define NEW	sizeof(struct acpi_table_rsdp)

static const char wrong_length[] = "ACPI: RSDP: wrong length, the RSDT is "
				   "used\n";
static const char wrong_sum[] = "ACPI: RSDP: wrong extended checksum, the "
				"RSDT is used\n";
static const char not_believed[] = "ACPI: the RSDP that the boot loader passed "
				   "has a wrong signature or checksum\n";

static u8 bytes[0x20002];		/* an RSDP, and what is behind it */

/* Sound as far as it can be; @length is what it says. */
static void make(u8 revision, u32 length)
{
	struct acpi_table_rsdp rsdp = {
		.signature = ACPI_SIG_RSDP, .revision = revision,
		.rsdt_address = RSDT, .length = length, .xsdt_address = XSDT,
	};

	memset(bytes, 0x5c, sizeof(bytes));
	memcpy(bytes, &rsdp, sizeof(rsdp));
	fix_checksum(bytes, 8, OLD);
	if (length >= NEW && length <= sizeof(bytes))
		fix_checksum(bytes, 32, length);
}

/* An old one, told from others by its RSDT. */
static void put(phys_addr_t at, u32 rsdt)
{
	make(0, 0);
	memcpy(bytes + 16, &rsdt, 4);
	fix_checksum(bytes, 8, OLD);
	phys_put(at, bytes, OLD);
}

static void put_segment(u16 segment)
{
	phys_put(0x40e, &segment, sizeof(segment));
}

static void expect_root(const struct boot_info *bi, phys_addr_t address,
			const char *log)
{
	struct acpi_root root;

	glue_log_clear();
	root = acpi_find_root(bi);
	assert_int_equal(root.address, address);
	assert_int_equal(root.xsdt, address == XSDT);
	assert_string_equal(glue_log(), log);
	assert_int_equal(phys_maps, 0);
}

/* From the boot loader, in memory of just that size; with EFI, so that there
 * is no other. */
static void expect_passed(u32 size, phys_addr_t address, const char *log)
{
	struct boot_info bi = { .rsdp_size = size, .efi_boot_services = true };
	u8 *copy = malloc(size + !size);

	memcpy(copy, bytes, size);
	bi.rsdp = copy;
	expect_root(&bi, address, log);
	free(copy);
}

static void expect_found(phys_addr_t address)
{
	static const struct boot_info bi;

	expect_root(&bi, address, "");
}

/* ---- passed by the boot loader --------------------------------------- */

TEST(each_length_and_size)
{
	u32 length, size;

	for (length = 0; length < 64; length++)
		for (size = 0; size < 64; size++) {
			make(2, length);
			if (size < OLD)
				expect_passed(size, 0, not_believed);
			else if (size < NEW)
				expect_passed(size, RSDT, "");
			else if (length < NEW || length > size)
				expect_passed(size, RSDT, wrong_length);
			else
				expect_passed(size, XSDT, "");
		}
}

TEST(each_revision)
{
	u32 revision;

	for (revision = 0; revision < 256; revision++) {
		make((u8)revision, NEW);
		expect_passed(NEW, revision < 2 ? RSDT : XSDT, "");
	}
}

/* Any byte of the first 20, and any of the rest. */
TEST(each_byte)
{
	u32 i;

	for (i = 0; i < 40; i++) {
		make(2, 40);
		bytes[i] ^= 0x40;
		if (i < OLD)
			expect_passed(40, 0, not_believed);
		else if (i < 24)		/* of the length itself */
			expect_passed(40, RSDT, wrong_length);
		else
			expect_passed(40, RSDT, wrong_sum);
		if (i < 8) {		/* a checksum makes no signature */
			fix_checksum(bytes, 8, OLD);
			fix_checksum(bytes, 32, 40);
			expect_passed(40, 0, not_believed);
		}
	}
}

TEST(no_xsdt)
{
	make(2, NEW);
	memset(bytes + 24, 0, 8);
	fix_checksum(bytes, 32, NEW);
	expect_passed(NEW, RSDT, "");
}

/* A bad one is as good as none, where there is a BIOS. */
TEST(bad_one_and_a_bios)
{
	struct boot_info bi = { .rsdp = bytes, .rsdp_size = NEW };

	put(BIOS + 0x1000, 0x1234);
	make(2, NEW);
	expect_root(&bi, XSDT, "");
	bytes[8]++;
	expect_root(&bi, 0x1234, not_believed);
	bi.efi.data = bytes;
	expect_root(&bi, 0, not_believed);
	bi.rsdp = NULL;
	expect_root(&bi, 0, "");
	bi.efi.data = NULL;
	expect_root(&bi, 0x1234, "");
}

/* ---- in a BIOS's memory ---------------------------------------------- */

/* Where the EBDA may be: above the first data, below the display's. */
TEST(segments)
{
	static const u16 segments[] = { 0x4f, 0x50, 0x51, 0x1000, 0x9fff,
					0xa000, 0xa001, 0xdf00, 0xffff };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(segments); i++) {
		bool found = segments[i] >= 0x50 && segments[i] < 0xa000;

		acpi_phys_setup(NULL);
		put_segment(segments[i]);
		put((phys_addr_t)segments[i] << 4, 0x1111);
		expect_found(found ? 0x1111 : 0);
		/* The BIOS is looked through if it is not there. */
		put(BIOS, 0x2222);
		expect_found(found ? 0x1111 : 0x2222);
	}
}

/* On boundaries of 16 bytes, with all 20 bytes within the area. */
TEST(places_in_the_areas)
{
	static const struct {
		u32 start, size;
	} areas[] = { { EBDA, 0x400 }, { BIOS, 0x20000 } };
	u32 i, k;

	for (i = 0; i < 2; i++) {
		u32 size = areas[i].size;
		u32 at[] = { 0, 1, 8, 15, 16, 24, 32, size / 2 + 16, size - 48,
			     size - 32, size - 24, size - 20, size - 16, size,
			     size + 16 };

		for (k = 0; k < ARRAY_SIZE(at); k++) {
			acpi_phys_setup(NULL);
			put_segment(EBDA >> 4);
			put(areas[i].start + at[k], 0x3333);
			expect_found(at[k] % 16 == 0 && at[k] + OLD <= size ?
				     0x3333 : 0);
		}
	}
	acpi_phys_setup(NULL);
	put(BIOS - 16, 0x3333);
	expect_found(0);
}

TEST(first_of_several)
{
	put(BIOS + 0x400, 0x4444);
	put(BIOS + 0x20, 0x5555);
	put(BIOS + 0x30000 - 0x20, 0x6666);
	expect_found(0x5555);
	put_segment(EBDA >> 4);
	put(EBDA + 0x40, 0x7777);
	put(EBDA + 0x20, 0x8888);
	expect_found(0x8888);
}

/* It may say that it fills the area, but no byte more. */
TEST(longest_of_all)
{
	static const struct boot_info bi;
	static const struct {
		phys_addr_t start;
		u32 size;
	} areas[] = { { EBDA, 0x400 }, { BIOS, 0x20000 } };
	u32 i, more;

	for (i = 0; i < 2; i++)
		for (more = 0; more < 2; more++) {
			acpi_phys_setup(NULL);
			put_segment(EBDA >> 4);
			make(2, areas[i].size + more);
			phys_put(areas[i].start, bytes, areas[i].size + more);
			expect_root(&bi, more ? RSDT : XSDT,
				    more ? wrong_length : "");
		}
}

/* Of the segment's word, the EBDA, the BIOS one cannot be mapped. */
TEST(maps_that_are_refused)
{
	static const struct boot_info bi;
	struct acpi_root root;
	u32 n;

	put_segment(EBDA >> 4);
	put(BIOS + 0x20, 0x5555);
	for (n = 1; n <= 4; n++) {
		phys_refuse = n;
		glue_log_clear();
		root = acpi_find_root(&bi);
		assert_int_equal(root.address, n == 3 ? 0 : 0x5555);
		assert_int_equal(glue_warnings(), n == 4 ? 0 : 1);
		assert_int_equal(phys_maps, 0);
	}
	phys_refuse = 0;
	put(EBDA, 0x7777);
	expect_found(0x7777);
	phys_refuse = 1;		/* nobody knows where it is then */
	assert_int_equal(acpi_find_root(&bi).address, 0x5555);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		A(each_length_and_size), A(each_revision), A(each_byte),
		A(no_xsdt), A(bad_one_and_a_bios), A(segments),
		A(places_in_the_areas), A(first_of_several),
		A(longest_of_all), A(maps_that_are_refused),
	};

	return RUN(tests);
}
