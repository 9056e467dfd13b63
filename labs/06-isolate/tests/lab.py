# SPDX-License-Identifier: GPL-2.0-only
"""Lab 06: memblock_isolate_range(), memblock_remove_range() and freeing.

The oracle (cut_oracle.py) sees a list as painted cells. The cases of R1 have
room for everything, those of R3 and R5 are about the last entries.
"""
from labtool.beside import beside
from labtool.case import Call, Case, Region, World

oracle = beside(__file__, "cut_oracle.py")
TOP, UNKNOWN = oracle.TOP, oracle.UNKNOWN
K, M = 1 << 10, 1 << 20


def isolate(base, size, name="memory"):
    return Call("memblock_isolate_range", name, base, size)


def count(base, size, name="memory"):
    return Call("isolated_count", name, base, size)


def remove(base, size, name="reserved"):
    return Call("memblock_remove_range", name, base, size)


def memory(*regions, **more):
    return World(memory=[Region(*r) for r in regions], **more)


def reserved(*regions, **more):
    return World(reserved=[Region(*r) for r in regions], **more)


THREE = ((1 * M, M, 0), (4 * M, M, 1), (7 * M, M, UNKNOWN, 1))
TOUCH = ((1 * M, M, 0), (2 * M, M, 1), (3 * M, M, 0))


# ---- the cases that everybody sees ----------------------------------------

def visible():
    return (visible_splits() + visible_indexes() + visible_full_isolate() +
            visible_removals() + visible_full_removals() + visible_ends() +
            visible_frees())


def visible_splits():
    return [
        Case("R1", "within one region: three of one", memory(*THREE),
             [isolate(4 * M + 4 * K, 4 * K)]),
        Case("R1", "over the upper edge of one", memory(*THREE),
             [isolate(4 * M + 4 * K, 2 * M)]),
        Case("R1", "over the lower edge of one", memory(*THREE),
             [isolate(3 * M, M + 4 * K)]),
        Case("R1", "from the middle of one to the middle of another",
             memory(*THREE), [isolate(1 * M + 24, 6 * M)]),
        Case("R1", "exactly one region: nothing is split", memory(*THREE),
             [isolate(4 * M, M)]),
        Case("R1", "edges where two regions touch", memory(*TOUCH),
             [isolate(2 * M, M)]),
        Case("R1", "flags stay with both halves", memory(*THREE),
             [isolate(7 * M + 1, M - 2)]),
    ]


def visible_indexes():
    return [
        Case("R2", "whole regions: the middle one", memory(*THREE),
             [isolate(3 * M, 3 * M)]),
        Case("R2", "whole regions: the first two", memory(*THREE),
             [isolate(0, 6 * M)]),
        Case("R2", "all", memory(*THREE), [isolate(0, TOP)]),
        Case("R2", "after a cut at each edge", memory(*THREE),
             [isolate(1 * M + 4 * K, 6 * M)]),
        Case("R2", "the middle one of three pieces", memory(*THREE),
             [isolate(4 * M + 4 * K, 4 * K)]),
        Case("R2", "none: in a gap", memory(*THREE), [count(2 * M, M)]),
        Case("R2", "none: above all", memory(*THREE), [count(9 * M, M)]),
        Case("R2", "none: an empty list", memory(), [count(1 * M, M)]),
    ]


def visible_full_isolate():
    full = memory(*THREE, max_memory=3)
    ram = World(memory=[Region(*r) for r in THREE] +
                [Region(16 * M, 16 * M, 2)], max_memory=4, can_resize=True)
    return [
        Case("R3", "a full list, nothing to split", full,
             [count(4 * M, M)]),
        Case("R3", "a full list, one to split", full,
             [count(4 * M + 4 * K, M)]),
        Case("R3", "one entry left, one to split", memory(
            *THREE, max_memory=4), [count(4 * M + 4 * K, M)]),
        Case("R3", "one entry left, two to split", memory(
            *THREE, max_memory=4), [count(4 * M + 4 * K, 4 * K)]),
        Case("R3", "full, and grows", ram, [count(4 * M + 4 * K, 4 * K)]),
    ]


def visible_removals():
    return [
        Case("R4", "a hole: two of one", reserved(*THREE),
             [remove(4 * M + 4 * K, 4 * K)]),
        Case("R4", "the lower part of one", reserved(*THREE),
             [remove(3 * M, M + 4 * K)]),
        Case("R4", "the upper part of one", reserved(*THREE),
             [remove(4 * M + 4 * K, 2 * M)]),
        Case("R4", "exactly one", reserved(*THREE), [remove(4 * M, M)]),
        Case("R4", "parts of two, and all of one between",
             reserved(*THREE), [remove(1 * M + 24, 6 * M)]),
        Case("R4", "all but its last byte", reserved(*THREE),
             [remove(4 * M, M - 1)]),
        Case("R4", "nothing of it is there", reserved(*THREE),
             [remove(5 * M, 2 * M)]),
        Case("R4", "the middle one of three that touch", reserved(*TOUCH),
             [remove(2 * M, M)]),
        Case("R4", "the last region: the list is empty",
             reserved((4 * M, M)), [remove(4 * M, M)]),
        Case("R4", "from the other list", memory(*THREE),
             [remove(4 * M + 24, 24, "memory")]),
    ]


def visible_full_removals():
    full = reserved(*THREE, max_reserved=3)
    ram = reserved(*THREE, max_reserved=3, can_resize=True)
    ram.memory = [Region(16 * M, 16 * M)]
    low = reserved(*THREE, max_reserved=3, can_resize=True)
    low.memory = [Region(64 * K, 64 * K)]
    return [
        Case("R5", "a full list: a whole region", full, [remove(4 * M, M)]),
        Case("R5", "a full list: the upper part of one", full,
             [remove(4 * M + 4 * K, M)]),
        Case("R5", "a full list: parts of two", full,
             [remove(1 * M + 24, 6 * M)]),
        Case("R5", "a full list: no entry for a hole", full,
             [remove(4 * M + 4 * K, 4 * K)]),
        Case("R5", "one entry left for a hole", reserved(
            *THREE, max_reserved=4), [remove(4 * M + 4 * K, 4 * K)]),
        Case("R5", "a hole, and the list grows", ram,
             [remove(4 * M + 4 * K, 4 * K)]),
        Case("R5", "a hole, and the new array lies below it", low,
             [remove(4 * M + 4 * K, 4 * K)]),
    ]


def visible_ends():
    high = reserved((1 * M, M), (TOP - M, M))
    return [
        Case("R6", "remove nothing", reserved(*THREE),
             [remove(4 * M + 4 * K, 0)]),
        Case("R6", "isolate nothing", memory(*THREE),
             [count(4 * M + 4 * K, 0)]),
        Case("R6", "remove all above: size ~0", high, [remove(2 * M, TOP)]),
        Case("R6", "remove all there is", high, [remove(0, TOP)]),
        Case("R6", "past the end, into the last region", high,
             [remove(TOP - 4 * K, 8 * K)]),
        Case("R6", "isolate past the end", memory((TOP - M, M)),
             [isolate(TOP - 4 * K, 8 * K)]),
        Case("R6", "isolate all above: one cut", memory((1 * M, 3 * M)),
             [isolate(2 * M, TOP)]),
    ]


def visible_frees():
    return [
        Case("R7", "memblock_phys_free", reserved((1 * M, M)),
             [Call("memblock_phys_free", 1 * M, 4 * K)]),
        Case("R7", "memblock_free, by pointer", reserved((1 * M, M)),
             [Call("memblock_free", 1 * M, 4 * K)]),
        Case("R7", "a NULL pointer", reserved((1 * M, M)),
             [Call("memblock_free", 0, 4 * K)]),
        Case("R7", "twice is no error", reserved((1 * M, 4 * K)),
             [Call("memblock_phys_free", 1 * M, 4 * K),
              Call("memblock_phys_free", 1 * M, 4 * K)]),
        Case("R7", "a hole that finds no entry: -ENOMEM",
             reserved((1 * M, M), max_reserved=1),
             [Call("memblock_phys_free", 1 * M + 4 * K, 4 * K)]),
        Case("R7", "after the slab is up: what was reserved, no warning",
             reserved((1 * M, M), slab_up=True),
             [Call("memblock_phys_free", 1 * M, M)]),
        Case("R7", "after the slab is up: what was not, one warning",
             reserved((1 * M, M), slab_up=True),
             [Call("memblock_phys_free", 4 * M, 4 * K)]),
        Case("R7", "a line for memblock=debug",
             reserved((1 * M, M), extra={"memblock_debug": 1}),
             [Call("memblock_phys_free", 1 * M, 4 * K)]),
    ]


# ---- those that are drawn by lot ------------------------------------------

def draw_list(rng, number=None):
    """Ranges in order with a kind each; some touch, and differ then."""
    number = number or rng.randint(2, 7)
    unit = rng.choice([24, 4 * K, 2 * M])
    marks = sorted(rng.sample(range(16, 4096), 2 * number))
    out = []
    for a, b in zip(marks[::2], marks[1::2]):
        who = rng.choice([(0, 0), (1, 0), (UNKNOWN, 0), (0, 1)])
        start = a * unit
        if out and rng.random() < 0.3 and out[-1][2:] != who:
            start = out[-1][0] + out[-1][1]
        out.append((start, b * unit - start, *who))
    return out


def some_range(rng, regions):
    """Two addresses that matter, or lie beside those that do."""
    marks = []
    for base, size, *_ in regions:
        marks += [base, base + size, base + size // 2, base + 1,
                  base + size - 1, base - 1]
    start, end = sorted(rng.sample(sorted(set(marks)), 2))
    return start, end - start


def draw_split(rng, rule):
    regions = draw_list(rng)
    return Case(rule, "isolate", memory(*regions),
                [isolate(*some_range(rng, regions))])


def draw_index(rng, rule):
    """Edges at edges of regions: nothing is split. Or somewhere."""
    regions = draw_list(rng)
    if rng.random() < 0.4:
        case = Case(rule, "indexes, after a cut", memory(*regions),
                    [isolate(*some_range(rng, regions))])
        return case if oracle.inside(case) else draw_index(rng, rule)
    edges = sorted({e for base, size, *_ in regions
                    for e in (base, base + size)} | {8, 1 << 40})
    start, end = sorted(rng.sample(edges, 2))
    inside = [r for r in regions if start <= r[0] and r[0] + r[1] <= end]
    call = isolate if inside else count
    return Case(rule, "indexes", memory(*regions), [call(start, end - start)])


def room_or_not(rng, regions, name, call):
    world = World(**{name: [Region(*r) for r in regions],
                     "max_" + name: len(regions) + rng.choice([0, 0, 1, 2])},
                  can_resize=rng.random() < 0.4)
    at = 1 << 36
    if name == "reserved" and regions[0][0] > 1 * M:
        at = rng.choice([at, 64 * K])
    world.memory = world.memory + [Region(at, 64 * K, 3)]
    if name == "memory":
        world.max_memory += 1
    return world, [call(*some_range(rng, regions), name)]


def draw_full_isolate(rng, rule):
    while True:
        world, calls = room_or_not(rng, draw_list(rng), "memory", count)
        case = Case(rule, "few entries", world, calls)
        if oracle.inside(case):
            return case


def draw_removal(rng, rule):
    regions = draw_list(rng)
    return Case(rule, "remove", reserved(*regions),
                [remove(*some_range(rng, regions))])


def draw_full_removal(rng, rule):
    while True:
        world, calls = room_or_not(rng, draw_list(rng), "reserved", remove)
        case = Case(rule, "few entries", world, calls)
        if oracle.inside(case):
            return case


def draw_end(rng, rule):
    regions = draw_list(rng)
    last = regions[-1][0] + regions[-1][1]
    high = rng.choice([1, 24, 4 * K, 3 * M])
    regions.append((TOP - high, high, 1, 0))
    size = rng.choice([0, TOP, TOP])
    start = rng.choice([regions[0][0] + 1, last - 1, last, TOP - 1,
                        TOP - high])
    return Case(rule, "an end of the number line", reserved(*regions),
                [remove(start, size)])


def draw_free(rng, rule):
    regions = draw_list(rng)
    start, size = some_range(rng, regions)
    make = rng.choice(["memblock_phys_free", "memblock_free"])
    debug = {"memblock_debug": 1} if rng.random() < 0.4 else {}
    return Case(rule, "free", reserved(*regions, extra=debug),
                [Call(make, start, size)])


def hidden(rng):
    return [draw(rng, rule) for rule, draw, number in (
        ("R1", draw_split, 24), ("R2", draw_index, 14),
        ("R3", draw_full_isolate, 24), ("R4", draw_removal, 24),
        ("R5", draw_full_removal, 30), ("R6", draw_end, 14),
        ("R7", draw_free, 12)) for _ in range(number)]


def expect(case):
    return oracle.outcome(case)


def diagnose(case, want, got):
    return oracle.diagnose(case, want, got)
