# SPDX-License-Identifier: GPL-2.0-only
"""The oracle of lab 01: what is right, and what a map has got wrong.

The address space is cut at every border of the input; each piece asks all
entries who covers it. A variant passes its own wins().
"""
from labtool.case import EINVAL, ENOSPC, Outcome

TOP = 1 << 64
PRAM = 12
E820_X_MAX = 2048
NOBODY = 0


def good(row):
    """Does the entry say anything?"""
    start, size, kind = row
    return size > 0 and kind > 0 and start + size <= TOP


def highest(covering):
    """Whose byte is it? @covering: rows, in the order of the table."""
    return max((kind for _, _, kind in covering), default=NOBODY)


def pieces(rows, wins=highest, more=()):
    """[(start, end, type)] for all of the address space, ascending."""
    rows = [row for row in rows if good(row)]
    points = {0, TOP, *more} | {s for s, _, _ in rows} | \
        {s + size for s, size, _ in rows}
    waiting = sorted(enumerate(rows), key=lambda one: one[1][0])
    out, near = [], []          # near: rows that reach over this piece
    points = sorted(points)
    for start, end in zip(points, points[1:]):
        while waiting and waiting[0][1][0] <= start:
            near.append(waiting.pop(0))
        near = sorted(r for r in near if r[1][0] + r[1][1] > start)
        out.append((start, end, wins([row for _, row in near])))
    return out


def map_of(rows, wins=highest):
    """The map that must come out, as rows."""
    out = []
    for start, end, kind in pieces(rows, wins):
        if kind == NOBODY:
            continue
        size = end - start
        last = out[-1] if out else None
        if last and last[0] + last[1] == start and last[2] == kind and \
                kind != PRAM and last[1] + size < TOP:
            last[1] += size
        else:
            out.append([start, size, kind])
    return out


def expect(given, wins=highest):
    rows = given.world.extra["e820"]
    room = given.calls[0].args[0]
    if room > E820_X_MAX or len(rows) > room:
        code, out = -EINVAL, rows
    else:
        out = map_of(rows, wins)
        code = -ENOSPC if len(out) > room else 0
        out = out[:room]
    log = None
    if given.rule in ("R9", "R10"):
        log = [""] if code == -ENOSPC else []
    return Outcome(results=[code] * len(given.calls), log=log,
                   extra={"e820": out})


# ---- what went wrong --------------------------------------------------------

def span(start, end):
    return f"0x{start:x}-0x{end:x}"


def diagnose(given, want, got, wins=highest):
    rows, right = given.world.extra["e820"], want.extra["e820"]
    mine = got.extra.get("e820")
    if want.results[0] == -EINVAL and mine != right:
        return (f"counts that cannot be ({len(rows)} entries, room for "
                f"{given.calls[0].args[0]}): the table must stay as it was")
    if -EINVAL in got.results and -EINVAL not in want.results:
        return returned(want.results[0], -EINVAL, len(rows),
                        given.calls[0].args[0])
    if mine is not None and mine != right:
        said = (shape(mine) or covered(rows, mine, wins, len(right)) or
                split(mine, right))
        if said:
            return said
    for n, code in enumerate(want.results):
        if got.results[n] != code:
            return returned(code, got.results[n], len(rows),
                            given.calls[n].args[0])
    if want.log and not got.log:
        return "ranges are left out, and no message (pr_err) says so"
    return ""


def returned(code, mine, nr, room):
    names = {0: "0", -EINVAL: "-EINVAL (-22)", -ENOSPC: "-ENOSPC (-28)"}
    return (f"returned {names.get(mine, mine)} instead of {names[code]}: "
            f"{nr} entries came, and there is room for {room}")


def shape(mine):
    """Is it a map at all?"""
    for n, (start, size, kind) in enumerate(mine):
        if not size:
            return (f"entry {n} of the result, at 0x{start:x}, has no bytes")
        if start + size > TOP:
            return (f"entry {n} of the result, 0x{size:x} bytes from "
                    f"0x{start:x}, reaches past 2^64")
    for n, (one, two) in enumerate(zip(mine, mine[1:])):
        if two[0] < one[0]:
            return (f"not sorted: entry {n + 1} of the result begins at "
                    f"0x{two[0]:x}, below entry {n} at 0x{one[0]:x}")
        if two[0] < one[0] + one[1]:
            return (f"entries {n} and {n + 1} of the result overlap from "
                    f"0x{two[0]:x} on")
    return ""


def covered(rows, mine, wins, nr):
    """Has each byte the right type? @nr: as many ranges are expected."""
    points = {s for s, _, _ in mine} | {s + size for s, size, _ in mine}
    keep = map_of(rows, wins)[:nr]
    end_of_all = keep[-1][0] + keep[-1][1] if keep else TOP
    for start, end, kind in pieces(rows, wins, points):
        has = max((k for s, size, k in mine
                   if s <= start and end <= s + size), default=NOBODY)
        if has == kind or start >= end_of_all and has == NOBODY:
            continue
        what = span(start, end)
        if has == NOBODY:
            return f"{what} is of type {kind}, and the result has lost it"
        if kind == NOBODY:
            return f"the result has {what} (type {has}), no good entry has"
        return wrong_type(rows, what, start, end, has, kind)
    return ""


def wrong_type(rows, what, start, end, has, kind):
    all_types = [f"{k:#x}" if k > 99 else str(k) for s, size, k in rows
                 if good((s, size, k)) and s <= start and end <= s + size]
    if len(all_types) == 1:
        return f"{what} is of type {kind} in the only entry, not {has}"
    return (f"{what} is covered by types {', '.join(all_types)}; it belongs "
            f"to {kind}, not to {has}")


def split(mine, right):
    """Each byte is right: then one range is two, or two are one."""
    for one, two in zip(mine, mine[1:]):
        if one[0] + one[1] == two[0] and one[2] == two[2] and \
                one not in right:
            return (f"two entries of type {one[2]} meet at 0x{two[0]:x}: "
                    f"they are one range")
    for one in mine:
        inside = [r for r in right if one[0] <= r[0] and
                  r[0] + r[1] <= one[0] + one[1]]
        if len(inside) > 1 and one[2] == PRAM:
            return (f"{len(inside)} devices of type 12 are one entry now: "
                    f"they meet at 0x{inside[1][0]:x} and stay apart")
    return ""
