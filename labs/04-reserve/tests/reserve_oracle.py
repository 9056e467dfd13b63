# SPDX-License-Identifier: GPL-2.0-only
"""What memblock_add_range() should do to a list, and words for what it did.

The oracle of lab 04 and of its variant cuts the address space into cells at
every border that occurs, gives each cell its owner, and reads the regions off
again. Nothing here is how the function does it: there a list is edited, here
it is painted.
"""
from labtool.case import Outcome, Region

TOP = (1 << 64) - 1             # PHYS_ADDR_MAX: the end that is excluded
UNKNOWN = 16                    # MAX_NUMNODES: no node is known
ENOMEM = -12
PAGE = 4096
ENTRY = 24                      # bytes of a struct memblock_region


# ---- the oracle: painting cells -------------------------------------------

def kind(region):
    return (region.nid, region.flags)


def owner(regions, cell):
    """Whose is the cell, a pair (start, end)? None if it is nobody's."""
    for region in regions:
        if region.base <= cell[0] and cell[1] <= region.base + region.size:
            return kind(region)
    return None


def cells_of(regions, start, end):
    """The address space, cut at each border, and at start and end."""
    marks = {0, TOP, start, end}
    for region in regions:
        marks |= {region.base, region.base + region.size}
    marks = sorted(marks)
    return list(zip(marks, marks[1:]))


def read_off(painted):
    """Regions of ((start, end), owner) in order: equals that touch are one."""
    out = []
    for (start, end), who in painted:
        if who is None:
            continue
        if out and out[-1].base + out[-1].size == start and \
                kind(out[-1]) == who:
            last = out.pop()
            out.append(Region(last.base, end - last.base, *who))
        else:
            out.append(Region(start, end - start, *who))
    return out


def paint(regions, start, end, who, newest_wins=False):
    """The list after [start, end) was added with node and flags who."""
    painted = []
    for cell in cells_of(regions, start, end):
        have = owner(regions, cell)
        inside = start <= cell[0] and cell[1] <= end
        if inside and (have is None or newest_wins):
            have = who
        painted.append((cell, have))
    return read_off(painted)


def entries(regions, start, end, who, newest_wins):
    """Entries of the list when all is in it and nothing is merged yet."""
    gaps = sum(start <= cell[0] and cell[1] <= end and
               owner(regions, cell) is None
               for cell in cells_of(regions, start, end))
    cuts = sum(r.base < at < r.base + r.size for r in regions
               for at in (start, end)) if newest_wins else 0
    return len(regions) + gaps + cuts


class Lists:
    """Both lists as they should be, and what growing does to them."""

    def __init__(self, world, newest_wins=False):
        self.newest_wins = newest_wins
        self.memory = sorted(world.memory, key=lambda r: r.base)
        self.reserved = sorted(world.reserved, key=lambda r: r.base)
        self.max = {"memory": world.max_memory,
                    "reserved": world.max_reserved}
        self.can_resize = world.can_resize
        self.limit = world.current_limit
        self.arrays = {}                # those that memblock has given
        self.open = False               # R6 leaves open what will happen

    def place(self, size, keep_out):
        """The highest free page-aligned place, 0 if there is none."""
        taken = self.reserved + [Region(*keep_out)]
        best = 0
        for ram in self.memory:
            for start, end in cells_of(taken, ram.base, ram.base + ram.size):
                start = max(start, ram.base, PAGE)
                end = min(end, ram.base + ram.size, self.limit)
                if start < end and owner(taken, (start, end)) is None and \
                        end >= size:
                    at = (end - size) // PAGE * PAGE
                    best = max(best, at if at >= start else 0)
        return best

    def grow(self, name, base, size):
        """Twice as many entries, in an array that is reserved itself."""
        want = 2 * self.max[name]
        bytes_ = -(-want * ENTRY // PAGE) * PAGE
        at = self.place(bytes_, (base, size)) if self.can_resize else 0
        if not at:
            return False
        self.max[name] = want
        self.reserved = paint(self.reserved, at, at + bytes_, (UNKNOWN, 0))
        if name in self.arrays:         # the one before it is free again
            self.reserved = paint(self.reserved, *self.arrays[name], None,
                                  newest_wins=True)
        self.arrays[name] = at, at + bytes_
        return True

    def needs(self, name, base, end, who):
        """Entries; notes if it matters whether one merges first or last."""
        regions = getattr(self, name)
        after = len(paint(regions, base, end, who, self.newest_wins))
        most = max(after, entries(regions, base, end, who, self.newest_wins))
        if after <= self.max[name] < most:
            self.open = True
        return most

    def add(self, name, base, size, nid, flags):
        end = min(base + size, TOP)
        if base >= end:
            return 0
        before = (self.memory, self.reserved, dict(self.max))
        who = (nid, flags)
        while self.needs(name, base, end, who) > self.max[name]:
            if not self.grow(name, base, end - base):
                self.memory, self.reserved, self.max = before
                return ENOMEM
        setattr(self, name, paint(getattr(self, name), base, end, who,
                                  self.newest_wins))
        return 0


def outcome(case, newest_wins=False):
    lists = Lists(case.world, newest_wins)
    results = []
    for call in case.calls:
        if call.function == "memblock_add_range":
            result = lists.add(*call.args)
        elif call.function == "memblock_reserve_region":
            result = lists.add("reserved", *call.args)
        else:
            result = lists.add("reserved", *call.args, UNKNOWN, 0)
        results.append(result)
    if lists.open:
        return Outcome(memory=None, reserved=None)
    line = ["memblock_reserve: [mem "] if \
        "memblock_debug" in case.world.extra else None
    return Outcome(results=results, memory=lists.memory, printed=line,
                   reserved=lists.reserved)


# ---- what went wrong, in words --------------------------------------------

def where(region):
    return f"{region.base:#x}-{region.base + region.size:#x}"


def fault_of(regions):
    """What no list may be, or None."""
    for one, two in zip(regions, regions[1:]):
        if two.base < one.base:
            return f"the region at {two.base:#x} stands behind " \
                f"{one.base:#x}: not in order (R1)"
        if two.base < one.base + one.size:
            return f"{where(one)} and {where(two)} overlap: no byte may be " \
                "in the list twice (R2)"
        if two.base == one.base + one.size and kind(one) == kind(two):
            return f"{where(one)} and {where(two)} touch and agree, but " \
                "are still two regions (R3)"
    for one in regions:
        if not one.size:
            return f"the region at {one.base:#x} is empty (R5)"
        if one.base + one.size > TOP:
            return f"the region at {one.base:#x} reaches past the end of " \
                "the address space (R5)"
    return None


def differs(rule, want, got):
    """The first cell that two lists do not agree about, in words."""
    for cell in cells_of(want + got, 0, TOP):
        should, does = owner(want, cell), owner(got, cell)
        if should == does:
            continue
        text = f"{cell[0]:#x}-{cell[1]:#x} "
        if does is None:
            return text + f"is missing ({rule})"
        if should is None:
            return text + f"is in the list, and nobody has added it ({rule})"
        return text + f"is node {does[0]}, flags {does[1]:#x}; it should " \
            f"be node {should[0]}, flags {should[1]:#x} ({rule})"
    return "its borders are other ones than they should be"


def lacks_array(case, should, does):
    """Has the list grown without the array that it should have now?"""
    arrays = [r for r in should if kind(r) == (UNKNOWN, 0) and
              r.size == PAGE and r not in case.world.reserved]
    return arrays and not [r for r in does if r in arrays]


def of_list(case, name, should, does, failed):
    if failed and does != getattr(case.world, name):
        return f"it cannot succeed, but {name} has changed: count what " \
            "you need before you insert (R6)"
    fault = fault_of(does)
    if fault:
        return f"{name}: {fault}"
    if case.rule == "R6" and lacks_array(case, should, does):
        return f"{name} should have grown, with an array of its own at " \
            "another place (R6)"
    return f"{name}: {differs(case.rule, should, does)}"


def diagnose(case, want, got):
    failed = ENOMEM in want.results
    for name in ("memory", "reserved"):
        should, does = getattr(want, name), getattr(got, name)
        if should != does:
            return of_list(case, name, should, does, failed)
    for should, does in zip(want.results, got.results):
        if should == does:
            continue
        if should == ENOMEM:
            return "a list that is full and cannot grow is -ENOMEM, " \
                f"{should} ({case.rule})"
        if does > 0:
            return f"success is 0, whatever was added ({case.rule})"
        return f"returned {does}, but there is room for all that it needs, " \
            f"and nothing else can go wrong ({case.rule})"
    return ""
