# SPDX-License-Identifier: GPL-2.0-only
"""Lab 04: memblock_add_range() and the two names above it.

The cases are in reserve_cases.py, what should come out in reserve_oracle.py:
the variant uses both.
"""
from labtool.beside import beside

cases = beside(__file__, "reserve_cases.py")
oracle = beside(__file__, "reserve_oracle.py")

DRAWN = [("R1", cases.draw_place, 12), ("R2", cases.draw_covered, 20),
         ("R3", cases.draw_join, 20), ("R4", cases.draw_border, 16),
         ("R5", cases.draw_edge, 12), ("R6", cases.draw_full, 20),
         ("R6", cases.draw_pending, 5),
         ("R7", cases.draw_name, 10)]


def visible():
    return (cases.visible_places() + cases.visible_covered() +
            cases.visible_joins() + cases.visible_borders() +
            cases.visible_edges() + cases.visible_full() +
            cases.visible_names())


def hidden(rng):
    return [draw(rng, rule) for rule, draw, number in DRAWN
            for _ in range(number)]


def expect(case):
    return oracle.outcome(case)


def diagnose(case, want, got):
    return oracle.diagnose(case, want, got)
