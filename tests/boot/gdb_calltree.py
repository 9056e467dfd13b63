# SPDX-License-Identifier: GPL-2.0-only
"""Run inside gdb by test_gdb.py: walks the call tree of docs/design.md.

Stops in each function of it, steps through its body line by line, and
prints every argument and local at each line. Prints one line a function:
`SEEN name lines=N`, and `LOST name line variable` for each value that the
compiler has optimised out.
"""
import os
import gdb

FUNCTIONS = [
    "___alloc_bootmem_nopanic",
    "__alloc_memory_core_early",
    "memblock_find_in_range_node",
    "__memblock_find_range_top_down",
    "memblock_reserve",
    "memblock_reserve_region",
    "memblock_add_range",
]
STEPS = 60


def values(frame):
    """Every argument and local visible in @frame, innermost block first."""
    block = frame.block()
    while block:
        for symbol in block:
            if symbol.is_variable or symbol.is_argument:
                yield symbol.name, symbol.value(frame)
        if block.function:
            return
        block = block.superblock


def check_line(name, frame):
    for variable, value in values(frame):
        if value.is_optimized_out or "<optimized out>" in str(value):
            print("LOST %s %d %s" % (name, frame.find_sal().line, variable))


def walk(name):
    """Step through the function the program has stopped in."""
    level = gdb.newest_frame().older()
    lines = set()
    for _ in range(STEPS):
        frame = gdb.newest_frame()
        if frame.name() != name or frame.older() != level:
            break
        check_line(name, frame)
        lines.add(frame.find_sal().line)
        gdb.execute("next", to_string=True)
    print("SEEN %s lines=%d" % (name, len(lines)))


def run():
    gdb.execute("set pagination off")
    gdb.execute("set confirm off")
    gdb.execute("target remote %s" % os.environ["GDB_TARGET"])
    start = gdb.Breakpoint("start_kernel", gdb.BP_HARDWARE_BREAKPOINT)
    gdb.execute("continue")
    start.delete()
    left = set(FUNCTIONS)
    while left:
        stops = [gdb.Breakpoint(name) for name in sorted(left)]
        gdb.execute("continue", to_string=True)
        name = gdb.newest_frame().name()
        for stop in stops:
            stop.delete()
        if name not in left:
            print("STUCK in %s, still to see: %s" % (name, sorted(left)))
            break
        left.remove(name)
        # Nested calls are stopped in first: let `next` run through them.
        walk(name)
    gdb.execute("kill")


run()
