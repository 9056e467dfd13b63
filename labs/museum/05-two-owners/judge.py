# SPDX-License-Identifier: GPL-2.0-only
"""A PC whose BIOS lists all RAM first, and then what of it is not free: the
ranges overlap. The seed chooses where, and how much RAM there is."""

from labtool.museum_boot import Machine
from labtool.museum_parts import KiB, MiB, PAGE, bios_map, e820_block
from labtool.museum_parts import first_early_in, wrong_ram


def machine(rng):
    memory = rng.randrange(48, 480) * MiB
    top = memory - rng.randrange(4, 64) * 4 * KiB
    start = top - rng.randrange(2, 12) * 4 * KiB
    return Machine(memory, block=e820_block(bios_map(
        memory, (start, memory, rng.choice([2, 3, 4])))))


def symptom(run, machine):
    found = wrong_ram(machine, run.log)[0]
    if found:
        return (f"the firmware keeps [mem {found[0][0]:#x}-"
                f"{found[0][1] - 1:#x}] for itself, and memblock has it")
    return None


def evidence(run, machine):
    start, end = wrong_ram(machine, run.log)[0][0]
    hit = first_early_in(run.log, start, end)
    return {"start": start, "pages": (end - start) // PAGE,
            "block": hit[1]}
