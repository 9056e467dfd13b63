/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The firmware's map as a table of ranges with types, named after the BIOS
 * call it came from (INT 15h, AX=e820h). e820.c holds the table,
 * e820_sanitize.c puts it in order, firmware_map.c fills it from GRUB's
 * block. None of them contains an x86 instruction: they run on a host too.
 */
#ifndef _ASM_X86_E820_H
#define _ASM_X86_E820_H

#include <linux/boot_info.h>
#include <linux/compiler.h>
#include <linux/types.h>

/*
 * Room for a map. N overlapping ranges come apart into at most 2N - 1, so
 * 1,024 of any kind always fit; Linux 4.0 stops at 128 from the firmware.
 * Fuzzers set less.
 */
#ifndef E820_X_MAX
#define E820_X_MAX	2048
#endif

/*
 * ACPI 6.5, section 15.1. Type 0 means nothing. Any other number is kept,
 * and treated as reserved. Where ranges overlap the highest number wins.
 */
#define E820_RAM		1
#define E820_RESERVED		2
#define E820_ACPI		3	/* tables: RAM again once read */
#define E820_NVS		4	/* the firmware's, across sleep */
#define E820_UNUSABLE		5	/* bad RAM */
#define E820_PMEM		7	/* persistent */
#define E820_PRAM		12	/* persistent, before ACPI knew it */
#define E820_SOFT_RESERVED	0xefffffffU	/* RAM meant for a driver */

/* Physical addresses end here: the direct map has no room for more. */
#define MAXMEM		(1ULL << 46)

/* The BIOS area: display memory and ROMs, whatever the map says. */
#define BIOS_BEGIN	0x000a0000ULL
#define BIOS_END	0x00100000ULL

/* As the BIOS writes it and Multiboot2 passes it on: 20 bytes. */
struct e820entry {
	u64 addr;
	u64 size;
	u32 type;
} __packed __aligned(4);

struct e820map {
	u32 nr_map;
	struct e820entry map[E820_X_MAX];
};

extern struct e820map e820;

/* End of what this CPU can address; at most MAXMEM. */
extern phys_addr_t max_phys_addr;

/* ---- the table: e820.c ----------------------------------------------- */

int e820_add_region(u64 start, u64 size, u32 type);
u64 e820_update_range(u64 start, u64 size, u32 old_type, u32 new_type);
u64 e820_remove_range(u64 start, u64 size, u32 old_type, bool checktype);
bool e820_any_mapped(u64 start, u64 end, u32 type);
bool e820_all_mapped(u64 start, u64 end, u32 type);
u64 e820_end_of_ram_pfn(void);
u64 e820_end_of_low_ram_pfn(void);
bool e820_ram_pages(const struct e820entry *e, u64 *start, u64 *end);
void memblock_x86_fill(void);

const char *e820_type_to_string(u32 type);
void e820_print_entry(const char *who, const struct e820entry *entry);
void e820_print_map(const char *who);

/* The last byte of a range: unlike its end it never wraps to 0. */
static inline u64 e820_last(const struct e820entry *entry)
{
	return entry->addr + (entry->size - 1);
}

/* Has bytes, means something, and does not wrap past the last address. */
static inline bool e820_entry_valid(const struct e820entry *entry)
{
	return entry->size && entry->type && e820_last(entry) >= entry->addr;
}

/* ---- order: e820_sanitize.c ------------------------------------------ */

int sanitize_e820_map(struct e820entry *biosmap, u32 max_nr_map,
		      u32 *pnr_map);
void update_e820(void);
bool e820_continues(const struct e820entry *prev, u64 start, u64 size,
		    u32 type);

/* ---- from GRUB's block to the table: firmware_map.c ------------------ */

enum map_source { MAP_NONE, MAP_E820, MAP_EFI };

void append_e820_map(const struct boot_table *table);
enum map_source
default_machine_specific_memory_setup(const struct boot_info *bi);
void trim_bios_range(void);

/* ---- mem= and memmap=: e820_param.c ---------------------------------- */

int parse_memopt(char *value);
int parse_memmap_opt(char *value);
void finish_e820_parsing(void);

/* ---- RAM that is only claimed: e820_claim.c, ram_probe.c ------------- */

void remember_real_ram(void);
void check_claimed_ram(const char *who, bool (*answers)(phys_addr_t page));
void check_firmware_ram(bool (*answers)(phys_addr_t page));
bool ram_answers(phys_addr_t page);
bool page_answers(phys_addr_t page);

/* ---- the BIOS's own data below 640 KiB: ebda.c ----------------------- */

phys_addr_t bios_data_start(u16 base_kib, u16 ebda_segment);

#endif
