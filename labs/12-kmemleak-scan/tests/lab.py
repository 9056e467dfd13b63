# SPDX-License-Identifier: GPL-2.0-only
"""Lab 12: cases, oracle and diagnosis. The oracle repeats itself: it reads
all words of whatever counts as reached, until no more objects are reached."""

from labtool.case import Call, Case, Outcome, World

WORD = 8
ROOT = -1
ROOTS = 512
SCAN = "kmemleak_scan"


class Objects(tuple):
    def words(self):
        return "; ".join(
            f"{n} at {place:#x}, {size} bytes, min_count {count}"
            + (", no_scan" if no_scan else "")
            for n, (place, size, count, no_scan) in enumerate(self))


class Words(tuple):
    def words(self):
        return ", ".join(
            ("the roots" if where == ROOT else f"object {where}")
            + f" + {byte:#x}: {value:#x}" for where, byte, value in self)


class Roots(tuple):
    def words(self):
        return f"bytes {self[0]:#x} to {self[1]:#x}, exclusive"


def case(rule, name, objects, words, roots=(0, ROOTS)):
    """objects: (place, size, min_count, no_scan); words: (container, byte,
    place that the word points at)."""
    world = World(extra={"objects": Objects(objects), "words": Words(words),
                         "roots": Roots(roots)})
    return Case(rule, name, world, [Call(SCAN)], looks=())


def row_of(count, size=64, gap=64, min_count=1):
    """So many objects, one behind the other."""
    return [(64 + i * (size + gap), size, min_count, 0)
            for i in range(count)]


def to(objects, number, byte=0):
    """The place of a byte of an object."""
    return objects[number][0] + byte


# ---- what the student sees --------------------------------------------------

def references():
    two = row_of(2)
    return [
        case("R1", "the first byte", two, [(ROOT, 0, to(two, 0))]),
        case("R1", "a byte in the middle", two, [(ROOT, 8, to(two, 1, 17))]),
        case("R1", "the last byte", two, [(ROOT, 0, to(two, 0, 63))]),
        case("R1", "the byte behind the last one", two,
             [(ROOT, 0, to(two, 0, 64))]),
        case("R1", "the byte before the first", two,
             [(ROOT, 0, to(two, 1, -1)), (ROOT, 8, to(two, 0, -1))]),
    ]


def words_in_range():
    two = row_of(2)
    return [
        case("R2", "the last word", two, [(ROOT, ROOTS - 8, to(two, 0))]),
        case("R2", "a word that is not aligned", two,
             [(ROOT, 12, to(two, 0)), (ROOT, 32, to(two, 1))]),
        case("R2", "the roots begin inside of a word", two,
             [(ROOT, 0, to(two, 0)), (ROOT, 8, to(two, 1))], (4, ROOTS)),
        case("R2", "they end inside of a word", two,
             [(ROOT, 8, to(two, 0)), (ROOT, 16, to(two, 1))], (0, 20)),
        case("R2", "less than a word", two, [(ROOT, 8, to(two, 0))],
             (10, 16)),
    ]


def counts():
    two = row_of(2, min_count=2)
    return [
        case("R3", "one reference, two are needed", two,
             [(ROOT, 0, to(two, 0)), (ROOT, 64, to(two, 1)),
              (ROOT, 128, to(two, 1))]),
        case("R3", "two, to different bytes", two,
             [(ROOT, 0, to(two, 0, 8)), (ROOT, 8, to(two, 0, 40))]),
    ]


def chains():
    four = row_of(4)
    return [
        case("R4", "root -> 0 -> 1", four,
             [(ROOT, 0, to(four, 0)), (0, 24, to(four, 1))]),
        case("R4", "root -> 3 -> 0 -> 2", four,
             [(ROOT, 0, to(four, 3)), (3, 0, to(four, 0)),
              (0, 48, to(four, 2))]),
        case("R4", "0 -> 1, but nobody -> 0", four,
             [(0, 0, to(four, 1)), (ROOT, 0, to(four, 2))]),
    ]


def rings():
    three = row_of(3)
    ring = [(0, 0, to(three, 1)), (1, 8, to(three, 2)), (2, 16, to(three, 0))]
    return [
        case("R5", "a ring that nobody points into", three, ring),
        case("R5", "a ring that a root points into", three,
             ring + [(ROOT, 40, to(three, 1))]),
        case("R5", "an object that points at itself", three,
             [(0, 0, to(three, 0)), (ROOT, 0, to(three, 1)),
              (1, 0, to(three, 1))]),
    ]


def colours():
    grey = [(64, 64, 0, 0), (192, 64, 1, 0), (320, 64, 1, 0)]
    black = [(64, 64, -1, 0), (192, 64, 1, 0)]
    return [
        case("R6", "a grey object is scanned without being found", grey,
             [(0, 8, to(grey, 1))]),
        case("R6", "a black one is not, even if it is found", black,
             [(ROOT, 0, to(black, 0)), (0, 8, to(black, 1))]),
    ]


def no_scan():
    two = [(64, 64, 1, 1), (192, 64, 1, 0)]
    grey = [(64, 64, 0, 1), (192, 64, 1, 0)]
    return [
        case("R7", "found, with a pointer in it", two,
             [(ROOT, 0, to(two, 0)), (0, 0, to(two, 1))]),
        case("R7", "grey from the start, with a pointer in it", grey,
             [(0, 0, to(grey, 1))]),
    ]


def visible():
    return (references() + words_in_range() + counts() + chains() + rings() +
            colours() + no_scan())


# ---- what only the grader sees: the same kinds, other numbers ---------------

def some_objects(rng, count, **more):
    objects, at = [], 64
    for _ in range(count):
        size = 8 * rng.randrange(2, 24) + rng.randrange(8)
        objects.append((at, size, more.get("min_count", 1), 0))
        at += (size + 8 * rng.randrange(4, 20)) // 8 * 8
    return objects


def slots(rng, size):
    """Byte offsets of words of a container, in any order; the last one is
    for R2."""
    found = list(range(0, size - 2 * WORD + 1, WORD))
    rng.shuffle(found)
    return found


def hidden_references(rng):
    objects = some_objects(rng, 6)
    found = []
    for number, byte in zip(range(6), slots(rng, ROOTS)):
        size = objects[number][1]
        found.append((ROOT, byte, to(objects, number, rng.choice(
            [-1, 0, size // 2, size - 1, size]))))
    return case("R1", "any byte", objects, found)


def hidden_words(rng):
    objects = some_objects(rng, 6)
    first, end = rng.randrange(0, 100), rng.randrange(300, ROOTS)
    places = [first // 8 * 8, first // 8 * 8 + 8, end // 8 * 8 - 8,
              end // 8 * 8, 148 + 16 * rng.randrange(4)]
    return case("R2", f"from {first} to {end}", objects,
                [(ROOT, byte, to(objects, number))
                 for number, byte in enumerate(places)], (first, end))


def hidden_counts(rng):
    objects = [(place, size, rng.randrange(1, 4), 0) for place, size, _, _
               in some_objects(rng, 4)]
    wanted = [number for number, one in enumerate(objects)
              for _ in range(one[2] - rng.randrange(2))]
    return case("R3", "up to three", objects, [
        (ROOT, byte, to(objects, number))
        for byte, number in zip(slots(rng, ROOTS), wanted)])


def hidden_chains(rng):
    objects = some_objects(rng, 8)
    order = list(range(8))
    rng.shuffle(order)
    found = [(ROOT, rng.randrange(60) * 8, to(objects, order[0]))]
    for here, there in zip(order, order[1:rng.randrange(3, 8)]):
        found.append((here, rng.choice(slots(rng, objects[here][1])),
                      to(objects, there)))
    return case("R4", "a chain", objects, found)


def hidden_rings(rng):
    objects = some_objects(rng, 6)
    order = list(range(5))
    rng.shuffle(order)
    found = [(here, rng.choice(slots(rng, objects[here][1])),
              to(objects, there))
             for here, there in zip(order, order[1:] + order[:1])]
    if rng.random() < 0.5:
        found.append((ROOT, 8, to(objects, order[0])))
    return case("R5", "a ring", objects, found)


def hidden_colours(rng):
    objects = some_objects(rng, 4)
    colour = rng.choice([0, -1])
    objects[1] = (*objects[1][:2], colour, 0)
    found = [(1, rng.choice(slots(rng, objects[1][1])), to(objects, 2))]
    if rng.random() < 0.5:
        found.append((ROOT, 16, to(objects, 1)))
    return case("R6", "grey or black", objects, found)


def hidden_no_scan(rng):
    objects = some_objects(rng, 4)
    objects[3] = (*objects[3][:2], rng.choice([0, 1]), 1)
    return case("R7", "no_scan", objects, [
        (ROOT, 24, to(objects, 3)), (ROOT, 32, to(objects, 1)),
        (3, rng.choice(slots(rng, objects[3][1])), to(objects, 0))])


def hidden(rng):
    kinds = [hidden_references, hidden_words, hidden_counts, hidden_chains,
             hidden_rings, hidden_colours, hidden_no_scan]
    return [kind(rng) for kind in kinds for _ in range(14)]


# ---- the oracle --------------------------------------------------------------

def words_in(case_, container, start, end):
    """What the aligned words of [start, end) point at; bytes count from the
    container's start, which is aligned."""
    return [place for held, byte, place in case_.world.extra["words"]
            if held == container and byte % WORD == 0 and start <= byte
            and byte + WORD <= end]


def reached(case_):
    """(references found of each object, the objects that are scanned)"""
    objects = case_.world.extra["objects"]
    scanned = {i for i, one in enumerate(objects) if one[2] == 0}
    while True:
        places = words_in(case_, ROOT, *case_.world.extra["roots"])
        for i in scanned:
            if not objects[i][3]:
                places += words_in(case_, i, 0, objects[i][1])
        found = [sum(place <= at < place + size for at in places)
                 for place, size, _, _ in objects]
        more = {i for i, one in enumerate(objects) if 0 <= one[2] <= found[i]}
        if more == scanned:
            return found, scanned
        scanned = more


def expect(case_):
    objects = case_.world.extra["objects"]
    found, _ = reached(case_)
    white = [i for i, one in enumerate(objects) if found[i] < one[2]]
    return Outcome(results=[len(white)], extra={"white": white})


WHY = {
    "R1": "any byte of it counts as its address, from the first to the last",
    "R2": "words count that are aligned and lie in the range to their last "
          "byte",
    "R3": "count its references, until there are min_count of them",
    "R4": "whatever is found must be scanned, too",
    "R5": "count each object as found once, and only from what is reached",
    "R6": "min_count 0 is grey from the start, -1 is black",
    "R7": "no_scan: its contents are not looked at",
}


def diagnose(case_, want, got):
    right, mine = want.extra["white"], got.extra.get("white", [])
    lost = [i for i in mine if i not in right]
    kept = [i for i in right if i not in mine]
    if lost:
        return (f"object {lost[0]} is called a leak, but it can be reached: "
                f"{WHY[case_.rule]}")
    if kept:
        return (f"object {kept[0]} is a leak and was not found: "
                f"{WHY[case_.rule]}")
    return ""
