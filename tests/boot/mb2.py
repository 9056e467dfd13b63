# SPDX-License-Identifier: GPL-2.0-only
"""GRUB's block of boot information, made and taken apart in Python: by the
Multiboot2 Specification 2.0, section 3.6, and by nothing of the kernel's."""

import struct

CMDLINE, LOADER, MODULE, MMAP, FRAMEBUFFER, ELF = 1, 2, 3, 6, 8, 9
RSDP_OLD, RSDP_NEW, EFI_MMAP, EFI_BOOT_SERVICES = 14, 15, 17, 18
RAM, RESERVED = 1, 2
EFI_WB = 8      # attribute: memory that may be cached


def tag(kind, payload):
    """A tag: type, size, payload, padding to 8 bytes."""
    size = 8 + len(payload)
    return struct.pack("<II", kind, size) + payload + bytes(-size % 8)


def pack(found):
    """The block with these (type, payload) and an end tag."""
    body = b"".join(tag(kind, data) for kind, data in found) + tag(0, b"")
    return struct.pack("<II", len(body) + 8, 0) + body


def tags(block):
    """(type, payload) of each tag of a sound block but the last."""
    at, found = 8, []
    while True:
        kind, size = struct.unpack_from("<II", block, at)
        if kind == 0:
            return found
        found.append((kind, block[at + 8:at + size]))
        at += (size + 7) & ~7


def text_tag(kind, text):
    return kind, text.encode("latin-1") + b"\0"


def e820_tag(entries, stride=24):
    """Tag 6; entries are (start, end, type), end exclusive."""
    return MMAP, struct.pack("<II", stride, 0) + b"".join(
        struct.pack("<QQII", start, (end - start) & (1 << 64) - 1, kind,
                    0).ljust(stride, b"\xaa")
        for start, end, kind in entries)


def efi_tag(descriptors, stride=48, version=1):
    """Tag 17; descriptors are (type, start, pages, attribute)."""
    return EFI_MMAP, struct.pack("<II", stride, version) + b"".join(
        struct.pack("<IIQQQQ", kind, 0, start, 0, pages, attribute
                    ).ljust(stride, b"\xaa")[:max(stride, 0)]
        for kind, start, pages, attribute in descriptors)


def module_tag(start, end, name):
    return MODULE, struct.pack("<II", start & 0xffffffff, end & 0xffffffff) \
        + name.encode() + b"\0"


def framebuffer_tag(addr, pitch, width, height, bpp=32, kind=1):
    colors = bytes([16, 8, 8, 8, 0, 8]) if kind == 1 else b""
    return FRAMEBUFFER, struct.pack("<QIIIBBH", addr, pitch, width, height,
                                    bpp, kind, 0) + colors


def elf_tag(number, size, index, headers=b""):
    return ELF, struct.pack("<III", number, size, index) + headers


def checked(data, at):
    """@data with the byte at @at such that the sum of all is 0."""
    data = bytearray(data)
    data[at] = 0
    data[at] = -sum(data) & 0xff
    return bytes(data)


def rsdp(rsdt, xsdt=None, good=True):
    """(type, payload) of tag 14, or of tag 15 with an @xsdt."""
    old = checked(b"RSD PTR \0nopan " + bytes([0 if xsdt is None else 2])
                  + struct.pack("<I", rsdt & 0xffffffff), 8)
    if xsdt is None:
        return RSDP_OLD, old if good else old[:8] + b"\x55" + old[9:]
    new = checked(old + struct.pack("<IQI", 36, xsdt & (1 << 64) - 1, 0), 32)
    return RSDP_NEW, new if good else new[:32] + b"\x55" + new[33:]
