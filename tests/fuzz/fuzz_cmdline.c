// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line: GRUB's text up to the first 0xff, QEMU's behind it, put
 * together, cut into words and given to every parameter that the kernel has.
 * Their files are linked whole; what these call besides is never reached, so
 * the linker leaves it out. A run begins with the values of a fresh boot,
 * but for those that only a later one could show.
 *
 * sources: arch/x86/kernel/cmdline.c kernel/params.c lib/cmdline.c
 * sources: arch/x86/kernel/e820_param.c arch/x86/kernel/e820.c
 * sources: arch/x86/kernel/e820_sanitize.c arch/x86/kernel/e820_claim.c
 * sources: arch/x86/mm/numa_64.c mm/mm_init.c mm/kmemleak.c
 * sources: mm/slab_common.c mm/fail_bootmem.c kernel/trace.c
 * sources: kernel/printk.c kernel/panic.c
 * sources: kernel/selftest.c kernel/picture_strip.c
 * sources: lib/sort.c mm/memblock*.c tests/fuzz/map_check.c
 * sources: tests/host/glue.c tests/host/glue_memblock.c
 * cflags: -DCONFIG_NUMA -DCONFIG_NODES_SHIFT=4 -DCONFIG_DEBUG_KMEMLEAK
 * cflags: -I arch/x86/include -include tests/fuzz/params.h
 * ldflags: -no-pie -Wl,--unresolved-symbols=ignore-all
 * reads: arch/x86/kernel/cmdline.c kernel/params.c
 * bytes: 7000
 */
#include <asm/setup.h>
#include <linux/boot_info.h>
#include <linux/console.h>
#include <linux/init.h>
#include "map_check.h"

extern const struct obs_kernel_param __setup_start[], __setup_end[];
extern bool numa_off, movable_node_enabled;

struct boot_info boot_info;

/* Of early_param(): a new one is to be linked and counted here. */
#define NR_PARAMS	16

static const char *extra;
static size_t extra_size;

/* In the place of QEMU's. */
size_t fw_cfg_read(const char *name, void *buf, size_t max, size_t *size)
{
	size_t n = min(extra_size, max);

	REQUIRE(!strcmp(name, "opt/org.nopanic/cmdline"));
	if (size)
		*size = extra_size;
	memcpy(buf, extra, n);
	return n;
}

/* Parameters that are linked in, so that none is missed in silence. */
void fuzz_start(void)
{
	size_t nr = (size_t)(__setup_end - __setup_start);

	if (nr == NR_PARAMS)
		return;
	fprintf(stderr, "%zu parameters, %d expected\n", nr, NR_PARAMS);
	exit(2);
}

/* Whole words: none is cut that the two texts did not have. */
static void require_line(const char *grub)
{
	size_t len = strlen(boot_command_line);

	REQUIRE(len < COMMAND_LINE_SIZE);
	REQUIRE(len <= strlen(grub) + 2 + extra_size);	/* ", blank */
	REQUIRE(!memcmp(boot_command_line, grub, min(len, strlen(grub))) ||
		strlen(grub) >= COMMAND_LINE_SIZE - 2050);
}

static void one_boot(char *grub)
{
	static char line[COMMAND_LINE_SIZE];

	map_reset();
	console_loglevel = CONSOLE_LOGLEVEL_DEFAULT;
	numa_off = movable_node_enabled = false;
	boot_info.cmdline = *grub ? grub : NULL;
	setup_command_line();
	require_line(grub);
	strcpy(line, boot_command_line);
	parse_early_params(line);
	REQUIRE(console_loglevel >= 0 &&
		console_loglevel <= CONSOLE_LOGLEVEL_DEBUG);
	e820_add_region(0, 8 << 20, E820_RAM);
	finish_e820_parsing();
	map_require_order();
}

void fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, data + size };
	const u8 *cut = memchr(data, 0xff, size);
	char *grub;

	extra_size = cut ? (size_t)(in.end - cut - 1) : 0;
	extra = (const char *)in.end - extra_size;
	if (cut)
		in.end = cut;
	grub = input_rest(&in, &size);
	grub = realloc(grub, size + 1);
	grub[size] = '\0';
	one_boot(grub);
	free(grub);
}
