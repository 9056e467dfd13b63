# SPDX-License-Identifier: GPL-2.0-only
"""Where a list's array should be after it has grown, and words for the rest.

The oracle writes down all pages where an array could begin and takes the one
at the right end. It makes both decisions, for the list that grows and for the
list of reserved ranges that must record it, before it changes anything.
"""
import copy

from labtool.case import Outcome, Region

TOP = (1 << 64) - 1
PAGE, ENTRY = 4096, 24
ARRAYS = ("memory", "reserved")


def pages_of(entries):
    return -(-entries * ENTRY // PAGE) * PAGE


def places(memory, taken, size, start, end):
    """All page addresses at which size bytes are free, low to high."""
    for ram in memory:
        at = ram.base
        for busy in sorted(taken, key=lambda r: r.base) + \
                [Region(ram.end, 1)]:
            lo = max(at, start, PAGE)
            hi = min(busy.base, ram.end, end)
            fit = range(-(-lo // PAGE) * PAGE, hi - size + 1, PAGE)
            if fit:
                yield fit
            at = max(at, busy.end)


class Lists:
    """Both lists and their arrays: [entries, where]."""

    def __init__(self, world):
        self.world = world
        self.memory = list(world.memory)
        self.reserved = list(world.reserved)
        self.arrays = {"memory": [world.max_memory, "first"],
                       "reserved": [world.max_reserved, "first"]}
        self.notes = []
        self.open = False       # no rule says what will happen

    def find(self, size, avoid):
        taken = self.reserved + [r for r in avoid if r.size]
        limit = self.world.current_limit
        if self.world.bottom_up:
            fits = list(places(self.memory, taken, size,
                               self.world.kernel_end, limit))
            if fits:
                return fits[0][0]
        fits = list(places(self.memory, taken, size, 0, limit))
        return fits[-1][-1] if fits else 0

    def new_array(self, name, avoid):
        """(where, region or None) of one with twice the entries, or None"""
        size = pages_of(2 * self.arrays[name][0])
        if self.world.slab_up:
            if self.world.extra.get("slab_fails"):
                return None
            self.notes.append(f"kmalloc {size:#x}")
            return f"slab object of {size} bytes", None
        at = self.find(size, avoid)
        return (at, Region(at, size)) if at else None

    def install(self, name, where, region):
        entries, old = self.arrays[name]
        self.arrays[name] = [2 * entries, where]
        if region:
            self.note_region(region)
        if isinstance(old, int):
            self.free(Region(old, pages_of(entries)))
        elif old != "first":
            self.notes.append(f"kfree {pages_of(entries):#x}")

    def note_region(self, region):
        """All in these worlds are of one kind: touching ones are one."""
        self.reserved.append(region)
        self.reserved.sort(key=lambda r: r.base)
        out = []
        for r in self.reserved:
            if out and out[-1].end == r.base:
                out[-1] = Region(out[-1].base, r.end - out[-1].base)
            else:
                out.append(r)
        self.reserved = out

    def free(self, gone):
        out = []
        for r in self.reserved:
            if r.base < gone.end and gone.base < r.end:
                out += [Region(a, b - a) for a, b in (
                    (r.base, gone.base), (gone.end, r.end)) if a < b]
            else:
                out.append(r)
        self.reserved = out

    def needs_room(self, region):
        """Does recording it take an entry that is not there?"""
        after = copy.deepcopy(self)
        after.note_region(region)
        return len(after.reserved) > self.arrays["reserved"][0]

    def double(self, name, start, size):
        if not self.world.can_resize:
            return -1
        avoid = [Region(start, min(size, TOP - start))]
        mine = self.new_array(name, avoid)
        if not mine:
            return -1
        extra = None
        if name == "memory" and mine[1] and self.needs_room(mine[1]):
            extra = self.new_array("reserved", avoid + [mine[1]])
            self.open |= any(r.base < avoid[0].end and avoid[0].base < r.end
                             for r in self.memory)
            if not extra:
                return -1
            self.install("reserved", *extra)
        self.install(name, *mine)
        return 0


def outcome(case):
    if case.calls[0].function == "reserve_first":
        return Outcome(results=[0, 0], extra={"first_reserved": PAGE})
    lists = Lists(case.world)
    results = [lists.double(*call.args) for call in case.calls]
    want = Outcome(results=results)
    if lists.open:
        return Outcome()
    want.extra = {"arrays": [lists.arrays[name] for name in ARRAYS]}
    if case.rule == "R1":
        want.extra = {"entries": [lists.arrays[name][0] for name in ARRAYS],
                      "rest": 0}
    if case.rule in ("R1", "R4", "R5", "R6"):
        want.memory = lists.memory
    if case.rule in ("R4", "R5", "R6"):
        want.reserved = lists.reserved
    if case.rule == "R5":
        want.notes, want.about = lists.notes, ("kmalloc", "kfree")
    if any(results) and case.rule == "R6":
        want.notes, want.about = [], ("kmalloc", "kfree")
        if case.world.extra.get("slab_fails"):
            want.notes = None
    return want


# ---- what went wrong, in words --------------------------------------------

def diagnose(case, want, got):
    if want.extra.get("first_reserved", 0) > \
            got.extra.get("first_reserved", 0):
        return "the first, static array was given away: it is no memory of " \
            "memblock's (R4)"
    for should, does in zip(want.results, got.results):
        if should != does:
            return f"returned {does}, not {should} ({case.rule})"
    if want.extra.get("entries") not in (None, got.extra.get("entries")):
        return "memory and reserved have room for " \
            f"{got.extra['entries']} regions, it should be " \
            f"{want.extra['entries']} (R1)"
    for name, should, does in zip(ARRAYS, want.extra.get("arrays", []),
                                  got.extra.get("arrays") or []):
        if should != does:
            return of_array(case, name, should, does)
    if want.extra.get("rest") != got.extra.get("rest") and \
            "rest" in want.extra:
        return "entries of memory that nobody uses are not zero (R1)"
    if want.reserved is not None and want.reserved != got.reserved:
        return of_reserved(case, want, got)
    if want.memory is not None and want.memory != got.memory:
        return f"the regions of memory are others than before ({case.rule})"
    return ""


def of_array(case, name, should, does):
    if should[0] != does[0]:
        return f"{name} has room for {does[0]} regions, it should be " \
            f"{should[0]} ({case.rule})"
    if not isinstance(does[1], int) or not isinstance(should[1], int):
        shown = [f"{w:#x}" if isinstance(w, int) else w
                 for w in (does[1], should[1])]
        return f"the array of {name} is {shown[0]}, it should be " \
            f"{shown[1]} ({case.rule})"
    at, size = does[1], pages_of(does[0])
    for _, start, length in (c.args for c in case.calls):
        if length and start < at + size and at < start + length:
            return f"the array of {name} lies at {at:#x}, in the range that " \
                f"is about to be recorded, {start:#x} + {length:#x} (R3)"
    if at % PAGE:
        return f"the array of {name} begins at {at:#x}, within a page (R2)"
    if at + size > case.world.current_limit:
        return f"the array at {at:#x} ends above memblock.current_limit (R2)"
    return f"the array of {name} lies at {at:#x}; the first fit is " \
        f"{should[1]:#x} ({case.rule})"


def of_reserved(case, want, got):
    more = [str(r) for r in got.reserved if r not in want.reserved]
    less = [str(r) for r in want.reserved if r not in got.reserved]
    bytes_ = sum(r.size for r in got.reserved) - \
        sum(r.size for r in want.reserved)
    if less and not more:
        return f"{less[0]}, a new array, is not reserved: somebody will " \
            f"get it as free memory ({case.rule})"
    if bytes_ > 0:
        return f"{bytes_:#x} bytes too many are reserved: it should be free " \
            f"where nobody's array lies any more ({case.rule})"
    return f"reserved has {', '.join(more)} instead of {', '.join(less)} " \
        f"({case.rule})"
