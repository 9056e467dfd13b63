# SPDX-License-Identifier: GPL-2.0-only
"""A PC whose BIOS counts bytes, not pages: its ACPI tables begin in the
middle of a page. The seed chooses where, and how much RAM there is."""

from labtool.museum_boot import Machine
from labtool.museum_parts import KiB, MiB, bios_map, e820_block
from labtool.museum_parts import first_early_in, number, wrong_ram


def machine(rng):
    memory = rng.randrange(48, 480) * MiB
    top = memory - rng.randrange(16, 64) * 4 * KiB
    top += rng.randrange(0xa08, 0xf00, 8)
    return Machine(memory, block=e820_block(bios_map(
        top, (top, memory, rng.choice([3, 4])))))


def symptom(run, machine):
    found = wrong_ram(machine, run.log)[0]
    if found:
        return (f"[mem {found[0][0]:#x}-{found[0][1] - 1:#x}] is not all RAM,"
                " and memblock has it")
    return None


def evidence(run, machine):
    start, end = wrong_ram(machine, run.log)[0][-1]
    hit = first_early_in(run.log, start, end)
    edge = number(r"BIOS-e820: \[mem 0x(\w+)-\w+\] ACPI", run.log)
    return {"page": start, "edge": edge, "over": hit[2] - max(hit[1], edge)}
