# SPDX-License-Identifier: GPL-2.0-only
"""Lab 09: cases, oracle and diagnosis. The oracle takes the rules one by one:
which steps there are, which pieces of RAM lie in each, in which order."""

from labtool.case import NOMAP, PAGE, Call, Case, Outcome, Region, World

GIB, MIB = 1 << 30, 1 << 20
LOW = Region(MIB, GIB - MIB, 0)         # what the boot has mapped: no test
CALL = "init_mem_mapping"
# What a rule is about: only that is compared.
ABOUT = {"R1": "sorted", "R2": "mapped", "R3": "limits", "R4": "mapped",
         "R5": "mapped", "R6": "tables"}


def case(rule, name, *ram, up=False, leaf1g=1):
    """@ram: (start, end) or (start, end, flags) above 1 GiB."""
    memory = [LOW] + [Region(start, end - start, 0, *flags)
                      for start, end, *flags in ram]
    world = World(memory=memory, bottom_up=up, current_limit=GIB,
                  extra={"leaf1g": leaf1g})
    return Case(rule, name, world, [Call(CALL)], looks=())


# ---- what the student sees --------------------------------------------------

def visible():
    two = [(GIB, 3 * GIB), (4 * GIB, 6 * GIB)]
    holes = [(GIB, GIB + 64 * MIB), (GIB + 80 * MIB, GIB + 200 * MIB),
             (GIB + 204 * MIB, GIB + 512 * MIB)]
    far = [(GIB, 2 * GIB), (512 * GIB, 513 * GIB)]
    device = [(GIB, GIB + 64 * MIB), (GIB + 64 * MIB, GIB + 65 * MIB, NOMAP),
              (GIB + 65 * MIB, GIB + 512 * MIB)]
    half = [(GIB, GIB + 256 * MIB), (GIB + 768 * MIB, 3 * GIB + MIB),
            (3 * GIB + 512 * MIB, 4 * GIB)]
    odd = [(GIB + 0x800, GIB + 5 * PAGE + 0x800), (GIB + 16 * PAGE, 2 * GIB)]
    return [
        case("R1", "one GiB more than the boot has mapped", (GIB, 2 * GIB)),
        case("R1", "a hole for devices", *two),
        case("R1", "a range that must not be mapped", *device),
        case("R1", "regions that end inside pages", *odd),
        case("R1", "nothing above 1 GiB"),
        case("R2", "three regions, from the top", *holes),
        case("R2", "three regions, movable_node", *holes, up=True),
        case("R3", "tables from what was mapped last", *holes),
        case("R3", "the limit rises, movable_node", *holes, up=True),
        case("R3", "two steps", *two),
        case("R4", "4 GiB behind a hole", *two),
        case("R4", "a large machine", (GIB, 200 * GIB)),
        case("R4", "a hole of 510 GiB", *far),
        case("R4", "without pages of 1 GiB", (GIB, 3 * GIB), leaf1g=0),
        case("R4", "a step with little RAM does not let it grow", *half),
        case("R5", "4 GiB behind a hole", *two, up=True),
        case("R5", "a step with little RAM does not let it grow", *half,
             up=True),
        case("R5", "a large machine", (GIB, 200 * GIB), up=True),
        case("R5", "a hole of 510 GiB", *far, up=True),
        case("R6", "4 GiB behind a hole", *two),
        case("R6", "without pages of 1 GiB", (GIB, 3 * GIB), leaf1g=0),
        case("R6", "movable_node", *two, up=True),
    ]


# ---- what only the grader sees: the same kinds, other numbers ---------------

def pieces(rng, count, unit, odd=0):
    """RAM in so many pieces above 1 GiB, with holes between them."""
    found, at = [], GIB
    for _ in range(count):
        at += unit * rng.randrange(0, 3)
        end = at + unit * rng.randrange(1, 40)
        found.append((at + odd, end - odd))
        at = end + unit
    return found


def hidden(rng):
    cases = []
    for n in range(12):
        up = n % 2 == 1
        small = pieces(rng, rng.randrange(1, 5), MIB)
        large = pieces(rng, rng.randrange(1, 5), GIB >> rng.choice([0, 2]))
        flags = [(*piece, rng.choice([0, 0, NOMAP]))
                 for piece in pieces(rng, 4, MIB, odd=rng.choice([0, 0x123]))]
        leaf1g = rng.randrange(2)
        cases += [case("R1", "RAM in pieces", *flags, up=up),
                  case("R2", "small pieces", *small, up=up),
                  case("R3", "small pieces", *small, up=up),
                  case("R4", "large pieces", *large, leaf1g=leaf1g),
                  case("R5", "large pieces", *large, up=True, leaf1g=leaf1g),
                  case("R6", "large pieces", *large, up=up, leaf1g=leaf1g)]
    return cases


# ---- the oracle --------------------------------------------------------------

def ram(world):
    """(start, end) of the whole pages of each region that may be mapped."""
    spans = [(-(-r.base // PAGE) * PAGE, r.end // PAGE * PAGE)
             for r in world.memory if not r.flags & NOMAP]
    return [(start, end) for start, end in spans if start < end]


def clipped(spans, start, end):
    return [(max(a, start), min(b, end)) for a, b in spans
            if max(a, start) < min(b, end)]


def steps(world):
    """(start, end) of each step, in their order."""
    top = max(r.end for r in world.memory)
    step = GIB if world.extra["leaf1g"] else 2 * MIB
    done, found, at = 0, [], GIB if world.bottom_up else top
    while True:
        if world.bottom_up:
            above = [max(r.base, at) for r in world.memory if r.end > at]
            if not above or min(above) >= top:
                return found
            start = min(above)
            end = at = min((start // step + 1) * step, top)
        else:
            below = [min(r.end, at) for r in world.memory if r.base < at]
            if not below or max(below) <= GIB:
                return found
            end = max(below)
            start = at = max((end - 1) // step * step, GIB)
        found.append((start, end))
        done += sum(b - a for a, b in clipped(ram(world), start, end))
        step = step << 5 if done >= step else step


def tables(world, start, end):
    """Tables that the RAM of a step needs: all entries of the levels above
    that lead to one. An entry that another region has used is counted once
    if both regions lie in this step."""
    count, last = 0, 0
    for a, b in clipped(ram(world), start, end):
        for shift in (21, 30, 39):
            size = 1 << shift
            entries = set(range(a >> shift, ((b - 1) >> shift) + 1))
            if shift == 21 or (shift == 30 and world.extra["leaf1g"]):
                entries -= set(range(-(-a // size), b // size))
            if last and a % size:
                entries.discard((last - 1) >> shift)
            count += len(entries)
        last = b
    return count


def walk(world):
    """Each range in the order in which it must be mapped, with
    current_limit, what tables are preferred from, and what was announced."""
    found, limit, prefer = [], world.current_limit, 0
    for start, end in steps(world):
        parts = clipped(ram(world), start, end)
        left = tables(world, start, end)
        for a, b in parts if world.bottom_up else parts[::-1]:
            found.append((a, b, limit, prefer, left))
            if world.bottom_up:
                limit = b
            else:
                prefer = a
    return found


def together(rows):
    """Ranges in order, neighbours made one; one that comes twice stays."""
    out = []
    for start, end in sorted(rows):
        if out and out[-1][1] == start:
            out[-1][1] = end
        else:
            out.append([start, end])
    return out


class Spans(list):
    def words(self):
        return ", ".join(map(span, self)) or "nothing"


class Limits(list):
    def words(self):
        return "; ".join(f"{start:#x} mapped with current_limit {limit:#x}, "
                         f"tables from {prefer:#x} on"
                         for start, limit, prefer in self) or "nothing"


class Tables(list):
    def words(self):
        return "; ".join(f"{start:#x} mapped with {count} announced"
                         for start, count in self) or "nothing"


def expect(case_):
    if any(r.base < GIB < r.end for r in case_.world.memory):
        raise ValueError("a region across 1 GiB")
    rows = walk(case_.world)
    values = {"mapped": [[a, b] for a, b, *_ in rows],
              "limits": [[a, limit, prefer] for a, _, limit, prefer, _
                         in rows],
              "tables": [[a, left] for a, *_, left in rows]}
    values["sorted"] = together(values["mapped"])
    about = ABOUT[case_.rule]
    kind = {"limits": Limits, "tables": Tables}.get(about, Spans)
    return Outcome(results=[0], extra={about: kind(values[about])})


def span(row):
    return f"[{row[0]:#x}, {row[1]:#x})"


def diagnose(case_, want, got):
    for name, right in want.extra.items():
        mine = got.extra.get(name, [])
        if name in ("mapped", "sorted"):
            return about_ranges(case_, right, mine)
        for ours, theirs in zip(right, mine):
            if ours == theirs:
                continue
            if ours[0] != theirs[0]:
                return (f"a range is mapped from {theirs[0]:#x}, the next "
                        f"one begins at {ours[0]:#x}")
            return about_row(name, case_, ours, theirs)
    return ""


def about_row(name, case_, ours, theirs):
    if name == "tables":
        return (f"{theirs[1]} tables were announced for the step with "
                f"{ours[0]:#x}, it takes up to {ours[1]}: pgt_expect()")
    if case_.world.bottom_up:
        return (f"current_limit is {theirs[1]:#x} when {ours[0]:#x} is "
                f"mapped; everything up to {ours[1]:#x} is mapped by then")
    return (f"tables are preferred from {theirs[2]:#x} on when {ours[0]:#x} "
            f"is mapped, they may come from {ours[2]:#x} on"
            if theirs[1] == ours[1] else
            f"current_limit has become {theirs[1]:#x}: it must not rise "
            "before there is no gap left below it")


def about_ranges(case_, right, mine):
    for n, row in enumerate(sorted(mine)):
        if not any(a <= row[0] and row[1] <= b
                   for a, b in together(ram(case_.world))):
            return f"{span(row)} is mapped, and not all of it is RAM"
        if n and sorted(mine)[n - 1][1] > row[0]:
            return f"{span(row)} is mapped a second time"
    lost = [row for row in together(right) if row not in together(mine)]
    if lost:
        return f"RAM in {span(lost[0])} is not mapped"
    for n, (ours, theirs) in enumerate(zip(right, mine)):
        if ours != theirs:
            return (f"range {n + 1} is {span(theirs)}, by the rules it is "
                    f"{span(ours)}")
    return f"{len(mine)} ranges were mapped, {len(right)} would be right"
