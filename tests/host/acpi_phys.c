// SPDX-License-Identifier: GPL-2.0-only
/* The memory beside RAM, and tables in it: see acpi_phys.h. */
#include <asm/fixmap.h>
#include <linux/printk.h>
#include "acpi_phys.h"

#define MAX_PIECES	256

static struct {
	phys_addr_t address;
	size_t size;
	u8 *bytes;
} pieces[MAX_PIECES];
static unsigned int nr_pieces;

int phys_maps;
unsigned int phys_refuse;

/* What is mapped now: it must be ended with the size it began with. */
static struct {
	void *copy;
	size_t size;
} mapped[FIX_BTMAPS_SLOTS];

int acpi_phys_setup(void **state)
{
	while (nr_pieces)
		free(pieces[--nr_pieces].bytes);
	phys_maps = 0;
	phys_refuse = 0;
	memset(mapped, 0, sizeof(mapped));
	return glue_memblock_setup(state);
}

u8 *phys_put(phys_addr_t address, const void *bytes, size_t size)
{
	u8 *copy = malloc(size);

	assert_non_null(copy);
	assert_true(nr_pieces < MAX_PIECES);
	memcpy(copy, bytes, size);
	pieces[nr_pieces].address = address;
	pieces[nr_pieces].size = size;
	pieces[nr_pieces++].bytes = copy;
	return copy;
}

/* Bytes that nobody has put there are 0xff, as on a bus without a device. */
void *early_memremap(phys_addr_t phys, size_t size)
{
	u8 *copy;
	unsigned int i;
	size_t at;

	if (!size || size > (NR_FIX_BTMAPS * PAGE_SIZE) - (phys & 4095) ||
	    phys >= 1ULL << 46 || phys_maps == FIX_BTMAPS_SLOTS ||
	    (phys_refuse && !--phys_refuse)) {
		pr_warn("early_memremap: 0x%llx, %zu bytes: refused\n", phys,
			size);
		return NULL;
	}
	copy = malloc(size);
	assert_non_null(copy);
	memset(copy, 0xff, size);
	for (i = 0; i < nr_pieces; i++)
		for (at = 0; at < pieces[i].size; at++)
			if (pieces[i].address + at - phys < size)
				copy[pieces[i].address + at - phys] =
					pieces[i].bytes[at];
	for (i = 0; mapped[i].copy; i++)
		;
	mapped[i].copy = copy;
	mapped[i].size = size;
	phys_maps++;
	return copy;
}

void early_memunmap(void *addr, size_t size)
{
	unsigned int i;

	for (i = 0; i < FIX_BTMAPS_SLOTS && mapped[i].copy != addr; i++)
		;
	assert_true(i < FIX_BTMAPS_SLOTS);
	assert_int_equal(size, mapped[i].size);
	mapped[i].copy = NULL;
	phys_maps--;
	free(addr);
}

/* ---- tables ---------------------------------------------------------- */

void fix_checksum(u8 *bytes, size_t at, size_t size)
{
	u8 sum = 0;

	bytes[at] = 0;
	while (size--)
		sum += bytes[size];
	bytes[at] = -sum;
}

void table_start(struct table *t, const char *signature, u8 revision)
{
	struct acpi_table_header header = {
		.revision = revision, .oem_id = "TESTS",
	};

	memcpy(header.signature, signature, sizeof(header.signature));
	t->size = 0;
	table_add(t, &header, sizeof(header));
}

void table_add(struct table *t, const void *bytes, size_t size)
{
	assert_true(t->size + size <= sizeof(t->bytes));
	memcpy(t->bytes + t->size, bytes, size);
	t->size += size;
}

void table_finish(struct table *t)
{
	memcpy(t->bytes + offsetof(struct acpi_table_header, length),
	       &t->size, sizeof(t->size));
	fix_checksum(t->bytes, offsetof(struct acpi_table_header, checksum),
		     t->size);
}

const struct acpi_table_header *table_exact(const struct table *t, u32 size)
{
	static u8 *copy;

	free(copy);
	copy = malloc(size);
	assert_non_null(copy);
	memcpy(copy, t->bytes, size);
	memcpy(copy + offsetof(struct acpi_table_header, length), &size,
	       sizeof(size));
	return (const struct acpi_table_header *)copy;
}

void srat_start(struct table *t, u8 revision)
{
	static const u8 fixed[12] = { 1 };

	table_start(t, ACPI_SIG_SRAT, revision);
	table_add(t, fixed, sizeof(fixed));
}

void srat_memory(struct table *t, u32 pxm, u64 start, u64 end, u32 flags)
{
	struct acpi_srat_mem_affinity ma = {
		.header = { ACPI_SRAT_TYPE_MEMORY_AFFINITY, sizeof(ma) },
		.proximity_domain = pxm, .base_address = start,
		.length = end - start, .flags = flags,
	};

	table_add(t, &ma, sizeof(ma));
}

void srat_cpu(struct table *t, u32 pxm, u32 flags)
{
	struct acpi_srat_cpu_affinity cpu = {
		.header = { ACPI_SRAT_TYPE_CPU_AFFINITY, sizeof(cpu) },
		.proximity_domain_lo = (u8)pxm,
		.proximity_domain_hi = { (u8)(pxm >> 8), (u8)(pxm >> 16),
					 (u8)(pxm >> 24) },
		.flags = flags,
	};

	table_add(t, &cpu, sizeof(cpu));
}

void srat_x2apic(struct table *t, u32 pxm, u32 flags)
{
	struct acpi_srat_x2apic_cpu_affinity cpu = {
		.header = { ACPI_SRAT_TYPE_X2APIC_CPU_AFFINITY, sizeof(cpu) },
		.proximity_domain = pxm, .flags = flags,
	};

	table_add(t, &cpu, sizeof(cpu));
}

void slit_make(struct table *t, u64 nr, const u8 *distances, size_t size)
{
	table_start(t, ACPI_SIG_SLIT, 1);
	table_add(t, &nr, sizeof(nr));
	table_add(t, distances, size);
	table_finish(t);
}
