# SPDX-License-Identifier: GPL-2.0-only
"""Lab 10: cases, oracle and diagnosis. The oracle knows pages, one by one,
and puts them together into the largest aligned blocks that are free
throughout: what full merging must come to, in whatever order it was done."""

from labtool.beside import beside
from labtool.case import PAGE, Call, Case, Outcome, Region, World, \
    free_ranges

words = beside(__file__, "hand_over_words.py")
ALLOCATED, FREE, RESERVED = words.ALLOCATED, words.FREE, words.RESERVED
FREE_ONE, HAND_OVER = words.FREE_ONE, words.HAND_OVER
MAX_ORDER, NO_LIMIT = words.MAX_ORDER, words.NO_LIMIT


def machine(memory, reserved=(), limit=NO_LIMIT):
    """A world for the hand-over. memory: (base, end, node); the page
    structures cover its whole pages."""
    regions = [Region(base, end - base, node) for base, end, node in memory]
    rows = tuple((-(-base // PAGE), end // PAGE, node)
                 for base, end, node in memory)
    return World(memory=regions,
                 reserved=[Region(base, end - base) for base, end in reserved],
                 extra={"ranges": words.Ranges(rows), "blocks": (),
                        "max_low_pfn": limit})


def hand_over(rule, name, *args, **more):
    return Case(rule, name, machine(*args, **more), [Call(HAND_OVER)],
                looks=())


def pages(first, end, free):
    """Blocks of all pages [first, end): @free is (pfn, order), the rest is
    somebody's, page by page."""
    taken = {pfn + i for pfn, order in free for i in range(1 << order)}
    return ([(pfn, order, FREE) for pfn, order in free] +
            [(pfn, 0, ALLOCATED) for pfn in range(first, end)
             if pfn not in taken])


def buddies(rule, name, ranges, blocks, *frees):
    """ranges: (first pfn, end, node); frees: (pfn, order) to be freed."""
    inside = {pfn + i for pfn, order in frees for i in range(1 << order)}
    used = {block[0] for block in blocks if block[2] != FREE} - inside
    rows = ([block for block in blocks if block[2] == FREE] +
            [(pfn, order, ALLOCATED)
             for pfn, order in largest_blocks(used, ranges)] +
            [(pfn, order, RESERVED) for pfn, order in frees])
    world = World(extra={"ranges": words.Ranges(ranges),
                         "blocks": words.Blocks(rows)})
    return Case(rule, name, world, [Call(FREE_ONE, *free) for free in frees],
                looks=())


# ---- what the student sees --------------------------------------------------

def whole_pages():
    return [
        hand_over("R1", "a range of whole pages",
                  [(0x100000, 0x108000, 0)]),
        hand_over("R1", "a reservation ends inside a page",
                  [(0x100000, 0x110000, 0)], [(0x100000, 0x101234)]),
        hand_over("R1", "a reservation begins inside a page",
                  [(0x100000, 0x110000, 0)], [(0x10e800, 0x110000)]),
        hand_over("R1", "no whole page between two reservations",
                  [(0x100000, 0x110000, 0)],
                  [(0x100000, 0x104010), (0x105ff0, 0x110000)]),
    ]


def low_pages():
    return [
        hand_over("R2", "the limit cuts a range",
                  [(0x100000, 0x200000, 0)], limit=0x180),
        hand_over("R2", "a range beyond the limit",
                  [(0x100000, 0x140000, 0), (0x200000, 0x240000, 0)],
                  limit=0x1c0),
    ]


def lost_bytes():
    return [
        hand_over("R3", "pieces of pages at both ends",
                  [(0x100000, 0x110000, 0)],
                  [(0x100000, 0x100080), (0x10f100, 0x110000)]),
        hand_over("R3", "bytes above the limit",
                  [(0x100000, 0x110000, 0)], limit=0x108),
        hand_over("R3", "less than a page, all of it lost",
                  [(0x100000, 0x102000, 0)], [(0x100800, 0x102000)]),
    ]


def alone():
    one = [(0x100, 0x110, 0)]
    return [
        buddies("R4", "a page between used ones", one,
                pages(0x100, 0x110, []), (0x105, 0)),
        buddies("R4", "a block of four between used ones", one,
                pages(0x100, 0x110, []), (0x104, 2)),
        buddies("R4", "the neighbour is free, but not the buddy", one,
                pages(0x100, 0x110, [(0x104, 0)]), (0x103, 0)),
        buddies("R4", "the buddy is free, but of another order", one,
                pages(0x100, 0x110, [(0x104, 1)]), (0x100, 2)),
        buddies("R4", "the buddy is not this machine's",
                [(0x101, 0x103, 0)], pages(0x101, 0x103, []), (0x101, 0)),
    ]


def merging():
    one, high = [(0x100, 0x120, 0)], 1 << 32
    return [
        buddies("R5", "with the upper half", one,
                pages(0x100, 0x120, [(0x105, 0)]), (0x104, 0)),
        buddies("R5", "with the lower half", one,
                pages(0x100, 0x120, [(0x104, 0)]), (0x105, 0)),
        buddies("R5", "three times in a row", one,
                pages(0x100, 0x120, [(0x109, 0), (0x10a, 1), (0x10c, 2)]),
                (0x108, 0)),
        buddies("R5", "two pages, freed one after the other", one,
                pages(0x100, 0x120, []), (0x111, 0), (0x110, 0)),
        buddies("R5", "beyond 16 TiB", [(high, high + 0x10, 0)],
                pages(high, high + 0x10, [(high + 4, 0)]), (high + 5, 0)),
    ]


def largest():
    top = MAX_ORDER - 1
    size = 1 << top
    both = [(0, 2 * size, 0)]
    return [buddies("R6", "two largest blocks side by side", both,
                    [(0, top, FREE)], (size, top)),
            buddies("R6", "the last merge that there is", both,
                    [(0, top, FREE), (size, top - 1, FREE)],
                    (size + size // 2, top - 1))]


def swallowed():
    one = [(0x200, 0x240, 0)]
    low = pages(0x200, 0x240, [(0x220, 1), (0x224, 2)])
    return [buddies("R7", "the upper half was free before", one,
                    pages(0x200, 0x240, [(0x221, 0)]), (0x220, 0)),
            buddies("R7", "the upper half is freed", one, low, (0x222, 1))]


def counted():
    one = [(0x300, 0x320, 0)]
    two = pages(0x300, 0x320, [(0x309, 0), (0x30a, 1)])
    return [buddies("R8", "without a merge", one,
                    pages(0x300, 0x320, []), (0x308, 1)),
            buddies("R8", "with two merges", one, two, (0x308, 0))]


def visible():
    return (whole_pages() + low_pages() + lost_bytes() + alone() +
            merging() + largest() + swallowed() + counted())


# ---- what only the grader sees: the same kinds, other numbers ---------------

def some_byte(rng):
    return rng.randrange(8, PAGE - 8)


def hidden_whole(rng):
    base = PAGE * rng.randrange(0x100, 0x4000)
    end = base + PAGE * rng.randrange(12, 200)
    low = base + PAGE * rng.randrange(1, 5) + some_byte(rng)
    high = end - PAGE * rng.randrange(1, 5) - some_byte(rng)
    return hand_over("R1", "reservations that end inside pages",
                     [(base, end, 0)], [(base, low), (high, end)])


def hidden_low(rng):
    first = rng.randrange(0x100, 0x4000)
    count = rng.randrange(20, 300)
    memory = [(first * PAGE, (first + count) * PAGE, 0),
              ((first + count + 32) * PAGE, (first + count + 64) * PAGE, 0)]
    limit = first + rng.randrange(1, count + 60)
    return hand_over("R2", f"max_low_pfn {limit:#x}", memory, limit=limit)


def hidden_lost(rng):
    base = PAGE * rng.randrange(0x100, 0x4000)
    end = base + PAGE * rng.randrange(20, 60)
    reserved, at = [], base
    while at < end - 6 * PAGE:
        start = at + PAGE * rng.randrange(1, 3) + some_byte(rng)
        stop = start + PAGE + some_byte(rng)
        reserved.append((start, stop))
        at = stop
    return hand_over("R3", "many reservations", [(base, end, 0)], reserved)


def random_blocks(rng, first, count, share):
    """Free pages at random, as the blocks that they must form."""
    free = {pfn for pfn in range(first, first + count)
            if rng.random() < share}
    return largest_blocks(free, [(first, first + count, 0)])


def hidden_alone(rng):
    first = 64 * rng.randrange(4, 1000)
    pfn = first + 4 * rng.randrange(1, 15)
    free = [block for block in random_blocks(rng, first, 64, 0.3)
            if block[0] + (1 << block[1]) <= pfn - (pfn & 7)]
    return buddies("R4", "no buddy is free", [(first, first + 64, 0)],
                   pages(first, first + 64, free), (pfn + 1, 0))


def hidden_merging(rng):
    first = 64 * (rng.randrange(4, 1000) | rng.randrange(2) << 27)
    free = random_blocks(rng, first, 64, 0.8)
    used = sorted(set(range(first, first + 64)) -
                  {pfn + i for pfn, order in free
                   for i in range(1 << order)})
    rng.shuffle(used)
    return buddies("R5", "pages of a busy machine, freed in any order",
                   [(first, first + 64, 0)], pages(first, first + 64, free),
                   *[(pfn, 0) for pfn in used[:rng.randrange(2, 9)]])


def hidden_largest(rng):
    top, size = MAX_ORDER - 1, 1 << (MAX_ORDER - 1)
    low = 2 * size * rng.randrange(0, 40)
    part = size >> rng.randrange(0, 3)
    last = low + 2 * size - part
    rest = largest_blocks(set(), [], [
        (pfn, part.bit_length() - 1) for pfn in range(low + size, last, part)])
    return buddies("R6", "up to 1 GiB, and no further",
                   [(low, low + 2 * size, 0)],
                   [(low, top, FREE)] + [(*block, FREE) for block in rest],
                   (last, part.bit_length() - 1))


def hidden_swallowed(rng):
    first = 64 * rng.randrange(4, 1000)
    order = rng.randrange(1, 4)
    at = (first + (8 << order) // 4) & -(2 << order)
    half = 1 << order
    freed, there = (at, at + half) if rng.random() < 0.5 else (at + half, at)
    return buddies("R7", "one merge, of either half",
                   [(first, first + 64, 0)],
                   pages(first, first + 64, [(there, order)]),
                   (freed, order))


def hidden_counted(rng):
    first = 64 * rng.randrange(4, 1000)
    order = rng.randrange(0, 4)
    pfn = first + (rng.randrange(0, 64) >> order << order)
    free = [(pfn ^ (1 << order), order)] if rng.random() < 0.5 else []
    return buddies("R8", "counted once", [(first, first + 64, 0)],
                   pages(first, first + 64, free), (pfn, order))


KINDS = [(hidden_whole, 12), (hidden_low, 10), (hidden_lost, 12),
         (hidden_alone, 12), (hidden_merging, 16), (hidden_largest, 10),
         (hidden_swallowed, 10), (hidden_counted, 10)]


def hidden(rng):
    return [kind(rng) for kind, count in KINDS for _ in range(count)]


# ---- the oracle --------------------------------------------------------------

def largest_blocks(free, ranges, blocks=()):
    """The blocks (pfn, order) that free pages form within each range; with
    @blocks: those are free, put together without counting pages."""
    found = {(pfn, order) for pfn, order in blocks}
    for first, end, _ in ranges:
        found |= {(pfn, 0) for pfn in free if first <= pfn < end}
    for order in range(MAX_ORDER - 1):
        for pfn, size in sorted(found):
            buddy = pfn ^ (1 << order)
            if size == order and pfn < buddy and (buddy, order) in found:
                found -= {(pfn, order), (buddy, order)}
                found.add((pfn, order + 1))
    return sorted(found)


def handed_over(world):
    """(pages, bytes that were free and got lost)."""
    limit = world.extra["max_low_pfn"]
    free, lost = set(), 0
    for start, end in free_ranges(world):
        whole = {pfn for pfn in range(start // PAGE, end // PAGE + 1)
                 if start <= pfn * PAGE and (pfn + 1) * PAGE <= end
                 and pfn < limit}
        free |= whole
        lost += end - start - len(whole) * PAGE
    return free, lost


# What a rule is about: only that is compared.
ABOUT = {"R1": ["lists"], "R2": ["lists"], "R3": ["lost"], "R4": ["lists"],
         "R5": ["lists"], "R6": ["lists"],
         "R7": ["lists", "stale", "miscounted"], "R8": ["free"]}


def outcome(case, results, blocks, lost):
    """What must be. blocks: (pfn, order), all of them free."""
    ranges = case.world.extra["ranges"]
    rows, free = [], {node: 0 for _, _, node in ranges}
    for pfn, order in blocks:
        (node,) = [node for first, end, node in ranges if first <= pfn < end]
        rows.append([node, order, pfn])
        free[node] += 1 << order
    found = {"lists": words.Lists(sorted(rows)), "stale": [], "lost": lost,
             "miscounted": words.Counts(),
             "free": [free[node] for node in sorted(free)]}
    return Outcome(results=results,
                   extra={name: found[name] for name in ABOUT[case.rule]})


def check_world(case):
    """The shrinker asks about worlds that cannot be: those have no answer."""
    spans = case.world.extra["ranges"]
    for region in case.world.memory:
        if not any(first * PAGE <= region.base and region.end <= end * PAGE
                   for first, end, _ in spans):
            raise ValueError("memory without page structures")
    heads = {(pfn, order) for pfn, order, kind
             in case.world.extra["blocks"] if kind == RESERVED}
    for call in case.calls:
        if call.function == FREE_ONE and call.args not in heads:
            raise ValueError("no block there to be freed")


def expect(case):
    check_world(case)
    extra = case.world.extra
    ranges = extra["ranges"]
    if case.calls[0].function == HAND_OVER:
        free, lost = handed_over(case.world)
        return outcome(case, [len(free)], largest_blocks(free, ranges), lost)
    blocks = [(pfn, order) for pfn, order, kind in extra["blocks"]
              if kind == FREE] + [call.args for call in case.calls]
    return outcome(case, [0] * len(case.calls),
                   largest_blocks(set(), ranges, blocks), 0)


def diagnose(case, want, got):
    return words.diagnose(case, want, got)
