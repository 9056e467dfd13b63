# SPDX-License-Identifier: GPL-2.0-only
"""A PC whose firmware leaves RAM as the last system had it. The seed chooses
what lies there, and how much RAM there is."""

from labtool.museum_boot import Machine
from labtool.museum_parts import KiB, MiB, bios_map, e820_block, number


def machine(rng):
    memory = rng.randrange(48, 480) * MiB
    top = memory - 64 * KiB
    word = rng.randrange(0x1001, 0x7fff, 2).to_bytes(8, "little")
    return Machine(memory, block=e820_block(bios_map(top, (top, memory, 2))),
                   files=[(top - 256 * KiB, word * (32 * KiB))])


def evidence(run, machine):
    node = number(r"NODE_DATA\(0\) allocated \[mem 0x(\w+)-", run.log)
    data = "node_data[0]->node_"
    first, present = run.peek("stage_bootmem", data + "start_pfn",
                              data + "present_pages")
    return {"node_data": node, "start_pfn": first, "present": present,
            "garbage": int.from_bytes(machine.files[0][1][:8], "little")}
