# SPDX-License-Identifier: GPL-2.0-only
"""A UEFI machine with memory that is meant for a driver (attribute SP). The
seed chooses its place, how much RAM there is and how the table is laid out."""

import struct

from labtool.museum_boot import Machine
from labtool.museum_parts import LOW_END, MiB, PAGE, bios_map, mb2

SP = 1 << 18
FIELDS = 40             # bytes of a descriptor that UEFI 2.0 knows


def descriptors(memory, driver, size):
    pages = memory // PAGE
    return [(7, PAGE, LOW_END // PAGE - 1, 15), (4, MiB, 256, 15),
            (7, 2 * MiB, driver // PAGE - 512, 15),
            (7, driver, size // PAGE, SP | 15),
            (7, driver + size, pages - 16 - (driver + size) // PAGE, 15),
            (10, memory - 16 * PAGE, 16, 15)]


def table(found, stride):
    """Tag 17; what lies behind the fields of a descriptor is 0."""
    return mb2.EFI_MMAP, struct.pack("<II", stride, 1) + b"".join(
        struct.pack("<IIQQQQ", kind, 0, start, 0, pages, attribute
                    ).ljust(stride, b"\0")
        for kind, start, pages, attribute in found)


def machine(rng):
    memory = rng.randrange(96, 480) * MiB
    driver = rng.randrange(16, memory // MiB - 40) * MiB
    found = descriptors(memory, driver, rng.randrange(8, 33) * MiB)
    stride = rng.choice([48, 56, 64, 72])
    summary = mb2.e820_tag(bios_map(memory - 16 * PAGE, (
        memory - 16 * PAGE, memory, 4)))
    block = mb2.pack([mb2.text_tag(mb2.CMDLINE, "loglevel=7"),
                      mb2.text_tag(mb2.LOADER, "GRUB, on a shelf"),
                      summary, table(found, stride)])
    return Machine(memory, block=block, where=rng.randrange(0x2000, 0x8e000, 8))


def evidence(run, machine):
    at, words = 8, {}
    for kind, payload in mb2.tags(machine.block):
        words[kind] = at + 8, payload
        at += (8 + len(payload) + 7) & ~7
    at, payload = words[mb2.EFI_MMAP]
    stride = struct.unpack_from("<I", payload)[0]
    first = machine.where + at + 8
    driver = struct.unpack_from("<IIQQQQ", payload, 8 + 3 * stride)
    return {"stride": stride, "read_at": first + 3 * FIELDS,
            "lies_at": first + 3 * stride, "driver": driver[2],
            "driver_pages": driver[4]}
