# SPDX-License-Identifier: GPL-2.0-only
"""Tests of lab 02, variant best-fit: the smallest range that has a place.

The lab's own cases, as far as they are about anything else than which range
wins; those of R1, R2 and R11 are here.
"""
from labtool.beside import lab_of_variant
from labtool.case import PAGE, Outcome
from labtool.places import (diagnose_place, fits, free_ranges, in_window,
                            places)
from labtool.worlds import case, holes, pages

lab = lab_of_variant(__file__)
ask = lab.ask


# ---- what the student sees -------------------------------------------------

def smallest_wins():
    small_low = holes((0x1000000, 0x1040000), (0x1100000, 0x1300000),
                      (0x1400000, 0x1900000))
    three = holes((0x1000000, 0x1400000), (0x1500000, 0x1520000),
                  (0x1600000, 0x1608000), (0x1700000, 0x1900000))
    return [
        case("R1", "the lower, the smaller", small_low, ask(0x10000)),
        case("R1", "the smallest is too small", three, ask(0x10000)),
        case("R1", "one free range", holes((0x1000000, 0x1900000)),
             ask(0x10000)),
    ]


def window():
    one = holes((0x1000000, 0x1900000))
    two = holes((0x1000000, 0x1100000), (0x1200000, 0x1900000))
    return [
        case("R2", "end cuts a free range", one,
             ask(0x10000, end=0x1700000)),
        case("R2", "end makes the larger range the smaller one", two,
             ask(0x10000, end=0x1240000)),
        case("R2", "start makes the larger range the smaller one",
             holes((0x1000000, 0x1800000), (0x1900000, 0x1a00000)),
             ask(0x10000, start=0x17c0000)),
        case("R2", "start leaves too little of a free range", one,
             ask(0x10000, start=0x18f8000)),
    ]


def ties():
    equal = holes((0x1000000, 0x1100000), (0x1200000, 0x1300000),
                  (0x1400000, 0x1600000))
    three = holes((0x1000000, 0x1080000), (0x1200000, 0x1280000),
                  (0x1300000, 0x1380000))
    return [
        case("R11", "two equal ranges", equal, ask(0x10000)),
        case("R11", "three equal ranges", three, ask(0x10000)),
    ]


def visible():
    return (smallest_wins() + window() + lab.aligned() + lab.pushed_out() +
            lab.exact() + lab.nothing() + lab.no_wrap() + lab.nodes() +
            lab.one_range() + lab.looks_only() + ties())


# ---- what only the grader sees ----------------------------------------------

def of_sizes(rng, sizes):
    """Free ranges of these sizes, in this order."""
    free, at = [], 0x1000000 + pages(rng, 0, 0x1000)
    for size in sizes:
        free.append((at, at + size))
        at += size + pages(rng, 16, 512)
    return free


def different(rng, count):
    return [PAGE * n for n in rng.sample(range(64, 512), count)]


def hidden_smallest(rng, n):
    sizes = different(rng, rng.randint(3, 7))
    if n % 2:               # one is smaller still, and too small
        sizes.insert(rng.randint(0, len(sizes)), 15 * PAGE)
    return holes(*of_sizes(rng, sizes)), [ask(pages(rng, 16, 60))]


def hidden_window(rng, n):
    sizes = different(rng, rng.randint(2, 5)) + [600 * PAGE]
    size = pages(rng, 4, 20)
    left = size + pages(rng, 2, 30)
    if n % 2:
        free = of_sizes(rng, sizes)
        return holes(*free), [ask(size, end=free[-1][0] + left)]
    free = of_sizes(rng, [600 * PAGE, sizes[0]])
    return holes(*free), [ask(size, start=free[0][1] - left)]


def hidden_ties(rng, n):
    sizes = different(rng, rng.randint(1, 4))
    sizes += [min(sizes)] * rng.randint(1, 3)
    sizes.sort(reverse=True)
    return holes(*of_sizes(rng, sizes)), [ask(pages(rng, 2, 60))]


KINDS = dict(lab.KINDS, R1=hidden_smallest, R2=hidden_window,
             R11=hidden_ties)


def hidden(rng):
    return lab.hidden(rng, KINDS)


# ---- what is right, and what went wrong --------------------------------------

def ranges_that_fit(world, asked):
    """[(bytes in the window, range, its highest place)], best first."""
    found = []
    for part in in_window(free_ranges(world, asked.nid), asked.start,
                          asked.end):
        inside = [p for p in places(world, asked) if fits([part], asked, p)]
        if inside:
            found.append((part.end - part.start, part, max(inside)))
    return sorted(found, key=lambda one: (one[0], -one[1].start))


def best_fit(world, asked):
    found = ranges_that_fit(world, asked)
    return found[0][2] if found else 0


def expect(given):
    return Outcome(results=[best_fit(given.world, lab.asked(call))
                            for call in given.calls],
                   memory=given.world.memory, reserved=given.world.reserved)


def diagnose(given, want, got):
    said = lab.changed(given, got)
    if said:
        return said
    for call, right, answer in zip(given.calls, want.results, got.results):
        if answer == right or not isinstance(answer, int):
            continue
        asked = lab.asked(call)
        said = diagnose_place(given.world, asked, right, answer)
        return said or other_range(given.world, asked, right, answer)
    return ""


def other_range(world, asked, right, answer):
    found = ranges_that_fit(world, asked)
    home = [(room, part) for room, part, _ in found
            if part.start <= answer and answer + asked.size <= part.end]
    room, part = home[0]
    if part == found[0][1]:
        return (f"this is the right range, but 0x{right:x} is higher than "
                f"0x{answer:x}")
    if room == found[0][0]:
        return (f"0x{answer:x}: of two ranges of 0x{room:x} bytes the "
                f"higher one wins, that is 0x{right:x}")
    return (f"0x{answer:x} lies in a range with 0x{room:x} bytes in the "
            f"window; one with 0x{found[0][0]:x} would do (0x{right:x})")
