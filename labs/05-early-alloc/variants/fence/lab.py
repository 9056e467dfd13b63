# SPDX-License-Identifier: GPL-2.0-only
"""Lab 05, variant fence: 64 bytes behind each block that nobody may touch.

The cases are lab 05's, and some about sizes that a fence is too much for;
its oracle knows of fences.
"""
from labtool.beside import beside
from labtool.case import Call, Case, Outcome

cases = beside(__file__, "..", "..", "tests", "early_cases.py")
oracle = beside(__file__, "..", "..", "tests", "early_oracle.py")
FENCE = 64
M = 1 << 20
FENCE_BYTE = 0xfd


def visible_fences():
    taken = cases.ram((1 * M, 14 * M))
    return [
        Case("R1", "exactly room for block and fence", taken,
             [cases.core(1 * M - FENCE, 1)]),
        Case("R1", "room for the block, not for the fence", taken,
             [cases.core(1 * M - FENCE + 1, 1)]),
        Case("R1", "size ~0: a fence would make 63 of it", cases.ram(),
             [cases.core(oracle.TOP, 1)]),
    ]


def fence_of(size, align):
    return Call("fence_of", *cases.core(size, align).args)


def visible_bytes():
    return [Case("R4", "the bytes of the fence", cases.ram(),
                 [fence_of(100, 64)])]


def visible():
    return (cases.visible_places() + visible_fences() +
            cases.visible_limits() + cases.visible_reservations() +
            cases.visible_zeroes() + visible_bytes() +
            cases.visible_kmemleak() + cases.visible_goals() +
            cases.visible_slab())


def draw_bytes(rng, rule):
    return Case(rule, "the bytes of the fence", cases.draw_world(rng),
                [fence_of(cases.some_size(rng), cases.some_align(rng))])


DRAWN = [("R1", cases.draw_place, 20), ("R2", cases.draw_limit, 16),
         ("R3", cases.draw_reservation, 16), ("R4", cases.draw_zero, 12),
         ("R4", draw_bytes, 3), ("R5", cases.draw_kmemleak, 12),
         ("R6", cases.draw_goal, 24), ("R7", cases.draw_slab, 10)]


def hidden(rng):
    return [draw(rng, rule) for rule, draw, number in DRAWN
            for _ in range(number)]


def expect(case):
    if case.calls[0].function == "fence_of":
        call = Call("__alloc_memory_core_early", *case.calls[0].args)
        there = oracle.Machine(case.world, FENCE).call(call)
        return Outcome(results=[[FENCE_BYTE, FENCE_BYTE] if there else
                                [0, 0]])
    return oracle.outcome(case, FENCE)


def diagnose(case, want, got):
    if case.calls[0].function == "fence_of":
        return f"the fence begins with {got.results[0][0]:#x} and ends with " \
            f"{got.results[0][1]:#x}; it is 64 times 0xfd (R4)"
    if want.results and got.results == \
            oracle.outcome(case).results != want.results:
        return "this is the place for the block alone: there must be room " \
            f"for its fence, too ({case.rule})"
    said = oracle.diagnose(case, want, got, FENCE)
    if case.rule in ("R3", "R4"):
        said += "; behind each block are 64 bytes of fence"
    return said
