# SPDX-License-Identifier: GPL-2.0-only
"""Lab 10: its tables in words, and what is wrong with an answer."""

MAX_ORDER = 19
FREE, ALLOCATED, RESERVED = 1, 2, 5
NO_LIMIT = (1 << 64) - 1
HAND_OVER, FREE_ONE = "free_all_bootmem", "__free_one_page"
MOST = 6        # of a kind, in words


def some(texts):
    """The first of them, and how many more there are."""
    more = len(texts) - MOST
    return ", ".join(texts[:MOST]) + (f" and {more} more" if more > 0 else "")


class Ranges(tuple):
    """(first pfn, end, node) of what has page structures."""

    def words(self):
        return some([f"pfn {first:#x}-{end:#x} node {node}"
                     for first, end, node in self])


class Blocks(tuple):
    """(pfn, order, kind), before the call."""

    def words(self):
        return "; ".join(
            f"{title} " + some([f"{pfn:#x} order {order}"
                                for pfn, order, kind in self if kind == one])
            for one, title in ((RESERVED, "nobody's"), (FREE, "free"),
                               (ALLOCATED, "used"))
            if any(kind == one for _, _, kind in self))


class Lists(list):
    """[node, order, pfn] of what is in the free lists."""

    def words(self):
        lists = {}
        for node, order, pfn in self:
            lists.setdefault((node, order), []).append(
                "no such block" if pfn == NO_LIMIT else f"{pfn:#x}")
        return "; ".join(f"node {node} order {order}: {some(pfns)}"
                         for (node, order), pfns in lists.items()) or "empty"


class Counts(list):
    """[order, nr_free, blocks] where a list counts what it has not."""

    def words(self):
        return "; ".join(f"order {order} counts {signed(count)} with {blocks}"
                         for order, count, blocks in self) or "none"


def signed(count):
    return count - (1 << 64) if count >> 63 else count


def diagnose(case, want, got):
    lists = got.extra.get("lists", [])
    if NO_LIMIT in [pfn for _, _, pfn in lists]:
        return ("a free list holds a page that is no free block of its order:"
                " a buddy that was swallowed must leave its list first")
    if case.calls[0].function == HAND_OVER:
        return diagnose_ranges(case, want, got)
    return diagnose_blocks(want.extra, got.extra)


def diagnose_ranges(case, want, got):
    pages_want, pages_got = want.results[0], got.results[0]
    limit = case.world.extra["max_low_pfn"]
    given = {pfn + i for _, order, pfn in got.extra["lists"]
             for i in range(1 << order)}
    if any(pfn >= limit for pfn in given):
        return f"a page above max_low_pfn ({limit:#x}) was handed over"
    if len(given) > pages_want:
        return (f"{len(given)} pages were handed over, but only {pages_want} "
                "are free to their last byte: round inwards")
    if len(given) < pages_want:
        return (f"{pages_want} whole pages are free, {len(given)} were "
                "handed over")
    if pages_got != pages_want:
        return (f"{pages_want} pages were freed, {pages_got} is what was "
                "returned")
    return (f"bootmem_lost_bytes is {got.extra['lost']}, but "
            f"{want.extra['lost']} bytes were free and were not handed over")


def diagnose_blocks(want, got):
    if any(order >= MAX_ORDER for _, order, _ in got["lists"]):
        return f"a block has an order above {MAX_ORDER - 1}, the largest"
    if got["lists"] != want.get("lists", got["lists"]):
        return differing(want["lists"], got["lists"])
    if "stale" in want and got["stale"]:
        return (f"pfn {got['stale'][0]:#x} lies inside of a free block and "
                "still looks like a head: clear it")
    if "miscounted" in want and got["miscounted"]:
        order, count, blocks = got["miscounted"][0]
        return (f"the free list of order {order} has {blocks} blocks and "
                f"counts {signed(count)}: a block leaves the list of its own "
                "order")
    return (f"the zone counts {sum(got['free'])} free pages instead of "
            f"{sum(want['free'])}: a block that is freed counts once, its "
            f"buddies are counted already")


def differing(want, got):
    missing = [row for row in want if row not in got]
    extra = [row for row in got if row not in want]
    if not missing:
        return f"pfn {extra[0][2]:#x}, order {extra[0][1]}, is in no list"
    node, order, pfn = missing[0]
    parts = [f"{at:#x}" for _, size, at in extra
             if pfn <= at < pfn + (1 << order) and size < order]
    if parts:
        return (f"the free blocks at {' and '.join(parts)} are not merged: "
                f"together they are order {order} at {pfn:#x}")
    over = [row for row in extra if row[2] <= pfn < row[2] + (1 << row[1])]
    if over:
        return (f"the block at {over[0][2]:#x} is given as order "
                f"{over[0][1]}, but not all of it is free")
    return f"no list has the free block of order {order} at pfn {pfn:#x}"
