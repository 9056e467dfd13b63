# SPDX-License-Identifier: GPL-2.0-only
"""check_image.py ELF IMAGE: the stripped image on the ISO loads what the
ELF that gdb reads loads, segment by segment, and has the same entry."""

import struct
import sys

PT_LOAD = 1


def segments(path):
    """(entry, [(type, flags, vaddr, paddr, memsz, bytes), ...])"""
    with open(path, "rb") as file:
        data = file.read()
    if data[:5] != b"\x7fELF\x02":
        sys.exit(f"{path}: no 64-bit ELF file")
    entry, phoff = struct.unpack_from("<QQ", data, 24)
    phentsize, phnum = struct.unpack_from("<HH", data, 54)
    found = []
    for i in range(phnum):
        kind, flags, offset, vaddr, paddr, filesz, memsz = struct.unpack_from(
            "<IIQQQQQ", data, phoff + i * phentsize)
        if kind == PT_LOAD:
            found.append((flags, vaddr, paddr, memsz,
                          data[offset:offset + filesz]))
    return entry, found


def main():
    elf, image = sys.argv[1:3]
    (entry, ours), (other_entry, theirs) = segments(elf), segments(image)
    if not ours:
        sys.exit(f"{elf}: no load segment")
    if entry != other_entry:
        sys.exit(f"{image}: entry {other_entry:#x}, in {elf} {entry:#x}")
    if len(ours) != len(theirs):
        sys.exit(f"{image}: {len(theirs)} load segments, in {elf} {len(ours)}")
    for one, two in zip(ours, theirs):
        if one != two:
            sys.exit(f"{image}: the load segment at {one[1]:#x} differs "
                     f"from the one in {elf}")


if __name__ == "__main__":
    main()
