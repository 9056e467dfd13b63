# SPDX-License-Identifier: GPL-2.0-only
"""np stage, memblock, e820, bootmem, buddy, slab: what the kernel lists."""

import gdb

from np import kernel, memory
from np.text import paint, say, size, span, table


def cpu_mode():
    if not kernel.paging():
        return "32-bit or 16-bit, paging off"
    if memory.register("efer") >> 10 & 1:
        return f"64-bit, paging on, page tables at " \
               f"{memory.register('cr3') & ~0xfff:#x}"
    return "32-bit, paging on"


def stage(argument):
    """Where in the boot the machine is.

Usage: np stage
The stages in order, the one that was entered last marked, then the CPU's
mode and where it stands. Works from the first instruction of GRUB on."""
    del argument
    if kernel.loaded():
        now = list(kernel.STAGES)[kernel.stage_number()]
        for name, truth in kernel.STAGES.items():
            mark, colour = (">", "bold") if name == now else (" ", None)
            say(paint(f"{mark} {name:9} {truth}", colour))
    else:
        say("before `entry`: firmware or GRUB runs, the kernel is not in "
            "memory yet")
    say(f"CPU: {cpu_mode()}; at {memory.place(memory.register('pc'))}")


def owners(region):
    """Who is in a reserved region: names, and how many early blocks."""
    end, early, said = region.base + region.size, 0, []
    for item in kernel.items():
        if item.base < end and region.base < item.base + item.size:
            if item.kind == "named":
                said.append(item.name)
            else:
                early += 1
    if early:
        said.append(f"{early} early allocation{'s' if early > 1 else ''}")
    return ", ".join(said)


def flags_name(value):
    """MEMBLOCK_HOTPLUG | MEMBLOCK_MIRROR without the prefix; "" for none."""
    left, words = int(value), []
    for field in value.type.strip_typedefs().fields():
        if field.enumval and left & field.enumval == field.enumval:
            words.append(field.name.replace("MEMBLOCK_", ""))
            left &= ~field.enumval
    if left:
        words.append(f"{left:#x}")
    return "|".join(words)


def show_list(name):
    block = kernel.variable("memblock")
    kind = block[name]
    say(paint(f"{name}: {int(kind['cnt'])} of {int(kind['max'])} regions, "
              f"{size(int(kind['total_size']))}", "bold"))
    rows = []
    for i, r in enumerate(kernel.regions(kind)):
        rest = [kernel.node_name(r.nid), flags_name(r.flags)]
        if name == "reserved":
            rest.append(owners(r))
        rows.append((f"  [{i}]", span(r.base, r.size), size(r.size),
                     "  ".join(w for w in rest if w)))
    say(table(rows, right=(2,)))


def memblock(argument):
    """memblock's two lists, with nodes, flags and who is in it.

Usage: np memblock [memory|reserved]
Free memory is what is in `memory` and not in `reserved`; the last line sums
it up. From stage `buddy` on the lists are history."""
    wish = argument or "both"
    if wish not in ("memory", "reserved", "both"):
        raise gdb.GdbError("usage: np memblock [memory|reserved]")
    kernel.need_kernel()
    for name in ("memory", "reserved"):
        if wish in (name, "both"):
            show_list(name)
    if wish != "both":
        return
    block = kernel.variable("memblock")
    free = sum(r.size for r in kernel.free_ranges())
    limit = int(block["current_limit"])
    way = "bottom-up" if block["bottom_up"] else "top-down"
    say(f"free: {size(free)}; searched {way}, below "
        + ("any address" if limit == memory.WORD else f"{limit:#x}"))
    if kernel.stage_reached("buddy"):
        say("(history: the page allocator has the free memory since stage "
            "buddy)")


def e820(argument):
    """The firmware's map, as the kernel has put it in order.

Usage: np e820
Empty before stage `memblock`."""
    del argument
    kernel.need_kernel()
    entries = kernel.e820()
    if not entries:
        say("e820 is still empty: setup_memory_map() fills it, between the "
            "stages early and memblock")
    rows = [(span(e.base, e.size), size(e.size), e.name) for e in entries]
    say(table(rows, right=(1,)))


def bootmem(argument):
    """Every early allocation: where, how large, since when, for whom.

Usage: np bootmem
This is kmemleak's early log, in the order of the calls."""
    del argument
    kernel.need_kernel()
    rows = []
    for i, e in enumerate(kernel.early_blocks()):
        rows.append((f"[{i}]", span(e.base, e.size), size(e.size), e.stage,
                     memory.place(e.caller) + (" (freed)" * e.freed)))
    say(table(rows, right=(0, 2)) or "no early allocation so far")
    dropped = int(kernel.variable("early_dropped", "mm/kmemleak_early"))
    if dropped:
        say(f"and {dropped} that found no room in the log")


def buddy(argument):
    """Free blocks of the page allocator by node, zone and order.

Usage: np buddy
A block of order N has 2^N pages. Only orders that some zone has are shown.
Empty zones are left out; before stage `buddy` all are."""
    del argument
    kernel.need_kernel()
    if not kernel.stage_reached("buddy"):
        say("the page allocator has nothing yet: free_all_bootmem() comes "
            "before stage buddy")
        return
    found, free = [], 0
    for nid, zone in kernel.zones():
        if int(zone["managed_pages"]):
            found.append((nid, zone))
            free += int(zone["free_pages"])
    orders = range(kernel.find_max_order())
    used = [o for o in orders
            if any(int(z["free_area"][o]["nr_free"]) for _, z in found)]
    rows = [("order", "", *used, "free")]
    for nid, z in found:
        rows.append((f"node {nid}", memory.text(z["name"]),
                     *[int(z["free_area"][o]["nr_free"]) or "." for o in used],
                     size(int(z["free_pages"]) * memory.PAGE_SIZE)))
    say(table(rows, right=range(2, len(rows[0]))))
    total = int(kernel.variable("totalram_pages"))
    say(f"{free} of {total} pages are free")


def show_cache(addr, cache):
    """One cache: each slab with a picture of its slots."""
    say(paint(f"{memory.text(cache['name'])}: objects of "
              f"{int(cache['object_size'])} bytes, {int(cache['stride'])} "
              f"apart, {int(cache['objects'])} to a slab of "
              f"{size(memory.PAGE_SIZE << int(cache['order']))}", "bold"))
    some = False
    for page_addr, slab in kernel.cache_slabs(addr, cache):
        some = True
        pfn = kernel.pfn_of_struct(page_addr)
        free = set(kernel.free_slots(cache, slab, pfn))
        count = int(cache["objects"])
        base = kernel.slab_object(cache, pfn, 0)
        say(f"  slab at {base:#x}: {int(slab['inuse'])} of {count} in use, "
            + (f"next {kernel.slab_object(cache, pfn, int(slab['free'])):#x}"
               if free else "full"))
        picture = "".join("." if i in free else "#" for i in range(count))
        for at in range(0, count, 64):
            say("    " + picture[at:at + 64])
    if not some:
        say("  no slab yet: the first object will bring one")


def debug_letters(cache):
    """What slab_debug= checks in this cache, in its own letters."""
    bits = {0x100: "F", 0x400: "Z", 0x800: "P", 0x10000: "U"}
    return "".join(letter for bit, letter in bits.items()
                   if int(cache["flags"]) & bit)


def slab(argument):
    """The caches of the slab; one of them with its slabs and slots.

Usage: np slab [CACHE]
With a name such as kmalloc-128: every slab of it, `#` an object in use, `.`
a free one, and which one is handed out next."""
    kernel.need_kernel()
    if not kernel.stage_reached("slab"):
        say("there are no caches yet: kmem_cache_init() comes before stage "
            "slab")
        return
    rows = [("cache", "in use", "objects", "size", "slabs", "checks")]
    for addr, cache in kernel.caches():
        name = memory.text(cache["name"])
        if argument == name:
            show_cache(addr, cache)
            return
        inuse = sum(int(s["inuse"]) for _, s in
                    kernel.cache_slabs(addr, cache))
        total = int(cache["nr_slabs"]) * int(cache["objects"])
        rows.append((name, inuse, total, int(cache["object_size"]),
                     int(cache["nr_slabs"]), debug_letters(cache)))
    if argument:
        raise gdb.GdbError(f"np slab: there is no cache {argument}; `np "
                           "slab` lists them")
    say(table(rows, right=(1, 2, 3, 4)))


def cache_names():
    try:
        return [memory.text(c["name"]) for _, c in kernel.caches()]
    except gdb.error:
        return []


COMMANDS = [
    ("stage", stage, gdb.COMMAND_STATUS, None),
    ("memblock", memblock, gdb.COMMAND_DATA, lambda: ["memory", "reserved"]),
    ("e820", e820, gdb.COMMAND_DATA, None),
    ("bootmem", bootmem, gdb.COMMAND_DATA, None),
    ("buddy", buddy, gdb.COMMAND_DATA, None),
    ("slab", slab, gdb.COMMAND_DATA, cache_names),
]
