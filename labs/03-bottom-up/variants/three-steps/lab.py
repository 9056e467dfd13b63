# SPDX-License-Identifier: GPL-2.0-only
"""Tests of lab 03, variant three-steps: bottom-up stays bottom-up below the
kernel image, and only the first MiB is searched from its top.

R9 and R10 are here; the rest is the lab's own, judged by this oracle.
"""
from labtool.beside import beside, lab_of_variant
from labtool.case import PAGE, Region, World
from labtool.places import diagnose_place, highest, lowest
from labtool.worlds import case, hidden_cases, holes, pages, random_free

lab = lab_of_variant(__file__)
oracle = beside(__file__, "..", "..", "tests", "oracle.py")
find = lab.find
MIB = 1 << 20
LOST = "above 1 MiB"        # of the warning of R10


# ---- what the student sees --------------------------------------------------

def steps():
    free = ((0x1000000, 0x1400000), (0x1500000, 0x1900000))
    upward = holes(*free, kernel_end=0x1200000, bottom_up=True)
    late = holes(*free, kernel_end=0x18f8000, bottom_up=True)
    return [
        case("R9", "top-down: the kernel image does not matter",
             holes(*free, kernel_end=0x1200000), find(0x10000)),
        case("R9", "bottom-up from the end of the image", upward,
             find(0x10000)),
        case("R9", "bottom-up from start, if that is higher", upward,
             find(0x10000, start=0x1280000)),
        case("R9", "too little above the image: upwards from below it", late,
             find(0x10000)),
        case("R9", "below the image, start holds", late,
             find(0x10000, start=0x1100000)),
        case("R9", "the window ends below the image: upwards, too", late,
             find(0x10000, start=0x1580000, end=0x1700000)),
        case("R9", "below 1 MiB only if there is nothing else", World(
            memory=[Region(0x80000, 0x400000, 0)], bottom_up=True,
            kernel_end=0x478000), find(0x10000)),
    ]


def first_mib():
    both = World(memory=[Region(0x1000, 0x9f000, 0),
                         Region(0x100000, 0x8000, 0)],
                 bottom_up=True, kernel_end=0x100000)
    nodes = World(memory=[Region(0x1000, 0x7f000, 0),
                          Region(0x80000, 0x10000, 1)],
                  bottom_up=True, kernel_end=0x200000)
    return [
        case("R10", "the highest place below 1 MiB", both, find(0x10000)),
        case("R10", "end holds there, too", both,
             find(0x10000, end=0x80000)),
        case("R10", "the warning comes once", both, find(0x10000),
             find(0x20000)),
        case("R10", "a window above 1 MiB: 0, and no warning", both,
             find(0x10000, start=MIB)),
        case("R10", "the node holds there, too", nodes,
             find(0x8000, nid=0)),
    ]


def visible():
    kept = [c for c in lab.visible() if c.rule not in ("R9", "R10")]
    return kept + steps() + first_mib()


# ---- what only the grader sees ----------------------------------------------

def hidden_steps(rng, n):
    free = random_free(rng, rng.randint(2, 6))
    size = pages(rng, 4, 20)
    if n % 4 == 0:          # as lab 03 has it
        return holes(*free, bottom_up=n % 8 == 0,
                     kernel_end=rng.choice(free)[0] + pages(rng, 1, 30)), \
            [find(size)]
    if n % 4 == 1:          # nothing above the image
        return holes(*free, bottom_up=True, kernel_end=free[-1][1] - size
                     + pages(rng, 1, 3)), [find(size)]
    if n % 4 == 2:          # the window ends below the image
        return holes(*free, bottom_up=True,
                     kernel_end=free[-1][1] + pages(rng, 1, 90)), \
            [find(size, start=rng.choice(free)[0] + pages(rng, 1, 30))]
    base = pages(rng, 0x20, 0x80)
    high = MIB + size + pages(rng, 20, 200)
    return World(memory=[Region(base, high - base, 0)], bottom_up=True,
                 kernel_end=high - PAGE), [find(size)]


def hidden_first_mib(rng, n):
    size = pages(rng, 4, 30)
    low = pages(rng, 1, 20)
    top = MIB - pages(rng, 1, 60)
    world = World(memory=[Region(low, top - low, 0),
                          Region(MIB, size - PAGE, 0)],
                  bottom_up=True, kernel_end=MIB + pages(rng, 0, 2))
    if n % 4 == 0:
        return world, [find(size), find(size + 2 * PAGE)]
    if n % 4 == 1:
        return world, [find(size, end=top - pages(rng, 1, 90))]
    if n % 4 == 2:
        return world, [find(size, start=MIB + pages(rng, 0, 3))]
    split = top - pages(rng, 31, 60)
    world.memory[:1] = [Region(low, split - low, 0),
                        Region(split, top - split, 1)]
    return world, [find(size, nid=0)]


KINDS = dict(lab.KINDS, R9=hidden_steps, R10=hidden_first_mib)


def hidden(rng):
    return hidden_cases(rng, KINDS, looks={"R6": ("memory", "reserved")})


# ---- what is right, and what went wrong --------------------------------------

def windows(world, which):
    """Where a bottom-up search looks, one after the other."""
    return [oracle.above_image(world, which),
            which._replace(start=max(which.start, MIB))]


def answer(world, call):
    """(address, texts of the warnings)"""
    if call.function != oracle.CHOICE:
        return lowest(world, oracle.asked(call)), []
    which, said = oracle.meant(world, call)
    if not which:
        return 0, said
    if not world.bottom_up:
        return highest(world, which), said
    for part in windows(world, which):
        if lowest(world, part):
            return lowest(world, part), said
    if which.start >= MIB:
        return 0, said
    low = which._replace(end=min(which.end, MIB))
    return highest(world, low), said + [LOST]


def expect(given):
    return oracle.expect(given, answer)


def diagnose(given, want, got):
    if given.rule not in ("R9", "R10"):
        return oracle.diagnose(given, want, got)
    for call, right, found in zip(given.calls, want.results, got.results):
        if found == right or not isinstance(found, int):
            continue
        which, _ = oracle.meant(given.world, call)
        if not given.world.bottom_up:
            return oracle.wrong_choice(given.world, call, right, found)
        if found:
            said = diagnose_place(given.world, which, right, found)
            if said:
                return said
        return which_step(given.world, which, right, found)
    return oracle.wrong_log(want, got)


def which_step(world, which, right, found):
    got = f"0x{found:x}" if found else "0, nothing found,"
    first, second = windows(world, which)
    if lowest(world, first):
        return (f"the first step finds 0x{right:x}, the lowest place above "
                f"the kernel image; {got} is not what it finds")
    if lowest(world, second):
        return (f"nothing above the image: the second step finds "
                f"0x{right:x}, the lowest place above 1 MiB; {got} is not "
                f"what it finds")
    return (f"nothing above 1 MiB: the third step finds 0x{right:x}, the "
            f"highest place below it; {got} is not what it finds")
