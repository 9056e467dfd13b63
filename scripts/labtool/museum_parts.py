# SPDX-License-Identifier: GPL-2.0-only
"""What the exhibits' judges are made of: parts of machines (maps, ACPI
tables), and readers of a boot's log and trace. All that is read comes from
the serial line; nothing here knows what the right answer is."""

import re
import struct

import map_model
import mb2
import wire

from .museum_boot import GiB, KiB, MiB, PAGE

LOW_END = 0x9f000
RAM, RESERVED, ACPI, NVS = 1, 2, 3, 4
IMAGE = re.compile(r"reserved for \[0x(\w+)-0x(\w+)\]: kernel image")
LINE = re.compile(r"^ (memory|reserved)\[0x\w+\]\t\[0x(\w+)-0x(\w+)\]"
                  r".*?(?: on node (\d+))? flags", re.M)
EARLY = re.compile(r"^ +(\d+) \[mem 0x(\w+)-0x(\w+)\] +(\d+) bytes (\w+) +"
                   r"(\w+)\+", re.M)
FAULT = re.compile(r"^BUG: (.*)$", re.M)
REGISTER = r"\b{}: ([0-9a-f]{{16}})\b"


# ---- machines ---------------------------------------------------------------

def e820_block(entries, cmdline="loglevel=7", more=()):
    """A block with the map of a BIOS; @entries as (start, end, type)."""
    return mb2.pack([mb2.text_tag(mb2.CMDLINE, cmdline),
                     mb2.text_tag(mb2.LOADER, "a machine of the museum"),
                     mb2.e820_tag(entries), *more])


def bios_map(ram_end, *more):
    """RAM as a BIOS lists it, up to @ram_end, and some more entries."""
    return [(0, LOW_END, RAM), (LOW_END, 0xa0000, RESERVED),
            (0xf0000, MiB, RESERVED), (MiB, ram_end, RAM), *more,
            (0xfffc0000, 4 * GiB, RESERVED)]


def acpi_table(signature, body):
    """A table of ACPI 6.5, section 5.2.6, with its checksum."""
    head = signature + struct.pack("<IBB6s8sI4sI", 36 + len(body), 1, 0,
                                   b"nopani", b"museum  ", 1, b"nopa", 1)
    return mb2.checked(head + body, 9)


def srat(borders):
    """Node i has the memory from borders[i] to borders[i + 1]."""
    body = struct.pack("<IQ", 1, 0)
    for node, (start, end) in enumerate(zip(borders, borders[1:])):
        body += struct.pack("<BBIHQQIIQ", 1, 40, node, 0, start, end - start,
                            0, 1, 0)
    return acpi_table(b"SRAT", body)


# ---- logs -------------------------------------------------------------------

def lists(log, name):
    """[(start, end)] of memblock's list "memory" or "reserved"."""
    return [(int(a, 16), int(b, 16) + 1) for which, a, b, _
            in LINE.findall(log) if which == name]


def nodes(log):
    """[(start, end, node)] of the list of memory."""
    return [(int(a, 16), int(b, 16) + 1, int(node or 0)) for which, a, b, node
            in LINE.findall(log) if which == "memory"]


def early(log):
    """[(number, start, end, stage, caller)] of each early allocation."""
    return [(int(n), int(a, 16), int(b, 16) + 1, stage, caller)
            for n, a, b, _, stage, caller in EARLY.findall(log)]


def first_early_in(log, start, end):
    """The first early allocation that touches [start, end), or None."""
    for found in early(log):
        if found[1] < end and found[2] > start:
            return found
    return None


def overlapping(log):
    """The first two early allocations that have bytes in common, or None."""
    seen = []
    for one in early(log):
        for other in seen:
            if one[1] < other[2] and other[1] < one[2]:
                return other, one
        seen.append(one)
    return None


def register(log, name):
    """What the report of a fault says of a register."""
    found = re.search(REGISTER.format(name), log)
    return int(found[1], 16) if found else None


def number(pattern, log, base=16):
    """The first group of @pattern in the log as a number, or None."""
    found = re.search(pattern, log, re.M)
    return int(found[1], base) if found else None


def word(pattern, log):
    found = re.search(pattern, log, re.M)
    return found[1] if found else None


def last_stage(log):
    found = re.findall(r"^stage: (\w+)$", log, re.M)
    return found[-1] if found else "entry"


def trace(run):
    """The events of a boot with trace=serial (docs/trace.md)."""
    return wire.Stream(run.raw).events


def facts(log):
    """What a boot made of its machine, but for the kernel's own image: that
    may have another size. A set of lines to compare boots by."""
    found = {f"memory [mem {a:#x}-{b - 1:#x}] on node {node}"
             for a, b, node in nodes(log)}
    found |= {f"reserved [mem {a:#x}-{b - 1:#x}]"
              for a, b in lists(log, "reserved") if not a <= MiB < b}
    return found | {f"{stage}: early allocation [mem {a:#x}-{b - 1:#x}]"
                    for _, a, b, stage, _ in early(log)}


def expected_ram(machine, log):
    """What memblock's memory must be on a @machine without GRUB, by the
    model of the tests, or None when the boot did not get so far."""
    image = IMAGE.search(log)
    if not image:
        return None
    block = map_model.Block(machine.block, machine.where)
    real = [(0, 0xa0000), (MiB, machine.memory)]
    return map_model.merge(map_model.usable(block, real,
                                            int(image[2], 16) + 1))


def wrong_ram(machine, log):
    """(too much, too little): ranges that are RAM and must not be, and that
    must be and are not."""
    must, has = expected_ram(machine, log), lists(log, "memory")
    if must is None:
        return [], []
    has = map_model.merge(has)
    return map_model.minus(has, must), map_model.minus(must, has)


__all__ = ["GiB", "KiB", "MiB", "PAGE", "LOW_END", "RAM", "RESERVED", "ACPI",
           "NVS", "mb2", "e820_block", "bios_map",
           "acpi_table", "srat", "lists", "nodes", "early", "first_early_in",
           "overlapping", "register", "number", "word", "last_stage", "trace",
           "expected_ram", "wrong_ram", "facts"]
