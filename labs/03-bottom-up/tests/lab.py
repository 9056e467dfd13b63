# SPDX-License-Identifier: GPL-2.0-only
"""Tests of lab 03: __memblock_find_range_bottom_up() (R1 to R6) and
memblock_find_in_range_node() (R7 to R11; R12 is about both).

What is right is decided by oracle.py beside this file. A rule's cases avoid
the edges of the others: ranges larger than the block, borders in whole pages,
no range outside of the window, unless that is the point.
"""
from labtool.beside import beside
from labtool.case import (ACCESSIBLE, ANYWHERE, MAX_NUMNODES, NUMA_NO_NODE,
                          PAGE, Call, Region, World)
from labtool.worlds import case, hidden_cases, holes, pages, random_free

oracle = beside(__file__, "oracle.py")
expect, diagnose = oracle.expect, oracle.diagnose

MIB = 1 << 20
GIB = 1 << 30


def up(size, align=PAGE, start=PAGE, end=4 * GIB, nid=NUMA_NO_NODE):
    return Call("__memblock_find_range_bottom_up", start, end, size, align,
                nid)


def find(size, align=PAGE, start=0, end=4 * GIB, nid=NUMA_NO_NODE):
    return Call("memblock_find_in_range_node", size, align, start, end, nid)


# ---- what the student sees: bottom-up ---------------------------------------

def lowest_wins():
    two = holes((0x1000000, 0x1400000), (0x1500000, 0x1900000))
    small = holes((0x1000000, 0x1008000), (0x1500000, 0x1900000))
    return [
        case("R1", "one free range", holes((0x1000000, 0x1900000)),
             up(0x10000)),
        case("R1", "memory above 4 GiB", holes((0x180000000, 0x240000000)),
             up(0x10000, end=1 << 40)),
        case("R1", "two free ranges, it fits in both", two, up(0x10000)),
        case("R1", "the lowest range is too small", small, up(0x10000)),
    ]


def window():
    one = holes((0x1000000, 0x1900000))
    return [
        case("R2", "start cuts a free range", one,
             up(0x10000, start=0x1300000)),
        case("R2", "start leaves too little of it", one,
             up(0x10000, start=0x18f8000)),
        case("R2", "end leaves too little of a free range", one,
             up(0x10000, end=0x1008000)),
    ]


def aligned():
    low = holes((0x1000800, 0x1400000))
    return [
        case("R3", "it begins between two multiples", low, up(0x3000)),
        case("R3", "a small block on a 2 MiB border", low,
             up(0x1000, align=2 * MIB)),
        case("R3", "a border, but too little above it",
             holes((0x1001000, 0x1208000), (0x1300000, 0x1900000)),
             up(0x10000, align=2 * MIB)),
        case("R3", "a border of 8 GiB", holes((8 * GIB - 0x3000, 28 * GIB)),
             up(0x1000, align=8 * GIB, end=1 << 40)),
    ]


def exact():
    return [
        case("R4", "the whole range is what is wanted",
             holes((0x1000000, 0x1001000), (0x1400000, 0x1410000),
                   (0x1500000, 0x1508000)), up(0x10000)),
        case("R4", "to the byte", holes((0x1000003, 0x1001234)),
             up(0x1231, align=1)),
        case("R4", "one byte less is too little",
             holes((0x1000000, 0x100ffff), (0x1400000, 0x1410000)),
             up(0x10000, align=1)),
        case("R4", "the only range, on a border of its own size",
             holes((0x1400000, 0x1500000)), up(MIB, align=MIB)),
    ]


def no_wrap():
    two = holes((0x1000000, 0x1400000), (0x1500000, 0x1900000))
    tiny = holes((0x1000800, 0x1000c00), (0x1400000, 0x1500000))
    top = World(memory=[Region((1 << 64) - 8 * MIB, 8 * MIB - 1, 0)])
    return [
        case("R5", "the next multiple lies above the range", tiny,
             up(0x200)),
        case("R5", "the only free range lies above end", two,
             up(0x10000, end=0x800000)),
        case("R5", "start lies above the lower range", two,
             up(0x10000, start=0x1480000)),
        case("R5", "nearly 2^64 bytes", two, up((1 << 64) - 0x1200000)),
        case("R5", "memory up to the last byte but one", top,
             up(0x10000, end=ANYWHERE)),
    ]


def nothing():
    small = holes((0x1000000, 0x1008000), (0x1500000, 0x150c000))
    full = World(memory=[Region(0x1000000, 0x400000, 0)],
                 reserved=[Region(0x1000000, 0x400000)])
    both = ("memory", "reserved")
    return [
        case("R6", "all of memory is reserved", full, up(0x1000),
             looks=both),
        case("R6", "too much, then less: the second call fits", small,
             up(0x10000), up(0x9000), looks=both),
    ]


# ---- what the student sees: which search, and where -------------------------

def limits():
    free = ((0x1000000, 0x1400000), (0x1500000, 0x1900000))
    limited = holes(*free, current_limit=0x1300000)
    return [
        case("R7", "end 0 is current_limit", limited,
             find(0x10000, end=ACCESSIBLE)),
        case("R7", "ANYWHERE is beyond current_limit", limited,
             find(0x10000, end=ANYWHERE)),
        case("R7", "an end above current_limit is meant", limited,
             find(0x10000, end=0x1700000)),
        case("R7", "an end below current_limit is meant, too", limited,
             find(0x10000, end=0x1200000)),
    ]


def first_page():
    low = World(memory=[Region(0, 0x2800, 0)])
    up_low = World(memory=[Region(0x400, 0x1400, 0)], bottom_up=True,
                   kernel_end=0x200)
    return [
        case("R8", "only the second page has room", low,
             find(0x1000)),
        case("R8", "it fits only with page 0", World(
            memory=[Region(0, 0x2000, 0)]), find(0x1800, align=0x40)),
        case("R8", "bottom-up, and the kernel image ends in page 0", up_low,
             find(0x800, align=0x800)),
        case("R8", "start lies within page 0", World(
            memory=[Region(0, 0x1000, 0)]), find(0x400, 0x400, start=0x400)),
        case("R8", "a higher start stays where it is",
             holes((0x1000000, 0x1010000)), find(0x10000, start=0x1000000)),
        case("R8", "end lies below start", holes((0x1000000, 0x1900000)),
             find(0x1000, start=0x1800000, end=0x1400000)),
    ]


def direction():
    free = ((0x1000000, 0x1400000), (0x1500000, 0x1900000))
    down = holes(*free, kernel_end=0x1100000)
    upward = holes(*free, kernel_end=0x1100000, bottom_up=True)
    return [
        case("R9", "top-down: the kernel image does not matter", down,
             find(0x10000)),
        case("R9", "bottom-up from the end of the image", upward,
             find(0x10000)),
        case("R9", "bottom-up from start, if that is higher", upward,
             find(0x10000, start=0x1280000)),
        case("R9", "bottom-up, start below the image", upward,
             find(0x10000, start=0x800000)),
        case("R9", "bottom-up, end 0", holes(
            *free, kernel_end=0x1100000, bottom_up=True,
            current_limit=0x1300000), find(0x10000, end=ACCESSIBLE)),
        case("R9", "the image ends within a page", holes(
            *free, kernel_end=0x1100340, bottom_up=True), find(0x100, 64)),
    ]


def fallback():
    upward = holes((0x1000000, 0x1800000), kernel_end=0x17f8000,
                   bottom_up=True)
    below = holes((0x1000000, 0x1800000), kernel_end=0x1a00000,
                  bottom_up=True)
    nodes2 = World(memory=[Region(0x1000000, 0x400000, 0),
                           Region(0x1800000, 0x400000, 1)],
                   bottom_up=True, kernel_end=0x1400000)
    return [
        case("R10", "too little above the image: from the top of all",
             upward, find(0x10000)),
        case("R10", "the window's start holds for that, too", upward,
             find(0x10000, start=0x17f4000)),
        case("R10", "the warning comes once", upward, find(0x10000),
             find(0x20000)),
        case("R10", "the window ends below the image: no warning", below,
             find(0x10000, end=0x1400000)),
        case("R10", "the node holds for the second search, too", nodes2,
             find(0x10000, nid=0)),
        case("R10", "it ends where the image ends: no warning", below,
             find(0x10000, end=0x1a00000)),
    ]


def arguments():
    world = holes((0x1000000, 0x1400000), (0x1500000, 0x18fff90))
    return [
        case("R11", "no bytes", world, find(0)),
        case("R11", "align 0 is 64", world, find(0x1000, align=0)),
        case("R11", "align 48", world, find(0x1000, align=48)),
        case("R11", "the node MAX_NUMNODES is any node", world,
             find(0x1000, nid=MAX_NUMNODES)),
    ]


def nodes():
    memory = [Region(0x1000000, 0x400000, 0), Region(0x1800000, 0x400000, 1),
              Region(0x2000000, 0x400000, 0)]
    return [
        case("R12", "bottom-up, node 1", World(memory=memory),
             up(0x10000, nid=1)),
        case("R12", "the choice, top-down, node 1", World(memory=memory),
             find(0x10000, nid=1)),
        case("R12", "the choice, bottom-up, node 1",
             World(memory=memory, bottom_up=True), find(0x10000, nid=1)),
    ]


def visible():
    return (lowest_wins() + window() + aligned() + exact() + no_wrap() +
            nothing() + limits() + first_page() + direction() + fallback() +
            arguments() + nodes())


# ---- what only the grader sees: the same kinds, other numbers ---------------

def hidden_lowest(rng, n):
    free = random_free(rng, rng.randint(2, 6))
    if n % 4 == 0:          # above 4 GiB
        free = [(a + 8 * GIB, b + 8 * GIB) for a, b in free]
        return holes(*free), [up(pages(rng, 1, 40), end=16 * GIB)]
    if n % 2:               # the lowest is too small
        free[0] = (free[0][0], free[0][0] + pages(rng, 2, 15))
        return holes(*free), [up(pages(rng, 17, 40))]
    return holes(*free), [up(pages(rng, 1, 40))]


def hidden_window(rng, n):
    free = random_free(rng, rng.randint(2, 6))
    cut = free[0]
    size = pages(rng, 4, 20)
    if n % 3 == 0:          # end leaves too little of the lowest
        return holes(free[0]), [up(size, end=free[0][0] + size - 2 * PAGE)]
    return holes(*free), [up(size, start=cut[1] - size - pages(rng, 2, 30))]


def hidden_aligned(rng, n):
    align = 1 << rng.randint(6, 21)
    low = 0x1000000 + pages(rng, 0, 256) + 8 * rng.randint(1, 500)
    if n % 5 == 4:          # align has more than 32 bits
        align = GIB << rng.randint(1, 5)
        return (holes((align - pages(rng, 1, 256), 4 * align)),
                [up(pages(rng, 1, 40), align=align, end=1 << 40)])
    if n % 2:
        high = low + 4 * align + pages(rng, 64, 128)
        size = rng.randint(1, 0x40) * rng.choice((1, 8, 0x40, PAGE))
        return holes((low, high)), [up(size, align=align)]
    align = rng.choice((MIB, 2 * MIB, 4 * MIB))
    size = pages(rng, 4, 60)
    border = 0x4000000 + align * rng.randint(1, 8)
    first = (border - size - pages(rng, 2, 20), border + size - PAGE)
    return (holes(first, (border + 2 * MIB, border + 16 * MIB)),
            [up(size, align=align)])


def hidden_exact(rng, n):
    free = random_free(rng, rng.randint(2, 5), 2, 15)
    size = pages(rng, 20, 200)
    at = free[-1][1] + pages(rng, 20, 40)
    if n % 3 == 2:          # to the byte
        at, size = at + rng.randint(1, PAGE), size + rng.randint(1, PAGE)
        return holes(*free, (at, at + size)), [up(size + n % 2, align=1)]
    if n % 2:
        return holes(*free, (at, at + size)), [up(size)]
    above = at + size + pages(rng, 20, 40)
    return (holes(*free, (at, at + size), (above, above + size - PAGE)),
            [up(size)])


def hidden_no_wrap(rng, n):
    free = random_free(rng, rng.randint(1, 5))
    if n % 3 == 0:
        align = rng.choice((PAGE, 4 * PAGE, MIB))
        low = free[-1][1] + align - free[-1][1] % align + align // 4
        tiny = (low, low + align // 2)
        after = tiny[1] + MIB
        return (holes(tiny, (after, after + 4 * MIB)),
                [up(8 * rng.randint(1, align // 32), align=align)])
    if n % 3 == 1:
        return holes(*free), [up((1 << 64) - pages(rng, 1, 0x800) -
                                 free[0][0])]
    return holes(*free), [up(pages(rng, 1, 60),
                             end=free[0][0] - pages(rng, 0, 20))]


def hidden_nothing(rng, n):
    free = random_free(rng, rng.randint(1, 6), 4, 30)
    size = pages(rng, 31, 90)
    return holes(*free), [up(size), up(2 * PAGE), up(size)]


def hidden_limits(rng, n):
    free = random_free(rng, rng.randint(2, 6))
    size = pages(rng, 1, 20)

    def place():
        return rng.choice(free)[0] + size + pages(rng, 1, 30)

    limited = holes(*free, current_limit=place())
    end = (ACCESSIBLE, ANYWHERE, place(), place())[n % 4]
    return limited, [find(size, end=end)]


def hidden_first_page(rng, n):
    size = pages(rng, 2, 40)
    if n % 3 == 0:
        size = 1 << rng.randint(6, 11)
        base = size * rng.randint(1, 0x1000 // size - 1)
        return (World(memory=[Region(base, PAGE + size - base, 0)],
                      bottom_up=True, kernel_end=rng.randint(0, base)),
                [find(size, align=size)])
    if n % 3 == 1:
        return (World(memory=[Region(0, size, 0)]),
                [find(size - rng.randint(0, 15) * 64, align=64,
                      start=rng.choice((0, 64, 0xfff)))])
    free = random_free(rng, 2)
    start = free[1][0] + pages(rng, 20, 50)
    return (holes(*free), [find(PAGE, start=start,
                                end=start - pages(rng, 1, 500))])


def hidden_direction(rng, n):
    free = random_free(rng, rng.randint(2, 6))
    size = pages(rng, 1, 20)
    if n % 5 == 4:          # end 0, bottom-up
        return (holes(*free, kernel_end=free[0][0] + pages(rng, 0, 5),
                      current_limit=free[1][1], bottom_up=True),
                [find(size, end=ACCESSIBLE)])
    kernel_end, start = (rng.choice(free)[0] + pages(rng, 1, 40)
                         for _ in range(2))
    if n % 4 == 1:
        kernel_end += 64 * rng.randint(1, 63)
    return (holes(*free, kernel_end=kernel_end, bottom_up=n % 4 != 0),
            [find(size, align=64 if n % 4 == 1 else PAGE,
                  start=start if n % 4 > 1 else 0)])


def hidden_fallback(rng, n):
    free = random_free(rng, 1 if n % 3 else rng.randint(1, 5))
    size = pages(rng, 4, 40)
    if n % 3 == 0:          # the window does not reach above the image
        world = holes(*free, bottom_up=True,
                      kernel_end=free[-1][1] + pages(rng, 1, 50))
        end = rng.choice((free[-1][1], world.kernel_end))
        return world, [find(size, end=end)]
    world = holes(*free, bottom_up=True,
                  kernel_end=free[-1][1] - size + pages(rng, 1, 4))
    if n % 3 == 1:
        above = free[-1][1] + pages(rng, 8, 50)
        world.memory.append(Region(above, pages(rng, 60, 90), 1))
        return world, [find(size, nid=0), find(size + PAGE, nid=0)]
    start = free[-1][1] - size + pages(rng, 1, 2)
    return world, [find(size, start=start)]


def hidden_arguments(rng, n):
    free = random_free(rng, rng.randint(2, 6))
    free[-1] = (free[-1][0], free[-1][1] - 8 * rng.randint(1, 7))
    bad = [3, 5, 6, 7, 48, 96, 0x1800, 0x3000, (1 << 63) + 1]
    call = (find(0, align=rng.choice((0, 1, PAGE))),
            find(pages(rng, 1, 9), align=0),
            find(pages(rng, 1, 9), align=rng.choice(bad)),
            find(pages(rng, 1, 9), nid=MAX_NUMNODES))[n % 4]
    return holes(*free), [call]


def hidden_nodes(rng, n):
    memory = [Region(low, high - low, rng.randint(0, 3))
              for low, high in random_free(rng, rng.randint(4, 8))]
    size = pages(rng, 2, 40)
    if n % 3 == 0:
        return World(memory=memory), [up(size, nid=rng.randint(0, 3))]
    world = World(memory=memory, bottom_up=n % 3 == 1,
                  kernel_end=memory[0].base)
    return world, [find(size, nid=rng.choice(memory).nid)]


KINDS = {"R1": hidden_lowest, "R2": hidden_window, "R3": hidden_aligned,
         "R4": hidden_exact, "R5": hidden_no_wrap, "R6": hidden_nothing,
         "R7": hidden_limits, "R8": hidden_first_page,
         "R9": hidden_direction, "R10": hidden_fallback,
         "R11": hidden_arguments, "R12": hidden_nodes}


def hidden(rng, kinds=None):
    return hidden_cases(rng, kinds or KINDS,
                        looks={"R6": ("memory", "reserved")})
