# SPDX-License-Identifier: GPL-2.0-only
"""Lab 04, variant newest-wins: R2 is turned round, and R6 counts otherwise.

Everything else is lab 04's: reserve_cases.py and reserve_oracle.py.
"""
from labtool.beside import beside
from labtool.case import Case, Region, World

cases = beside(__file__, "..", "..", "tests", "reserve_cases.py")
oracle = beside(__file__, "..", "..", "tests", "reserve_oracle.py")
K, M = 1 << 10, 1 << 20


def visible():
    return (cases.visible_places() + visible_newest() +
            cases.visible_joins() + [
                Case("R3", "within a region of its kind, to the byte",
                     cases.reserved(*cases.three()),
                     [cases.add(4 * M + 1, 0x800)]),
            ] + cases.visible_borders() +
            cases.visible_edges() + visible_full() + cases.visible_names())


def visible_newest():
    nodes = cases.reserved(*cases.on_nodes())
    return [
        Case("R2", "exactly over a region of another node", nodes,
             [cases.add(4 * M, M, 3)]),
        Case("R2", "within a region of another node: three of one", nodes,
             [cases.add(4 * M + 4 * K, 4 * K, 3)]),
        Case("R2", "over the lower edge of another node's region", nodes,
             [cases.add(3 * M, M + 4 * K)]),
        Case("R2", "over its upper edge", nodes,
             [cases.add(4 * M + 4 * K, M)]),
        Case("R2", "over all three: one is left", nodes,
             [cases.add(512 * K, 9 * M)]),
        Case("R2", "from the middle of one to the middle of another", nodes,
             [cases.add(M + 512 * K, 6 * M, 3, 1)]),
    ]


def visible_full():
    """Cases in which nothing is joined: all ways of counting agree."""
    full = cases.full()
    ram = [Region(16 * M, 16 * M)]
    grows = World(memory=ram, reserved=full.reserved, max_reserved=4,
                  can_resize=True)
    middle = cases.add(4 * M + 4 * K, 4 * K, 3)
    return [
        Case("R6", "full, and must not grow", full, [cases.add(20 * M, M)]),
        Case("R6", "full, but another one's place is taken", full,
             [cases.add(7 * M, M, 3)]),
        Case("R6", "one entry left; three of one takes two",
             cases.reserved(*cases.three(), max_reserved=4), [middle]),
        Case("R6", "one entry left, and one is enough: an upper half",
             cases.reserved(*cases.three(), max_reserved=4),
             [cases.add(4 * M + 4 * K, M - 4 * K, 3)]),
        Case("R6", "full, and grows; the new array is reserved, too", grows,
             [cases.add(20 * M, M)]),
        Case("R6", "full, and grows to make three of one", grows, [middle]),
        Case("R6", "the range is where the array would like to be", grows,
             [cases.add(31 * M, M, 2)]),
        Case("R6", "the array comes to lie below the range", grows,
             [cases.add(40 * M, M, 2)]),
    ]


def hidden(rng):
    return [draw(rng, rule) for rule, draw, number in DRAWN
            for _ in range(number)]


def draw_full(rng, rule):
    """As lab 04's, but only what joins nothing on the way."""
    who = (rng.choice([0, 1]), rng.choice([0, 1]))
    ranges = [(base + 32 * M, size + 2) for base, size in
              cases.spots(rng, rng.randint(3, 6))]
    ranges = [r for r, after in zip(ranges, ranges[1:] + [(1 << 60, 0)])
              if r[0] + r[1] < after[0]]
    base, size = rng.choice(ranges)
    cut = rng.randint(1, size - 1)
    newcomer = rng.choice([
        (base, size), (base, cut), (base + cut, size - cut),
        (base + 1, size - 2), (base + 1, size - 2), (16 * M, M)])
    return Case(rule, "a full list", cases.full_world(rng, ranges),
                [cases.add(*newcomer, *who)])


def draw_over(rng, rule):
    """Lab 04's, but only over other kinds: nothing is joined."""
    while True:
        case = cases.draw_covered(rng, rule)
        if case.name == "over others":
            return case


DRAWN = [("R1", cases.draw_place, 12), ("R2", draw_over, 20),
         ("R3", cases.draw_join, 20), ("R4", cases.draw_border, 16),
         ("R5", cases.draw_edge, 12), ("R6", draw_full, 20),
         ("R6", cases.draw_pending, 5),
         ("R7", cases.draw_name, 10)]


def expect(case):
    return oracle.outcome(case, newest_wins=True)


def diagnose(case, want, got):
    text = oracle.diagnose(case, want, got)
    if case.rule == "R2" and want.reserved != got.reserved and \
            got.reserved == oracle.outcome(case).reserved:
        return "what was there has won, as in the list of Linux; here the " \
            "newest does (R2)"
    return text
