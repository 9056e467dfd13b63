# SPDX-License-Identifier: GPL-2.0-only
"""A UEFI machine of two nodes. GRUB left its block near the end of RAM; how
near, how much RAM there is and where the nodes meet the seed says."""

import struct

from labtool.museum_boot import Machine
from labtool.museum_parts import MiB, PAGE, LOW_END, acpi_table, first_early_in
from labtool.museum_parts import mb2, number, srat


def machine(rng):
    memory = rng.randrange(96, 480) * MiB
    top = memory - 16 * PAGE        # ACPI's tables lie above
    nodes = srat([0, rng.randrange(32, memory // MiB - 32) * MiB, memory])
    xsdt = acpi_table(b"XSDT", struct.pack("<Q", top + 0x800))
    pages = top // PAGE
    block = mb2.pack([
        mb2.text_tag(mb2.CMDLINE, "loglevel=7"),
        mb2.text_tag(mb2.LOADER, "GRUB 2.06, on the shelf of the museum"),
        mb2.efi_tag([(7, PAGE, LOW_END // PAGE - 1, 15),
                     (4, MiB, 256, 15), (7, 2 * MiB, pages - 512, 15),
                     (9, top, 16, 15)]),
        mb2.rsdp(top, top)])
    where = top - rng.randrange(0x1400, 0x8000, 8)
    return Machine(memory, block=block, where=where,
                   files=[(top, xsdt.ljust(0x800, b"\0") + nodes)])


def evidence(run, machine):
    start = number(r"block \[mem 0x(\w+)-", run.log)
    end = number(r"block \[mem 0x\w+-0x(\w+)\]", run.log) + 1
    hit = first_early_in(run.log, start, end)
    return {"block": start, "size": end - start, "from": hit[1],
            "stage": hit[3]}
