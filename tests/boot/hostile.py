# SPDX-License-Identifier: GPL-2.0-only
"""Boot blocks that lie, as somebody thought of them; mutated.py has those
that nobody did. Each is booted by direct.py and judged by judge.py;
tests/boot/test_faults.py takes a few of them, scripts/proof/faults.py all."""

import os
import struct

import direct
import judge
import map_model
import mb2

MiB, GiB, KiB = 1 << 20, 1 << 30, 1 << 10
PAGE = 4096
TOP = 1 << 64
MEMORY = 16 * MiB
LOW_END = 0x9f000
SELFTEST = "loglevel=7 selftest"    # the last word


class Case:
    """One boot: .name, .data and where it lies, and the machine around."""

    def __init__(self, name, found, where=direct.BLOCK_AT, memory=MEMORY,
                 files=(), options=()):
        self.name = name
        self.data = found if isinstance(found, bytes) else mb2.pack(found)
        self.where, self.memory, self.files = where, memory, list(files)
        self.options = options

    def boot(self, build=None, timeout=60):
        kwargs = {"build": build} if build else {}
        return direct.boot(self.data, self.memory, self.where, self.files,
                           SELFTEST, self.options, timeout=timeout, **kwargs)

    def judge(self, outcome, build=None):
        """The verdict, with the RAM that an independent reader expects."""
        end = direct.image_end(build) if build else direct.image_end()
        block = map_model.Block(self.data, self.where)
        exact = None
        if "user-defined physical RAM map" not in outcome.log:
            exact = map_model.usable(block, real_ram(self.memory), end)
        live = [(direct.IMAGE_START, end)] + block.live()
        if block.readable:
            live.append((self.where, self.where + block.size))
        return judge.verdict(outcome, live, exact)


def images_end():
    """Behind the kernel, whichever of the builds that are there boots."""
    return max(direct.image_end(build) for build in (
        direct.nopanic.RELEASE, direct.nopanic.DEBUG)
               if os.path.exists(f"{build}/iso/boot/nopanic"))


def real_ram(memory):
    """What answers on this machine; VGA and ROMs are never RAM."""
    return [(0, 0xa0000), (MiB, memory)]


def good(memory=MEMORY, cmdline="quiet loglevel=7"):
    """(type, payload) of each tag of a block that is all right."""
    return [mb2.text_tag(mb2.CMDLINE, cmdline),
            mb2.text_tag(mb2.LOADER, "a test"),
            mb2.e820_tag([(0, LOW_END, 1), (LOW_END, 0xa0000, 2),
                          (0xf0000, MiB, 2), (MiB, memory - 64 * KiB, 1),
                          (memory - 64 * KiB, memory, 2),
                          (0xfffc0000, 4 * GiB, 2)]),
            mb2.module_tag(4 * MiB, 4 * MiB + 5000, "a module")]


def efi(memory=MEMORY):
    """A UEFI map of the same machine."""
    pages = memory // PAGE
    return [(7, 0, 0x9f, 15), (0, 0x9f000, 1, 15), (4, MiB, 256, 15),
            (7, 2 * MiB, pages - 528, 15), (10, memory - 16 * PAGE, 16, 15),
            (11, 0xffc00000, 1024, 1 << 63 | 1)]


def but(kind, *more, memory=MEMORY):
    """The good block with other tags in the place of those of @kind."""
    return [t for t in good(memory) if t[0] != kind] + list(more)


# ---- handmade --------------------------------------------------------------

def with_map(entries, stride=24):
    return but(mb2.MMAP, mb2.e820_tag(entries, stride))


def maps():
    low, high = (0, LOW_END, 1), (MiB, MEMORY, 1)
    yield "no map at all", but(mb2.MMAP)
    yield "a map of no entries", with_map([])
    yield "nothing but reserved", with_map([(0, MEMORY, 2)])
    yield "all of type 0", with_map([(0, MEMORY, 0), (MEMORY, GiB, 0)])
    yield "1000 entries of a page", with_map([low] + [
        (2 * MiB + i * 8192, 2 * MiB + i * 8192 + PAGE, 1)
        for i in range(999)])
    yield "1000 entries, doubled and from the end", with_map([low, high] + [
        (a, a + PAGE, 2) for i in range(499, -1, -1)
        for a in [4 * MiB + i * 8192] * 2])
    yield "2100 entries", with_map([low] + [
        (2 * MiB + i * 4096, 2 * MiB + i * 4096 + 2048, 1)
        for i in range(2099)])
    yield "one that wraps", with_map([low, high, (TOP - PAGE, TOP + MiB, 1)])
    yield "RAM from 0 to 2^64 - 1", with_map([(0, TOP - 1, 1)])
    yield "RAM up to the last page of 2^64", with_map(
        [low, high, (TOP - MiB, TOP - PAGE, 1)])
    yield "reserved from 0 to 2^64 - 1", with_map([low, high, (0, TOP - 1,
                                                               2)])
    yield "the kernel is not RAM", with_map([low, (4 * MiB, MEMORY, 1)])
    yield "the block is not RAM", with_map([high])
    yield "only below 1 MiB", with_map([low])
    yield "bytes, not pages", with_map([(1, LOW_END - 1, 1),
                                        (MiB + 1, MEMORY - 1, 1)])
    yield "types nobody knows", with_map([low, high] + [
        (4 * MiB + i * 64 * KiB, 4 * MiB + i * 64 * KiB + 5, kind)
        for i, kind in enumerate([6, 8, 13, 20, 0x80000000, 0xffffffff])])
    for stride in (0, 1, 20, 23, 24, 25, 32, 40, 4096, 0xffffffff):
        yield f"stride {stride}", but(mb2.MMAP, stride_changed(
            mb2.e820_tag([low, high], max(24, min(stride, 4096))), stride))


def stride_changed(tag, stride):
    return tag[0], struct.pack("<I", stride) + tag[1][4:]


def ram_that_is_not_there():
    low = (0, LOW_END, 1)
    for name, start, end in [
            ("twice the RAM", MiB, 2 * MEMORY), ("a page too much", MiB,
                                                 MEMORY + PAGE),
            ("4 GiB", MiB, 4 * GiB), ("1 TiB", MiB, 1 << 40),
            ("256 TiB", MiB, 1 << 48), ("all there could be", 0, TOP - 1)]:
        yield f"RAM that is not there: {name}", with_map([low, (start, end,
                                                                1)])
    yield "RAM that is not there: another GiB above 4", with_map(
        [low, (MiB, MEMORY, 1), (4 * GiB, 5 * GiB, 1)])
    yield "RAM that is not there: the first part of a range", with_map(
        [low, (MiB, 12 * MiB, 1), (GiB, GiB + MiB, 1)])
    yield "RAM that is not there: the APIC", with_map(
        [low, (MiB, MEMORY, 1), (0xfee00000, 0xfee01000, 1)])
    yield "RAM that is not there: the ROM", with_map(
        [low, (MiB, MEMORY, 1), (0xffff0000, 4 * GiB, 1)])
    yield "RAM that is not there: a pieces-wise lie", with_map(
        [low, (MiB, MEMORY, 1)] + [(a, a + 64 * KiB, 1) for a in range(
            MEMORY, 4 * MEMORY, 128 * KiB)])
    yield "RAM that is not there: EFI", but(
        mb2.MMAP, mb2.efi_tag(efi() + [(7, GiB, 4096, 15)]))


def efi_maps():
    yield "EFI only", but(mb2.MMAP, mb2.efi_tag(efi()))
    yield "EFI and e820", good() + [mb2.efi_tag(efi())]
    for stride in (0, 24, 39, 40, 41, 47, 48, 56, 0x1000, 0xffffffff):
        real = max(40, min(stride, 0x1000))
        yield f"EFI stride {stride}", good() + [stride_changed(
            mb2.efi_tag(efi(), real), stride)]
    yield "EFI version 2", good() + [mb2.efi_tag(efi(), version=2)]
    yield "EFI version 2, alone", but(mb2.MMAP, mb2.efi_tag(efi(),
                                                            version=2))
    yield "EFI boot services run", good() + [
        mb2.efi_tag(efi()), (mb2.EFI_BOOT_SERVICES, b"")]
    yield "EFI boot services run, no e820", but(
        mb2.MMAP, mb2.efi_tag(efi()), (mb2.EFI_BOOT_SERVICES, b""))
    yield "EFI zeros", good() + [mb2.efi_tag([(0, 0, 0, 0)] * 20)]
    yield "EFI pages that wrap", good() + [mb2.efi_tag(
        efi() + [(7, 0, 1 << 52, 15), (7, PAGE, (1 << 52) - 1, 15),
                 (7, TOP - PAGE, 2, 15)])]
    yield "EFI in bytes", good() + [mb2.efi_tag(
        [(7, 0x1234, 0x80, 15), (7, MiB + 1, 3800, 15)])]
    yield "EFI without attributes", good() + [mb2.efi_tag(
        [(kind, at, n, 0) for kind, at, n, _ in efi()])]
    yield "EFI mirrored, in part", good() + [mb2.efi_tag(
        [(kind, at, n, a | 1 << 16 if at == 2 * MiB else a)
         for kind, at, n, a in efi()])]


def modules():
    end = images_end()
    for name, start, stop in [
            ("over the kernel", MiB, MiB + 64 * KiB),
            ("over all of the kernel and more", 512 * KiB, end + MiB),
            ("over the block", direct.BLOCK_AT, direct.BLOCK_AT + 100),
            ("that fills memory", end, MEMORY - 64 * KiB),
            ("that is all memory", 0, 0xffffffff),
            ("beyond RAM", GiB, GiB + MiB), ("in the ROM", 0xffff0000,
                                             0xffffffff),
            ("half in RAM", MEMORY - MiB, MEMORY + MiB),
            ("of no bytes", 5 * MiB, 5 * MiB), ("of page 0", 0, PAGE),
            ("that ends before it starts", 6 * MiB, 5 * MiB)]:
        yield f"a module {name}", but(mb2.MODULE, mb2.module_tag(
            start, stop, "m"))
        yield f"a font {name}", but(
            mb2.MODULE, mb2.module_tag(start, stop, "font"),
            mb2.framebuffer_tag(0xc0000000, 4096, 1024, 768))
    for nr in (16, 17, 200):
        yield f"{nr} modules", but(mb2.MODULE, *(mb2.module_tag(
            5 * MiB + i * 16 * KiB, 5 * MiB + i * 16 * KiB + 100, "m")
            for i in range(nr)))
    yield "17 modules, one of all memory", but(mb2.MODULE, *(mb2.module_tag(
        5 * MiB, 5 * MiB + 100, "m") for _ in range(16)), mb2.module_tag(
            0, 0xffffffff, "all"))


def texts():
    for length in (100, 2047, 2048, 2049, 4095, 4096, 30000, 200000):
        yield f"a command line of {length} bytes", but(
            mb2.CMDLINE, (mb2.CMDLINE, b"x=1 " * (length // 4) + b"\0"))
    for name, text in [
            ("one word of 5000", b"y" * 5000 + b"\0"), ("no end", b"abc"),
            ("nothing", b""), ("only blanks", b" " * 3000 + b"\0"),
            ("bytes above 127", bytes(range(128, 256)) * 4 + b"\0"),
            ("control characters", bytes(range(1, 32)) + b"\0"),
            ("a quote", b'a="b c\0'), ("300 memmaps", b"memmap=4K$5M " * 300
                                       + b"\0"),
            ("printf", b"%s%n%p=%s %d\0")]:
        yield f"a command line: {name}", but(mb2.CMDLINE, (mb2.CMDLINE,
                                                           text))
    yield "a loader's name of 20000 bytes", but(
        mb2.LOADER, (mb2.LOADER, b"z" * 20000 + b"\0"))


def framebuffers():
    font = images_end() + 64 * KiB
    with open(direct.nopanic.RELEASE + "/iso/boot/font.psf", "rb") as file:
        data = file.read()
    tag = mb2.module_tag(font, font + len(data), "font")
    for name, *fields in [
            ("over RAM", 8 * MiB, 4096, 1024, 768),
            ("over all RAM", 0, 65536, 16384, 16384),
            ("over the kernel", MiB, 4096, 1024, 768),
            ("over the block", 0, 4096, 1024, 768),
            ("over nothing", 0xc0000000, 4096, 1024, 768),
            ("at the end", TOP - 4096, 4096, 1024, 768),
            ("that wraps", TOP - 1, 0xffffffff, 1024, 0xffffffff),
            ("of absurd pitch", 0xc0000000, 0xffffffff, 1024, 768),
            ("of pitch 0", 0xc0000000, 0, 1024, 768),
            ("of absurd size", 0xc0000000, 65536, 0xffffffff, 0xffffffff),
            ("of no size", 0xc0000000, 4096, 0, 0),
            ("half in RAM", MEMORY - MiB, 4096, 1024, 768),
            ("at an odd place", 0xc0000001, 4096, 1024, 768),
            ("of the APICs", 0xfec00000, 4096, 1024, 768)]:
        yield f"a framebuffer {name}", but(
            mb2.MODULE, tag, mb2.framebuffer_tag(*fields)), [(font, data)]
    for bpp, kind in [(0, 1), (1, 1), (255, 1), (16, 1), (24, 1), (32, 0),
                      (32, 2), (32, 255)]:
        yield f"a framebuffer of {bpp} bits, kind {kind}", but(
            mb2.MODULE, tag, mb2.framebuffer_tag(
                0xc0000000, 4096, 1024, 768, bpp, kind)), [(font, data)]


def table(signature, body, length=None, good_sum=True):
    """An ACPI table; its checksum is at byte 9."""
    data = signature + struct.pack("<IBB", 36 + len(body) if length is None
                                   else length, 1, 0) \
        + b"NOPANIHOSTILE \0\0\0\0TEST\0\0\0\0"
    data = (data + body)[:36] + body if len(data) > 36 else \
        data.ljust(36, b"\0") + body
    return mb2.checked(data, 9) if good_sum else data


def acpi():
    at = MEMORY - 32 * KiB      # reserved in the map
    for name, tag in [
            ("a wrong checksum", mb2.rsdp(at, good=False)),
            ("a wrong extended checksum", mb2.rsdp(at, at, good=False)),
            ("an RSDT at 0", mb2.rsdp(0)), ("an XSDT at 0", mb2.rsdp(0, 0)),
            ("an RSDT beyond RAM", mb2.rsdp(0xdeadbeef)),
            ("an XSDT beyond all", mb2.rsdp(0, TOP - 1)),
            ("an XSDT beyond the CPU", mb2.rsdp(0, 1 << 51)),
            ("an RSDT in the kernel", mb2.rsdp(MiB)),
            ("an RSDT in the APIC", mb2.rsdp(0xfee00000)),
            ("nothing", (mb2.RSDP_OLD, b"")),
            ("garbage", (mb2.RSDP_NEW, b"\xff" * 36))]:
        yield f"an RSDP with {name}", good() + [tag], []
    srat = table(b"SRAT", bytes(12) + bytes([1, 40]) + bytes(38))
    for name, tables in [
            ("lengths of 0", table(b"RSDT", b"", length=0)),
            ("lengths of 4 GiB", table(b"RSDT", b"", length=0xffffffff)),
            ("itself in it", table(b"RSDT", struct.pack("<I", at) * 40)),
            ("tables everywhere", table(b"RSDT", struct.pack(
                "<6I", 0, 1, 0xfffffff0, MiB, 0xfee00000, 0xc0000000))),
            ("an SRAT of length 0", table(b"RSDT", struct.pack(
                "<I", at + 0x800)).ljust(0x800, b"\0") + table(
                    b"SRAT", b"", length=0)),
            ("an SRAT whose entries are 0 long", table(
                b"RSDT", struct.pack("<I", at + 0x800)).ljust(0x800, b"\0")
             + table(b"SRAT", bytes(60))),
            ("an SRAT with a node of nothing", table(
                b"RSDT", struct.pack("<I", at + 0x800)).ljust(0x800, b"\0")
             + srat)]:
        yield f"ACPI with {name}", good() + [mb2.rsdp(at)], [(at, tables)]


def elf_sections():
    for name, *fields in [
            ("as many as there could be", 0xffffffff, 64, 0),
            ("of size 0", 10, 0, 0), ("with an absurd index", 10, 64,
                                      0xffffffff)]:
        yield f"ELF sections {name}", good() + [mb2.elf_tag(*fields)]
    yield "ELF sections over all of memory", good() + [mb2.elf_tag(
        2, 64, 1, struct.pack("<IIQQQQIIQQ", 1, 1, 7, 0, 0, TOP - 1, 0, 0, 1,
                              0) * 2)]


def shapes():
    data = mb2.pack(good())
    size = len(data)
    for total in (0, 7, 8, 15, 16, 17, 24, size - 1, size - 8, size + 8,
                  size + 64 * KiB, 15 * MiB, MEMORY, GiB, 0x7fffffff,
                  0xffffffff):
        yield f"a block that says it has {total} bytes", \
            struct.pack("<I", total) + data[4:]
    for tag_size in (0, 1, 7, 8, 9, 0x7fffffff, 0xfffffff8, 0xffffffff):
        yield f"a first tag of {tag_size} bytes", \
            data[:12] + struct.pack("<I", tag_size) + data[16:]
    yield "no end tag", struct.pack("<I", size - 8) + data[4:-8]
    yield "nothing but an end tag", mb2.pack([])
    yield "each tag twice", mb2.pack(good() + good())
    yield "the tags from the end", mb2.pack(good()[::-1])
    yield "2000 tags of no meaning", mb2.pack(good() + [
        (1000 + i, b"?" * (i % 9)) for i in range(2000)])


def places():
    data = mb2.pack(good())
    end = images_end()
    for name, where in [
            ("in page 0", 0x800), ("behind the kernel", end),
            ("at the end of RAM", MEMORY - 64 * KiB - len(data) - 8 & -8),
            ("in reserved memory", MEMORY - 8 * KiB),
            ("across the end of RAM's ranges", LOW_END - 64)]:
        yield f"the block {name}", data, where
    yield "a block at an odd address", data, 0x7004


def handmade():
    """All cases that somebody thought of."""
    for part in (maps, ram_that_is_not_there, efi_maps, modules, texts,
                 elf_sections, shapes):
        for name, found in part():
            where = direct.BLOCK_AT
            large = not isinstance(found, bytes) and \
                len(mb2.pack(found)) > 512 * KiB
            yield Case(name, found, 2 * MiB if large else where)
    for part in (framebuffers, acpi):
        for name, found, files in part():
            yield Case(name, found, files=files)
    for name, data, where in places():
        yield Case(name, data, where)
