# SPDX-License-Identifier: GPL-2.0-only
"""What an early allocation should come to, and words for what it came to.

The oracle of lab 05 and of its variant writes down every place where the
block could lie and takes the one at the right end. Each rule looks at its
own part only: who forgets to zero is told so once, not seven times.
"""
from dataclasses import replace

from labtool.case import Outcome, Region

TOP = (1 << 64) - 1
ANY, UNKNOWN = -1, 16
PAGE, LINE = 4096, 64
# The notes that a rule is about: other ones are other rules' business.
ABOUT = {"R4": ("zeroed", "written"), "R5": ("kmemleak",)}


# ---- finding --------------------------------------------------------------

def holes(world, nid):
    """Free pieces [start, end) of each region of memory, in order."""
    for ram in sorted(world.memory, key=lambda r: r.base):
        if 0 <= nid < UNKNOWN and ram.nid != nid:
            continue
        at = ram.base
        for taken in sorted(world.reserved, key=lambda r: r.base) + \
                [Region(ram.end, 1)]:
            if at < min(taken.base, ram.end):
                yield at, min(taken.base, ram.end)
            at = max(at, taken.end)


def places(world, nid, size, align, start, end):
    """All addresses that fit, as ranges from low to high."""
    for lo, hi in holes(world, nid):
        lo, hi = max(lo, start), min(hi, end)
        fit = range(-(-lo // align) * align, hi - size + 1, align)
        if fit:
            yield fit


def find(world, nid, size, align, start, end):
    """memblock_find_in_range_node(): an address, or 0."""
    align = align or LINE
    if not size or align & (align - 1):
        return 0
    end = end or world.current_limit
    start = max(start, PAGE)
    if world.bottom_up and end > world.kernel_end:
        fits = list(places(world, nid, size, align,
                           max(start, world.kernel_end), end))
        if fits:
            return fits[0][0]
    fits = list(places(world, nid, size, align, start, end))
    return fits[-1][-1] if fits else 0


# ---- reserving ------------------------------------------------------------

def touches(one, two):
    """Do they become one region? All are of one kind here."""
    return one.base <= two.end and two.base <= one.end


def reserve(world, base, size):
    """False if there is no entry for it."""
    new = Region(base, size)
    mine = [r for r in world.reserved if touches(r, new)]
    rest = [r for r in world.reserved if not touches(r, new)]
    if not mine and len(world.reserved) >= world.max_reserved:
        return False
    base = min(r.base for r in mine + [new])
    end = max(r.end for r in mine + [new])
    world.reserved = sorted(rest + [Region(base, end - base)],
                            key=lambda r: r.base)
    return True


# ---- allocating -----------------------------------------------------------

class Machine:
    """A world in which blocks are handed out; remembers what happened."""

    def __init__(self, world, fence=0):
        self.world = replace(world, reserved=list(world.reserved))
        self.fence = fence
        self.notes, self.warnings = [], []

    def core(self, nid, size, align, goal, limit):
        limit = min(limit or TOP, self.world.current_limit)
        whole = size + self.fence if size else 0
        if whole > TOP:
            return 0
        addr = find(self.world, nid, whole, align, goal, limit)
        if not addr or not reserve(self.world, addr, whole):
            return 0
        self.notes.append(f"zeroed {addr:#x} {size:#x}")
        if self.fence:
            self.notes.append(f"written {addr + size:#x} {self.fence:#x}")
        self.notes.append(f"kmemleak {addr:#x} {size:#x} 0")
        return addr

    def nopanic(self, size, align, goal, limit):
        if self.world.slab_up:
            self.warnings = [""]        # one, and its words are free
            self.notes.append(f"kzalloc {size:#x}")
            if self.world.extra.get("slab_fails"):
                return 0
            return f"slab object of {size} bytes"
        addr = self.core(ANY, size, align, goal, limit)
        return addr or self.core(ANY, size, align, 0, limit)

    def call(self, call):
        if call.function == "__alloc_memory_core_early":
            return self.core(*call.args)
        return self.nopanic(*call.args)


def outcome(case, fence=0):
    machine = Machine(case.world, fence)
    want = Outcome(results=[machine.call(call) for call in case.calls])
    late = case.rule == "R7" and case.world.slab_up
    if case.rule == "R3" or late:
        want.reserved = machine.world.reserved
    if case.rule == "R3" and not any(want.results) or late:
        want.notes = machine.notes
    # With bottom_up the search itself may warn.
    if case.rule == "R7" or case.rule == "R6" and not case.world.bottom_up:
        want.log = machine.warnings
    if case.rule in ABOUT or case.rule == "R3" and all(want.results) or \
            case.rule == "R7" and not late:
        want.results = None
    if case.rule in ABOUT:
        want.about = ABOUT[case.rule]
        want.notes = [note for note in machine.notes
                      if note.split()[0] in want.about]
    return want


# ---- what went wrong, in words --------------------------------------------

def diagnose(case, want, got, fence=0):
    for n, (should, does) in enumerate(zip(want.results or [], got.results)):
        if should != does:
            return of_result(case, case.calls[n], should, does)
    if want.results is None and 0 in got.results and (want.notes or
                                                      want.reserved):
        return f"NULL, and there is a place: no block at all ({case.rule})"
    if want.reserved is not None and want.reserved != got.reserved:
        return of_list(case, want, got)
    if want.notes is not None:
        return of_notes(case, want, got, fence)
    return ""


def of_result(case, call, should, does):
    if isinstance(should, str):
        if isinstance(does, int) and does:
            return f"{does:#x} is memblock's: once the slab is up its free " \
                "memory belongs to the page allocator (R7)"
        return f"the slab is up: {should} was to come, not {does} (R7)"
    if isinstance(does, str):
        if "stray" in does:
            return "returned what is no pointer to simulated RAM: a " \
                "physical address is no pointer (phys_to_virt, R1)"
        return f"returned a {does}, but the slab is not up (R7)"
    if not does:
        if case.rule == "R6" and should < call.args[2]:
            return f"NULL, but {should:#x} is free: the goal was to be " \
                "dropped (R6)"
        return f"NULL, but {should:#x} is free: does " \
            f"memblock_find_in_range_node() get all it needs? ({case.rule})"
    size, _, goal, *_ = call.args[-4:]
    if case.rule == "R6" and does < goal <= should:
        return f"{does:#x} is below the goal, and {should:#x} above it is " \
            "free: ask with the goal first (R6)"
    return of_address(case, call, size, should, does)


def of_address(case, call, size, should, does):
    world = case.world
    limit = call.args[-1] or TOP
    for taken in world.reserved:
        if does < taken.end and taken.base < does + size:
            return f"{does:#x} lies in what is reserved, {taken}"
    if does + size > min(limit, world.current_limit):
        which = "the limit" if limit <= world.current_limit else \
            "memblock.current_limit, above which nothing is mapped"
        return f"{does:#x} + {size:#x} ends above {which} ({case.rule})"
    if not should and len(world.reserved) >= world.max_reserved:
        return f"{does:#x} was handed out, but its reservation has failed: " \
            "somebody will get it again (R3)"
    if not should:
        return f"{does:#x} was handed out; NULL was right"
    if case.rule == "R2":
        return f"{does:#x} is free, but {should:#x} is below the limit, " \
            "too: that is where the block ends, exclusive (R2)"
    return f"{does:#x} is free, but memblock_find_in_range_node() finds " \
        f"{should:#x} for these arguments: are they in its order? " \
        f"({case.rule})"


def of_list(case, want, got):
    if got.reserved == case.world.reserved:
        return "the block was handed out and not reserved: the next one " \
            "gets it again (R3)"
    return "what is reserved is not the block: " + \
        ", ".join(str(r) for r in got.reserved if r not in want.reserved) + \
        " instead of " + \
        ", ".join(str(r) for r in want.reserved if r not in got.reserved)


def of_notes(case, want, got, fence):
    kinds = want.about or ("zeroed", "written", "kmemleak", "kzalloc",
                           "kmalloc")
    notes = [n for n in got.notes if n.split()[0] in kinds]
    lacking = [n for n in want.notes if n not in notes]
    more = [n for n in notes if n not in want.notes]
    if case.rule == "R7":
        return of_slab(lacking, more)
    if not want.notes and more:
        return f"\"{more[0]}\", though there is no block: reserve first (R3)"
    if case.rule == "R5":
        return of_kmemleak(want.notes, notes, lacking, more)
    if lacking and not [n for n in more if n.startswith("zeroed")]:
        return f"{lacking[0].split()[1]} still holds what was there before " \
            "(R4)"
    return f"zeroed is not what it should be: {', '.join(more)} instead of " \
        f"{', '.join(lacking)} (address, bytes; R4)"


def of_slab(lacking, more):
    if any(n.startswith("kmalloc") for n in more):
        return "kmalloc() does not zero: a block of bootmem is zero (R7)"
    if lacking:
        return "kzalloc() was not asked, or for another size (R7)"
    return f"\"{more[0]}\": kzalloc() does all that is needed (R7)" \
        if more else ""


def of_kmemleak(want, notes, lacking, more):
    if len(notes) > len(want):
        return f"kmemleak was told {len(notes)} times of {len(want)} " \
            "block(s) (R5)"
    if not more:
        return "kmemleak was not told of the block (R5)"
    one, two = lacking[0].split(), more[0].split()
    if one[1] != two[1]:
        return f"kmemleak was told of {two[1]}, the block is at {one[1]}: " \
            "it wants the pointer (R5)"
    if one[2] != two[2]:
        return f"kmemleak was told of {two[2]} bytes, it is {one[2]} (R5)"
    return f"min_count {two[3]}: an early block is scanned, but never " \
        "reported as a leak, which is 0 (R5)"
