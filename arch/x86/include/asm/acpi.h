/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ACPI's tables, as far as memory needs them: which memory belongs to which
 * node (SRAT), and how far nodes are from each other (SLIT). Numbers are
 * little-endian and not aligned. Section numbers are those of ACPI 6.5.
 * No x86 instruction here or in the files behind it.
 */
#ifndef _ASM_X86_ACPI_H
#define _ASM_X86_ACPI_H

#include <linux/boot_info.h>
#include <linux/compiler.h>
#include <linux/types.h>

/* ---- the way to the tables ------------------------------------------- */

#define ACPI_SIG_RSDP	"RSD PTR "

/* 5.2.5.3; of revision 0 there are only the first 20 bytes. */
struct acpi_table_rsdp {
	char signature[8];
	u8 checksum;			/* of the first 20 bytes */
	char oem_id[6];
	u8 revision;
	u32 rsdt_address;
	u32 length;
	u64 xsdt_address;
	u8 extended_checksum;		/* of @length bytes */
	u8 reserved[3];
} __packed;

#define ACPI_RSDP_OLD_SIZE	20

/* 5.2.6: what every table begins with. */
struct acpi_table_header {
	char signature[4];
	u32 length;			/* bytes, with this header */
	u8 revision;
	u8 checksum;			/* makes the sum of all bytes 0 */
	char oem_id[6];
	char oem_table_id[8];
	u32 oem_revision;
	char creator_id[4];
	u32 creator_revision;
} __packed;

/* ---- SRAT: 5.2.16 ---------------------------------------------------- */

#define ACPI_SIG_SRAT	"SRAT"

struct acpi_table_srat {
	struct acpi_table_header header;
	u32 table_revision;		/* must be 1 */
	u64 reserved;
} __packed;

enum acpi_srat_type {
	ACPI_SRAT_TYPE_CPU_AFFINITY = 0,
	ACPI_SRAT_TYPE_MEMORY_AFFINITY = 1,
	ACPI_SRAT_TYPE_X2APIC_CPU_AFFINITY = 2,
};

/* What follows the fixed part: entries that say their own length. */
struct acpi_subtable_header {
	u8 type;
	u8 length;
} __packed;

/* 5.2.16.1 */
struct acpi_srat_cpu_affinity {
	struct acpi_subtable_header header;
	u8 proximity_domain_lo;
	u8 apic_id;
	u32 flags;
	u8 local_sapic_eid;
	u8 proximity_domain_hi[3];	/* from revision 2 on */
	u32 clock_domain;
} __packed;

#define ACPI_SRAT_CPU_ENABLED		(1u << 0)

/* 5.2.16.2 */
struct acpi_srat_mem_affinity {
	struct acpi_subtable_header header;
	u32 proximity_domain;		/* of revision 1: 8 bits count */
	u16 reserved;
	u64 base_address;
	u64 length;
	u32 reserved1;
	u32 flags;
	u64 reserved2;
} __packed;

#define ACPI_SRAT_MEM_ENABLED		(1u << 0)
#define ACPI_SRAT_MEM_HOT_PLUGGABLE	(1u << 1)
#define ACPI_SRAT_MEM_NON_VOLATILE	(1u << 2)

/* 5.2.16.3 */
struct acpi_srat_x2apic_cpu_affinity {
	struct acpi_subtable_header header;
	u16 reserved;
	u32 proximity_domain;
	u32 apic_id;
	u32 flags;
	u32 clock_domain;
	u32 reserved2;
} __packed;

/* ---- SLIT: 5.2.17 ---------------------------------------------------- */

#define ACPI_SIG_SLIT	"SLIT"

struct acpi_table_slit {
	struct acpi_table_header header;
	u64 locality_count;
	u8 entry[];			/* rows of @locality_count each */
} __packed;

/* ---- kernel/acpi_rsdp.c ---------------------------------------------- */

/* Where the list of tables is; @address 0: nowhere. */
struct acpi_root {
	phys_addr_t address;
	bool xsdt;			/* 8-byte entries, not 4 */
};

bool acpi_checksum_ok(const void *data, size_t size);
struct acpi_root acpi_find_root(const struct boot_info *bi);

/* ---- kernel/acpi.c --------------------------------------------------- */

/* @table has been checked: its length is mapped, its checksum is right. */
typedef int (*acpi_tbl_table_handler)(const struct acpi_table_header *table);

int acpi_table_init(const struct boot_info *bi);
int acpi_table_parse(const char *id, acpi_tbl_table_handler handler);

/* ---- mm/srat.c ------------------------------------------------------- */

int acpi_parse_srat(const struct acpi_table_header *table);
int acpi_parse_slit(const struct acpi_table_header *table);
int acpi_map_pxm_to_node(u32 pxm);
int pxm_to_node(u32 pxm);
u32 node_to_pxm(int node);
int acpi_nr_nodes(void);
void acpi_reset_pxm_map(void);

#endif
