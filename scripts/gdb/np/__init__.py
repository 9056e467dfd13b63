# SPDX-License-Identifier: GPL-2.0-only
"""gdb commands that show the kernel's own view of its memory.

They read memory and change nothing: no function of the kernel is called.
All reads go by physical address (memory.py), so that they work before there
is any paging. kernel.py knows the kernel's structures; the other modules are
one chapter of commands each, and printers.py is for gdb's `print`.
"""

import gdb

from np import address, lists, memory, picture, printers, replay, stops


class Np(gdb.Command):
    """What nopanic knows about its memory: `help np` lists the commands.

They only read, and work at any stage of the boot, before paging too.
Addresses may be expressions, virtual or physical: `np page &memblock`,
`np page $rsp`, `np page 0x100000`."""

    def __init__(self):
        super().__init__("np", gdb.COMMAND_DATA, prefix=True)

    def invoke(self, argument, from_tty):
        if argument:
            raise gdb.GdbError(f"np {argument}: no such command; try: "
                               "help np")
        gdb.execute("help np")


def register():
    """Once for each gdb; loading the file again changes nothing."""
    if getattr(gdb, "nopanic_registered", False):
        return
    gdb.nopanic_registered = True
    Np()
    for module in (lists, picture, address, stops):
        for command in module.COMMANDS:
            memory.as_gdb_command(command)
    printers.register()
    replay.register()
