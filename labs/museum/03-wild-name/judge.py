# SPDX-License-Identifier: GPL-2.0-only
"""A UEFI machine whose firmware has a type of its own in its map. The seed
chooses the number, the place in the map, and how much RAM there is."""

from labtool.museum_boot import Machine
from labtool.museum_parts import LOW_END, MiB, PAGE, last_stage, mb2, register


def machine(rng):
    memory = rng.randrange(64, 480) * MiB
    pages = memory // PAGE
    kind = rng.randrange(0x70000000, 0x7fffffff)
    odd = (kind, 0xc0000000 + rng.randrange(256) * MiB, 16, 0)
    found = [(7, PAGE, LOW_END // PAGE - 1, 15), (4, MiB, 256, 15),
             (7, 2 * MiB, pages - 528, 15), (10, memory - 16 * PAGE, 16, 15)]
    found.insert(rng.randrange(5), odd)
    return Machine(memory, block=mb2.pack([
        mb2.text_tag(mb2.CMDLINE, "loglevel=7"),
        mb2.text_tag(mb2.LOADER, "GRUB, on a shelf"), mb2.efi_tag(found)]))


def evidence(run, machine):
    table = dict(mb2.tags(machine.block))[mb2.EFI_MMAP]
    kinds = [int.from_bytes(table[at:at + 4], "little")
             for at in range(8, len(table), 48)]
    table_at = run.symbol("desc_names")
    return {"type": max(kinds), "index": kinds.index(max(kinds)),
            "offset": (register(run.log, "CR2") - table_at) % (1 << 64),
            "stage": last_stage(run.log)}
