// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page fault in words: what was tried, where, and why it could not be.
 * traps.c asks; nothing here prints or reads at the faulting address.
 */
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/sprintf.h>
#include <linux/stacktrace.h>
#include <asm/fixmap.h>
#include <asm/io.h>
#include <asm/pgtable.h>
#include <asm/sections.h>
#include <asm/traps.h>

/* Four levels of page tables give the direct map this much room. */
#define DIRECT_MAP_SIZE	(1ULL << 46)

struct section {
	const char *start, *end, *name;
};

static const struct section sections[] = {
	{ _text, _etext, ".text" },
	{ __start_rodata, __end_rodata, ".rodata" },
	{ _sdata, _edata, ".data" },
	{ _sinittext, _einittext, ".init.text" },
	{ _einittext, __init_end, ".init.data" },
	{ __kallsyms_start, __bss_start, ".kallsyms" },
	{ init_stack, init_stack_end, "stack" },
	{ __bss_start, _end, ".bss" },
};

bool in_stack_guard(unsigned long addr)
{
	return addr - (unsigned long)init_stack_guard < PAGE_SIZE;
}

/* The section of the kernel image that an address lies in, or NULL. */
static const struct section *find_section(unsigned long addr)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(sections); i++)
		if (addr >= (unsigned long)sections[i].start &&
		    addr < (unsigned long)sections[i].end)
			return &sections[i];
	return NULL;
}

/* In a section that is the page allocator's by now (initmem.c)? */
static bool in_freed_init(unsigned long addr)
{
	return initmem_freed && addr >= (unsigned long)__init_begin &&
	       addr < (unsigned long)__init_end;
}

/* Where @addr is, for people: a function, a section, physical memory. */
static void locate(char *buf, size_t size, unsigned long addr)
{
	phys_addr_t phys = addr - PAGE_OFFSET;
	const struct section *s = find_section(addr);
	const char *of = "";
	unsigned long offset;

	if (!s && phys < DIRECT_MAP_SIZE) {
		s = find_section(phys + __START_KERNEL_map);
		if (in_freed_init(phys + __START_KERNEL_map))
			s = NULL;
		of = "direct map of ";
	}
	if (s && phys < DIRECT_MAP_SIZE)
		addr = phys + __START_KERNEL_map;
	if (kallsyms_lookup(addr, &offset))
		snprintf(buf, size, "%s%pS", of, (void *)addr);
	else if (s)
		snprintf(buf, size, "%s%s+0x%lx", of, s->name,
			 addr - (unsigned long)s->start);
	else if (phys < DIRECT_MAP_SIZE)
		snprintf(buf, size, "direct map: physical 0x%llx, %s", phys,
			 memblock_is_memory(phys) ? "RAM" : "which is no RAM");
	else if (addr - IOREMAP_START < IOREMAP_END - IOREMAP_START)
		snprintf(buf, size, "ioremap area");
	else if (addr - FIXADDR_START < FIXADDR_END - FIXADDR_START)
		snprintf(buf, size, "fixmap");
	else if (addr >= __START_KERNEL_map)
		snprintf(buf, size, "outside the kernel image");
	else
		snprintf(buf, size, "no part of the kernel");
}

static const char *access_name(unsigned long error_code)
{
	if (error_code & PF_INSTR)
		return "execution of";
	return error_code & PF_WRITE ? "write to" : "read of";
}

/* Kind and wording of a fault on a page that is mapped. */
static const char *describe_protection(unsigned long error_code,
				       const char *where,
				       struct fault_report *report)
{
	if (error_code & PF_RSVD) {
		report->kind = FAULT_OTHER;
		return "page table with a reserved bit set";
	}
	if (error_code & PF_INSTR) {
		report->kind = FAULT_EXEC;
		return "execution of non-executable memory";
	}
	report->kind = FAULT_RODATA;
	return where;
}

/* A write to what is read-only: text or data? */
static const char *read_only_name(unsigned long addr)
{
	phys_addr_t phys = addr - PAGE_OFFSET;

	if (phys < DIRECT_MAP_SIZE)
		addr = phys + __START_KERNEL_map;
	return kernel_text_address(addr) ? "write to read-only text"
					 : "write to read-only data";
}

/**
 * describe_page_fault - say what a page fault was
 * @regs: its registers; of a double fault when @addr is in the guard page
 * @addr: CR2
 * @report: kind, addr and what are filled in
 */
void describe_page_fault(const struct pt_regs *regs, unsigned long addr,
			 struct fault_report *report)
{
	size_t size = sizeof(report->what);
	unsigned long code = regs->error_code;
	const char *name;
	char where[80];

	report->addr = addr;
	if (addr == regs->ip)	/* a CPU without NX does not say so */
		code |= PF_INSTR;
	if (in_stack_guard(addr)) {
		report->kind = FAULT_STACK;
		snprintf(report->what, size,
			 "BUG: stack overflow: guard page hit at 0x%016lx",
			 addr);
		return;
	}
	if (addr < PAGE_SIZE) {
		report->kind = FAULT_NULL;
		snprintf(report->what, size,
			 "BUG: null pointer dereference: %s 0x%016lx",
			 access_name(code), addr);
		return;
	}
	locate(where, sizeof(where), addr);
	if (code & PF_PROT) {
		name = describe_protection(code, read_only_name(addr), report);
		snprintf(report->what, size, "BUG: %s at 0x%016lx (%s)", name,
			 addr, where);
		return;
	}
	report->kind = FAULT_UNMAPPED;
	snprintf(report->what, size, in_freed_init(addr) ?
		 "BUG: %s freed .init at 0x%016lx (%s)" :
		 "BUG: access to unmapped address: %s 0x%016lx (%s)",
		 access_name(code), addr, where);
}
