# SPDX-License-Identifier: GPL-2.0-only
"""What the picture of memory must show, worked out from what the kernel
prints as text: the firmware's map, memblock's lists, names and the early
allocations. Written from docs/picture.md, not from the kernel's code."""

import re

MIB, PAGE = 1 << 20, 4096
# In order of rising interest, with the colours of docs/picture.md.
COLOURS = {
    "nothing": 0x202020, "firmware": 0x999999, "usable": 0xf0e442,
    "free": 0x009e73, "reserved": 0xd55e00, "pages": 0xffffff,
    "slab": 0x56b4e9, "early": 0xe69f00, "boot": 0xcc79a7,
    "kernel": 0x0072b2,
}
MARKS = dict(zip(COLOURS, " f.-rpsebK"))
KINDS = list(COLOURS)
NAMES = {"kernel image": "kernel", "boot information": "boot",
         "BIOS data area": "firmware"}


def ranges(pattern, text):
    """[(start, end, further groups...)], ends exclusive."""
    return [(int(m.group(1), 16), int(m.group(2), 16) + 1, *m.groups()[2:])
            for m in re.finditer(pattern, text, re.M)]


class Memory:
    """The lists of a machine before the hand-over, as its prompt has them."""

    def __init__(self, map_text, memblock_text, bootmem_text):
        pair = r"\[(?:mem )?(0x[0-9a-f]+)-(0x[0-9a-f]+)\]"
        self.firmware = ranges(rf"^map: {pair} (.+)$", map_text)
        self.memory = ranges(rf"^ memory\[0x[0-9a-f]+\]\s*{pair}",
                             memblock_text)
        self.reserved = ranges(rf"^ reserved\[0x[0-9a-f]+\]\s*{pair}",
                               memblock_text)
        self.names = ranges(rf"^ reserved for {pair}: (.+)$", memblock_text)
        self.early = [block for block in ranges(
            rf"^ *\d+ {pair} +\d+ bytes (\w+)", bootmem_text)
            if block[2] in ("memblock", "mapped")]
        assert self.firmware and self.memory and self.reserved \
            and self.names and self.early

    def kind(self, addr):
        """What is at one address."""
        def find(entries):
            return next((e for e in entries if e[0] <= addr < e[1]), None)
        entry = find(self.firmware)
        if not entry or entry[2] != "usable":
            return "firmware" if entry else "nothing"
        if not find(self.reserved):
            return "usable" if find(self.memory) else "reserved"
        name = find(self.names)
        if name:
            text = "boot information" if name[2].startswith("module") \
                else name[2]
            return NAMES.get(text, "reserved")
        return "early" if find(self.early) else "reserved"

    def octaves(self):
        end = max(entry[1] for entry in self.memory)
        return max(12, (max(end, 1) - 1).bit_length() - 20)

    def scale(self, columns):
        """Where each cell starts, and the end."""
        octaves = self.octaves()
        each = (columns - 16) // octaves
        starts = [cell << 16 for cell in range(16)]
        for octave in range(octaves):
            base = MIB << octave
            starts += [base + base * part // each // PAGE * PAGE
                       for part in range(each)]
        return starts + [MIB << octaves]

    def cells(self, columns):
        """[{kind: bytes}] for each cell."""
        scale = self.scale(columns)
        borders = sorted({*scale, *(
            addr for part in (self.firmware, self.memory, self.reserved,
                              self.names, self.early)
            for entry in part for addr in entry[:2] if addr < scale[-1])})
        cells, cell = [dict.fromkeys(KINDS, 0) for _ in scale[:-1]], 0
        for start, end in zip(borders, borders[1:]):
            while start >= scale[cell + 1]:
                cell += 1
            cells[cell][self.kind(start)] += end - start
        return cells


def most(cell):
    return max(KINDS, key=lambda kind: (cell[kind], KINDS.index(kind)))


def also(cell):
    found = [k for k in KINDS[1:] if cell[k] and k != most(cell)]
    return found[-1] if found else "nothing"


def stack(cell, height):
    """[(colour, pixels)] from the top down, as the framebuffer has it."""
    size = sum(cell.values())
    bars = {}
    for kind in KINDS:
        bars[kind] = cell[kind] // PAGE * height // (size // PAGE)
        if kind != "nothing" and cell[kind]:
            bars[kind] = max(bars[kind], 3)
    bars[most(cell)] += max(0, height - sum(bars.values()))
    while sum(bars.values()) > height:
        bars[max(KINDS, key=lambda k: (bars[k], KINDS.index(k)))] -= 1
    return [(COLOURS[k], bars[k]) for k in KINDS if bars[k]]
