# SPDX-License-Identifier: GPL-2.0-only
"""Tests of lab 07: __next_mem_range_rev().

A call is a whole walk, and its result the list of ranges that it gave, as
[start, end, node]. What is right is decided by looking at every cell between
two borders of the lists. A rule's cases avoid the edges of the others: gaps
everywhere, no flags, one node, unless that is the point.
"""
from labtool.case import (DRIVER_MANAGED, HOTPLUG, MAX_NUMNODES, MIRROR,
                          NOMAP, NUMA_NO_NODE, PAGE, TOP, Call, Case, Outcome,
                          Region, World, cells, owner)

WALK, TWO, AGAIN = "__next_mem_range_rev", "two_walks", "walk_again"
WITHOUT = "walk_without"
MIB = 1 << 20


def walk(type_a="memory", type_b="reserved", nid=NUMA_NO_NODE, flags=0,
         how=WALK, leave=0):
    args = (type_a, type_b, nid, flags)
    return Call(how, *args, leave) if how == WITHOUT else Call(how, *args)


def regions(*spans, nid=0, flags=0):
    return [Region(start, end - start, nid, flags) for start, end in spans]


def taken(*spans):
    return regions(*spans, nid=MAX_NUMNODES)


def case(rule, name, world, *calls):
    return Case(rule, name, world, list(calls) or [walk()],
                looks=("memory", "reserved"))


# ---- what the student sees -------------------------------------------------

ONE = regions((0x1000000, 0x2000000))
TWO_REGIONS = regions((0x1000000, 0x2000000), (0x3000000, 0x4000000))
HOLES = taken((0x1100000, 0x1200000), (0x1800000, 0x1900000),
              (0x3400000, 0x3500000))


def order():
    return [
        case("R1", "one region, one reservation", World(
            ONE, taken((0x1400000, 0x1500000)))),
        case("R1", "two regions, three reservations",
             World(TWO_REGIONS, HOLES)),
        case("R1", "a reservation over the hole between two regions", World(
            TWO_REGIONS, taken((0x1800000, 0x3800000)))),
        case("R1", "reservations outside of memory", World(
            ONE, taken((0x100000, 0x200000), (0x1400000, 0x1500000),
                       (0x8000000, 0x9000000)))),
        case("R1", "reserved, without memory", World(
            regions((0x1400000, 0x1500000)),
            taken((0x1000000, 0x2000000), (0x3000000, 0x3100000))),
             walk("reserved", "memory")),
    ]


def cursor():
    world = World(TWO_REGIONS, HOLES)
    return [
        case("R2", "two walks at the same time", world, walk(how=TWO)),
        case("R2", "a second walk with the same cursor", world,
             walk(how=AGAIN)),
    ]


def nothing_out():
    world = World(TWO_REGIONS, HOLES)
    return [
        case("R3", "all of memory", world, walk("memory", "none")),
        case("R3", "all that is reserved", world, walk("reserved", "none")),
        case("R3", "a list with one region", World(ONE, HOLES),
             walk("memory", "none")),
    ]


def pointers():
    world = World(TWO_REGIONS, HOLES)
    return [case("R4", name, world, walk(how=WITHOUT, leave=leave))
            for leave, name in ((1, "no start wanted"), (2, "no end wanted"),
                                (4, "no node wanted"), (7, "nothing wanted"))]


def filters():
    nodes = [Region(0x1000000, 0x400000, 0), Region(0x1800000, 0x400000, 1),
             Region(0x2000000, 0x400000, 0)]
    kinds = [Region(0x1000000, 0x400000, 0),
             Region(0x1800000, 0x400000, 0, NOMAP),
             Region(0x2000000, 0x400000, 0, DRIVER_MANAGED),
             Region(0x2800000, 0x400000, 0, MIRROR)]
    hot = [Region(0x1000000, 0x400000, 0),
           Region(0x1800000, 0x400000, 0, HOTPLUG)]
    gone = taken((0x1200000, 0x1300000), (0x1900000, 0x1a00000))
    return [
        case("R5", "node 0", World(nodes, gone), walk(nid=0)),
        case("R5", "node 1", World(nodes, gone), walk(nid=1)),
        case("R5", "what is no node means all nodes", World(nodes, gone),
             walk(nid=MAX_NUMNODES)),
        case("R5", "only memory has nodes", World(
            nodes, gone + taken((0x3000000, 0x3100000))),
             walk("reserved", "memory", nid=1)),
        case("R5", "what is never allocated", World(kinds, gone)),
        case("R5", "wanted all the same", World(kinds, gone),
             walk(flags=NOMAP)),
        case("R5", "only what is mirrored", World(kinds, gone),
             walk(flags=MIRROR)),
        case("R5", "hot-pluggable, with movable_node",
             World(hot, gone, extra={"movable_node": 1})),
        case("R5", "hot-pluggable, without", World(hot, gone)),
    ]


def not_empty():
    return [
        case("R6", "reserved from the start of a region", World(
            ONE, taken((0x1000000, 0x1100000)))),
        case("R6", "reserved up to the end of a region", World(
            ONE, taken((0x1f00000, 0x2000000)))),
        case("R6", "all of one region is reserved", World(
            TWO_REGIONS, taken((0x3000000, 0x4000000)))),
        case("R6", "two reservations that touch", World(
            ONE, [Region(0x1400000, 0x100000),
                  Region(0x1500000, 0x100000, flags=16)])),
        case("R6", "everything is reserved", World(
            ONE, taken((0x800000, 0x3000000)))),
    ]


def one_region():
    return [
        case("R7", "two nodes meet", World(
            [Region(0x1000000, 0x800000, 0), Region(0x1800000, 0x800000, 1)],
            taken((0x1100000, 0x1200000)))),
        case("R7", "two nodes meet, nothing reserved", World(
            [Region(0x1000000, 0x800000, 0), Region(0x1800000, 0x800000, 1)],
            [])),
        case("R7", "three regions in one gap", World(
            regions((0x1000000, 0x1100000), (0x1200000, 0x1300000),
                    (0x1400000, 0x1500000)),
            taken((0x800000, 0x900000), (0x3000000, 0x3100000)))),
    ]


def ends():
    return [
        case("R8", "no memory", World([], HOLES)),
        case("R8", "nothing reserved", World(TWO_REGIONS, [])),
        case("R8", "both lists are empty", World([], [])),
        case("R8", "memory from address 0", World(
            regions((0, 0x800000)), taken((0x100000, 0x200000)))),
        case("R8", "reserved from address 0", World(
            regions((0, 0x800000)), taken((0, 0x1000)))),
        case("R8", "memory up to the top", World(
            regions((TOP - 8 * MIB, TOP)),
            taken((TOP - 4 * MIB, TOP - 2 * MIB)))),
    ]


def visible():
    return (order() + cursor() + nothing_out() + pointers() + filters() +
            not_empty() + one_region() + ends())


# ---- what only the grader sees: the same kinds, other numbers ---------------

def spots(rng, count, low=0x1000000):
    """So many ascending addresses, pages apart."""
    at, out = low, []
    for _ in range(count):
        at += PAGE * rng.randint(2, 0x200)
        out.append(at)
    return out


def spans(rng, count, points=None):
    """So many separate (start, end)."""
    points = sorted(points or spots(rng, 2 * count))
    return list(zip(points[::2], points[1::2]))


def random_world(rng, most=8, **rest):
    """Two lists whose borders never meet."""
    a, b = rng.randint(1, most), rng.randint(1, most)
    points = spots(rng, 2 * (a + b))
    mine = sorted(rng.sample(points, 2 * a))
    others = [p for p in points if p not in mine]
    return World(regions(*spans(rng, a, mine)),
                 taken(*spans(rng, b, others)), **rest)


def hidden_order(rng, n):
    return random_world(rng), walk(*(("memory", "reserved") if n % 3 else
                                     ("reserved", "memory")))


def hidden_cursor(rng, n):
    return random_world(rng), walk(how=TWO if n % 2 else AGAIN)


def hidden_nothing_out(rng, n):
    return random_world(rng), walk("memory" if n % 2 else "reserved", "none")


def hidden_pointers(rng, n):
    return random_world(rng), walk(how=WITHOUT, leave=1 + n % 7)


def hidden_filters(rng, n):
    world = random_world(rng)
    kinds = (0, 0, NOMAP, DRIVER_MANAGED, MIRROR, HOTPLUG)
    world.memory = [Region(r.base, r.size, rng.randint(0, 2),
                           rng.choice(kinds)) for r in world.memory]
    world.extra = {"movable_node": n & 1}
    if n % 5 == 4:
        return world, walk("reserved", "memory", nid=rng.randint(0, 2))
    return world, walk(nid=rng.choice((NUMA_NO_NODE, MAX_NUMNODES, 0, 1, 2)),
                       flags=rng.choice((0, 0, NOMAP, MIRROR, HOTPLUG,
                                         NOMAP | DRIVER_MANAGED)))


def hidden_not_empty(rng, n):
    """Borders of both lists from the same few addresses, so that they meet;
    some reservations touch."""
    points = spots(rng, rng.randint(6, 12))
    mine = rng.sample(points, len(points) // 2 // 2 * 2)
    memory = regions(*spans(rng, 0, mine))
    r = sorted(rng.sample(points, len(points) // 2 + 1))
    kinds = [16 * (i & 1) for i in range(len(r))]
    reserved = [Region(a, b - a, flags=k) for a, b, k in
                zip(r, r[1:], kinds) if rng.random() < 0.7]
    return World(memory, reserved), walk()


def hidden_one_region(rng, n):
    """Neighbours of other nodes; reservations elsewhere."""
    points = spots(rng, rng.randint(4, 8), 0x3000000)
    memory = [Region(a, b - a, i % 3) for i, (a, b) in
              enumerate(zip(points, points[1:]))]
    reserved = taken(*spans(rng, rng.randint(0, 4)))
    if n % 2:
        inside = sorted(rng.sample(range(points[1] + 8, points[2] - 8, 8),
                                   2))
        reserved += taken(tuple(inside))
    return World(memory, [r for r in reserved if r.end < points[0] or
                          r.base > points[0]]), walk()


def hidden_ends(rng, n):
    world = random_world(rng, 4)
    first, last = world.memory[0], world.memory[-1]
    if n % 5 == 0:
        world.memory = []
    elif n % 5 == 1:
        world.reserved = []
    elif n % 5 == 2:
        world.memory[0] = Region(0, first.end, 0)
    elif n % 5 == 3:
        world.memory[0] = Region(0, first.end, 0)
        world.reserved.insert(0, Region(0, PAGE * rng.randint(1, 9)))
    else:
        world.memory[-1] = Region(last.base, TOP - last.base, 0)
        if world.reserved[-1].base > last.base and n % 2:
            world.reserved[-1] = Region(world.reserved[-1].base,
                                        TOP - world.reserved[-1].base)
    return world, walk()


KINDS = {"R1": hidden_order, "R2": hidden_cursor, "R3": hidden_nothing_out,
         "R4": hidden_pointers, "R5": hidden_filters, "R6": hidden_not_empty,
         "R7": hidden_one_region, "R8": hidden_ends}


def hidden(rng):
    return [case(rule, f"{rule} with other numbers, {n + 1}",
                 *kind(rng, n))
            for rule, kind in KINDS.items() for n in range(20)]


# ---- what is right ----------------------------------------------------------

def left_out(world, call, region):
    """Does the walk not see this region of memory?"""
    name, _, nid, flags = call.args[:4]
    if name != "memory":
        return False
    if 0 <= nid < MAX_NUMNODES and region.nid != nid:
        return True
    if flags & MIRROR and not region.flags & MIRROR:
        return True
    movable = world.extra.get("movable_node", 0)
    hidden_kinds = NOMAP | DRIVER_MANAGED | (HOTPLUG if movable else 0)
    return bool(region.flags & hidden_kinds & ~flags)


def ranges(world, call):
    """[[start, end, node]...] from the highest down, cell by cell."""
    mine = getattr(world, call.args[0])
    others = getattr(world, call.args[1]) if call.args[1] != "none" else []
    found = []
    for start, end in cells(mine, others):
        region = owner(mine, start, end)
        if not region or owner(others, start, end) or \
                left_out(world, call, region):
            continue
        if found and found[-1][1] == start and region.base < start:
            found[-1][1] = end
        else:
            found.append([start, end, region.nid])
    return found[::-1]


def answer(world, call):
    right = ranges(world, call)
    if call.function == AGAIN:
        return right + right
    if call.function == WITHOUT:
        leave = call.args[4]
        return [[0 if leave & 1 else start, 0 if leave & 2 else end,
                 -1 if leave & 4 else nid] for start, end, nid in right]
    return right


def expect(given):
    return Outcome(results=[answer(given.world, call)
                            for call in given.calls],
                   memory=given.world.memory, reserved=given.world.reserved)


# ---- what went wrong --------------------------------------------------------

def span(one):
    return f"0x{one[0]:x}-0x{one[1]:x}"


def diagnose(given, want, got):
    for call, right, mine in zip(given.calls, want.results, got.results):
        if mine == right or not isinstance(mine, list):
            continue
        if call.function == WITHOUT:
            return (f"with a pointer left out the walk gave {len(mine)} "
                    f"ranges, there are {len(right)}, or it gave other ones")
        said = differs(given.world, call, right, mine)
        if call.function in (TWO, AGAIN) and \
                sorted(map(tuple, mine)) != sorted(map(tuple, right)):
            said += ("; if R1 passes, two walks share something: all that "
                     "a walk remembers has to be in *idx")
        return said
    return ""


def differs(world, call, right, mine):
    for one in mine:
        if one[0] >= one[1]:
            return f"{span(one)} is an empty range"
    for one in mine:
        if one in right:
            continue
        said = not_right(world, call, right, one)
        if said:
            return said
    lost = [one for one in right if one not in mine]
    if lost:
        return f"the walk has left out {span(lost[0])}"
    if len(mine) > len(right):
        twice = next(o for o in mine if mine.count(o) > right.count(o))
        return f"the walk gives {span(twice)} more than once"
    return (f"the right ranges in the wrong order: {span(mine[0])} comes "
            f"first, {span(right[0])} is the highest")


def not_right(world, call, right, one):
    """Why this range is none of the right ones."""
    start, end, nid = one
    for r in right:
        if [start, end] == r[:2]:
            return f"{span(one)} is of node {r[2]}, not {nid}"
    others = getattr(world, call.args[1]) if call.args[1] != "none" else []
    for r in others:
        if start < r.end and r.base < end:
            return f"{span(one)} reaches over {r} of type_b"
    mine = getattr(world, call.args[0])
    over = [r for r in mine if start < r.end and r.base < end]
    if len(over) > 1:
        return (f"{span(one)} reaches over two regions of type_a, which "
                f"meet or end at 0x{over[0].end:x}")
    if not over or start < over[0].base or end > over[0].end:
        return f"{span(one)} is not all in type_a"
    if left_out(world, call, over[0]):
        return f"{span(one)} is of a node or kind that is not wanted"
    whole = [r for r in right if r[0] <= start and end <= r[1]]
    return f"{span(one)} is only a part of {span(whole[0])}" if whole else ""
