# SPDX-License-Identifier: GPL-2.0-only
"""Tests of lab 01: sanitize_e820_map().

Each case is a map, as rows of address, size and type, and the room of its
table. What is right is decided by oracle.py beside this file, which looks at
every piece of the address space. A rule's cases avoid the edges of the
others: no overlap, nothing that touches, whole pages, room enough, unless
that is the point.
"""
from labtool.beside import beside
from labtool.case import PAGE, Call, Case, World

oracle = beside(__file__, "oracle.py")
expect, diagnose = oracle.expect, oracle.diagnose

RAM, RESERVED, ACPI, NVS, UNUSABLE, PMEM, PRAM = 1, 2, 3, 4, 5, 7, 12
SOFT_RESERVED = 0xefffffff
TOP = 1 << 64
MIB = 1 << 20
ROOM = 64


def case(rule, name, *rows, room=ROOM, times=1):
    """A map of (start, end, type), end exclusive, and calls with it."""
    table = [[start, end - start & TOP - 1, kind]
             for start, end, kind in rows]
    return Case(rule, name, World(extra={"e820": table}),
                [Call("sanitize_e820_map", room)] * times, looks=())


# ---- what the student sees -------------------------------------------------

def order():
    return [
        case("R1", "two ranges, the higher one first",
             (0x100000, 0x8000000, RAM), (0x0, 0x9f000, RESERVED)),
        case("R1", "four ranges in any order",
             (0xf0000, 0x100000, RESERVED), (0x200000, 0x8000000, RAM),
             (0xfee00000, 0xfee01000, RESERVED), (0x1000, 0x9f000, RAM)),
        case("R1", "no range at all"),
    ]


def overlap():
    return [
        case("R2", "the second begins within the first",
             (0x100000, 0x400000, RAM), (0x300000, 0x500000, RESERVED)),
        case("R2", "a lower type begins within a higher one",
             (0x100000, 0x400000, NVS), (0x300000, 0x500000, RAM)),
        case("R2", "one in the middle of another",
             (0x100000, 0x500000, RAM), (0x200000, 0x300000, ACPI)),
        case("R2", "a lower type within a higher one",
             (0x100000, 0x500000, ACPI), (0x200000, 0x300000, RAM)),
        case("R2", "the same range twice, with two types",
             (0x100000, 0x500000, RESERVED), (0x100000, 0x500000, RAM)),
        case("R2", "three, one above the other",
             (0x100000, 0x600000, RAM), (0x200000, 0x500000, RESERVED),
             (0x300000, 0x400000, NVS)),
        case("R2", "two small ones in a large one",
             (0x200000, 0x300000, RESERVED), (0x100000, 0x600000, RAM),
             (0x400000, 0x480000, ACPI)),
    ]


def merged():
    return [
        case("R3", "two that touch",
             (0x100000, 0x200000, RAM), (0x200000, 0x300000, RAM)),
        case("R3", "two of different types stay two",
             (0x100000, 0x200000, RAM), (0x200000, 0x300000, ACPI)),
        case("R3", "four that touch",
             (0x100000, 0x200000, RAM), (0x200000, 0x300000, RAM),
             (0x300000, 0x380000, RAM), (0x380000, 0x400000, RAM)),
        case("R3", "two of one type that overlap",
             (0x100000, 0x300000, RAM), (0x200000, 0x400000, RAM)),
        case("R3", "the same range twice, and one within",
             (0x100000, 0x300000, RAM), (0x100000, 0x300000, RAM),
             (0x180000, 0x200000, RAM)),
    ]


def bytes_count():
    return [
        case("R4", "borders that no page has",
             (0x9fc00, 0xa0000, RESERVED), (0x1000, 0x9f123, RAM)),
        case("R4", "one byte between two ranges of one type",
             (0x100000, 0x1fffff, RAM), (0x200000, 0x300000, RAM)),
        case("R4", "RAM above 4 GiB", (0x100000, 0xc0000000, RAM),
             (0x100000000, 0x1840000000, RAM)),
        case("R4", "a range of one byte",
             (0x300000, 0x300001, RAM), (0x500000, 0x600000, RAM)),
    ]


def left_out():
    good = (0x100000, 0x200000, RAM)
    return [
        case("R5", "no bytes", (0x300000, 0x300000, RESERVED), good),
        case("R5", "no bytes, in the middle of a range",
             (0x180000, 0x180000, RESERVED), good),
        case("R5", "type 0", (0x300000, 0x400000, 0), good),
        case("R5", "type 0 does not hide what lies below it",
             good, (0x180000, 0x280000, 0)),
        case("R5", "a range past 2^64", good,
             (TOP - 0x1000, TOP + 0x2000, RESERVED)),
        case("R5", "nothing good at all", (0x300000, 0x300000, RAM),
             (0x300000, 0x400000, 0)),
    ]


def apart():
    return [
        case("R6", "two of type 12", (0x2000000, 0x4000000, PRAM),
             (0x1000000, 0x2000000, PRAM)),
        case("R6", "type 7 has no such rule", (0x1000000, 0x2000000, PMEM),
             (0x2000000, 0x4000000, PMEM)),
    ]


def top():
    half = TOP >> 1
    return [
        case("R7", "the last range ends at 2^64", (0x1000, 0x9f000, RAM),
             (TOP - MIB, TOP, RESERVED)),
        case("R7", "two that overlap, both to 2^64",
             (TOP - 2 * MIB, TOP, RAM), (TOP - MIB, TOP, RESERVED)),
        case("R7", "it ends at 2^64 and begins at 0 elsewhere",
             (0, 0x1000, RESERVED), (TOP - MIB, TOP, RESERVED)),
        case("R7", "2^64 bytes of one type", (half, TOP, RAM),
             (0, half, RAM)),
    ]


def types():
    return [
        case("R8", "a type nobody knows", (0x100000, 0x200000, 20),
             (0x300000, 0x400000, RAM)),
        case("R8", "it hides a lower one", (0x100000, 0x400000, RAM),
             (0x300000, 0x500000, 20)),
        case("R8", "soft reserved (0xefffffff) is a large number",
             (0x100000, 0x400000, RAM),
             (0x300000, 0x500000, SOFT_RESERVED)),
        case("R8", "the largest number", (0x300000, 0x500000, 0xffffffff),
             (0x100000, 0x400000, RESERVED)),
    ]


def counts():
    rows = [(0x300000, 0x400000, RAM), (0x100000, 0x200000, RAM),
            (0x200000, 0x280000, RESERVED)]
    return [
        case("R9", "more entries than there is room for", *rows, room=2),
        case("R9", "more room than E820_X_MAX", *rows, room=2049),
        case("R9", "room for just these", *rows, room=3),
        case("R9", "room for E820_X_MAX", *rows, room=2048),
    ]


def no_room():
    return [
        case("R10", "two entries, three ranges, room for two",
             (0x100000, 0x500000, RAM), (0x200000, 0x300000, RESERVED),
             room=2),
        case("R10", "three entries, five ranges, room for three",
             (0x100000, 0x900000, RAM), (0x200000, 0x300000, RESERVED),
             (0x400000, 0x500000, ACPI), room=3),
    ]


def afresh():
    rows = [(0x400000, 0x800000, RAM), (0x100000, 0x500000, RESERVED),
            (0x480000, 0x4c0000, NVS)]
    return [
        case("R11", "a map in order", (0x0, 0x9f000, RAM),
             (0x9f000, 0xa0000, RESERVED), (0x100000, 0x8000000, RAM)),
        case("R11", "the same map, three times", *rows, times=3),
        case("R11", "one of fifty, very often", *many()[:50],
             (0x1000000, 0x2000000, RAM), room=2048, times=45),
    ]


def many(step=0x10000):
    """Every second one reserved, all of them within one range of RAM."""
    return [(0x1000000 + n * step, 0x1000000 + n * step + step // 2,
             RESERVED) for n in range(1000)]


def large():
    whole = (0x1000000, 0x1000000 + 1000 * 0x10000, RAM)
    return [
        case("R12", "a thousand ranges in a large one", *many()[::-1], whole,
             room=2048),
        case("R12", "a thousand ranges, one above the other",
             *[(0x1000000 + n * PAGE, 0x9000000 - n * PAGE, RAM + n)
               for n in range(1000)], room=2048),
    ]


def visible():
    return (order() + overlap() + merged() + bytes_count() + left_out() +
            apart() + top() + types() + counts() + no_room() + afresh() +
            large())


# ---- what only the grader sees: the same kinds, other numbers ---------------

def spots(rng, count, unit=PAGE, low=PAGE):
    """So many ascending numbers, none next to another."""
    at, out = low, []
    for _ in range(count):
        at += unit * rng.randint(2, 0x400)
        out.append(at)
    return out


def separate(rng, count, types=(RAM, RESERVED, ACPI, NVS), unit=PAGE):
    """Ranges that do not touch, ascending, each of another type than the
    one before it."""
    at, first = spots(rng, 2 * count, unit), rng.randrange(len(types))
    return [(at[2 * n], at[2 * n + 1], types[(first + n) % len(types)])
            for n in range(count)]


def shuffled(rng, rows):
    rng.shuffle(rows)
    return rows


def hidden_order(rng, n):
    return shuffled(rng, separate(rng, rng.randint(2, 12)))


def hidden_overlap(rng, n):
    """No two of one type, so that nothing can be joined."""
    count = rng.randint(2, 7)
    points = spots(rng, 2 * count)
    rng.shuffle(points)
    kinds = rng.sample((RAM, RESERVED, ACPI, NVS, UNUSABLE, 6, PMEM, 8),
                       count)
    return [(min(a, b), max(a, b), kind) for a, b, kind
            in zip(points[::2], points[1::2], kinds)]


def hidden_merged(rng, n):
    points = spots(rng, rng.randint(4, 9))
    kinds = (RAM, RESERVED) if n % 2 else (RAM,)
    rows = [(a, b, rng.choice(kinds)) for a, b in zip(points, points[1:])]
    if n % 3 == 0:          # overlap as well, all of one type
        rows += [(a, c, RAM) for a, c in zip(points, points[2:])]
        rows = [(a, b, RAM) for a, b, _ in rows]
    return shuffled(rng, rows)


def hidden_bytes(rng, n):
    rows = separate(rng, rng.randint(2, 6), unit=rng.choice((1, 3, 0x101)))
    start, end, kind = rows[-1]     # a gap of one byte, and the same type
    return shuffled(rng, rows + [(end + 1, end + 2 + n, kind)])


def hidden_left_out(rng, n):
    rows = separate(rng, rng.randint(2, 5), (RAM, UNUSABLE))
    start, end, _ = rng.choice(rows)
    inside = (start + end) // 2 // PAGE * PAGE
    bad = [(inside, inside, RESERVED), (inside, end + PAGE, 0),
           (start, start, RAM), (TOP - PAGE * rng.randint(1, 9),
                                 TOP + PAGE * rng.randint(1, 9), RESERVED)]
    return shuffled(rng, rows + rng.sample(bad, rng.randint(1, 4)))


def hidden_apart(rng, n):
    points = spots(rng, rng.randint(3, 6))
    rows = [(a, b, PRAM) for a, b in zip(points, points[1:])]
    rows.append((points[-1] + MIB, points[-1] + 2 * MIB, RAM))
    return rows[::-1] if n % 2 else shuffled(rng, rows)


def hidden_top(rng, n):
    rows = separate(rng, rng.randint(1, 4))
    if n % 3 == 0:
        cut = MIB * rng.randint(1, 1 << 40)
        return shuffled(rng, [(0, cut, RAM), (cut, TOP, RAM)])
    size = 2 * PAGE * rng.randint(2, 0x400)
    rows.append((TOP - size, TOP, RAM if n % 2 else UNUSABLE))
    if n % 3 == 1:
        rows.append((TOP - size // 2, TOP, PMEM))
    return shuffled(rng, rows)


def hidden_types(rng, n):
    rows = separate(rng, rng.randint(2, 5), (6, 8, 20, 0x1234, 0x7fffffff))
    start, end, _ = rows[-1]
    large = rng.choice((0x80000000, SOFT_RESERVED, 0xffffffff,
                        rng.randint(0x80000000, 0xffffffff)))
    inside = (start + end) // 2 // PAGE * PAGE
    return shuffled(rng, rows + [(inside, end + PAGE, large)])


def hidden_counts(rng, n):
    rows = shuffled(rng, separate(rng, rng.randint(2, 9)))
    room = (len(rows) - 1, len(rows), 2048, 2049 + rng.randint(0, 9))[n % 4]
    return rows, room


def hidden_no_room(rng, n):
    count = rng.randint(2, 9)
    inner = [(a, b, kind) for a, b, kind
             in separate(rng, count, (RESERVED, ACPI, NVS))]
    outer = (inner[0][0] - 2 * PAGE, inner[-1][1] + 2 * PAGE, RAM)
    return shuffled(rng, inner + [outer]), rng.randint(count + 1, 2 * count)


def hidden_afresh(rng, n):
    rows = separate(rng, rng.randint(2, 8))
    return rows if n % 2 else hidden_overlap(rng, n)


def hidden_large(rng, n):
    kinds = rng.sample((RAM, RESERVED, ACPI, NVS), 2)
    rows = [(a, b, kinds[i % 2]) for i, (a, b, _)
            in enumerate(many(2 * PAGE * rng.randint(1, 64)))]
    return shuffled(rng, rows)


KINDS = {"R1": hidden_order, "R2": hidden_overlap, "R3": hidden_merged,
         "R4": hidden_bytes, "R5": hidden_left_out, "R6": hidden_apart,
         "R7": hidden_top, "R8": hidden_types, "R9": hidden_counts,
         "R10": hidden_no_room, "R11": hidden_afresh, "R12": hidden_large}
EACH = {"R2": 30, "R12": 10}


def hidden(rng, kinds=None):
    cases = []
    for rule, kind in (kinds or KINDS).items():
        for n in range(EACH.get(rule, 15)):
            made, room = kind(rng, n), 2048 if rule == "R12" else ROOM
            rows, room = made if isinstance(made, tuple) else (made, room)
            cases.append(case(rule, f"{rule} with other numbers, {n + 1}",
                              *rows, room=room,
                              times=2 if rule == "R11" else 1))
    return cases
