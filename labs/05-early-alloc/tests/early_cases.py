# SPDX-License-Identifier: GPL-2.0-only
"""The cases of lab 05 and of its variant: early allocations.

What should come out is in early_oracle.py. RAM is 1-16 MiB as a rule and the
kernel ends at 4 MiB; in the cases of one rule nothing that is another rule's
business can go wrong, or is looked at.
"""
from labtool.beside import beside
from labtool.case import Call, Case, Region, World

oracle = beside(__file__, "early_oracle.py")
ANY, TOP = oracle.ANY, oracle.TOP
K, M, G = 1 << 10, 1 << 20, 1 << 30


def core(size, align=64, goal=0, limit=0, nid=ANY):
    return Call("__alloc_memory_core_early", nid, size, align, goal, limit)


def nopanic(size, align=64, goal=0, limit=TOP):
    return Call("___alloc_bootmem_nopanic", size, align, goal, limit)


def ram(*reserved, memory=((1 * M, 15 * M, 0),), **more):
    """RAM with some of it taken."""
    return World(memory=[Region(*r) for r in memory],
                 reserved=[Region(*r) for r in reserved], **more)


def full():
    """One entry in the list of reserved ranges, and it is in use."""
    return ram((2 * M, M), max_reserved=1)


TWO_NODES = ((1 * M, 7 * M, 0), (8 * M, 8 * M, 1))


def visible_places():
    return [
        Case("R1", "the top of RAM", ram(), [core(4 * K, 4 * K)]),
        Case("R1", "below what is taken", ram((15 * M, M)),
             [core(100, 64)]),
        Case("R1", "above the goal", ram((12 * M, 4 * M)),
             [core(4 * K, 4 * K, goal=11 * M)]),
        Case("R1", "nothing above the goal: NULL", ram((12 * M, 4 * M)),
             [core(4 * K, 4 * K, goal=12 * M)]),
        Case("R1", "on node 0, which is the lower half",
             ram(memory=TWO_NODES), [core(64 * K, nid=0)]),
        Case("R1", "the lowest place, where the kernel allocates upwards",
             ram(bottom_up=True), [core(4 * K, 4 * K)]),
        Case("R1", "align 0 is 64, whoever sees to it", ram(),
             [core(100, 0)]),
        Case("R1", "size 0, and no power of two: NULL", ram(),
             [core(0), core(64, 48)]),
        Case("R1", "no RAM at all: NULL", World(), [core(64)]),
        Case("R1", "4 GiB and a little: NULL", ram(), [core(4 * G + 64)]),
    ]


def visible_limits():
    low = {"current_limit": 8 * M}
    return [
        Case("R2", "limit ~0 is current_limit", ram(**low),
             [core(4 * K, limit=TOP)]),
        Case("R2", "limit 0 is current_limit, too", ram(**low),
             [core(4 * K, limit=0)]),
        Case("R2", "a limit above it", ram(**low),
             [core(4 * K, limit=8 * M + 4 * K)]),
        Case("R2", "a limit below it counts", ram(**low),
             [core(4 * K, limit=7 * M)]),
        Case("R2", "all RAM is above current_limit: NULL",
             ram(current_limit=1 * M), [core(64, limit=TOP)]),
    ]


def visible_reservations():
    return [
        Case("R3", "to the byte, in RAM that is all free", ram(),
             [core(100, 4 * K)]),
        Case("R3", "joins what is reserved above it", ram((15 * M, M)),
             [core(64 * K)]),
        Case("R3", "twice: two blocks", ram(), [core(4 * K), core(4 * K)]),
        Case("R3", "no entry left: NULL, and nothing has happened", full(),
             [core(4 * K, 4 * K)]),
        Case("R3", "no entry left for ___alloc_bootmem_nopanic()", full(),
             [nopanic(64, goal=8 * M)]),
    ]


def visible_zeroes():
    return [
        Case("R4", "one page", ram(), [core(4 * K, 4 * K)]),
        Case("R4", "a page and a byte, in the middle of a page",
             ram((15 * M + 123, M - 123)), [core(4 * K + 1, 1)]),
        Case("R4", "one byte", ram(), [core(1, 1)]),
        Case("R4", "between two others' bytes, which stay", ram(
            (8 * M, 4 * M), (12 * M + 300, 4 * M - 300)),
             [nopanic(300, 1)]),
    ]


def visible_kmemleak():
    return [
        Case("R5", "one block", ram(), [core(100)]),
        Case("R5", "one by ___alloc_bootmem_nopanic()", ram(),
             [nopanic(4 * K, 4 * K)]),
        Case("R5", "none where there was no place", ram(),
             [core(64, goal=16 * M)]),
    ]


def visible_goals():
    up = {"bottom_up": True}
    return [
        Case("R6", "above the goal, if there is a place", ram(**up),
             [nopanic(4 * K, 4 * K, goal=8 * M)]),
        Case("R6", "nothing above the goal: anywhere", ram((8 * M, 8 * M)),
             [nopanic(4 * K, 4 * K, goal=8 * M)]),
        Case("R6", "the same upwards", ram((8 * M, 8 * M), **up),
             [nopanic(4 * K, 4 * K, goal=8 * M)]),
        Case("R6", "goal above all RAM", ram(),
             [nopanic(64, goal=1 << 40)]),
        Case("R6", "the limit is not dropped", ram((1 * M, 3 * M)),
             [nopanic(64, goal=8 * M, limit=4 * M)]),
        Case("R6", "goal above the limit: below the limit", ram(),
             [nopanic(64, goal=8 * M, limit=4 * M)]),
        Case("R6", "larger than all RAM: NULL, no panic", ram(),
             [nopanic(16 * M), nopanic(16 * M, goal=2 * M),
              nopanic(4 * G + 64)]),
        Case("R6", "on any node", ram((8 * M, 8 * M), memory=TWO_NODES),
             [nopanic(64)]),
    ]


def visible_slab():
    up = {"slab_up": True}
    return [
        Case("R7", "kzalloc() gives the block; one warning", ram(**up),
             [nopanic(100)]),
        Case("R7", "three calls, still one warning", ram(**up),
             [nopanic(100), nopanic(4 * K, 4 * K, 8 * M), nopanic(8)]),
        Case("R7", "kzalloc() has none: NULL",
             ram(slab_up=True, extra={"slab_fails": 1}), [nopanic(100)]),
        Case("R7", "not up yet: no warning", ram(), [nopanic(100)]),
    ]


# ---- drawn by lot ---------------------------------------------------------

def draw_world(rng, other=0, **more):
    """RAM with a hole, and some of it taken; above the hole it is of node
    @other."""
    border = rng.randrange(6, 12) * M
    memory = ((1 * M, border - 2 * M, 0), (border, 16 * M - border, other))
    marks = sorted(rng.sample(range(256, 4000), 2 * rng.randint(0, 4)))
    taken = [(a * 4 * K + rng.choice([0, 24]), (b - a) * 4 * K - 48)
             for a, b in zip(marks[::2], marks[1::2])]
    return ram(*taken, memory=memory, **more)


def some_size(rng):
    return rng.choice([1, 8, 100, 4 * K, 4 * K + 1, rng.randint(1, 300 * K)])


def some_align(rng):
    return 1 << rng.choice([0, 3, 6, 6, 12, 12, 16])


def draw_place(rng, rule):
    call = core(some_size(rng), rng.choice([some_align(rng), 0]),
                rng.choice([0, 0, 6 * M, 14 * M]),
                rng.choice([0, 0, 9 * M, TOP]), rng.choice([ANY, 0, 1]))
    return Case(rule, "a place for it",
                draw_world(rng, 1, bottom_up=rng.random() < 0.4), [call])


def draw_limit(rng, rule):
    world = draw_world(rng, bottom_up=rng.random() < 0.2,
                       current_limit=rng.randrange(2 * M, 15 * M))
    limit = rng.choice([0, TOP, TOP, world.current_limit + rng.choice(
        [-1, 0, 1, 4 * K]), rng.randrange(2 * M, 15 * M)])
    return Case(rule, "two limits", world,
                [core(some_size(rng), limit=limit)])


def draw_reservation(rng, rule):
    """The list is full now and then, and the block touches nothing."""
    sizes = [100 + some_size(rng) for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.5:
        return Case(rule, "reserved or not", draw_world(rng),
                    [core(size, some_align(rng)) for size in sizes])
    base = rng.randrange(2 * M, 8 * M, 4 * K)
    world = ram((base, rng.randrange(4 * K, 2 * M)), max_reserved=1)
    make = rng.choice([core, nopanic])
    return Case(rule, "no entry left", world,
                [make(sizes[0], some_align(rng))])


def draw_zero(rng, rule):
    make = rng.choice([core, nopanic])
    return Case(rule, "zero", draw_world(rng),
                [make(some_size(rng), some_align(rng))])


def draw_kmemleak(rng, rule):
    call = rng.choice([
        nopanic(some_size(rng), some_align(rng)),
        core(some_size(rng), some_align(rng),
             rng.choice([0, 4 * M, 20 * M]))])
    return Case(rule, "who is told", draw_world(rng), [call])


def draw_goal(rng, rule):
    world = draw_world(rng, 1, bottom_up=rng.random() < 0.6)
    size = rng.choice([some_size(rng), 2 * M, 20 * M, 4 * G + 64])
    return Case(rule, "a goal", world, [
        nopanic(size, some_align(rng),
                rng.choice([0, rng.randrange(1 * M, 18 * M), 1 << 33]),
                rng.choice([TOP, TOP, 0, rng.randrange(2 * M, 16 * M)]))])


def draw_slab(rng, rule):
    up = rng.random() < 0.8
    calls = [nopanic(some_size(rng), some_align(rng), rng.choice([0, 4 * M]))
             for _ in range(rng.randint(1, 4) if up else 1)]
    return Case(rule, "after the slab", draw_world(rng, slab_up=up), calls)
