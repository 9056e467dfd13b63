# SPDX-License-Identifier: GPL-2.0-only
"""A guest's page tables, read from outside: QEMU says where the top is and
copies physical memory; the rest is Intel SDM vol. 3A, section 4.5. Nothing
of the kernel's own code or word is used."""

import collections
import os
import re
import struct
import subprocess
import sys

import nopanic

sys.path.insert(0, os.path.join(nopanic.ROOT, "scripts/qemu"))
from qmp import Qmp     # noqa: E402  pylint: disable=wrong-import-position

PRESENT, WRITE, LARGE, NX = 1, 2, 1 << 7, 1 << 63
ADDRESS = 0x000ffffffffff000
PAGE = 4096

# Bytes [virt, virt + size) show physical memory from phys on.
Leaf = collections.namedtuple("Leaf", "virt phys size write exec")


class Monitor:
    """QEMU's machine protocol at a socket of its own."""

    def __init__(self, path):
        self.qmp = Qmp(path)
        self.file = path + ".mem"

    @staticmethod
    def arguments(path):
        return ["-qmp", f"unix:{path},server=on,wait=off"]

    def cr3(self):
        text = self.qmp.monitor("info registers")
        return int(re.search(r"CR3=([0-9a-f]+)", text).group(1), 16)

    def physical(self, addr, size=PAGE):
        self.qmp.execute("pmemsave", val=addr, size=size, filename=self.file)
        with open(self.file, "rb") as file:
            data = file.read()
        os.unlink(self.file)
        assert len(data) == size
        return data


def leaves(monitor):
    """Every leaf of the tables in use, in order of address."""
    found = []

    def walk(table, level, base, write, execute):
        entries = struct.unpack("<512Q", monitor.physical(table))
        size = PAGE << 9 * (level - 1)
        for index, entry in enumerate(entries):
            if not entry & PRESENT:
                continue
            virt = base + index * size
            if level == 4 and index >= 256:
                virt += 0xffff << 48
            rights = (write and bool(entry & WRITE),
                      execute and not entry & NX)
            if level == 1 or entry & LARGE:
                found.append(Leaf(virt, entry & ADDRESS & -size, size,
                                  *rights))
            else:
                walk(entry & ADDRESS, level - 1, virt, *rights)

    walk(monitor.cr3() & ADDRESS, 4, 0, True, True)
    return found


def symbols(elf):
    out = subprocess.run(["nm", elf], check=True, text=True,
                         capture_output=True).stdout
    return {words[2]: int(words[0], 16)
            for words in map(str.split, out.splitlines()) if len(words) == 3}


def merged(ranges):
    """Sorted, and what touches joined."""
    result = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1]:
            result[-1][1] = max(end, result[-1][1])
        else:
            result.append([start, end])
    return result
