# SPDX-License-Identifier: GPL-2.0-only
"""Inputs for the fuzz targets to begin with: the machines of tests/maps and
edge cases, in the form that each tests/fuzz/fuzz_NAME.c reads.

    usage: fuzz_seeds.py NAME FOLDER     writes them there, a file each
"""

import glob
import os
import struct
import sys

E820_TYPES = (1, 2, 3, 4, 5, 7, 12, 0xefffffff)


def numbers(path):
    """Rows of words of a file of tests/maps, without comments."""
    with open(path, encoding="utf-8") as file:
        lines = [line.split("#")[0].split() for line in file]
    return [words for words in lines if words]


def e820_rows():
    for path in sorted(glob.glob("tests/maps/e820/*.map")):
        yield [(int(base, 16), int(size, 16), int(kind))
               for base, size, kind in numbers(path)]


def efi_rows():
    for path in sorted(glob.glob("tests/maps/efi/*")):
        yield [(int(kind), int(base, 16), int(pages, 16), int(attr, 16))
               for base, pages, kind, attr in numbers(path)]


def srat_rows():
    for path in sorted(glob.glob("tests/maps/srat/*")):
        yield [(int(row[0]), int(row[1]), int(row[2], 16), int(row[3], 16),
                1 | 2 * ("hotplug" in row) | 4 * ("non-volatile" in row))
               for row in numbers(path)]


# ---- tables as firmware writes them ----------------------------------------

def efi_descs(rows, limit=60):
    return b"".join(struct.pack("<IIQQQQ", kind, 0, base, 0, pages, attr)
                    for kind, base, pages, attr in rows[:limit])


def e820_entries(rows, form="<QQI"):
    return b"".join(struct.pack(form, *row) for row in rows)


def memory_entry(pxm, start, last, flags):
    return struct.pack("<BBIHQQIIQ", 1, 40, pxm, 0, start, last - start + 1,
                       0, flags, 0)


def cpu_entry(pxm, flags=1):
    return struct.pack("<BBBBIB3sI", 0, 16, pxm & 255, 0, flags, 0,
                       pxm.to_bytes(4, "little")[1:], 0)


def x2apic_entry(pxm, flags=1):
    return struct.pack("<BBHIIIII", 2, 24, 0, pxm, 0, flags, 0, 0)


def srat_entries(rows):
    nodes = dict(sorted((node, pxm) for node, pxm, *_ in rows))
    return (b"".join(x2apic_entry(pxm) for pxm in nodes.values()) +
            b"".join(memory_entry(*row[1:]) for row in rows))


def table(signature, body, revision=3):
    return signature + struct.pack("<IBB6s8sI4sI", 36 + len(body), revision,
                                   0, b"FUZZ", b"FUZZ", 1, b"FUZZ", 1) + body


def rsdp(revision, rsdt, xsdt, length=36):
    return b"RSD PTR " + struct.pack("<B6sBIIQB3s", 0, b"FUZZ", revision,
                                     rsdt, length, xsdt, 0, b"")


# ---- one function a target --------------------------------------------------

def tag(kind, body):
    data = struct.pack("<II", kind, 8 + len(body)) + body
    return data + bytes(-len(data) % 8)


def multiboot2():
    e820 = next(e820_rows())
    efi = next(efi_rows())
    tags = [tag(1, b"quiet mem=64M\0"), tag(2, b"GRUB 2.06\0"),
            tag(3, struct.pack("<II", 0x200000, 0x201234) + b"module\0"),
            tag(6, struct.pack("<II", 24, 0) +
                e820_entries([(*row, 0) for row in e820], "<QQII")),
            tag(8, struct.pack("<QIIIBBH", 0xfd000000, 4096, 1024, 768, 32,
                               1, 0) + bytes([16, 8, 8, 8, 0, 8])),
            tag(14, rsdp(0, 0x7fe0000, 0)[:20]),
            tag(15, rsdp(2, 0x7fe0000, 0x7fe0010)),
            tag(17, struct.pack("<II", 48, 1) +
                b"".join(efi_descs([row]) + bytes(8) for row in efi[:5])),
            tag(18, b"")]
    end = tag(0, b"")
    for chosen in [tags] + [[one] for one in tags] + [
            [one, one] for one in tags] + [tags[2:3] * 19]:
        body = b"".join(chosen)
        yield b"\1" + struct.pack("<II", 0, 0) + body + end
        yield b"\0" + struct.pack("<II", 8 + len(body), 0) + body
    yield b"\3" + struct.pack("<II", 16, 0) + end
    yield b""


def e820():
    for rows in e820_rows():
        yield b"\0" + e820_entries(rows)
        yield b"\x20" + e820_entries(rows[:12])
    edges = [(0, 0, 1), (0, 1, 1), (~0 & 2**64 - 1, 1, 1), (0, 2**64 - 1, 1),
             (2**64 - 4096, 4096, 1), (2**46 - 1, 2, 1), (1, 2**64 - 1, 2)]
    for how in (0, 2, 4, 6, 8, 16, 32, 64):
        yield bytes([how]) + e820_entries(edges)
    short = bytes(value for i in range(24) for value in
                  (i * 37 % 256, i * 11 % 64, i % 10, i * 29 % 256))
    for how in (1, 9, 17, 33, 0x3b, 0x81, 0xa1, 0xc1):
        yield bytes([how]) + short
        yield bytes([how]) + short[:40]


def efi():
    for rows in efi_rows():
        yield b"\0\0\0" + efi_descs(rows)
        yield b"\x58\0\x80" + efi_descs(rows[:12])
    short = bytes(value for i in range(32) for value in
                  (i % 18, i * 7 % 256, i * 11 % 40, i * 29 % 256))
    for how in (1, 3, 5, 7, 9, 0x11, 0x31, 0x51, 0x81, 0x89):
        yield bytes([how, 0, 0x10]) + short
        yield bytes([how, 0, 2]) + bytes([7, 1, 99, 4, 7, 150, 9, 0]) + \
            short[:20]


def acpi():
    at = 0x7ff00000
    slit = table(b"SLIT", struct.pack("<Q", 2) + bytes([10, 20, 20, 10]), 1)
    srat = table(b"SRAT", struct.pack("<IQ", 1, 0) +
                 srat_entries([(0, 0, 0, 0x7fffffff, 1),
                               (1, 1, 2**32, 2**32 + 2**31 - 1, 3)]))
    for width, form, signature in ((8, "<Q", b"XSDT"), (4, "<I", b"RSDT")):
        for tables in ([], [srat], [slit, srat],
                       [table(b"FACP", b"")] * 18 + [srat],
                       [b""] * 130 + [srat]):
            spot = at + 36 + width * len(tables)
            root, rest = b"", b""
            for one in tables:
                root += struct.pack(form, spot + len(rest) if one else 0)
                rest += one
            memory = table(signature, root, 1) + rest
            root = rsdp(2 if width == 8 else 0, at, at if width == 8 else 0)
            for how in (0, 2, 4) + (0xc1, 0xc9, 0xd1, 0xe1) * (not tables):
                yield bytes([how, 36 if width == 8 else 20]) + root + memory
            yield bytes([0, 36]) + rsdp(2, at, at, 20) + memory
            yield bytes([0, 36]) + rsdp(2, 1 << 31, 1 << 46) + memory
    yield bytes([0, 36]) + rsdp(2, at, at) + table(b"XSDT", b"")[:20]


def srat():
    slit = struct.pack("<Q", 2) + bytes([10, 20, 20, 10])
    for rows in srat_rows():
        yield bytes([0, 3, 0]) + srat_entries(rows)[:3000]
        yield bytes([2, 2, len(slit)]) + slit + srat_entries(rows[:8])
    entries = [cpu_entry(1), x2apic_entry(0x12345678), cpu_entry(0x102, 0),
               memory_entry(1, 0, 0x7fffffff, 1),
               memory_entry(0x12345678, 2**32, 2**33 - 1, 3),
               memory_entry(2, 2**34, 2**34, 7),
               memory_entry(2, 2**64 - 4096, 2**64, 1), bytes([1, 1]),
               bytes([9, 2]), bytes([1, 4, 0, 0])]
    for i in range(len(entries)):
        for how in (0, 2, 4, 10):
            yield bytes([how, i % 3, len(slit)]) + slit + \
                b"".join(entries[:i + 1])
    yield bytes([0x13, 3, 0, 2, 0, 16, 1, 2, 1, 0, 16, 2, 1, 17, 111])
    yield bytes([0xe1, 3, 0]) + bytes(value for i in range(40)
                                      for value in (0, i % 3, i, 1))
    for how in (1, 3, 9, 11, 0x11, 0x13, 0x1b, 0xe1, 0xeb):
        halves = bytes([0, 0, 0, 64, 2, 1, 64, 64])
        many = bytes(value for i in range(130)
                     for value in (0, i % 7, i, 1)) * (how < 9 or 3)
        nodes = bytes(value for i in range(20) for value in (i % 3, i, i, 1))
        cpus = bytes(value for i in range(20) for value in (9, i + 3, 0, 0))
        for body in (halves, many, nodes, cpus + halves, halves + halves):
            yield bytes([how, 3, 0]) + body
            yield bytes([how, 3, 12]) + slit + body


def cmdline():
    words = ("quiet debug loglevel=7 loglevel=9 memblock=debug movable_node "
             "mem=64M memmap=64K$0x10000 memmap=exactmap memmap=4M@1M,1M#8M "
             "numa=off numa=on kmemleak=on kmemleak=off kmemleak=x panic=5 "
             "panic=9999 selftest selftest=1 bootdelay=10 bootdelay=x "
             "log_buf_len=64K log_buf_len=0 slab_debug slab_debug=FZPU,kmal* "
             "slab_debug=-,a slab_debug=Q name=\"a b\" unknown =x \"").split()
    for word in words:
        yield word.encode()
        yield b"quiet\xff" + word.encode() + b" nokaslr root=/dev/sda1\n"
    yield " ".join(words).encode()
    yield (" ".join(words) * 2).encode() + b"\xff" + " ".join(words).encode()
    yield b"abc " * 1100 + b"\xff" + b"xyz\t" * 600
    yield b"\"abc " * 801 + b"\xff" + b"xyz\" " * 501
    yield b"x" * 4200 + b"\xff" + b"y" * 2100


def memmap():
    values = ("64K@3M 64K#0x340000 64K$1M 1M!5M 10M exactmap exactmap,2M@1M "
              "=5M =16E =0 =lots 0x100000@0xffffffffffffffff 16E@0 1@2 @ "
              "18446744073709551615 18446744073709551616 0x10000000000000000 "
              "0xffffffffffffffff 17592186044415M 16777216T 1Q 0x 12E@12E, "
              "1G@16M 100M@32M 64M@0x1200000 1M@63T 4K@4K,,8K#8K").split()
    for value in values:
        yield value.encode()
        yield value.encode() + b"\n64K@3M\n=7M"
    yield "\n".join(values).encode()
    yield b"\n".join(b"1K@%dM" % (2 * i) for i in range(70))


def dmesg():
    for kind, number in (("e820", 1), ("efi", 2), ("srat", 3)):
        for path in sorted(glob.glob(f"tests/maps/{kind}/*"))[::3]:
            with open(path, "rb") as file:
                text = file.read(1500)
            yield bytes([number]) + text
            yield b"\0" + text[:700].rsplit(b"\n", 1)[0]
    for path in sorted(glob.glob("tests/maps/dmesg/*")):
        with open(path, "rb") as file:
            lines = [line for line in file if b"mem" in line or b"e820" in
                     line or b"SRAT" in line]
        for i in range(0, min(len(lines), 90), 9):
            yield bytes([4 * (i % 2)]) + b"".join(lines[i:i + 9])
    with open("tests/host/test_dmesg.c", encoding="utf-8") as file:
        text = file.read()
    for line in text.replace('"\n\t  "', "").split('"')[1::2]:
        yield b"\0" + line.encode().decode("unicode_escape").encode()
        yield b"\4Linux version 6\n" + line.encode() + b"\n" + line.encode()
    yield b"\0efi: mem00: [Boot Code|WB range=[0x0-0x1000)\n"
    yield b"\0efi: mem01: base 0x1000 pages 0 type 3: left out\n"
    yield b"\3" + b"0 0 0 fff hotplug non-volatile\n300 1 1000 1fff\n"
    yield b"\3" + b"0 0 0 fff\n300 1 1000 1fff\n"
    yield b"\1" + b"0 1 1\n" * 61
    yield b"\1" + b"# long\n" * 300


def operations(head, length, count):
    """Bytes without a meaning, the same each time."""
    state = 1
    for _ in range(count):
        body = bytearray()
        for _ in range(length):
            state = state * 6364136223846793005 + 1442695040888963407
            body.append(state >> 33 & 255)
            state &= 2**64 - 1
        yield bytes(head) + bytes(body)


def memblock():
    comb = bytes([7, 4, 0, 0, 224])
    for how in range(0, 64, 3):
        yield from operations([how % 6, how], 150, 2)
        for kind in range(4):
            body = b"".join(struct.pack("<BBHB", 7, kind | i << 4, i * 70,
                                        224 + i) for i in range(8))
            yield bytes([0, how | 8]) + comb + body + comb


def slab():
    for how in range(16):
        yield from operations([how], 120, 2)
        for op in (4, 6):
            yield bytes([how]) + b"".join(
                bytes([0, i, 40, 0, op | i << 3, i, op | i << 3, i, 5, i])
                for i in range(32))


def pages():
    for machine in (0, 1, 2, 130):
        yield from operations([machine], 160, 6)


def main():
    name, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    for i, data in enumerate(globals()[name]()):
        with open(os.path.join(folder, f"{i:04}"), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    main()
