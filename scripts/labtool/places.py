# SPDX-License-Identifier: GPL-2.0-only
"""Where in free memory would a block fit? The oracle of the search labs.

Dumb on purpose: memory is cut at every border of a list into cells, each cell
is free or not, and a place is judged by looking at all cells under it. Used
by the tests of labs 02 and 03 and their variants; knows nothing of the kernel
but what a Region and a World are, and changes neither.
"""
from collections import namedtuple

from .case import (DRIVER_MANAGED, MAX_NUMNODES, NOMAP, NUMA_NO_NODE, cells,
                   owner)

NEVER = NOMAP | DRIVER_MANAGED
# What gcc and clang fill variables with in the runner (build.py says so).
NEVER_SET = {0xfefefefefefefefe, 0xaaaaaaaaaaaaaaaa}

Ask = namedtuple("Ask", "start end size align nid")
Free = namedtuple("Free", "start end nid")


def any_node(nid):
    return not 0 <= nid < MAX_NUMNODES


def free_ranges(world, nid=NUMA_NO_NODE):
    """All free ranges, ascending; none reaches over two regions of memory."""
    ranges = []
    for start, end in cells(world.memory, world.reserved):
        region = owner(world.memory, start, end)
        if not region or owner(world.reserved, start, end):
            continue
        if region.flags & NEVER:
            continue
        if not any_node(nid) and region.nid != nid:
            continue
        if ranges and ranges[-1].end == start and start != region.base:
            ranges[-1] = ranges[-1]._replace(end=end)
        else:
            ranges.append(Free(start, end, region.nid))
    return ranges


def in_window(ranges, start, end):
    """The parts of the ranges that lie in [start, end)."""
    parts = [Free(max(r.start, start), min(r.end, end), r.nid)
             for r in ranges]
    return [part for part in parts if part.start < part.end]


def fits(ranges, ask, place):
    """Is it a place for the block, in one of these ranges?"""
    if place % ask.align or place < ask.start or place + ask.size > ask.end:
        return False
    return any(r.start <= place and place + ask.size <= r.end
               for r in ranges)


def places(world, ask):
    """The lowest and the highest place at each border: the best are here."""
    if not ask.size or not ask.align:
        return []
    ranges = in_window(free_ranges(world, ask.nid), ask.start, ask.end)
    tries = set()
    for r in ranges:
        tries.add(r.start + -r.start % ask.align)
        tries.add(r.end - ask.size - (r.end - ask.size) % ask.align)
    return sorted(p for p in tries if p > 0 and fits(ranges, ask, p))


def highest(world, ask):
    return max(places(world, ask), default=0)


def lowest(world, ask):
    return min(places(world, ask), default=0)


# ---- what may be wrong with an answer -------------------------------------

def _overlap(a_start, a_end, b_start, b_end):
    return min(a_end, b_end) - max(a_start, b_start)


def _not_free(world, ask, got):
    """Why [got, got + size) is no free range, or None."""
    end = got + ask.size
    for r in world.reserved:
        if _overlap(got, end, r.base, r.end) > 0:
            size = _overlap(got, end, r.base, r.end)
            return (f"0x{got:x}: 0x{size:x} bytes of the block lie inside "
                    f"reserved 0x{r.base:x}-0x{r.end:x}")
    hit = [r for r in world.memory
           if _overlap(got, end, r.base, r.end) > 0]
    if not hit:
        return f"0x{got:x}: there is no memory at all"
    covered = sum(_overlap(got, end, r.base, r.end) for r in hit)
    if covered < ask.size:
        return (f"0x{got:x}: 0x{ask.size - covered:x} bytes of the block "
                f"lie outside of memory")
    if len(hit) > 1:
        return (f"0x{got:x}: the block lies across two regions of memory "
                f"that meet at 0x{hit[1].base:x}; a free range never does")
    if hit[0].flags & NEVER:
        return f"0x{got:x}: this region is marked: never to be allocated"
    if not any_node(ask.nid) and hit[0].nid != ask.nid:
        return (f"0x{got:x} is memory of node {hit[0].nid}, "
                f"asked for was node {ask.nid}")
    return None


def no_place(world, ask, got):
    """Why the block must not lie at got, or None if it may."""
    if got + ask.size > 1 << 64:
        return (f"0x{got:x}: the block would end past 2^64; a difference "
                f"went below 0, or a sum wrapped")
    if got < ask.start:
        return (f"0x{got:x} lies 0x{ask.start - got:x} bytes below start "
                f"0x{ask.start:x}")
    if got + ask.size > ask.end:
        return (f"0x{got:x}: the block's last 0x"
                f"{min(got + ask.size - ask.end, ask.size):x} bytes lie at "
                f"or above end 0x{ask.end:x}")
    taken = _not_free(world, ask, got)
    if taken:
        return taken
    if got % ask.align:
        return f"0x{got:x} is free, but no multiple of align 0x{ask.align:x}"
    return None


def missed(world, ask, want):
    """Why 0 is wrong when want is a place."""
    parts = in_window(free_ranges(world, ask.nid), ask.start, ask.end)
    home = [p for p in parts if p.start <= want and want + ask.size <= p.end]
    if home and home[0].end - home[0].start == ask.size:
        return (f"0 says that nothing fits, but 0x{home[0].start:x}-"
                f"0x{home[0].end:x} has exactly the 0x{ask.size:x} bytes "
                f"wanted: an exact fit is a fit")
    return (f"0 says that nothing fits, but 0x{want:x} does: it lies in the "
            f"free range 0x{home[0].start:x}-0x{home[0].end:x}" if home else
            f"0 says that nothing fits, but 0x{want:x} does")


def diagnose_place(world, ask, want, got):
    """One sentence on a wrong answer; None: the answer is a legal place."""
    if got == want or not isinstance(got, int):
        return None
    if got in NEVER_SET:
        return "that is what a variable holds that was never set"
    if not got:
        return missed(world, ask, want)
    if ask.size and ask.align:
        return no_place(world, ask, got)
    return None
