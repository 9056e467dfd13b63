# SPDX-License-Identifier: GPL-2.0-only
"""A PC whose RAM is in a hundred pieces, so that memblock's lists must grow.
The seed chooses how many there are, and how large they are."""

from labtool.museum_boot import Machine
from labtool.museum_parts import KiB, MiB, PAGE, bios_map, e820_block
from labtool.museum_parts import first_early_in, number


def machine(rng):
    memory = rng.randrange(160, 480) * MiB
    top = memory - 64 * KiB
    pieces, at = [], 8 * MiB
    for _ in range(rng.randrange(130, 170)):
        size = rng.randrange(129, 160, 2) * PAGE
        pieces.append((at, at + size, 1))
        at += size + rng.randrange(1, 9) * PAGE
    big = [(at + MiB & -MiB, top, 1)]
    return Machine(memory, block=e820_block(
        bios_map(7 * MiB, *pieces, *big, (top, memory, 2))))


def symptom(run, machine):
    hit = shared(run)
    if hit is None:
        return None
    return (f"{hit[3]} was given [mem {hit[1]:#x}-{hit[2] - 1:#x}], where "
            "memblock's own list lies")


def shared(run):
    """The first early allocation that shares bytes with the list that lies
    in memory of memblock's."""
    start = number(r"^Freeing memblock.reserved array memory: \w+ "
                   r"\[mem 0x(\w+)-", run.log)
    if start is None:
        return None
    end = number(r"^Freeing memblock.reserved array memory: \w+ "
                 r"\[mem 0x\w+-0x(\w+)\]", run.log) + 1
    hit = first_early_in(run.log, start, end)
    return hit and ((start, end), hit[1], hit[2], hit[4])


def evidence(run, machine):
    array, start, end, _ = shared(run)
    return {"array": array[0], "block": start, "size": end - start,
            "shared": min(end, array[1]) - max(start, array[0])}
