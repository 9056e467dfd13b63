// SPDX-License-Identifier: GPL-2.0-only
/*
 * The prompt at the end of the boot: reads a line, finds its command, runs
 * it. What the commands print lives with what they show; only those that
 * need no home of their own are here.
 */
#include <asm/setup.h>
#include <linux/accounting.h>
#include <linux/console.h>
#include <linux/crash.h>
#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/memblock.h>
#include <linux/memory_picture.h>
#include <linux/mm.h>
#include <linux/monitor.h>
#include <linux/params.h>
#include <linux/printk.h>
#include <linux/readline.h>
#include <linux/selftest.h>
#include <linux/slab.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <linux/trace.h>

struct command {
	const char *name, *args, *help;
	void (*run)(char *args);
};

static const struct command commands[];

static void cmd_help(char *args)
{
	const struct command *c;

	for (c = commands; c->name; c++)
		cprintf("  %-10s%-8s%s\n", c->name, c->args, c->help);
}

static void cmd_map(char *args)
{
	if (*args && strcmp(args, "plain")) {
		cprintf("map: nothing, or plain: without colours\n");
		return;
	}
	show_picture(!*args);
	show_map();
}

static void cmd_memblock(char *args)
{
	__memblock_dump_all();
}

static void cmd_bootmem(char *args)
{
	show_bootmem();
}

static void cmd_iomem(char *args)
{
	show_resources(&iomem_resource);
}

static void cmd_buddy(char *args)
{
	show_free_areas();
	cprintf("%llu of %llu pages are free\n", nr_free_pages(),
		totalram_pages);
}

static void cmd_slab(char *args)
{
	show_slab();
}

static void cmd_meminfo(char *args)
{
	show_meminfo();
}

static void cmd_ptdump(char *args)
{
	ptdump();
}

static void cmd_kmemleak(char *args)
{
	show_kmemleak();
}

static void cmd_trace(char *args)
{
	show_trace_events(args);
}

static void cmd_dmesg(char *args)
{
	show_log();
}

static void cmd_alloc(char *args)
{
	struct kmem_cache *cache;
	char *rest;
	u64 size = memparse(args, &rest);
	void *block;

	if (rest == args || *rest) {
		cprintf("alloc: give a size, as 100, 0x40, 16K or 2M\n");
		return;
	}
	block = kzalloc(size, GFP_KERNEL);
	if (!block || block == ZERO_SIZE_PTR) {
		cprintf("alloc: %llu bytes: %s\n", size,
			block ? "nothing to point at" : "no memory");
		return;
	}
	cache = slab_find(block, NULL);
	cprintf("%p: %zu bytes for %llu, from %s, physical %#llx\n", block,
		ksize(block), size,
		cache ? kmem_cache_name(cache) : "the page allocator",
		__pa(block));
}

static void cmd_free(char *args)
{
	u64 addr;

	if (kstrtou64(args, &addr))
		cprintf("free: give an address that alloc printed\n");
	else
		kfree((void *)addr);
}

static void cmd_backtrace(char *args)
{
	dump_stack();
}

static void cmd_selftest(char *args)
{
	run_selftests();
}

static void cmd_crash(char *args)
{
	if (crash_provoke(args))
		cprintf("crash: one of: %s\n", crash_kinds());
}

static void cmd_reboot(char *args)
{
	machine_exit(EXIT_REBOOT);
}

static void cmd_poweroff(char *args)
{
	machine_exit(EXIT_POWEROFF);
}

static const struct command commands[] = {
	{ "help", "", "this list", cmd_help },
	{ "map", "[plain]", "physical memory: picture, and ranges", cmd_map },
	{ "memblock", "", "the two lists: memory and reserved", cmd_memblock },
	{ "bootmem", "", "each early allocation and who asked", cmd_bootmem },
	{ "iomem", "", "who has which addresses", cmd_iomem },
	{ "buddy", "", "free blocks by zone and order", cmd_buddy },
	{ "slab", "", "caches and their objects", cmd_slab },
	{ "meminfo", "", "every byte of RAM, and whose it is", cmd_meminfo },
	{ "ptdump", "", "what is mapped where, with which rights", cmd_ptdump },
	{ "kmemleak", "", "blocks that nobody can reach now", cmd_kmemleak },
	{ "trace", "[WORD]", "each move of memblock, or those that fit WORD",
	  cmd_trace },
	{ "dmesg", "", "the whole log, also what was not shown", cmd_dmesg },
	{ "alloc", "SIZE", "kzalloc() that many bytes", cmd_alloc },
	{ "free", "ADDR", "kfree() what alloc gave", cmd_free },
	{ "backtrace", "", "how the kernel got here", cmd_backtrace },
	{ "selftest", "", "run all self-tests (KTAP)", cmd_selftest },
	{ "crash", "KIND", "provoke a fault, to see its report", cmd_crash },
	{ "reboot", "", "start again", cmd_reboot },
	{ "poweroff", "", "leave", cmd_poweroff },
	{ NULL, NULL, NULL, NULL }
};

/* Cut @line after its first word; returns what follows, without blanks. */
static char *split_command(char *line)
{
	char *args = strchr(line, ' ');
	char *end;

	if (!args)
		return line + strlen(line);
	*args++ = '\0';
	while (*args == ' ')
		args++;
	end = args + strlen(args);
	while (end > args && end[-1] == ' ')
		*--end = '\0';
	return args;
}

static void run_command(char *line)
{
	const struct command *c;
	char *args;

	while (*line == ' ')
		line++;
	if (!*line)
		return;
	args = split_command(line);
	for (c = commands; c->name; c++) {
		if (!strcmp(c->name, line)) {
			c->run(args);
			picture_changed();
			return;
		}
	}
	cprintf("%s: no such command; try: help\n", line);
}

void monitor(void)
{
	static char line[LINE_LENGTH];

	/* What is asked for at the prompt is always shown. */
	console_loglevel = max(console_loglevel, CONSOLE_LOGLEVEL_DEFAULT);
	picture_changed();
	input_init();
	kmemleak_late_init();
	cprintf("\nThis is the prompt. Try: memblock, alloc 100, help\n"
		"To leave: poweroff, or Ctrl-a x in QEMU\n");
	for (;;)
		if (readline("nopanic> ", line))
			run_command(line);
}
