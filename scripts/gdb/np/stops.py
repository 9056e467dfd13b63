# SPDX-License-Identifier: GPL-2.0-only
"""np watch-alloc, np stage-break: stop where something is about to happen.

Hardware breakpoints only: QEMU keeps them outside of the guest, so they can
be set before the kernel is in memory and before there is paging.
"""

import gdb

from np import kernel, memory
from np.text import say, size, span

# Both ways in: bootmem's, and memblock's own. Each searches for itself.
ENTRIES = {"__alloc_memory_core_early":
           ("nid", "size", "align", "goal", "limit"),
           "memblock_alloc_range_try":
           ("nid", "size", "align", "start", "end")}
# Behind these there is none: better to stop than to run for ever.
ENDS = ("panic", "monitor", "machine_exit")
CACHE_LINE = 64


def stop_at(symbol, quiet=False):
    """@quiet: gdb neither lists it, nor says that it stopped there.

    Before paging gdb reads no code where it is linked, and would stop before
    the prologue, with wrong arguments: the file has the same code."""
    gdb.execute("set trust-readonly-sections on")
    try:
        stop = gdb.Breakpoint(symbol, gdb.BP_HARDWARE_BREAKPOINT,
                              temporary=not quiet, internal=quiet)
    finally:
        gdb.execute("set trust-readonly-sections off")
    stop.silent = quiet
    return stop


# ---- np stage-break -------------------------------------------------------

def stage_break(argument):
    """Stop once when the boot enters a stage.

Usage: np stage-break STAGE
A temporary hardware breakpoint at stage_STAGE(), or at _start for `entry`;
`np stage` lists the stages. Then: continue."""
    if argument not in kernel.STAGES:
        raise gdb.GdbError("usage: np stage-break "
                           + "|".join(kernel.STAGES))
    stop_at("_start" if argument == "entry" else f"stage_{argument}")


# ---- np watch-alloc -------------------------------------------------------

def prediction(nid, length, align, low, limit):
    """Where first fit from the top will find room, or None."""
    block = kernel.variable("memblock")
    low = max(low, memory.PAGE_SIZE)
    limit = max(low, limit)
    free = list(kernel.free_ranges())
    upwards = bool(block["bottom_up"])
    end_of_kernel = memory.label("_end") - memory.KERNEL_MAP
    for bottom in ([max(low, end_of_kernel)] if upwards else []):
        for r in free:
            first = -(-max(r.base, bottom) // align) * align
            if fits(r, nid) and first + length <= min(r.base + r.size, limit):
                return first
    for r in reversed(free):
        start, end = max(r.base, low), min(r.base + r.size, limit)
        if end >= length and fits(r, nid):
            first = (end - length) // align * align
            if first >= start:
                return first
    return None


def hard_limit(entry, limit):
    """The exclusive end of what may be given: bootmem's never lies above
    current_limit; memblock takes a caller's own at its word."""
    current = int(kernel.variable("memblock")["current_limit"])
    if entry == "memblock_alloc_range_try":     # ACCESSIBLE, NOLEAKTRACE
        return current if limit in (0, 1) else limit
    return min(limit or current, current)


def fits(region, nid):
    if flags_forbid(region):
        return False
    return not kernel.node_name(nid) or region.nid == nid


def flags_forbid(region):
    """NOMAP and DRIVER_MANAGED are never given; HOTPLUG with movable_node
    is not either."""
    flags = int(region.flags)
    movable = bool(kernel.variable("movable_node_enabled"))
    return bool(flags & (0x4 | 0x8)) or (movable and bool(flags & 0x1))


def neighbours(base, length):
    """What memblock.reserved becomes: a new region, or one that grows."""
    found = kernel.regions(kernel.variable("memblock")["reserved"])
    for i, r in enumerate(found):
        if r.base + r.size == base or base + length == r.base:
            return f"reserved[{i}] grows (unless node or flags differ)"
    at = len([r for r in found if r.base < base])
    return f"a new region reserved[{at}], {len(found)} -> {len(found) + 1}"


def asker():
    """The first frame outside of the allocators, as `np bootmem` says it."""
    frame = gdb.newest_frame().older()
    while frame and (frame.name() or "").startswith(kernel.ALLOCATORS):
        frame = frame.older()
    return memory.place(frame.pc()) if frame else "nobody known"


def describe():
    """What the allocator that has just been entered is about to do."""
    frame = gdb.newest_frame()
    values = [int(frame.read_var(name)) for name in ENTRIES[frame.name()]]
    nid, length, align, low, limit = values
    align = align or CACHE_LINE
    limit = hard_limit(frame.name(), limit)
    current = int(kernel.variable("memblock")["current_limit"])
    say(f"{frame.name()}() for {asker()}")
    limits = f"at or above {low:#x}, " if low else ""
    limits += "below memblock.current_limit" if limit == current \
        else f"below {limit:#x}"
    say(f"  wants {length} bytes ({size(length)}), aligned to {align}, "
        f"{limits}, {kernel.node_name(nid) or 'any node'}")
    if kernel.stage_reached("slab"):
        say("  but the slab is up: it will warn, and kzalloc() serves")
        return
    base = prediction(nid, length, align, low, limit)
    if kernel.variable("memblock_fail_now"):
        say("  but fail_bootmem= wants it to fail: it will find nothing")
    elif base is None and kernel.node_name(nid):
        say("  nothing free there on this node")
    elif base is None:
        say("  nothing free there: it will fail")
    else:
        say(f"  will be given {span(base, length)}: "
            + neighbours(base, length))


def watch_alloc(argument):
    """Run to the next early allocation, and say what it is about to do.

Usage: np watch-alloc
Stops where bootmem or memblock is asked, before anything has changed: how
much, for whom, where it will be, and what becomes of memblock.reserved.
`finish` then shows the address that it got. Stops at the end of the boot,
too: at a panic, the prompt or the power-off."""
    del argument
    stops = [stop_at(name, quiet=True) for name in (*ENTRIES, *ENDS)]
    # Where we stand in one of them already, its own stop comes first.
    try:
        gdb.execute("continue", to_string=True)
        name = gdb.newest_frame().name()
    finally:
        for stop in stops:
            if stop.is_valid():
                stop.delete()
    if name in ENTRIES:
        gdb.execute("frame")
        describe()
    else:
        say(f"stopped at {memory.place(memory.register('pc'))}, before any "
            "early allocation")


COMMANDS = [
    ("stage-break", stage_break, gdb.COMMAND_BREAKPOINTS,
     lambda: list(kernel.STAGES)),
    ("watch-alloc", watch_alloc, gdb.COMMAND_RUNNING, None),
]
