# SPDX-License-Identifier: GPL-2.0-only
"""np map: physical memory as a picture, and what is where in it."""

import collections

from np import kernel, memory
from np.text import paint, say, size, span

CELLS = 64

# Letter, colour and meaning; a cell shows the first of these it contains.
KINDS = collections.OrderedDict([
    ("kernel", ("K", "red", "kernel image")),
    ("boot", ("B", "magenta", "reserved by name: boot information, ...")),
    ("early", ("E", "yellow", "early allocations")),
    ("reserved", ("r", "grey", "reserved, by nobody named")),
    ("slab", ("s", "cyan", "slab")),
    ("used", ("u", "blue", "pages in use")),
    ("free", (".", "green", "free")),
    ("ram", ("-", "grey", "RAM that memblock does not know of")),
])

Part = collections.namedtuple("Part", "base size kind")


def ram():
    """What the rows are: regions of memory, before them usable RAM."""
    found = kernel.regions(kernel.variable("memblock")["memory"])
    if found:
        return [(r.base, r.size, kernel.node_name(r.nid)) for r in found]
    return [(e.base, e.size, "") for e in kernel.e820() if e.kind == 1]


def block_kind(block):
    if block.kind == "slab":
        return "slab"
    return {"free": "free", "allocated": "used"}.get(block.kind)


def parts():
    """All that can be in a cell; what is drawn later never hides it."""
    block = kernel.variable("memblock")
    for r in kernel.regions(block["reserved"]):
        yield Part(r.base, r.size, "reserved")
    for item in kernel.items():
        kind = "early"
        if item.kind == "named":
            kind = "kernel" if item.name == "kernel image" else "boot"
        yield Part(item.base, item.size, kind)
    if not kernel.stage_reached("buddy"):
        for r in kernel.free_ranges():
            yield Part(r.base, r.size, "free")
        return
    for page_range in kernel.page_ranges():
        for b in kernel.blocks(page_range):
            if block_kind(b):
                yield Part(b.pfn << 12, memory.PAGE_SIZE << b.order,
                           block_kind(b))


def row(base, length, found):
    """One bar: each cell is an equal slice, the rarest thing in it wins."""
    rank = list(KINDS)
    step = max(length / CELLS, 1)
    cells = [len(rank) - 1] * min(CELLS, length)
    for part in found:
        first = max(0, int((part.base - base) / step))
        last = int((part.base + part.size - 1 - base) / step)
        for i in range(first, min(last, len(cells) - 1) + 1):
            cells[i] = min(cells[i], rank.index(part.kind))
    return [rank[i] for i in cells]


def drawn(kinds):
    return "".join(paint(KINDS[kind][0], KINDS[kind][1]) for kind in kinds)


def owner_lines(base, length):
    for item in kernel.items():
        if base <= item.base < base + length:
            kind = "early"
            if item.kind == "named":
                kind = "kernel" if item.name == "kernel image" else "boot"
            letter, colour, _ = KINDS[kind]
            say(f"    {paint(letter, colour)} {span(item.base, item.size)} "
                f"{size(item.size):>8}  {item.name}")


def map_picture(argument):
    """Physical memory as a picture, in colour, with its owners below.

Usage: np map
One bar for each region of RAM, 64 cells of equal size. A cell shows the most
remarkable thing in it: the kernel, what was reserved by name, early blocks,
other reservations, the slab, pages in use, and only then free memory.
`set np-color off` leaves the colours out."""
    del argument
    kernel.need_kernel()
    rows = ram()
    if not rows:
        say("no map yet: setup_memory_map() reads it, between the stages "
            "early and memblock")
        return
    everything, seen = list(parts()), set()
    for base, length, node in rows:
        here = [p for p in everything
                if p.base < base + length and base < p.base + p.size]
        kinds = row(base, length, here)
        seen.update(kinds)
        say(f"{span(base, length)} {size(length)} {node}".rstrip())
        say(f"    |{drawn(kinds)}|")
        owner_lines(base, length)
    for kind, (letter, colour, meaning) in KINDS.items():
        if kind in seen:
            say(f"{paint(letter, colour)} {meaning}")


COMMANDS = [("map", map_picture, memory.gdb.COMMAND_DATA, None)]
