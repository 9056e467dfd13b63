# SPDX-License-Identifier: GPL-2.0-only
"""A failing case made small: fewer calls, fewer regions, rounder numbers.

Tries changes of the world and of the calls, a batch at a time, and keeps the
first that still fails in the same way: the same sentence but for its numbers.
What the oracle cannot judge is not tried.
"""

import re
import time
from dataclasses import replace

from . import Trouble
from .case import TOP, Call, Region

SECONDS = 2.0
BATCH = 24
# Small first: what a number may become, if it stays as large or small.
STEPS = [1 << 30, 1 << 20, 1 << 16, 1 << 12, 1 << 8]


def kind_of(verdict):
    """What is the same for failures of one kind."""
    return verdict.answer.kind, re.sub(r"(0x)?[0-9a-f]*\d[0-9a-f]*", "N",
                                       verdict.why)


def digits(value):
    """How many digits a reader has to look at; ~0 is one."""
    if value >= TOP - 1:
        return 1
    return len(f"{value:x}".rstrip("0"))


def weight(case):
    """Smaller is better: calls, regions and rows, kinds, digits."""
    world = case.world
    rows = sum(len(v) for v in world.extra.values() if isinstance(v, list))
    kinds = {(r.nid, r.flags) for r in world.memory + world.reserved}
    numbers = [n for r in world.memory + world.reserved
               for n in (r.base, r.end)]
    numbers += [a for c in case.calls for a in c.args
                if isinstance(a, int) and a > 0]
    return (len(case.calls), len(world.memory) + len(world.reserved) + rows,
            len(kinds), sum(map(digits, numbers)))


def ordered(regions):
    return all(a.end <= b.base for a, b in zip(regions, regions[1:]))


def sound(case, like):
    """A world that may be, if the first one was."""
    for name in ("memory", "reserved"):
        if ordered(getattr(like.world, name)) and \
                not ordered(getattr(case.world, name)):
            return False
    return all(r.size > 0 and r.end <= TOP + 1 for r in
               case.world.memory + case.world.reserved) or \
        not all(r.size > 0 for r in like.world.memory + like.world.reserved)


# ---- changes ----------------------------------------------------------------

def without_calls(case):
    for n in range(len(case.calls) - 1, -1, -1):
        if len(case.calls) > 1:
            yield case.changed(calls=case.calls[:n] + case.calls[n + 1:])


def without_regions(case):
    """Half of a list, a quarter of it, and so on to single ones."""
    for name in ("memory", "reserved"):
        regions = getattr(case.world, name)
        size = len(regions)
        while size:
            for at in range(0, len(regions), size):
                rest = regions[:at] + regions[at + size:]
                yield case.changed(replace(case.world, **{name: rest}))
            size //= 2


def without_extra_rows(case):
    """The same for tables in extra."""
    for name, rows in case.world.extra.items():
        if not isinstance(rows, list) or not rows or \
                not isinstance(rows[0], (list, tuple)):
            continue
        for at in range(len(rows)):
            rest = rows[:at] + rows[at + 1:]
            yield case.changed(replace(
                case.world, extra={**case.world.extra, name: rest}))


def rounder(value):
    """Rounder numbers near a number: the picture stays the same."""
    found = {n for step in STEPS
             for n in (value // step * step, -(-value // step) * step)}
    yield from sorted((n for n in found if 0 < n <= TOP
                       and abs(n - value) <= value // 8
                       and digits(n) < digits(value)), key=digits)


def rounder_regions(case):
    """One border at a time; regions that meet there move together."""
    world = case.world
    points = sorted({p for r in world.memory + world.reserved
                     for p in (r.base, r.end)})
    for point in points:
        for new in rounder(point):
            moved = {name: [move(r, point, new)
                            for r in getattr(world, name)]
                     for name in ("memory", "reserved")}
            yield case.changed(replace(world, **moved))


def move(region, old, new):
    base = new if region.base == old else region.base
    end = new if region.end == old else region.end
    return Region(base, end - base, region.nid, region.flags)


def rounder_arguments(case):
    for n, call in enumerate(case.calls):
        for at, value in enumerate(call.args):
            if not isinstance(value, int):
                continue
            for new in rounder(value):
                args = call.args[:at] + (new,) + call.args[at + 1:]
                yield case.changed(calls=case.calls[:n]
                                   + [Call(call.function, *args)]
                                   + case.calls[n + 1:])


def simpler_kinds(case):
    """Regions without node and flags of their own."""
    for name in ("memory", "reserved"):
        regions = getattr(case.world, name)
        if any(r.nid != regions[0].nid or r.flags for r in regions):
            plain = [Region(r.base, r.size, regions[0].nid)
                     for r in regions]
            yield case.changed(replace(case.world, **{name: plain}))


CHANGES = (without_calls, without_regions, without_extra_rows,
           simpler_kinds, rounder_regions, rounder_arguments)


# ---- the search -------------------------------------------------------------

def shrink(verdict, try_all, seconds=SECONDS):
    """The Verdict on the smallest case found. @try_all: cases to Verdicts."""
    best, end = verdict, time.monotonic() + seconds
    again = True
    while again and time.monotonic() < end:
        again = False
        for change in CHANGES:
            better = one_kind(best, change, try_all, end)
            again = again or better is not best
            best = better
    return best


def one_kind(best, change, try_all, end):
    """As far as changes of one kind go."""
    tried = set()
    while time.monotonic() < end:
        ahead = [c for c in change(best.case)
                 if sound(c, best.case) and repr((c.world, c.calls))
                 not in tried and weight(c) < weight(best.case)]
        if not ahead:
            return best
        batch = ahead[:BATCH]
        tried.update(repr((c.world, c.calls)) for c in batch)
        try:
            found = next((v for v in try_all(batch) if not v.passed and
                          not v.trouble and kind_of(v) == kind_of(best)),
                         None)
        except Trouble:     # a world that the runner refuses
            return best
        if found:
            best = found
        elif len(ahead) <= BATCH:
            return best
    return best
