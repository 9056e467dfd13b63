# SPDX-License-Identifier: GPL-2.0-only
"""What a boot with memblock=debug says, read back from its log. Lab 00
computes its key from this; nothing here boots, and a log that was cut or
edited is refused with the line that does not fit."""

import re

RANGE = r"\[mem 0x([0-9a-f]+)-0x([0-9a-f]+)\]"
SYMBOL = r"([A-Za-z_][A-Za-z0-9_.]*)\+0x([0-9a-f]+)/0x([0-9a-f]+)"
STAGES = ["early", "memblock", "mapped", "bootmem", "buddy", "slab"]
DIRECT_MAP = 0xffff888000000000


class BadLog(Exception):
    """The log cannot be that of one whole boot; says why."""


def spans(pattern, text, flags=re.M):
    """(start, end exclusive, rest...) of each line that matches."""
    return [(int(found[0], 16), int(found[1], 16) + 1, *found[2:])
            for found in re.findall(pattern, text, flags)]


def minus(ranges, holes):
    """The parts of sorted @ranges that lie in none of @holes."""
    left = []
    for start, end in ranges:
        for hole_start, hole_end in sorted(holes):
            if hole_end <= start or hole_start >= end:
                continue
            if hole_start > start:
                left.append((start, hole_start))
            start = max(start, hole_end)
        if start < end:
            left.append((start, end))
    return left


class BootLog:
    """firmware, efi, memory, reserved, early: ranges with what is known."""

    def __init__(self, text):
        self.text = text = text.replace("\r", "")
        self.check_stages()
        self.firmware = spans(rf"^BIOS-e820: {RANGE} (.*)$", text)
        self.efi = spans(rf"^efi: mem\d+: {RANGE} attr \S+ .*\((\d+)\)$",
                         text)
        dump = self.dump()
        self.memory = [span[:2] for span in spans(
            r"^ memory\[0x[0-9a-f]+\]\t\[0x([0-9a-f]+)-0x([0-9a-f]+)\]",
            dump)]
        self.reserved = [span[:2] for span in spans(
            r"^ reserved\[0x[0-9a-f]+\]\t\[0x([0-9a-f]+)-0x([0-9a-f]+)\]",
            dump)]
        self.named = {name: (start, end) for start, end, name in spans(
            r"^ reserved for \[0x([0-9a-f]+)-0x([0-9a-f]+)\]: (.+)$", dump)}
        self.early = [(start, end, int(size), caller, int(length, 16))
                      for start, end, size, caller, _, length in spans(
                          rf"^ +\d+ {RANGE} +(\d+) bytes \w+ +{SYMBOL}$",
                          text)]
        self.check_lists(dump)

    def check_stages(self):
        seen = re.findall(r"^stage: (\w+)$", self.text, re.M)
        if seen != STAGES:
            raise BadLog("the log has the stages " + (" ".join(seen) or
                         "none") + ", a whole boot has " + " ".join(STAGES))

    def dump(self):
        """The two lists, as they were just before the hand-over."""
        found = re.search(r"^MEMBLOCK configuration:\n(.*?)^stage: bootmem$",
                          self.text, re.M | re.S)
        if not found:
            raise BadLog("the lists of memblock are not in the log "
                         "(`MEMBLOCK configuration:`): it is printed "
                         "in stage bootmem, unless `quiet`")
        return found[1]

    def check_lists(self, dump):
        for name, ranges in (("memory", self.memory),
                             ("reserved", self.reserved)):
            size = re.search(rf"{name} size = 0x([0-9a-f]+)", dump)
            count = sum(end - start for start, end in ranges)
            if not size or int(size[1], 16) != count:
                raise BadLog(f"the regions of memblock.{name} have {count:#x}"
                             " bytes together, their sum in the log is "
                             + (f"0x{size[1]}" if size else "missing"))
        if "kernel image" not in self.named or not self.early:
            raise BadLog("early allocations or the kernel image are missing")

    def command_line(self):
        found = re.search(r"^command line: (.*)$", self.text, re.M)
        return found[1].split() if found else []

    def ram_end(self):
        """Where the RAM of QEMU's machine ends, by the firmware's map."""
        ends = [end for _, end, *_ in self.firmware or self.efi
                if end <= 0xb0000000]
        return max(ends, default=0)

    def free(self):
        """Free ranges of memblock at the dump, ascending."""
        return minus(self.memory, self.reserved)

    def served(self):
        """The block that kzalloc gave to the early call that came late."""
        found = re.search(r"^switch: .* at 0x([0-9a-f]+) from kmalloc-(\d+)$",
                          self.text, re.M)
        if not found:
            raise BadLog("the line `switch: ... from kmalloc-N` is missing: "
                         "the boot did not reach the slab")
        return int(found[1], 16), int(found[2])
