# SPDX-License-Identifier: GPL-2.0-only
"""Tests of lab 02: __memblock_find_range_top_down().

Each case asks the function once, mostly, in a small world. What is right is
decided by scripts/labtool/places.py, which looks at every byte of the answer.
A rule's cases avoid the edges of the others: ranges larger than the block,
borders in whole pages, addresses above the size, unless that is the point.
"""
from labtool.case import (ANYWHERE, NOMAP, NUMA_NO_NODE, PAGE, Call,
                          Outcome, Region, World)
from labtool.places import Ask, diagnose_place, highest, lowest
from labtool.worlds import case, hidden_cases, holes, pages, random_free

FUNCTION = "__memblock_find_range_top_down"
MIB = 1 << 20
GIB = 1 << 30


def ask(size, align=PAGE, start=PAGE, end=4 * GIB, nid=NUMA_NO_NODE):
    return Call(FUNCTION, start, end, size, align, nid)


# ---- what the student sees -------------------------------------------------

def highest_wins():
    two = holes((0x1000000, 0x1400000), (0x1500000, 0x1900000))
    small = holes((0x1000000, 0x1400000), (0x18f8000, 0x1900000))
    return [
        case("R1", "one free range", holes((0x1000000, 0x1900000)),
             ask(0x10000)),
        case("R1", "memory above 4 GiB", holes((0x180000000, 0x240000000)),
             ask(0x10000, end=1 << 40)),
        case("R1", "two free ranges, it fits in both", two, ask(0x10000)),
        case("R1", "the highest range is too small", small, ask(0x10000)),
    ]


def window():
    one = holes((0x1000000, 0x1900000))
    two = holes((0x1000000, 0x1400000), (0x1500000, 0x1900000))
    return [
        case("R2", "end cuts a free range", one,
             ask(0x10000, end=0x1700000)),
        case("R2", "end cuts it to the byte", one,
             ask(0x10000, align=1, end=0x1700123)),
        case("R2", "end lies below the highest range", two,
             ask(0x10000, end=0x1480000)),
        case("R2", "start leaves too little of a free range", one,
             ask(0x10000, start=0x18f8000)),
        case("R2", "start leaves nothing of the lower range", two,
             ask(0x300000, start=0x1600000, end=0x1800000)),
        case("R2", "the window is empty", one,
             ask(0x1000, start=0x1504000, end=0x1504000)),
    ]


def aligned():
    return [
        case("R3", "the range ends between two multiples",
             holes((0x1000000, 0x14f0800)), ask(0x3000)),
        case("R3", "a small block on a 2 MiB border",
             holes((0x1000000, 0x17f0000)), ask(0x1000, align=2 * MIB)),
        case("R3", "a size that is no multiple of align",
             holes((0x1000000, 0x1500000)), ask(0x150, align=0x40)),
        case("R3", "a border of 8 GiB", holes((4 * GIB, 24 * GIB + 0x5000)),
             ask(0x1000, align=8 * GIB, end=1 << 40)),
    ]


def pushed_out():
    return [
        case("R4", "no 2 MiB border in the highest range",
             holes((0x1000000, 0x1300000), (0x1410000, 0x1500000)),
             ask(0x1000, align=2 * MIB)),
        case("R4", "a border, but too little above it",
             holes((0xff0000, 0x1180000), (0x13f0000, 0x1408000)),
             ask(0x10000, align=2 * MIB)),
    ]


def exact():
    return [
        case("R5", "the whole range is what is wanted",
             holes((0x1000000, 0x1001000), (0x1400000, 0x1410000),
                   (0x1500000, 0x1508000)), ask(0x10000)),
        case("R5", "to the byte", holes((0x1000003, 0x1001234)),
             ask(0x1231, align=1)),
        case("R5", "one byte less is too little",
             holes((0x1000000, 0x1010000), (0x1400000, 0x140ffff)),
             ask(0x10000, align=1)),
        case("R5", "the only range, on a border of its own size",
             holes((0x1400000, 0x1500000)), ask(MIB, align=MIB)),
        case("R5", "and it is the whole window, too",
             holes((0x1400000, 0x1410000)),
             ask(0x10000, start=0x1400000, end=0x1410000)),
    ]


def nothing():
    small = holes((0x1000000, 0x100c000), (0x1500000, 0x1508000))
    full = World(memory=[Region(0x1000000, 0x400000, 0)],
                 reserved=[Region(0x1000000, 0x400000)])
    return [
        case("R6", "all of memory is reserved", full, ask(0x1000)),
        case("R6", "every range is too small", small, ask(0x10000)),
        case("R6", "too much, then less: the second call fits", small,
             ask(0x10000), ask(0x4000)),
    ]


def no_wrap():
    low = holes((0x1000, 0x9000))
    two = holes((0x1000000, 0x1400000), (0x1500000, 0x1900000))
    top = World(memory=[Region((1 << 64) - 8 * MIB, 8 * MIB - 1, 0)])
    return [
        case("R7", "more bytes than the range has addresses below its end",
             low, ask(0x10000)),
        case("R7", "nearly 2^64 bytes", two, ask((1 << 64) - 0x1200000)),
        case("R7", "memory up to the last byte but one", top,
             ask(0x10000, align=1, end=ANYWHERE)),
    ]


def nodes():
    world = World(memory=[Region(0x1000000, 0x400000, 0),
                          Region(0x1800000, 0x300000, 1),
                          Region(0x2000000, 0x200000, 0)])
    return [
        case("R8", "node 1 only", world, ask(0x10000, nid=1)),
        case("R8", "any node", world, ask(0x10000)),
        case("R8", "a node without memory", world, ask(0x10000, nid=2)),
    ]


def one_range():
    two = World(memory=[Region(0x1000000, 0x300000, 0),
                        Region(0x1300000, 0x80000, 1)])
    odd = World(memory=[Region(0x1000000, 0x400000, 0),
                        Region(0x1400000, 0x100000, 0, NOMAP)],
                reserved=[Region(0x800000, 0x100000),
                          Region(0x13c0000, 0x200000)])
    return [
        case("R9", "two nodes meet: too little on the upper side", two,
             ask(0x100000)),
        case("R9", "a reservation across the end of a region", odd,
             ask(0x10000)),
    ]


def looks_only():
    world = holes((0x1000000, 0x1500000), (0x1600000, 0x1900000))
    both = ("memory", "reserved")
    return [
        case("R10", "the lists stay as they are", world, ask(0x10000),
             looks=both),
        case("R10", "asked twice, answered twice the same", world,
             ask(0x10000), ask(0x10000), looks=both),
    ]


def visible():
    return (highest_wins() + window() + aligned() + pushed_out() + exact() +
            nothing() + no_wrap() + nodes() + one_range() + looks_only())


# ---- what only the grader sees: the same kinds, other numbers --------------

def hidden_highest(rng, n):
    free = random_free(rng, rng.randint(2, 6))
    if n % 4 == 0:          # above 4 GiB
        free = [(a + 8 * GIB, b + 8 * GIB) for a, b in free]
        return holes(*free), [ask(pages(rng, 1, 40), end=16 * GIB)]
    if n % 2:               # the highest is too small
        low = free[-1][1] - PAGE * rng.randint(2, 15)
        free[-1] = (low, free[-1][1])
        return holes(*free), [ask(pages(rng, 17, 40))]
    return holes(*free), [ask(pages(rng, 1, 40))]


def hidden_window(rng, n):
    free = random_free(rng, rng.randint(2, 6))
    cut = rng.choice(free)
    size = pages(rng, 4, 20)
    if n % 3 == 0:          # start leaves less than size of the highest
        return holes(*free), [ask(size, start=free[-1][1] - size + 2 * PAGE)]
    if n % 3 == 1:          # to the byte
        return holes(*free), [ask(size, align=1, end=free[-1][1] -
                                  rng.randint(1, size))]
    end = cut[0] + size + pages(rng, 2, 30)
    return holes(*free), [ask(size, end=end)]


def hidden_aligned(rng, n):
    align = 1 << rng.randint(6, 21)
    low = 0x1000000 + pages(rng, 0, 256)
    high = low + 4 * align + pages(rng, 64, 128) + 8 * rng.randint(1, 500)
    size = rng.randint(1, 0x40) * rng.choice((1, 8, 0x40, PAGE))
    if n % 5 == 4:          # align has more than 32 bits
        align = GIB << rng.randint(1, 5)
        low, high = align - pages(rng, 1, 256), align + pages(rng, 65, 99)
    return holes((low, high)), [ask(size, align=align, end=1 << 40)]


def hidden_pushed_out(rng, n):
    align = rng.choice((MIB, 2 * MIB, 4 * MIB))
    border = 0x4000000 + align * rng.randint(1, 8)
    size = pages(rng, 4, 16)
    if n % 2:
        top = (border + PAGE, border + size + pages(rng, 4, 60))
    else:
        top = (border - pages(rng, 20, 40), border + size - PAGE)
    free = [(0x1000000, 0x1000000 + 3 * align)]
    if rng.random() < 0.5:
        free.append((0x3ff1000, 0x3ff1000 + size + PAGE))
    return holes(*free, top), [ask(size, align=align)]


def hidden_exact(rng, n):
    free = random_free(rng, rng.randint(2, 5), 2, 15)
    size = pages(rng, 20, 200)
    at = free[-1][1] + pages(rng, 20, 40)
    if n % 5 == 4:          # the window is just the range
        return holes(*free, (at, at + size)), [ask(size, start=at,
                                                   end=at + size)]
    if n % 3 == 2:          # to the byte
        at, size = at + rng.randint(1, PAGE), size + rng.randint(1, PAGE)
        return holes(*free, (at, at + size)), [ask(size + n % 2, align=1)]
    if n % 2:
        return holes(*free, (at, at + size)), [ask(size)]
    above = at + size + pages(rng, 20, 40)
    return (holes(*free, (at, at + size), (above, above + size - PAGE)),
            [ask(size)])


def hidden_nothing(rng, n):
    free = random_free(rng, rng.randint(1, 6), 4, 30, order="falling")
    size = pages(rng, 31, 90)
    if n % 3 == 0:
        memory = [Region(low, high - low, 0) for low, high in free]
        return World(memory=memory, reserved=memory), [ask(PAGE)]
    return holes(*free), [ask(size), ask(2 * PAGE), ask(size)]


def hidden_no_wrap(rng, n):
    if n % 3 == 0:
        size = pages(rng, 16, 200)
        low = holes((PAGE, pages(rng, 4, 15)))
        return low, [ask(size)]
    free = random_free(rng, rng.randint(1, 5))
    if n % 3 == 1:
        below = rng.randint(free[0][0] // PAGE, free[-1][1] // PAGE) * PAGE
        return holes(*free), [ask((1 << 64) - below)]
    base = (1 << 64) - MIB * rng.randint(2, 64)
    world = World(memory=[Region(base, ANYWHERE - base, 0)])
    return world, [ask(pages(rng, 1, 200), align=1, end=ANYWHERE)]


def hidden_nodes(rng, n):
    memory = [Region(low, high - low, rng.randint(0, 3))
              for low, high in random_free(rng, rng.randint(4, 8),
                                          order="falling")]
    nid = rng.choice((NUMA_NO_NODE, 0, 1, 2, 3))
    return World(memory=memory), [ask(pages(rng, 2, 40), nid=nid)]


def hidden_one_range(rng, n):
    """Neighbouring nodes; only the first is large enough."""
    at = 0x1000000 + pages(rng, 0, 100)
    size = pages(rng, 100, 200)
    memory = [Region(at, size + pages(rng, 8, 100), 0)]
    for nid in range(1, rng.randint(2, 4)):
        at = memory[-1].base + memory[-1].size
        memory.append(Region(at, pages(rng, 60, 90), nid))
    return World(memory=memory), [ask(size)]


def hidden_looks_only(rng, n):
    free = random_free(rng, rng.randint(2, 6), order="falling")
    one = ask(pages(rng, 2, 20))
    return holes(*free), [one, ask(pages(rng, 21, 40)), one]


KINDS = {"R1": hidden_highest, "R2": hidden_window, "R3": hidden_aligned,
         "R4": hidden_pushed_out, "R5": hidden_exact, "R6": hidden_nothing,
         "R7": hidden_no_wrap, "R8": hidden_nodes, "R9": hidden_one_range,
         "R10": hidden_looks_only}


def hidden(rng, kinds=None):
    return hidden_cases(rng, kinds or KINDS,
                        looks={"R10": ("memory", "reserved")})


# ---- what is right, and what went wrong ------------------------------------

def asked(call):
    start, end, size, align, nid = call.args
    return Ask(start, end, size, align, nid)


def expect(given):
    return Outcome(results=[highest(given.world, asked(call))
                            for call in given.calls],
                   memory=given.world.memory, reserved=given.world.reserved)


def diagnose(given, want, got):
    said = changed(given, got)
    if said:
        return said
    for n, call in enumerate(given.calls):
        right, answer = want.results[n], got.results[n]
        if answer == right or not isinstance(answer, int):
            continue
        said = (diagnose_place(given.world, asked(call), right, answer) or
                not_highest(given.world, asked(call), right, answer))
        return said + (f" (call {n + 1} of this test: does a call before it "
                       f"leave something behind?)" if n else "")
    return ""


def not_highest(world, which, right, answer):
    if answer == lowest(world, which):
        return (f"0x{answer:x} is the lowest place, not the highest: "
                f"0x{right:x}")
    return f"the block may lie at 0x{answer:x}, but 0x{right:x} is higher"


def changed(given, got):
    """Did the search leave a mark on a list?"""
    for name in given.looks:
        after = getattr(got, name)
        if after is not None and after != getattr(given.world, name):
            return (f"the list of {name} is not what it was: a search only "
                    f"looks, its caller reserves")
    return ""
