# SPDX-License-Identifier: GPL-2.0-only
"""Lab 08: memblock_double_array().

The lists are short, four entries or so, and so are the arrays: one page. RAM
is two blocks, 1-3 MiB and 8-9 MiB as a rule. R1, R2, R3 let the list of
memory grow and look at its array only.
"""
from labtool.beside import beside
from labtool.case import Call, Case, Region, World

oracle = beside(__file__, "grow_oracle.py")
PAGE, TOP = oracle.PAGE, oracle.TOP
K, M = 1 << 10, 1 << 20
RAM = ((1 * M, 2 * M), (8 * M, 1 * M))


def double(name="memory", start=0, size=0):
    return Call("memblock_double_array", name, start, size)


def world(*reserved, ram=RAM, **more):
    more = {"max_memory": max(2, len(ram)), "max_reserved": 8,
            "can_resize": True, "kernel_end": 1 * M, **more}
    return World(memory=[Region(*r) for r in ram],
                 reserved=[Region(*r) for r in reserved], **more)


def fill(number, start=1 * M):
    """So many reserved ranges, of which none touch."""
    return [(start + n * 16 * K, 4 * K) for n in range(number)]


# ---- the cases that everybody sees ----------------------------------------

def visible():
    return (visible_copies() + visible_places() + visible_pending() +
            visible_books() + visible_slab() + visible_failures())


def visible_copies():
    return [
        Case("R1", "two entries become four", world(), [double()]),
        Case("R1", "with entries left: 8 become 16", world(max_memory=8),
             [double()]),
        Case("R1", "twice: 2, 4, 8", world(), [double(), double()]),
        Case("R1", "regions with nodes and flags",
             World(memory=[Region(1 * M, M, 1, 1), Region(4 * M, M, 2)],
                   max_memory=2, max_reserved=8, can_resize=True),
             [double()]),
    ]


def visible_places():
    return [
        Case("R2", "the highest free page", world(), [double()]),
        Case("R2", "256 entries are two pages", world(max_memory=128),
             [double()]),
        Case("R2", "RAM that ends within a page",
             world(ram=((1 * M, 100 * K + 24),)), [double()]),
        Case("R2", "below memblock.current_limit",
             world(current_limit=2 * M), [double()]),
        Case("R2", "the top is reserved", world((8 * M + 64 * K, 960 * K)),
             [double()]),
        Case("R2", "upwards, in bottom_up mode",
             world((1 * M, 64 * K), bottom_up=True), [double()]),
    ]


def visible_pending():
    top = 9 * M - PAGE
    return [
        Case("R3", "the highest page is about to be recorded", world(),
             [double("memory", top, PAGE)]),
        Case("R3", "one byte of it", world(), [double("memory", top, 1)]),
        Case("R3", "all of the upper block", world(),
             [double("memory", 8 * M, M)]),
        Case("R3", "what lies above the range is better than below",
             world(), [double("memory", 8 * M, 512 * K)]),
        Case("R3", "no range: its size is 0", world(),
             [double("memory", top + 24, 0)]),
        Case("R3", "all from there on: size ~0", world(),
             [double("memory", 8 * M + 64 * K, TOP)]),
        Case("R3", "upwards: below the range is better than above",
             world(bottom_up=True), [double("memory", 1 * M + 4 * K, M)]),
        Case("R3", "upwards: the lowest page is in it",
             world(bottom_up=True), [double("memory", 1 * M, 64 * K)]),
    ]


def visible_books():
    return [
        Case("R4", "the array of memory is reserved", world(), [double()]),
        Case("R4", "the array of reserved is reserved, in itself",
             world(*fill(4), max_reserved=4),
             [double("reserved", 5 * M, 4 * K)]),
        Case("R4", "grown twice: one array is left", world(),
             [double(), double()]),
        Case("R4", "the same with the list of reserved ranges",
             world(*fill(4), max_reserved=4),
             [double("reserved"), double("reserved")]),
        Case("R4", "the first array is not given away", world(),
             [Call("reserve_first"), double()]),
        Case("R4", "the old array is not given away before the new one is "
             "there", world(ram=((1 * M, 8 * K),), max_memory=1),
             [double(), double()]),
        Case("R4", "arrays of several pages, below what is taken",
             world((9 * M - 64 * K, 64 * K), max_memory=100),
             [double(), double()]),
    ]


def visible_slab():
    return [
        Case("R5", "an array of kmalloc()", world(slab_up=True), [double()]),
        Case("R5", "the next one: the first goes to kfree()",
             world(slab_up=True), [double(), double()]),
        Case("R5", "the list of reserved ranges",
             world(*fill(4), slab_up=True, max_reserved=4),
             [double("reserved", 5 * M, 4 * K), double("reserved")]),
        Case("R5", "each list has its own",
             world(slab_up=True), [double(), double("reserved"), double()]),
    ]


def visible_failures():
    full = fill(4)
    return [
        Case("R6", "not allowed yet", world(can_resize=False), [double()]),
        Case("R6", "no page is free", world((1 * M, 8 * M)), [double()]),
        Case("R6", "the only free page is about to be recorded",
             world((1 * M, 2 * M), (8 * M + PAGE, M - PAGE)),
             [double("memory", 8 * M, PAGE)]),
        Case("R6", "kmalloc() has none", world(
            slab_up=True, extra={"slab_fails": 1}), [double()]),
        Case("R6", "both lists are full: both grow",
             world(*full, max_reserved=4), [double()]),
        Case("R6", "both are full, and there is room for one array",
             world(*full, ram=((1 * M, 60 * K), (8 * M, PAGE)),
                   max_reserved=5), [double()]),
        Case("R6", "both are full, and no second place",
             world((1 * M, 64 * K), (2 * M, 64 * K),
                   ram=((1 * M, 64 * K), (8 * M + 24, 2 * PAGE)),
                   max_reserved=2), [double()]),
    ]


# ---- those that are drawn by lot ------------------------------------------

def draw_world(rng, **more):
    """Two or three blocks of RAM with some of it taken."""
    ram = [(start * M + rng.choice([0, 0, 24, 4 * K]),
            rng.randrange(64 * K, 2 * M, 8))
           for start in sorted(rng.sample(range(1, 60, 4),
                                          rng.randint(1, 3)))]
    taken = []
    for base, size in ram:
        if rng.random() < 0.5:
            part = rng.randrange(8, size // 2, 8)
            at = base + rng.choice([0, size - part, size // 3 // 8 * 8])
            taken.append((at, part))
    more.setdefault("max_memory", len(ram) + rng.choice([0, 0, 1, 90]))
    more.setdefault("bottom_up", rng.random() < 0.25)
    return world(*taken, ram=ram, **more)


def first_place(case_world):
    """Where its array would go if nothing were about to be recorded."""
    lists = oracle.Lists(case_world)
    return lists.find(oracle.pages_of(2 * case_world.max_memory), [])


def draw_copy(rng, rule):
    calls = [double() for _ in range(rng.randint(1, 3))]
    return Case(rule, "the same regions", draw_world(rng, max_reserved=64),
                calls)


def draw_place(rng, rule):
    there = draw_world(rng)
    if rng.random() < 0.3:
        last = there.memory[-1]
        there.current_limit = last.base + last.size // 2
    return Case(rule, "first fit", there, [double()])


def draw_pending(rng, rule):
    """A range that has to do with the place that would be the first."""
    there = draw_world(rng)
    at = first_place(there) or 8 * M
    start = at + rng.choice([0, 0, -PAGE, PAGE - 1, 24, -1, -64 * K])
    size = rng.choice([0, 1, 8, PAGE, 2 * PAGE, 200 * K, TOP])
    return Case(rule, "stay out", there, [double("memory", start, size)])


def draw_books(rng, rule):
    calls = [double(rng.choice(["memory", "reserved"]), 60 * M, 4 * K)
             for _ in range(rng.randint(1, 4))]
    return Case(rule, "who is reserved", draw_world(
        rng, bottom_up=False, max_reserved=rng.choice([6, 12, 100]),
        max_memory=rng.choice([4, 93, 100])), calls)


def draw_slab(rng, rule):
    calls = [double(rng.choice(["memory", "reserved"]), 60 * M, 4 * K)
             for _ in range(rng.randint(1, 4))]
    return Case(rule, "slab", draw_world(rng, slab_up=True), calls)


def draw_failure(rng, rule):
    """Few pages, full lists: it works, or nothing has changed."""
    number = rng.randint(1, 4)
    pages = rng.randint(0, 3)
    ram = [(1 * M, number * 16 * K - 12 * K)]
    if pages:
        ram.append((8 * M + rng.choice([0, 0, 24]), pages * PAGE))
    taken = [(1 * M, number * 16 * K - 12 * K)]
    taken += [(20 * M + n * 16 * K, 4 * K) for n in range(number - 1)]
    return Case(rule, "few pages, full lists", world(
        *taken, ram=ram, max_memory=len(ram),
        max_reserved=number + rng.choice([0, 0, 1])),
        [double("memory", 60 * M, rng.choice([0, PAGE]))])


def hidden(rng):
    return [draw(rng, rule) for rule, draw, number in (
        ("R1", draw_copy, 12), ("R2", draw_place, 24),
        ("R3", draw_pending, 30), ("R4", draw_books, 20),
        ("R5", draw_slab, 12), ("R6", draw_failure, 24))
        for _ in range(number)]


def expect(case):
    return oracle.outcome(case)


def diagnose(case, want, got):
    return oracle.diagnose(case, want, got)
