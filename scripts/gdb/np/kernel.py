# SPDX-License-Identifier: GPL-2.0-only
"""The kernel's structures, read: stages, lists, names, pages, caches.

Where the kernel has a function for it, this is that function in Python; its
name stands beside. Nothing here prints.
"""

import collections

import gdb

from np import memory
from np.memory import find, load, load_array, variable

MULTIBOOT_MAGIC = (0xe85250d6).to_bytes(4, "little")
LOAD_PHYS = 0x100000
NIL_NODE = -1

# What is true from each stage on (include/linux/stage.h).
STAGES = {
    "entry": "32-bit, no paging; only boot/ runs",
    "early": "64-bit, the first 1 GiB is mapped, consoles work",
    "memblock": "the firmware's map is in memblock, what is alive reserved",
    "mapped": "the direct map covers all RAM",
    "bootmem": "the kernel's own early users have their memory",
    "buddy": "free memory is the page allocator's; the lists are history",
    "slab": "kzalloc() serves; early calls warn",
}

E820_TYPES = {1: "usable", 2: "reserved", 3: "ACPI data", 4: "ACPI NVS",
              5: "unusable", 7: "persistent", 12: "persistent (type 12)",
              0xefffffff: "soft reserved"}

Item = collections.namedtuple("Item", "base size name kind")
Region = collections.namedtuple("Region", "base size nid flags")
Early = collections.namedtuple("Early", "base size stage caller freed")
Block = collections.namedtuple("Block", "pfn order kind page zone nid")


# ---- where the boot is ----------------------------------------------------

def loaded():
    """Has GRUB put the kernel into memory yet?"""
    return memory.read(LOAD_PHYS, 4) == MULTIBOOT_MAGIC


def need_kernel():
    if not loaded():
        raise gdb.GdbError("np: the kernel is not in memory yet: firmware or "
                           "GRUB still runs; `hbreak _start`, `continue`")


def stage_number():
    need_kernel()
    return int(variable("boot_stage"))


def stage_reached(name):
    return stage_number() >= list(STAGES).index(name)


def paging():
    return bool(memory.register("cr0") >> 31)


# ---- memblock -------------------------------------------------------------

def region(value):
    nid = NIL_NODE
    if "nid" in {field.name for field in value.type.fields()}:
        nid = int(value["nid"])
    return Region(int(value["base"]), int(value["size"]), nid,
                  value["flags"])


def regions(type_value):
    """The regions of a struct memblock_type."""
    return [region(v) for v in load_array(type_value["regions"],
                                          int(type_value["cnt"]))]


def node_name(nid):
    """ "node 1", or "" where no node is known."""
    nodes = find("node_data").type.target().range()[1] + 1
    return f"node {nid}" if 0 <= nid < nodes else ""


def names():
    """What memblock_reserve_named() was told."""
    unit = "mm/memblock_debug.c"
    count = int(variable("nr_names", unit))
    return [Item(int(n["base"]), int(n["size"]), memory.text(n["name"]),
                 "named")
            for n in load_array(find("names", unit).dereference()[0].address,
                                count)]


def free_ranges():
    """Memory without reserved, as for_each_free_mem_range()."""
    block = variable("memblock")
    reserved = regions(block["reserved"])
    for mem in regions(block["memory"]):
        start, end = mem.base, mem.base + mem.size
        for taken in reserved:
            if taken.base + taken.size <= start or taken.base >= end:
                continue
            if taken.base > start:
                yield Region(start, taken.base - start, mem.nid, mem.flags)
            start = taken.base + taken.size
        if start < end:
            yield Region(start, end - start, mem.nid, mem.flags)


# ---- early allocations ----------------------------------------------------

ALLOCATORS = ("memblock_", "__memblock_", "__alloc_bootmem",
              "___alloc_bootmem", "__alloc_memory_core_early")


def early_caller(block):
    """early_block_caller(): the first frame outside of the allocators."""
    trace = [int(block["trace"][i]) for i in range(int(block["trace_len"]))]
    for addr in trace:
        if not memory.symbolic(addr).startswith(ALLOCATORS):
            return addr
    return trace[0] if trace else 0


def early_blocks():
    """kmemleak's early log: every block handed out before the slab."""
    unit = "mm/kmemleak_early"
    count = int(variable("early_nr", unit))
    first = find("early_log", unit).dereference()[0].address
    stages = list(STAGES)
    for block in load_array(first, count):
        yield Early(memory.to_phys(int(block["ptr"])), int(block["size"]),
                    stages[int(block["stage"])], early_caller(block),
                    bool(block["freed"]))


def items():
    """All that has an owner and an address, lowest first."""
    found = names()
    found += [Item(e.base, e.size, memory.symbolic(e.caller), "early")
              for e in early_blocks() if not e.freed]
    return sorted(found)


# ---- the firmware's map ---------------------------------------------------

def e820():
    pointer = find("e820")
    count = memory.read(int(pointer), 4)
    entries = pointer.dereference()["map"][0].address
    return [Item(int(e["addr"]), int(e["size"]),
                 E820_TYPES.get(int(e["type"]), f"type {int(e['type'])}"),
                 int(e["type"]))
            for e in load_array(entries, int.from_bytes(count, "little"))]


# ---- pages ----------------------------------------------------------------

def page_ranges():
    if not stage_reached("bootmem"):
        return []
    return load_array(variable("page_ranges"),
                      int(variable("nr_page_ranges")))


def range_of(pfn):
    for r in page_ranges():
        if int(r["start_pfn"]) <= pfn < int(r["end_pfn"]):
            return r
    return None


def page_of(page_range, pfn):
    return load(page_range["pages"] + (pfn - int(page_range["start_pfn"])))


def pfn_of_struct(addr):
    """The page frame that the struct page at @addr is about."""
    for r in page_ranges():
        pages, start = int(r["pages"]), int(r["start_pfn"])
        size = r["pages"].type.target().sizeof
        if pages <= addr < pages + (int(r["end_pfn"]) - start) * size:
            return start + (addr - pages) // size
    return None


def kind_name(page):
    kinds = [f.name for f in gdb.lookup_type("enum page_kind").fields()]
    kind = int(page["kind"])
    if kind >= len(kinds):
        return "broken"
    return kinds[kind].replace("PAGE_", "").lower().replace("_", " ")


def blocks(page_range):
    """Every block of a range, from head to head (page_block_at())."""
    pfn, end = int(page_range["start_pfn"]), int(page_range["end_pfn"])
    zone = load(page_range["zone"])
    name, nid = memory.text(zone["name"]), int(zone["nid"])
    while pfn < end:
        page = page_of(page_range, pfn)
        order = int(page["order"])
        yield Block(pfn, order, kind_name(page), page, name, nid)
        pfn += 1 << order


def block_of(pfn):
    """page_block_head(): the block that a page frame belongs to, or None.

    Looks at the aligned ancestors, the largest first: only heads are read."""
    r = range_of(pfn)
    if r is None or not stage_reached("buddy"):
        return None
    start = int(r["start_pfn"])
    top = find_max_order() - 1
    bits = min((pfn ^ (start - 1)).bit_length() - 1, top) if start else top
    head = pfn >> bits << bits
    zone = load(r["zone"])
    while True:
        page = page_of(r, head)
        order = int(page["order"])
        if head + (1 << order) > pfn:
            return Block(head, order, kind_name(page), page,
                         memory.text(zone["name"]), int(zone["nid"]))
        head += 1 << (pfn - head).bit_length() - 1


def find_max_order():
    return gdb.lookup_type("struct zone")["free_area"].type.range()[1] + 1


def zones():
    """(node, zone) of each node that exists, as for_each_online_pgdat()."""
    for node in variable_array("node_data"):
        if int(node):
            data = load(node)
            for i in range(data["node_zones"].type.range()[1] + 1):
                yield int(data["node_id"]), data["node_zones"][i]


def variable_array(name):
    value = variable(name)
    return [value[i] for i in range(value.type.range()[1] + 1)]


# ---- slab -----------------------------------------------------------------

def list_entries(head_addr, type_name, member):
    """list_for_each_entry(): (address, value) of what contains each link."""
    kind = gdb.lookup_type(type_name)
    offset = kind[member].bitpos // 8
    link = memory.u64(head_addr)
    for _ in range(100000):
        if link in (head_addr, 0):
            return
        addr = link - offset
        yield addr, gdb.Value(memory.read(addr, kind.sizeof), kind)
        link = memory.u64(link)
    raise gdb.GdbError(f"np: the list at {head_addr:#x} does not end")


def caches():
    """(address, struct kmem_cache) in the order of creation."""
    return list_entries(int(find("slab_caches")), "struct kmem_cache", "list")


def cache_slabs(addr, cache):
    """(address of the struct page, struct page) of each slab of a cache."""
    for name in ("partial", "full"):
        head = addr + cache.type[name].bitpos // 8
        yield from list_entries(head, "struct page", "lru")


def slab_object(cache, pfn, index):
    """slab_object(): the kernel address of the object in a slot."""
    return (memory.PAGE_OFFSET + pfn * memory.PAGE_SIZE
            + int(cache["red_left"]) + index * int(cache["stride"]))


def free_slots(cache, slab, pfn):
    """Slots that are free, in the order they will be handed out."""
    found, at = [], int(slab["free"])
    while at < int(cache["objects"]) and at not in found:
        found.append(at)
        link = slab_object(cache, pfn, at) + int(cache["free_offset"])
        at = int.from_bytes(memory.read(link, 2), "little")
    return found
