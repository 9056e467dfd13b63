# SPDX-License-Identifier: GPL-2.0-only
"""Memory as one line: what is free, what is reserved, and what was wanted
where.

	|....#####rrrr###EE##GG....|

Addresses are not to scale: each stretch between two borders gets its share
by the number of its digits, so that a page beside a gigabyte is seen. The
plain form is a sentence.
"""

from .case import TOP, joined

WIDTH = 56
MAX_CELLS = 24
# Which argument of a search is the size of the block.
SIZE_OF = {"__memblock_find_range_top_down": 2,
           "__memblock_find_range_bottom_up": 2,
           "memblock_find_in_range": 2, "memblock_find_in_range_node": 0,
           "__alloc_memory_core_early": 1, "___alloc_bootmem_nopanic": 0}
# Where start and end are among the arguments of those that have them.
WINDOW_OF = {"__memblock_find_range_top_down": 0,
             "__memblock_find_range_bottom_up": 0,
             "memblock_find_in_range": 0, "memblock_find_in_range_node": 2}
LEGEND = {".": "no memory", "#": "free", "r": "reserved", "E": "expected",
          "G": "got", "*": "expected and got", "-": "in the list",
          " ": "not in it"}


def spans(regions):
    return [(r.base, r.end) for r in regions if r.size]


def within(ranges, start, end):
    return any(low <= start and end <= high for low, high in ranges)


def border_cells(*many):
    """The cells that all borders of these ranges cut, outermost included."""
    points = sorted({p for ranges in many for pair in ranges for p in pair})
    points = [p for p in points if 0 <= p <= TOP]
    return list(zip(points, points[1:]))


def widths(cells, total=WIDTH):
    """Characters for each cell: at least one, more for the larger."""
    weights = [max(1, (end - start).bit_length() - 8)
               for start, end in cells]
    whole = sum(weights)
    return [max(1, total * w // whole) for w in weights]


def near(cells, marks):
    """Not more than MAX_CELLS of them, those around the marks."""
    if len(cells) <= MAX_CELLS:
        return cells
    at = next((n for n, (start, end) in enumerate(cells)
               if within(marks, start, end)), len(cells) // 2)
    first = max(0, min(at - MAX_CELLS // 2, len(cells) - MAX_CELLS))
    return cells[first:first + MAX_CELLS]


def bar(cells, letter):
    return "|" + "".join(letter(*cell) * width for cell, width
                         in zip(cells, widths(cells))) + "|"


def legend(text):
    used = [mark for mark in LEGEND if mark in text.strip("|")]
    return "   ".join(f"{mark} {LEGEND[mark]}" for mark in used
                      if mark != " ")


def block(case, n, value):
    """The range that call @n of @case gave, if it is a search's."""
    call = case.calls[n]
    at = SIZE_OF.get(call.function)
    if at is None or not isinstance(value, int) or value <= 0:
        return []
    size = max(1, call.args[at])
    return [(value, min(value + size, TOP))]


def search(case, n, want, got):
    """Where the answer of call @n should lie, and where it does."""
    world = case.world
    memory, taken = spans(world.memory), spans(world.reserved)
    expected, given = block(case, n, want), block(case, n, got)
    window = asked_window(case.calls[n])
    low, high = outline(memory + taken + expected + given)
    window = [(max(start, low), min(end, high)) for start, end in window
              if (start > low or end < high) and start < high and end > low]
    cells = near(border_cells(memory, taken, expected, given, window),
                 expected + given)
    if not cells:
        return []

    def letter(start, end):
        one, two = within(expected, start, end), within(given, start, end)
        if one or two:
            return "*" if one and two else "E" if one else "G"
        if within(taken, start, end):
            return "r"
        return "#" if within(memory, start, end) else "."
    line = bar(cells, letter)
    lines = [line,
             f"{cells[0][0]:#x} to {cells[-1][1]:#x}:   {legend(line)}"]
    if window:
        lines.insert(1, bar(cells, lambda *cell: "^" if within(window, *cell)
                            else " ") + " start to end")
    return lines


def outline(ranges):
    return (min((low for low, _ in ranges), default=0),
            max((high for _, high in ranges), default=0))


def asked_window(call):
    """[start, end) of a search, where it bounds anything."""
    at = WINDOW_OF.get(call.function)
    if at is None:
        return []
    start, end = call.args[at:at + 2]
    return [(start, end)] if start < end < 1 << 40 else []


def lists(want, got):
    """A list as it should be and as it is: two bars, borders marked."""
    cells = near(border_cells(spans(want), spans(got)),
                 [pair for pair in spans(want) + spans(got)
                  if pair not in spans(want) or pair not in spans(got)])
    if not cells:
        return []
    lines = []
    for title, regions in (("expected", want), ("got", got)):
        marks = "=-"        # neighbours in turn, so that borders are seen

        def letter(start, end, regions=regions, marks=marks):
            for n, r in enumerate(regions):
                if r.base <= start and end <= r.end:
                    return marks[n % 2]
            return " "
        lines.append(f"{bar(cells, letter)} {title}")
    return lines + [f"{cells[0][0]:#x} to {cells[-1][1]:#x}; = and - are "
                    f"regions in turn"]


def map_spans(rows):
    return [(addr, min(addr + size, TOP)) for addr, size, _ in rows if size]


def maps(want, got):
    """Two e820 maps: each range is drawn in its type."""
    cells = near(border_cells(map_spans(want), map_spans(got)),
                 [(row[0], row[0] + row[1]) for row in want + got
                  if row not in want or row not in got])
    lines = []
    for title, rows in (("expected", want), ("got", got)):
        def letter(start, end, rows=rows):
            types = {kind for addr, size, kind in rows
                     if addr <= start and end <= addr + size}
            if len(types) > 1:
                return "?"
            return "".join(f"{kind:x}"[-1] for kind in types) or " "
        lines.append(f"{bar(cells, letter)} {title}")
    return lines + [f"{cells[0][0]:#x} to {cells[-1][1]:#x}; digits are "
                    f"types"] if cells else []


# ---- in words --------------------------------------------------------------

def where(world, pairs):
    """What these bytes are: "free", "half reserved" and so on."""
    memory, taken = spans(world.memory), spans(world.reserved)
    cells = [c for c in border_cells(memory, taken, pairs)
             if within(pairs, *c)]
    kinds = {"reserved" if within(taken, *c) else
             "free" if within(memory, *c) else "no memory" for c in cells}
    return " and ".join(sorted(kinds))


def search_words(case, n, want, got):
    """search() as a sentence."""
    parts = []
    for verb, value in (("should lie at", want), ("lies at", got)):
        pairs = block(case, n, value)
        if pairs:
            parts.append(f"{verb} {ranges_text(pairs)}, which is "
                         f"{where(case.world, pairs)}")
    return "the block " + "; it ".join(parts) if parts else ""


def lists_words(want, got):
    """lists() as a sentence: what is in one list only."""
    one, two = ([r for r in a if r not in b]
                for a, b in ((want, got), (got, want)))
    return (f"missing from the list: {regions_text(one)}; in it, but not "
            f"expected: {regions_text(two)}")


def maps_words(want, got):
    """maps() as a sentence: what is in one map only."""
    one, two = (", ".join(f"{row[0]:#x}-{row[0] + row[1]:#x} type {row[2]}"
                          for row in a if row not in b) or "nothing"
                for a, b in ((want, got), (got, want)))
    return f"missing from the map: {one}; in it, but not expected: {two}"


def ranges_text(pairs, most=6):
    """0x1000-0x9000, ... as a reader's list."""
    pairs = joined(pairs)
    text = ", ".join(f"{start:#x}-{end:#x}" for start, end in pairs[:most])
    return (text + (f" and {len(pairs) - most} more" if len(pairs) > most
                    else "")) or "nothing"


def regions_text(regions, most=8):
    text = ", ".join(map(str, regions[:most]))
    return (text + (f" and {len(regions) - most} more"
                    if len(regions) > most else "")) or "nothing"
