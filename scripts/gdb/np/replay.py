# SPDX-License-Identifier: GPL-2.0-only
"""A recording in gdb: where it begins and ends, and back to a change.

QEMU replays a little more than the kernel's own boot. Before _start there is
GRUB; and past the prompt or the power-off QEMU 7.2 cannot go back, but dies.
So a replay stops at both. A recording is recognised by the file beside the
symbols, FILE.json beside FILE.elf (scripts/qemu/recording.py).
"""

import os

import gdb

from np import memory
from np.text import say

EDGES = {
    "_start": "here the kernel begins; what was before is GRUB",
    "monitor": "here the recording ends, at the prompt: from now on only "
               "backwards",
    "machine_exit": "here the recording ends, with the machine: from now on "
                    "only backwards",
}
FORWARDS = ("continue", "step", "stepi", "next", "nexti", "finish", "until",
            "advance")
STATE = {"edges": [], "event": None}


class Edge(gdb.Breakpoint):
    """Nobody sees it in `info breakpoints`, nor can `delete` it."""

    def __init__(self, symbol):
        super().__init__(symbol, gdb.BP_HARDWARE_BREAKPOINT, internal=True)
        self.silent = True
        self.symbol = symbol

    def stop(self):
        say(f"np: {EDGES[self.symbol]}")
        return True


def place_edges():
    """As soon as there is a machine: before, gdb refuses them."""
    if STATE["edges"] or not gdb.selected_inferior().pid:
        return
    STATE["edges"] = [Edge(symbol) for symbol in EDGES]


class CheckEnd(gdb.Command):
    """Refuse to run on from the end of a recording: gdb does this before
each command that runs the machine."""

    def __init__(self):
        super().__init__("np-check-end", gdb.COMMAND_MAINTENANCE)

    def invoke(self, argument, from_tty):
        if not gdb.selected_inferior().pid or "Reverse" in gdb.execute(
                "show exec-direction", to_string=True):
            return
        frame = gdb.newest_frame()
        if frame.name() in list(EDGES)[1:] \
                and frame.pc() == memory.label(frame.name()):
            raise gdb.GdbError("np: the recording ends here; "
                               "reverse-continue, reverse-step and so on go "
                               "back")


# ---- back to a change -----------------------------------------------------

def watched():
    """(name, value) of what is watched, as text."""
    values = []
    for point in gdb.breakpoints():
        if point.type not in (gdb.BP_WATCHPOINT, gdb.BP_HARDWARE_WATCHPOINT) \
                or not point.enabled:
            continue
        expression = point.expression.replace("-location ", "", 1)
        try:
            value = gdb.parse_and_eval(expression)
            value = value.format_string(raw=True, format="x")
        except gdb.error:
            value = "unknown"
        values.append((expression, value))
    return values


class ReverseContinue(gdb.Command):
    """Go back to the last breakpoint hit, or the last change of what is
watched.

Usage: reverse-continue
QEMU also stops where the same value was written again, and gdb has it watch
what merely leads to a value (memblock.reserved.regions, for
memblock.reserved.regions[3].base). Where nothing watched changes, this goes
on; where something does, it stops before the instruction that writes it. At
the start of the kernel it stops, too."""

    def __init__(self, name):
        super().__init__(name, gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        if not gdb.selected_inferior().pid:
            raise gdb.GdbError("The program is not being run.")
        try:
            while self.back(argument):
                say("np: written, but not changed: further back")
        except gdb.error as error:
            raise gdb.GdbError(str(error)) from None

    def back(self, argument):
        """Back once; is that nothing that anybody wants to see?"""
        STATE["event"] = None
        try:
            gdb.execute("set exec-direction reverse")
            gdb.execute(f"continue {argument}")
        finally:
            gdb.execute("set exec-direction forward")
        after = watched()
        if not after or isinstance(STATE["event"], gdb.BreakpointEvent):
            return False
        # QEMU stops behind the instruction that wrote it.
        gdb.execute("reverse-stepi", to_string=True)
        changed = [(name, old, new) for (name, old), (_, new)
                   in zip(watched(), after) if old != new]
        for name, old, new in changed:
            say(f"np: the instruction here makes {name} {new}; it was {old}")
        return not changed


def remember(event):
    STATE["event"] = event


def is_recording():
    return any((name := objfile.filename or "").endswith(".elf")
               and os.path.isfile(name[:-4] + ".json")
               for objfile in gdb.objfiles())


def register():
    if not is_recording():
        return
    gdb.events.before_prompt.connect(place_edges)
    gdb.events.stop.connect(remember)
    CheckEnd()
    for name in ("reverse-continue", "rc"):
        ReverseContinue(name)
    for name in FORWARDS:
        gdb.execute(f"define hook-{name}\nnp-check-end\nend")
