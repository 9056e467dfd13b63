# SPDX-License-Identifier: GPL-2.0-only
"""A PC whose BIOS reserves a range just below 1 TiB, as QEMU's does on an AMD
CPU. The seed chooses that range and how much RAM there is."""

from labtool.museum_boot import Machine
from labtool.museum_parts import GiB, KiB, MiB, bios_map, e820_block, number


def machine(rng):
    memory = rng.randrange(48, 480) * MiB
    start = rng.randrange(900, 1000) * GiB
    end = start + rng.randrange(4, 24) * GiB + rng.randrange(1, 999) * MiB
    entries = bios_map(memory - 64 * KiB, (memory - 64 * KiB, memory, 2))
    return Machine(memory, block=e820_block(entries + [(start, end, 2)]))


def evidence(run, machine):
    return {"need": number(r"but (\d+) KiB are needed", run.log, 10),
            "ram": number(r"of (\d+) KiB of RAM", run.log, 10),
            "highest": number(r"BIOS-e820: \[mem 0x\w+-0x([0-9a-f]{16})\](?!"
                              r"[^\0]*BIOS-e820)", run.log)}
