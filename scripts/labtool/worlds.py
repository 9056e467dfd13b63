# SPDX-License-Identifier: GPL-2.0-only
"""Worlds for the tests of the search labs: which ranges are free, by hand or
at random. Used by labs/02-*/tests/lab.py, labs/03-*/tests/lab.py and their
variants; decides nothing about what is right.
"""
from .case import PAGE, Case, Region, World


def holes(*free, nid=0, **rest):
    """One region of memory in which just these (start, end) are free."""
    reserved = [Region(end, start - end) for (_, end), (start, _)
                in zip(free, free[1:])]
    low, high = free[0][0], free[-1][1]
    return World(memory=[Region(low, high - low, nid)], reserved=reserved,
                 **rest)


def case(rule, name, world, *calls, looks=()):
    return Case(rule, name, world, list(calls), looks=looks)


def pages(rng, low, high):
    """A random number of whole pages, in bytes."""
    return PAGE * rng.randint(low, high)


def random_free(rng, count, smallest=64, largest=512, order=None):
    """So many free ranges, each of another size in pages. order: "falling",
    the higher the smaller, or "rising"."""
    free, at = [], 0x1000000 + pages(rng, 0, 0x1000)
    sizes = [PAGE * n for n in rng.sample(range(smallest, largest), count)]
    if order:
        sizes.sort(reverse=order == "falling")
    for size in sizes:
        free.append((at, at + size))
        at += size + pages(rng, 16, 512)
    return free


def hidden_cases(rng, kinds, each=15, looks=None):
    """@each cases of each kind: {rule: function(rng, n) -> world, calls}."""
    cases = []
    for rule, kind in kinds.items():
        for n in range(each):
            world, calls = kind(rng, n)
            cases.append(case(rule, f"{rule} with other numbers, {n + 1}",
                              world, *calls,
                              looks=(looks or {}).get(rule, ())))
    return cases
