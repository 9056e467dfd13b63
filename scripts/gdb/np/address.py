# SPDX-License-Identifier: GPL-2.0-only
"""np page, np pt: what is at an address, and how the CPU gets there."""

import gdb

from np import kernel, memory
from np.lists import flags_name
from np.text import say, size, span

PRESENT, WRITE, LARGE, NX = 1 << 0, 1 << 1, 1 << 7, 1 << 63
NO_CACHE, ACCESSED, DIRTY = 1 << 4, 1 << 5, 1 << 6
FRAME = 0x000ffffffffff000
LEVELS = {4: "PML4", 3: "PDPT", 2: "PD", 1: "PT"}
LEAF = {3: "1 GiB page", 2: "2 MiB page", 1: "4 KiB page"}
MAX_PHYS = 1 << 46

# Sections of the image by the linker's symbols (boot/linker.ld).
SECTIONS = [("_text", "_etext", "code"),
            ("__start_rodata", "__end_rodata", "read-only data"),
            ("_sdata", "_edata", "data"),
            ("__init_begin", "__init_end", "init code and data"),
            ("__kallsyms_start", "__kallsyms_end", "symbol names"),
            ("__bss_start", "__bss_stop", "bss: data that starts as zero")]


# ---- np pt ----------------------------------------------------------------

def entry_flags(entry):
    words = ["writable" if entry & WRITE else "read-only",
             "no-execute" if entry & NX else "executable"]
    for bit, word in ((NO_CACHE, "uncached"), (ACCESSED, "accessed"),
                      (DIRTY, "dirty")):
        if entry & bit:
            words.append(word)
    return " ".join(words)


def walk(addr):
    """(level, index, address of the entry, entry) from the PML4 down to a
    leaf, or to the entry that is not present."""
    table = memory.register("cr3") & FRAME
    for level in (4, 3, 2, 1):
        index = addr >> 12 + 9 * (level - 1) & 511
        entry = memory.u64(table + index * 8)
        yield level, index, table + index * 8, entry
        if not entry & PRESENT or level == 1 or \
                (level < 4 and entry & LARGE):
            return
        table = entry & FRAME


def translate(addr):
    """Physical address behind @addr as the CPU sees it now, or None."""
    if not kernel.paging():
        return addr if addr < 1 << 32 else None
    *_, (level, _, _, entry) = walk(addr)
    if not entry & PRESENT:
        return None
    mask = (1 << 12 + 9 * (level - 1)) - 1
    return (entry & FRAME & ~mask) | (addr & mask)


def pt(argument):
    """Walk the page tables for an address, entry by entry.

Usage: np pt ADDR
ADDR is a virtual address, any expression. Reads the tables that CR3 points
at, as the CPU would; before paging it says so. `writable` and `executable`
are what that entry allows; the whole walk must."""
    addr = memory.evaluate(argument, "np pt ADDR")
    if not kernel.paging():
        say(f"{addr:#x}: paging is off; "
            + (f"the CPU puts {addr:#x} itself on the bus"
               if addr < 1 << 32 else "32 bits reach no such address"))
        return
    if not memory.register("efer") >> 10 & 1:
        raise gdb.GdbError("np pt: the CPU is not in 64-bit mode")
    if (addr >> 47) not in (0, (1 << 17) - 1):
        say(f"{addr:#x} is not canonical: bits 48-63 must repeat bit 47")
        return
    for level, index, where, entry in walk(addr):
        head = f"{LEVELS[level]:4} [{index:3}] at {where:#012x}: "
        if not entry & PRESENT:
            say(f"{head}{entry:#x}, not present: using {addr:#x} faults")
            return
        leaf = level == 1 or (level < 4 and entry & LARGE)
        goal = LEAF[level] if leaf else "table"
        mask = (1 << 12 + 9 * (level - 1)) - 1 if leaf else 0xfff
        say(f"{head}{goal} {entry & FRAME & ~mask:#x}, "
            + entry_flags(entry))
    say(f"{addr:#x} is physical {translate(addr):#x}")


# ---- np page --------------------------------------------------------------

def overlaps(item, phys):
    return item.base <= phys < item.base + item.size


def say_image(virtual, phys):
    """Which section and symbol of the image, if it is the image at all."""
    start = memory.label("_text")
    end = memory.label("_end")
    if not start <= phys + memory.KERNEL_MAP < end:
        return
    addr = phys + memory.KERNEL_MAP
    name = next((what for first, last, what in SECTIONS
                 if memory.label(first) <= addr < memory.label(last)),
                "between sections")
    boot = memory.symbolic(phys)        # .boot is linked where it is loaded
    what = memory.place(phys if boot else addr)
    say(f"  image     {what}, in {'boot code' if boot else name}")
    if virtual and virtual < memory.KERNEL_MAP and virtual != phys:
        say(f"            linked at {addr:#x}")


def say_maps(phys):
    entry = next((e for e in kernel.e820() if overlaps(e, phys)), None)
    if entry:
        say(f"  e820      {span(entry.base, entry.size)} {entry.name}")
    elif kernel.e820():
        say("  e820      nothing here: a hole, or a device")
    block = kernel.variable("memblock")
    for name in ("memory", "reserved"):
        found = [(i, r) for i, r in enumerate(kernel.regions(block[name]))
                 if overlaps(r, phys)]
        for i, r in found:
            rest = " ".join(w for w in (kernel.node_name(r.nid),
                                        flags_name(r.flags)) if w)
            say(f"  {name:9} [{i}] {span(r.base, r.size)} {rest}".rstrip())
        if not found and name == "reserved" and any(
                overlaps(r, phys) for r in kernel.regions(block["memory"])):
            say("  reserved  no: free, as far as memblock knows")


def say_owner(phys):
    """Names given to reservations, and early blocks, freed ones too."""
    for item in kernel.names():
        if overlaps(item, phys):
            say(f"  named     {item.name} {span(item.base, item.size)}")
    for early in kernel.early_blocks():
        if overlaps(early, phys):
            say(f"  early     block {span(early.base, early.size)}"
                f"{' (freed)' if early.freed else ''}")
            say(f"            at stage {early.stage} for "
                f"{memory.place(early.caller)}")


def say_block(phys):
    """The block of pages, its zone, and its object if it is the slab's."""
    pfn = phys >> 12
    block = kernel.block_of(pfn)
    if block is None:
        if kernel.stage_reached("buddy"):
            say("  page      no page structure: not RAM of ours")
        return
    say(f"  page      pfn {pfn:#x} in a block of order {block.order} "
        f"(2^{block.order} pages) from {block.pfn << 12:#x}: {block.kind}")
    say(f"            node {block.nid}, zone {block.zone}")
    if block.kind == "slab":
        say_object(phys, block)


def say_object(phys, block):
    cache = memory.load(block.page["slab_cache"])
    offset = phys - (block.pfn << 12)
    index, rest = divmod(offset, int(cache["stride"]))
    name = memory.text(cache["name"])
    if index >= int(cache["objects"]):
        say(f"  slab      {name}, behind its last object")
        return
    free = index in kernel.free_slots(cache, block.page, block.pfn)
    say(f"  slab      {name}, object {index} of {int(cache['objects'])} at "
        f"{kernel.slab_object(cache, block.pfn, index):#x}, "
        f"+{rest - int(cache['red_left'])}: "
        f"{'free' if free else 'in use'}")
    say_track(cache, block.pfn, index)


def say_track(cache, pfn, index):
    """slab_debug=U: who allocated it, and who freed it last."""
    if not int(cache["flags"]) & 0x10000:
        say("            who has it: boot with slab_debug=U to know")
        return
    kind = gdb.lookup_type("struct slab_track")
    base = kernel.slab_object(cache, pfn, index) + int(cache["free_offset"]) \
        + gdb.lookup_type("struct slab_info").sizeof
    for i, what in enumerate(("allocated by", "freed by")):
        track = gdb.Value(memory.read(base + i * kind.sizeof, kind.sizeof),
                          kind)
        if int(track["nr"]):
            say(f"            {what} {memory.place(int(track['trace'][0]))}")


def say_struct(phys):
    """Is the address itself inside an array of page structures?"""
    pfn = kernel.pfn_of_struct(phys + memory.PAGE_OFFSET)
    if pfn is not None:
        say(f"  struct    page of pfn {pfn:#x}, physical {pfn << 12:#x}")


def page(argument):
    """What is at this address: map, region, owner, block of pages, object.

Usage: np page ADDR
ADDR is an expression; a number below the direct map is taken as physical,
`np page memblock` means where that variable is. What is not known yet at
this stage is left out."""
    addr = memory.evaluate(argument, "np page ADDR")
    kernel.need_kernel()
    try:
        phys = memory.to_phys(addr)
    except memory.NotPhysical:
        phys = translate(addr)
        if phys is None:
            raise gdb.GdbError(f"np page: nothing is mapped at {addr:#x}; "
                               f"`np pt {addr:#x}` shows why") from None
    if addr >= memory.KERNEL_MAP and phys < memory.label("_end") \
            - memory.KERNEL_MAP:
        where = ", in the kernel's own map"
    elif addr != phys:
        where = ", in the direct map" if memory.is_virtual(addr) else ""
    else:
        where = f", direct map {phys + memory.PAGE_OFFSET:#x}"
    say(f"physical {phys:#x} ({size(phys)}){where}")
    say_image(addr, phys)
    say_maps(phys)
    say_owner(phys)
    say_block(phys)
    say_struct(phys)


COMMANDS = [
    ("page", page, gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION),
    ("pt", pt, gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION),
]
