/* SPDX-License-Identifier: GPL-2.0-only */
/* What arch/x86 does for start_kernel(), in the order of the boot. */
#ifndef _ASM_X86_SETUP_H
#define _ASM_X86_SETUP_H

#include <linux/types.h>

/* kernel/{serial,vga,keyboard}.c */
void serial_init(void);
void vga_init(void);
/* Bytes typed on serial or keyboard; -1 if none. Filled by interrupts. */
int input_getc(void);
void input_init(void);			/* PIC, IRQ 1 and 4: at the prompt */

/* kernel/fw_cfg.c: 0 on a machine without it, or without the file. */
bool fw_cfg_present(void);
size_t fw_cfg_read(const char *name, void *buf, size_t max, size_t *size);

/* kernel/cmdline.c */
void setup_command_line(void);			/* GRUB's and fw_cfg's */

/* kernel/setup.c: from GRUB's block to the two lists; kernel/mm side. */
void setup_boot_info(phys_addr_t block);	/* tags, command line */
void setup_memory_map(void);			/* e820/efi, reserve, add */

/*
 * kernel/bootinfo.c: for tests only, a block in place of GRUB's. They do
 * nothing without QEMU's file opt/org.nopanic/bootinfo.
 */
bool test_block_load(phys_addr_t *block, size_t *size);
void test_block_list_real_ram(void);
void test_block_refuse_ram(void);

/* kernel/map_simulation.c: ./qemu.sh --map */
void simulate_map(void);

/* kernel/e820_resource.c */
void e820_reserve_resources(void);

/* mm/init.c */
void init_mem_mapping(void);

/* mm/initmem.c */
void free_initmem(void);

/* kernel/reboot.c: how QEMU ends; the kernel halts where there is none. */
enum exit_status {
	EXIT_PASS = 0x10, EXIT_FAIL = 0x11, EXIT_PANIC = 0x12,
	EXIT_POWEROFF = 0x13, EXIT_REBOOT = 0x14, EXIT_LAB_MISSING = 0x15,
};
void machine_exit(enum exit_status status) __attribute__((noreturn));

/* GRUB's command line with that of fw_cfg behind it. */
extern char boot_command_line[];
#define COMMAND_LINE_SIZE	4096

#endif
