# SPDX-License-Identifier: GPL-2.0-only
"""Firmware that is none: tests/boot/rom.asm, which enters the kernel at once
as a Multiboot2 boot loader would. The image and the block of boot information
must be in RAM by then: -device loader puts them there.
"""

import functools
import os
import struct
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
MAGIC = 0x36d76289      # what such a boot loader leaves in EAX
BLOCK_AT = 0x7000       # GRUB under UEFI puts the block about there
WORDS = 0xffe0          # in the ROM: eax, ebx, where to jump


@functools.lru_cache(None)
def template():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rom")
        subprocess.run(["nasm", "-f", "bin", "-o", path,
                        os.path.join(ROOT, "tests/boot/rom.asm")], check=True)
        with open(path, "rb") as file:
            return file.read()


def write_rom(path, entry, block=BLOCK_AT, magic=MAGIC):
    """Into the file @path: a ROM that jumps to @entry (entry_of()), with
    the address of the block in EBX."""
    rom = bytearray(template())
    struct.pack_into("<III", rom, WORDS, magic, block, entry)
    with open(path, "wb") as file:
        file.write(rom)


def entry_of(elf):
    """Where the image @elf starts; ValueError if it is no 64-bit ELF."""
    with open(elf, "rb") as file:
        head = file.read(64)
    if head[:5] != b"\x7fELF\x02":
        raise ValueError(f"{elf}: no 64-bit ELF file")
    return struct.unpack_from("<Q", head, 24)[0]
