# SPDX-License-Identifier: GPL-2.0-only
"""The cases of lab 04 and, but for two rules, of its variant.

What should come out is in reserve_oracle.py. The cases of a rule are such
that only who breaks this rule stumbles: those of R2 join nothing, those of
R6 need as many entries however one counts.
"""
from labtool.beside import beside
from labtool.case import Call, Case, Region, World

oracle = beside(__file__, "reserve_oracle.py")
TOP, UNKNOWN = oracle.TOP, oracle.UNKNOWN
K, M, G = 1 << 10, 1 << 20, 1 << 30


# ---- the cases that everybody sees ----------------------------------------

def add(base, size, nid=UNKNOWN, flags=0, name="reserved"):
    return Call("memblock_add_range", name, base, size, nid, flags)


def reserved(*regions, **more):
    return World(memory=[], reserved=[Region(*r) for r in regions], **more)


def three():
    """  #####     #####     #####   : 1-2M, 4-5M, 7-8M, nobody's node"""
    return [(1 * M, M), (4 * M, M), (7 * M, M)]


def on_nodes():
    """The same, but node 1, node 2 and a flag: none is like a newcomer."""
    return [(1 * M, M, 1), (4 * M, M, 2), (7 * M, M, UNKNOWN, 0x10)]


def visible_places():
    return [
        Case("R1", "the first region of an empty list", reserved(),
             [add(2 * M, 64 * K)]),
        Case("R1", "below, between and above what is there",
             reserved(*three()),
             [add(64 * K, 4 * K), add(3 * M, 4 * K), add(9 * M, 4 * K)]),
        Case("R1", "added from the highest down", reserved(),
             [add((9 - n) * M, 4 * K) for n in range(6)]),
        Case("R1", "with node and flags, in the other list", reserved(),
             [add(4 * M, M, 2, 0x1, "memory"), add(M, M, 1, 0, "memory")]),
    ]


def visible_covered():
    return [
        Case("R2", "exactly what is there already", reserved(*three()),
             [add(4 * M, M)]),
        Case("R2", "within a region, to the byte",
             reserved(*three()), [add(4 * M + 1, 0x800)]),
        Case("R2", "within a region of another node",
             reserved(*on_nodes()), [add(4 * M + 4 * K, 4 * K, 3)]),
        Case("R2", "over the lower edge of another node's region",
             reserved(*on_nodes()), [add(3 * M, M + 4 * K)]),
        Case("R2", "over its upper edge",
             reserved(*on_nodes()), [add(4 * M + 4 * K, M)]),
        Case("R2", "over all three: four gaps are filled",
             reserved(*on_nodes()), [add(512 * K, 9 * M)]),
    ]


def visible_joins():
    return [
        Case("R3", "touches the end of one", reserved(*three()),
             [add(5 * M, 4 * K)]),
        Case("R3", "touches the start of one", reserved(*three()),
             [add(4 * M - 4 * K, 4 * K)]),
        Case("R3", "fills the gap: three become one", reserved(*three()),
             [add(2 * M, 2 * M)]),
        Case("R3", "overlaps one at both ends", reserved(*three()),
             [add(3 * M, 3 * M)]),
        Case("R3", "over all three, with room around", reserved(*three()),
             [add(512 * K, 9 * M)]),
        Case("R3", "joins the one that agrees, not the one that differs",
             reserved((1 * M, M, 1), (3 * M, M)), [add(2 * M, M)]),
    ]


def visible_borders():
    return [
        Case("R4", "touches a region of another node",
             reserved((1 * M, M, 1)), [add(2 * M, M, 2)]),
        Case("R4", "touches a region with other flags",
             reserved((2 * M, M, 1, 0x10)), [add(1 * M, M, 1, 0)]),
        Case("R4", "between two nodes, and of neither",
             reserved((1 * M, M, 1), (3 * M, M, 2)), [add(2 * M, M)]),
        Case("R4", "same flags, other node: in the list of memory",
             World(memory=[Region(1 * M, M, 0, 1)]),
             [add(2 * M, M, 3, 1, "memory")]),
    ]


def visible_edges():
    return [
        Case("R5", "size 0 in a gap", reserved(*three()), [add(3 * M, 0)]),
        Case("R5", "size 0 within a region", reserved(*three()),
             [add(4 * M + 4 * K, 0, 1)]),
        Case("R5", "past the end of the address space", reserved(*three()),
             [add(TOP - M, 2 * M)]),
        Case("R5", "all there is: size ~0", reserved(), [add(16 * M, TOP)]),
        Case("R5", "nothing is left after the cut", reserved(*three()),
             [add(TOP, M)]),
    ]


def full(**more):
    """Four regions in a list with four entries, none of whom touch."""
    return reserved(*three(), (10 * M, M, 1), max_reserved=4, **more)


def visible_full():
    ram = [Region(16 * M, 16 * M)]
    many = World(memory=ram, reserved=[Region(*r) for r in on_nodes()],
                 max_reserved=4, can_resize=True)
    return [
        Case("R6", "full, and must not grow", full(), [add(20 * M, M)]),
        Case("R6", "full, but it is all there already", full(),
             [add(7 * M, 4 * K), add(7 * M, M), add(2 * M - 1, 1)]),
        Case("R6", "the last free entry is enough for one piece",
             reserved(*three(), max_reserved=4), [add(20 * M, M)]),
        Case("R6", "two gaps, one entry left: none of them is filled",
             reserved(*on_nodes(), max_reserved=4), [add(3 * M, 3 * M)]),
        Case("R6", "full, and grows; the new array is reserved, too",
             World(memory=ram, reserved=full().reserved, max_reserved=4,
                   can_resize=True), [add(20 * M, M)]),
        Case("R6", "the range is where the array would like to be",
             World(memory=ram, reserved=full().reserved, max_reserved=4,
                   can_resize=True), [add(31 * M, M, 2)]),
        Case("R6", "the array comes to lie below the range",
             World(memory=ram, reserved=full().reserved, max_reserved=4,
                   can_resize=True), [add(40 * M, M, 2)]),
        Case("R6", "four gaps, and the array lies above them all", many,
             [add(512 * K, 9 * M)]),
        Case("R6", "to grow once is not enough", World(
            memory=ram, reserved=[Region(1 * M, M, 1), Region(4 * M, M, 2)],
            max_reserved=2, can_resize=True), [add(512 * K, 9 * M)]),
    ]


def visible_names():
    return [
        Case("R7", "memblock_reserve: no memory needs to be there",
             reserved(), [Call("memblock_reserve", 4 * M, 4 * K),
                          Call("memblock_reserve", M, 4 * K)]),
        Case("R7", "memblock_reserve_region: node and flags go along",
             reserved(), [Call("memblock_reserve_region", M, M, 3, 0x10)]),
        Case("R7", "memblock_reserve says when it failed", full(),
             [Call("memblock_reserve", 20 * M, M)]),
        Case("R7", "memblock_reserve_region, too", full(),
             [Call("memblock_reserve_region", 20 * M, M, 1, 0)]),
        Case("R7", "memblock_reserve has a line for memblock=debug",
             reserved(extra={"memblock_debug": 1}),
             [Call("memblock_reserve", 4 * M, 4 * K)]),
    ]


# ---- those that are drawn by lot ------------------------------------------

def some_kind(rng, but=None):
    while True:
        who = (rng.choice([0, 1, 2, UNKNOWN]), rng.choice([0, 0, 1, 0x10]))
        if who != but:
            return who


def spots(rng, number):
    """That many ranges in order, none of which touch, to the byte."""
    marks = sorted(rng.sample(range(16, 4096), 2 * number))
    unit = rng.choice([1, 24, 4 * K, 2 * M])
    return [(a * unit, (b - a) * unit)
            for a, b in zip(marks[::2], marks[1::2])]


def list_and_newcomer(rng):
    """Ranges of a list, and one that meets none of them."""
    ranges = spots(rng, rng.randint(2, 8))
    return ranges, ranges.pop(rng.randrange(len(ranges)))


def random_world(rng, ranges, but=None, like=None, **more):
    regions = [(*r, *(like or some_kind(rng, but))) for r in ranges]
    return reserved(*regions, **more)


def in_list(rng, rule, name, world, newcomer, who):
    """The same in the list of memory now and then."""
    if rng.random() < 0.3:
        world = World(memory=world.reserved, max_memory=world.max_reserved)
        return Case(rule, name, world, [add(*newcomer, *who, "memory")])
    return Case(rule, name, world, [add(*newcomer, *who)])


def draw_place(rng, rule):
    ranges, newcomer = list_and_newcomer(rng)
    return in_list(rng, rule, "meets nothing", random_world(rng, ranges),
                   newcomer, some_kind(rng))


def draw_covered(rng, rule):
    """Within a region like it; or over some, and all are unlike it."""
    who = some_kind(rng)
    ranges = spots(rng, rng.randint(2, 7))
    if rng.random() < 0.3:
        base, size = rng.choice(ranges)
        skip = rng.randrange(size)
        return in_list(rng, rule, "all there already",
                       random_world(rng, ranges, like=who),
                       (base + skip, rng.randint(1, size - skip)), who)
    first, last = sorted(rng.sample(range(len(ranges)), 2))
    start = ranges[first][0] + rng.randint(-1, ranges[first][1] - 1)
    end = ranges[last][0] + rng.randint(1, ranges[last][1] + 1)
    return in_list(rng, rule, "over others",
                   random_world(rng, ranges, but=who),
                   (start, end - start), who)


def draw_join(rng, rule):
    """All are like the newcomer, and at least one touches or overlaps."""
    who = some_kind(rng)
    ranges = spots(rng, rng.randint(3, 7))
    at = rng.randrange(len(ranges) - 1)
    lo, hi = ranges[at], ranges[rng.randint(at + 1, len(ranges) - 1)]
    start, end = rng.choice([
        (lo[0] + lo[1], hi[0]),                 # from end to start
        (lo[0] + lo[1], lo[0] + lo[1] + 1),     # touches the lower one
        (hi[0] - 1, hi[0]),                     # touches the upper one
        (lo[0], hi[0] + hi[1]),                 # covers them
        (lo[0] + lo[1] - 1, hi[0] + 1),         # overlaps both
        (max(lo[0] - 1, 1), hi[0] + hi[1] + 1),
    ])
    return in_list(rng, rule, "touches its like",
                   random_world(rng, ranges, like=who),
                   (start, end - start), who)


def draw_border(rng, rule):
    """In a gap, touching one or both sides, and unlike both."""
    who = some_kind(rng)
    ranges = spots(rng, rng.randint(2, 6))
    at = rng.randrange(len(ranges) - 1)
    start = ranges[at][0] + ranges[at][1]
    end = ranges[at + 1][0]
    cut = rng.randrange(end - start)
    start, end = rng.choice([(start, end), (start + cut, end),
                             (start, end - cut)])
    world = random_world(rng, ranges, but=who)
    return in_list(rng, rule, "touches, but differs", world,
                   (start, end - start), who)


def draw_edge(rng, rule):
    ranges, newcomer = list_and_newcomer(rng)
    world = random_world(rng, ranges)
    if rng.random() < 0.5:
        base = rng.choice([newcomer[0], ranges[0][0] + ranges[0][1] // 2,
                           ranges[-1][0], 0, TOP])
        call = (base, 0)
    else:
        back = rng.choice([0, 1, 4 * K, 3 * M + 1, G])
        call = (TOP - back, rng.choice([back + 1, 2 * back, TOP]))
    return in_list(rng, rule, "an end of the number line", world, call,
                   some_kind(rng))


def draw_full(rng, rule):
    """No join: then who counts pieces and who counts regions agree. All
    are on nodes: nothing is like the array, which may touch them."""
    who = (rng.choice([0, 1]), rng.choice([0, 1]))
    ranges = spots(rng, rng.randint(4, 7))
    ranges = [(base + 32 * M, size) for base, size in ranges]
    at = rng.randrange(len(ranges) - 1)
    lo, hi = ranges[at], ranges[at + 1]
    over = (lo[0] - 1, hi[0] + hi[1] + 1 - (lo[0] - 1))
    newcomer = rng.choice([over, over, lo, (lo[0], 1), (16 * M, M)])
    return Case(rule, "a full list", full_world(rng, ranges),
                [add(*newcomer, *who)])


def full_world(rng, ranges):
    """RAM below the ranges or among them: the array moves what is above."""
    world = random_world(
        rng, ranges, like=(2, rng.choice([0, 1])),
        max_reserved=len(ranges) + rng.choice([0, 0, 1, 1, 2, 3]),
        can_resize=rng.random() < 0.6)
    world.memory = [Region(8 * M, rng.choice([9 * M, 64 * K, 1023 * M]))]
    return world


def draw_pending(rng, rule):
    """The top of RAM is about to be added: no place for the array."""
    ranges = [(base + 32 * M, size)
              for base, size in spots(rng, rng.randint(3, 6))]
    world = full_world(rng, ranges)
    world.max_reserved, world.can_resize = len(ranges), True
    top = world.memory[0].end
    size = rng.randrange(4 * K, 63 * K)
    if any(r.base < top and top - size < r.end for r in world.reserved):
        return draw_pending(rng, rule)
    return Case(rule, "where the array would be", world,
                [add(top - size, size, 0, 1)])


def draw_name(rng, rule):
    ranges, newcomer = list_and_newcomer(rng)
    call = rng.choice([
        Call("memblock_reserve", *newcomer),
        Call("memblock_reserve_region", *newcomer, *some_kind(rng))])
    room = len(ranges) + rng.choice([0, 100, 100])
    debug = call.function == "memblock_reserve" and rng.random() < 0.5
    return Case(rule, "by its public name", random_world(
        rng, ranges, max_reserved=room,
        extra={"memblock_debug": 1} if debug else {}), [call])
