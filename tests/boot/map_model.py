# SPDX-License-Identifier: GPL-2.0-only
"""What a block of boot information says, and which RAM must come of it:
written after the specifications and docs/, dumb on purpose, as a second
opinion on the kernel's reader. Nothing here is taken from the kernel."""

import struct

import mb2

TOP = 1 << 64
PAGE = 4096
MiB = 1 << 20
MAX_MODULES = 16
EFI_RAM = {1, 2, 3, 4, 7}
EFI_TYPES = {8: 5, 9: 3, 10: 4, 14: 7}
EFI_RUNTIME, EFI_NV, EFI_SP = 1 << 63, 1 << 15, 1 << 18
PMEM, SOFT_RESERVED = 7, 0xefffffff


class Block:
    """.e820, .efi: [(start, end, type)]; .modules; .cmdline, .loader ..."""

    def __init__(self, data, where):
        self.size = 0
        self.e820 = self.efi = self.cmdline = self.framebuffer = None
        self.modules, self.boot_services = [], False
        self.readable = where != 0 and where % 8 == 0 and len(data) >= 8
        if self.readable:
            self.size = struct.unpack_from("<I", data)[0]
            # The boot maps 1 GiB, the machines of these tests have less.
            self.readable = 16 <= self.size < MiB << 10
        if self.readable and self.size < 64 * MiB:
            self.walk(data.ljust(self.size, b"\0")[:self.size])

    def walk(self, data):
        at = 8
        while len(data) - at >= 8:
            kind, size = struct.unpack_from("<II", data, at)
            if kind == 0 or size < 8 or size > len(data) - at:
                return
            self.read(kind, data[at + 8:at + size])
            at += (size + 7) & ~7

    def read(self, kind, payload):
        if kind == mb2.CMDLINE and self.cmdline is None and b"\0" in payload:
            self.cmdline = payload.split(b"\0")[0]
        elif kind == mb2.MODULE and len(payload) >= 8:
            start, end = struct.unpack_from("<II", payload)
            if start <= end:
                self.modules.append((start, end))
        elif kind == mb2.MMAP and not self.e820:
            self.e820 = entries(payload, 24, "<QQI")
        elif kind == mb2.EFI_MMAP and not self.efi:
            self.efi = entries(payload, 40, "<IIQQQQ")
            if self.efi and struct.unpack_from("<I", payload, 4)[0] != 1:
                self.efi = [(0, 0, 0, 0, 0, 0)]     # there, and of no use
        elif kind == mb2.FRAMEBUFFER and not self.framebuffer \
                and len(payload) >= 22:
            self.framebuffer = struct.unpack_from("<QIII", payload)
        elif kind == mb2.EFI_BOOT_SERVICES:
            self.boot_services = True

    def ranges(self):
        """The map that counts, as [(start, end, type)]."""
        e820 = [(a, a + n, t) for a, n, t in self.e820 or []
                if n and t and a + n <= TOP]
        valid = [(d[2], d[2] + d[4] * PAGE, efi_type(d[0], d[5]), d[0])
                 for d in self.efi or []
                 if d[4] and d[2] + d[4] * PAGE <= TOP]
        there = sum(b - a for a, b, _, kind in valid if kind in EFI_RAM)
        summary = sum(b - a for a, b, t in e820 if t == mb2.RAM)
        fit = len(valid) * 2 >= len(self.efi or [0]) and not \
            self.boot_services and any(t == mb2.RAM for _, _, t, _ in valid) \
            and there // PAGE >= (summary // PAGE) // 2
        return [v[:3] for v in valid] if fit else e820

    def live(self):
        """[(start, end)] of what is in use besides kernel and block."""
        return [(a, b) for a, b in self.modules if a < b]


def entries(payload, fields, form):
    """Those of a tag of tables, or None where it is of no use."""
    if len(payload) < 8:
        return None
    stride = struct.unpack_from("<I", payload)[0]
    if stride < fields:
        return None
    count = (len(payload) - 8) // stride
    return [struct.unpack_from(form, payload, 8 + i * stride)
            for i in range(count)] or None


def efi_type(kind, attribute):
    if kind not in EFI_RAM:
        return EFI_TYPES.get(kind, mb2.RESERVED)
    if attribute & EFI_SP:
        return SOFT_RESERVED
    if attribute & EFI_NV:
        return PMEM
    if attribute & EFI_RUNTIME or not attribute & mb2.EFI_WB:
        return mb2.RESERVED
    return mb2.RAM


def ram_of(ranges):
    """Where the highest type is RAM, to the byte: [(start, end)], merged.
    Between one point and the next all covering ranges are looked at."""
    points = sorted({p for a, b, _ in ranges for p in (a, b)})
    found = []
    for a, b in zip(points, points[1:]):
        kinds = [t for s, e, t in ranges if s <= a and b <= e]
        if kinds and max(kinds) == mb2.RAM:
            found.append((a, b))
    return merge(found)


def merge(ranges):
    found = []
    for a, b in sorted(ranges):
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(b, found[-1][1]))
        elif a < b:
            found.append((a, b))
    return found


def minus(ranges, holes):
    for start, end in holes:
        ranges = [part for a, b in ranges
                  for part in ((a, min(b, start)), (max(a, end), b))
                  if part[0] < part[1]]
    return ranges


def common(ranges, others):
    return merge((max(a, c), min(b, d)) for a, b in ranges
                 for c, d in others if max(a, c) < min(b, d))


def usable(block, real, image_end):
    """What memblock.memory must be: RAM of the map that is really there
    (@real), without what is never RAM, with the kernel; in whole pages."""
    ram = common(ram_of(block.ranges()), real)
    ram = minus(ram, [(0, PAGE), (0xa0000, MiB)])
    ram = merge(ram + [(MiB, image_end)])
    pages = [((a + PAGE - 1) & -PAGE, b & -PAGE) for a, b in ram]
    return [(a, b) for a, b in pages if a < b]
