# SPDX-License-Identifier: GPL-2.0-only
"""Lab 05: __alloc_memory_core_early() and ___alloc_bootmem_nopanic().

The cases are in early_cases.py, what should come out in early_oracle.py: the
variant uses both.
"""
from labtool.beside import beside

cases = beside(__file__, "early_cases.py")
oracle = beside(__file__, "early_oracle.py")

DRAWN = [("R1", cases.draw_place, 20), ("R2", cases.draw_limit, 16),
         ("R3", cases.draw_reservation, 16), ("R4", cases.draw_zero, 12),
         ("R5", cases.draw_kmemleak, 12), ("R6", cases.draw_goal, 24),
         ("R7", cases.draw_slab, 10)]


def visible():
    return (cases.visible_places() + cases.visible_limits() +
            cases.visible_reservations() + cases.visible_zeroes() +
            cases.visible_kmemleak() + cases.visible_goals() +
            cases.visible_slab())


def hidden(rng):
    return [draw(rng, rule) for rule, draw, number in DRAWN
            for _ in range(number)]


def expect(case):
    return oracle.outcome(case)


def diagnose(case, want, got):
    return oracle.diagnose(case, want, got)
