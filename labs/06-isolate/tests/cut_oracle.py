# SPDX-License-Identifier: GPL-2.0-only
"""What lab 06 should do to a list, and words for what it did.

A list is a row of painted cells with borders between them. To isolate is to
draw two borders, to remove is to wipe the paint off between them.
"""
from labtool.case import Outcome, Region

TOP = (1 << 64) - 1
UNKNOWN = 16
ENOMEM = -12
PAGE, ENTRY = 4096, 24


# ---- cells ----------------------------------------------------------------

def cut_at(regions, *marks):
    """The regions, with a border at each mark that lies within one."""
    out = []
    for r in sorted(regions, key=lambda r: r.base):
        stops = sorted({r.base, r.end} |
                       {m for m in marks if r.base < m < r.end})
        out += [Region(a, b - a, r.nid, r.flags)
                for a, b in zip(stops, stops[1:])]
    return out


def within(regions, start, end):
    return [r for r in regions if start <= r.base and r.end <= end]


def wiped(regions, start, end):
    """What is left without the bytes of [start, end)."""
    cut = cut_at(regions, start, end)
    return [r for r in cut if not (start <= r.base and r.end <= end)]


# ---- a world with its two lists -------------------------------------------

class Lists:
    def __init__(self, world):
        self.lists = {
            name: sorted(getattr(world, name), key=lambda r: r.base)
            for name in ("memory", "reserved")}
        self.max = {"memory": world.max_memory,
                    "reserved": world.max_reserved}
        self.can_resize = world.can_resize
        self.notes = []

    def room_for(self, name, more, start, end):
        """Grow if it takes that; False if it cannot. The RAM of the tests
        has its highest block free: there lies the new array."""
        if len(self.lists[name]) + more <= self.max[name]:
            return True
        if not self.can_resize or not self.lists["memory"]:
            return False
        size = -(-2 * self.max[name] * ENTRY // PAGE) * PAGE
        ram = self.lists["memory"][-1]
        at = ram.end // PAGE * PAGE - size
        if at < ram.base or start < at + size and at < end:
            return False
        self.max[name] *= 2
        self.lists["reserved"] = sorted(
            self.lists["reserved"] + [Region(at, size)],
            key=lambda r: r.base)
        return True

    def isolate(self, name, base, size):
        """(code, first, number)"""
        end = min(base + size, TOP)
        if end <= base:
            return 0, 0, 0
        before = self.lists[name]
        more = len(cut_at(before, base, end)) - len(before)
        if not self.room_for(name, more, base, end):
            return ENOMEM, 0, 0
        cut = self.lists[name] = cut_at(self.lists[name], base, end)
        inside = within(cut, base, end)
        return 0, cut.index(inside[0]) if inside else 0, len(inside)

    def remove(self, name, base, size):
        end = min(base + size, TOP)
        if end <= base:
            return 0
        more = len(wiped(self.lists[name], base, end)) - \
            len(self.lists[name])
        if not self.room_for(name, max(more, 0), base, end):
            return ENOMEM
        self.lists[name] = wiped(self.lists[name], base, end)
        return 0

    def call(self, call):
        if call.function == "memblock_isolate_range":
            code, first, number = self.isolate(*call.args)
            return [code, first, first + number]
        if call.function == "isolated_count":
            code, _, number = self.isolate(*call.args)
            return [code, number]
        if call.function == "memblock_remove_range":
            return self.remove(*call.args)
        base, size = call.args
        if call.function == "memblock_free" and not base:
            return 0
        self.notes.append(f"kmemleak_free_part {base:#x} {size:#x}")
        code = self.remove("reserved", base, size)
        return 0 if call.function == "memblock_free" else code


def inside(case):
    """Does the range of its one call, an isolation, meet any region?"""
    name, base, size = case.calls[0].args
    return any(r.base < base + size and base < r.end
               for r in getattr(case.world, name))


def outcome(case):
    lists = Lists(case.world)
    results = [lists.call(call) for call in case.calls]
    want = Outcome(results=results, memory=lists.lists["memory"],
                   reserved=lists.lists["reserved"])
    if case.rule == "R1" or case.rule == "R6" and \
            case.calls[0].function == "memblock_isolate_range":
        want.results = None
    if case.rule == "R2":
        want.memory = None
    if case.rule == "R7":
        want.notes, want.about = lists.notes, ("kmemleak_free_part",)
    if "memblock_debug" in case.world.extra:
        want.printed = ["memblock_free: [mem "]
    if case.rule == "R7" and case.world.slab_up:
        base, size = case.calls[0].args
        there = within(cut_at(case.world.reserved, base, base + size),
                       base, base + size)
        want.log = [] if sum(r.size for r in there) == size else [""]
    return want


# ---- what went wrong, in words --------------------------------------------

def changed(before, after):
    """The first byte range that one list has and the other has not."""
    marks = sorted({m for r in before + after for m in (r.base, r.end)})
    for start, end in zip(marks, marks[1:]):
        had, has = (next(((r.nid, r.flags) for r in regions
                          if r.base <= start and end <= r.end), None)
                    for regions in (before, after))
        if had != has:
            return start, end, had, has
    return None


def of_list(case, name, should, does):
    rule = case.rule
    if should == sorted(getattr(case.world, name), key=lambda r: r.base) \
            and rule in ("R3", "R5", "R7"):
        return f"{name} has changed, and nothing may: count entries before " \
            f"you cut ({rule})"
    for one, two in zip(does, does[1:]):
        if two.base < one.end:
            return f"{name}: {one} and {two} overlap or are not in order"
    bytes_ = changed(should, does)
    if bytes_:
        start, end, had, has = bytes_
        if had is None:
            return f"{name}: {start:#x}-{end:#x} is still there ({rule})"
        if has is None:
            return f"{name}: {start:#x}-{end:#x} is gone ({rule})"
        return f"{name}: {start:#x}-{end:#x} is node {has[0]}, flags " \
            f"{has[1]:#x}; it was node {had[0]}, flags {had[1]:#x} ({rule})"
    for r in should:
        if r not in does:
            return f"{name}: there should be a region {r}: the borders are " \
                f"others ({rule})"
    return f"{name}: too many regions ({rule})"


def diagnose(case, want, got):
    for name in ("memory", "reserved"):
        should, does = getattr(want, name), getattr(got, name)
        if should is not None and should != does:
            return of_list(case, name, should, does)
    for call, should, does in zip(case.calls, want.results or [],
                                  got.results):
        if should is None or should == does:
            continue
        if isinstance(should, list):
            if does[0] != should[0]:
                return f"returned {does[0]}: " + (
                    "a list that is full and cannot grow is -ENOMEM, -12"
                    if should[0] else "there are entries enough") + \
                    f" ({case.rule})"
            if call.function == "isolated_count":
                return f"the interval has {does[1]} regions, there are " \
                    f"{should[1]} inside ({case.rule})"
            return f"the regions inside are {should[1]} up to and without " \
                f"{should[2]}, not {does[1]} and {does[2]} ({case.rule})"
        return f"returned {does}, not {should} ({case.rule})"
    if case.rule == "R7" and want.notes != [
            n for n in got.notes if n.startswith("kmemleak_free_part")]:
        return "kmemleak_free_part() is told once of each block that is " \
            "freed, by its pointer (R7)"
    if want.log is not None and len(want.log) != len(got.log):
        return "memblock_check_free() looks at the list as it was before: " \
            "ask it first (R7)"
    return ""
