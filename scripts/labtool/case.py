# SPDX-License-Identifier: GPL-2.0-only
"""Worlds, calls and cases: what the tests of a lab are made of.

A lab's tests/lab.py makes Case objects and, in expect(), says what should
come of each as an Outcome. Only text_of() ever reaches a student's process:
the world and the calls, never what is expected. The helpers below are for
oracles: dumb on purpose, they look at cells, not at lists.
"""

import copy
from dataclasses import dataclass, field

PAGE = 0x1000
TOP = (1 << 64) - 1         # PHYS_ADDR_MAX
ANYWHERE = TOP              # MEMBLOCK_ALLOC_ANYWHERE
ACCESSIBLE = 0              # MEMBLOCK_ALLOC_ACCESSIBLE
NODES_SHIFT = 4
MAX_NUMNODES = 1 << NODES_SHIFT
NUMA_NO_NODE = -1
SMP_CACHE_BYTES = 64
ENOMEM, EINVAL, ENOSPC = 12, 22, 28
HOTPLUG, MIRROR, NOMAP, DRIVER_MANAGED, NOINIT = 1, 2, 4, 8, 16


@dataclass(frozen=True)
class Region:
    """A range of one of memblock's lists: bytes, end exclusive."""
    base: int
    size: int
    nid: int = MAX_NUMNODES
    flags: int = 0

    @property
    def end(self):
        return self.base + self.size

    def __str__(self):
        text = f"{self.base:#x}-{self.end:#x}"
        if self.nid != MAX_NUMNODES:
            text += f" node {self.nid}"
        return text + (f" flags {self.flags:#x}" if self.flags else "")


@dataclass
class World:
    """All that the surroundings of a call are set to. extra: numbers, or
    lists of numbers or of rows, for the lab's own operations, by name."""
    memory: list = field(default_factory=list)
    reserved: list = field(default_factory=list)
    max_memory: int = 128
    max_reserved: int = 128
    bottom_up: bool = False
    current_limit: int = ANYWHERE
    kernel_end: int = 0x400000
    can_resize: bool = False
    slab_up: bool = False
    extra: dict = field(default_factory=dict)


class Call:
    """One call: ints, or "memory", "reserved" and "none" for lists."""

    def __init__(self, function, *args):
        self.function = function
        self.args = args

    def __str__(self):
        shown = ", ".join(a if isinstance(a, str) else number(a)
                          for a in self.args)
        return f"{self.function}({shown})"

    def __eq__(self, other):
        return (self.function, self.args) == (other.function, other.args)

    __repr__ = __str__


@dataclass
class Case:
    """One test. id is given by its place: R3.2, or R3.h7 of the hidden."""
    rule: str
    name: str
    world: World
    calls: list
    looks: tuple = ("memory", "reserved")
    id: str = ""

    def changed(self, world=None, calls=None):
        """A copy in another world, or with other calls."""
        other = copy.copy(self)
        other.world = self.world if world is None else world
        other.calls = self.calls if calls is None else calls
        return other


@dataclass
class Outcome:
    """What is expected, or what came back. None is not compared. A result
    is an int, a text, or a list of such; in log a text is one that the
    message must contain, in printed one that a line that is no warning
    must; notes may come in any order, and with about only notes that begin
    with one of its words are compared; extra is by name, for instance
    {"e820": [[addr, size, type], ...]}."""
    results: list = None
    memory: list = None
    reserved: list = None
    log: list = None
    printed: list = None
    notes: list = None
    extra: dict = field(default_factory=dict)
    about: tuple = None


def number(value):
    """As a reader wants it: small ones decimal, addresses hexadecimal."""
    if value in (TOP, TOP - 1):
        return "~0" if value == TOP else "~0-1"
    return str(value) if -4096 < value < 16 else f"{value:#x}"


def numbered(cases, hidden=False):
    """Gives the cases their ids, in order within each rule."""
    seen = {}
    for case in cases:
        seen[case.rule] = seen.get(case.rule, 0) + 1
        case.id = f"{case.rule}.{'h' if hidden else ''}{seen[case.rule]}"
    return cases


# ---- text for the runner ----------------------------------------------------

def flat(value):
    """An extra's numbers, one after the other."""
    if isinstance(value, (list, tuple)):
        return [n for item in value for n in flat(item)]
    return [int(value)]


def lines_of(world):
    yield f"max memory {world.max_memory}"
    yield f"max reserved {world.max_reserved}"
    for name in ("memory", "reserved"):
        for r in getattr(world, name):
            yield f"{name} {r.base:#x} {r.size:#x} {r.nid} {int(r.flags)}"
    yield f"bottom_up {int(world.bottom_up)}"
    yield f"limit {world.current_limit:#x}"
    yield f"kernel_end {world.kernel_end:#x}"
    yield f"resize {int(world.can_resize)}"
    yield f"extra slab_up {int(world.slab_up)}"
    for name, value in world.extra.items():
        yield " ".join(["extra", name, *map(str, flat(value))])


def text_of(case):
    """What the runner is told of a case."""
    calls = [" ".join(["call", c.function, *map(str, c.args)])
             for c in case.calls]
    return "\n".join([f"case {case.id}", *lines_of(case.world), *calls,
                      "end", ""])


# ---- for oracles: cells -----------------------------------------------------

def clip(region):
    """Cut at the end of the address space, as all of memblock does."""
    return Region(region.base, min(region.size, TOP - region.base),
                  region.nid, region.flags)


def edges(*lists, more=()):
    """All addresses where anything begins or ends, sorted."""
    points = {0, TOP, *more}
    for regions in lists:
        for r in regions:
            points.update((r.base, r.end))
    return sorted(p for p in points if 0 <= p <= TOP)


def cells(*lists, more=()):
    """The address space cut at all edges: (start, end) with nothing changing
    in between. A world of any size has few of them."""
    points = edges(*lists, more=more)
    return list(zip(points, points[1:]))


def owner(regions, start, end):
    """The region that holds all of [start, end), or None."""
    for r in regions:
        if r.base <= start and end <= r.end:
            return r
    return None


def joined(spans):
    """Touching (start, end) made one."""
    out = []
    for start, end in sorted(spans):
        if out and out[-1][1] == start:
            out[-1] = (out[-1][0], end)
        elif start < end:
            out.append((start, end))
    return out


def free_cells(world, nid=NUMA_NO_NODE, keep=lambda region: True):
    """Cells that are memory, of that node, and not reserved."""
    return [(start, end)
            for start, end in cells(world.memory, world.reserved)
            for r in [owner(world.memory, start, end)]
            if r and not owner(world.reserved, start, end) and keep(r)
            and (not 0 <= nid < MAX_NUMNODES or r.nid == nid)]


def free_ranges(world, nid=NUMA_NO_NODE):
    """Free memory as a human sees it: neighbours are one."""
    return joined(free_cells(world, nid))


def regions_of(cell_list):
    """A list of regions from cells: (start, end, nid, flags) in any order;
    touching ones of one kind are one region."""
    out = []
    for start, end, nid, flags in sorted(cell_list):
        last = out[-1] if out else None
        if last and last.end == start and (last.nid, last.flags) == \
                (nid, flags):
            out[-1] = Region(last.base, end - last.base, nid, flags)
        elif start < end:
            out.append(Region(start, end - start, nid, flags))
    return out
