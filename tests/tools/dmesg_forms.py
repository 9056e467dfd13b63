# SPDX-License-Identifier: GPL-2.0-only
"""One entry of a memory map as versions of Linux have printed it at boot.
Each function gives a line; its name says since when."""

MASK = (1 << 64) - 1
OLD_TYPES = {1: "usable", 2: "reserved", 3: "ACPI data", 4: "ACPI NVS",
             5: "unusable"}
TYPES = {**OLD_TYPES, 7: "persistent (type 7)", 12: "persistent (type 12)",
         0xefffffff: "soft reserved"}


def linux_2_2(entry):
    """Size before start; only for types that it knew."""
    base, size, kind = entry
    return f" BIOS-e820: {size:08x} @ {base:08x} ({OLD_TYPES[kind]})"


def linux_2_6(entry):
    base, size, kind = entry
    name = f"({OLD_TYPES[kind]})" if kind in OLD_TYPES else f"type {kind}"
    return f" BIOS-e820: {base:016x} - {base + size & MASK:016x} {name}"


def linux_3_13(entry):
    base, size, kind = entry
    return (f"[    0.000000] BIOS-e820: [mem 0x{base:016x}-"
            f"0x{base + size - 1 & MASK:016x}] "
            + TYPES.get(kind, f"type {kind}"))


def linux_6_17(entry):
    base, size, kind = entry
    name = {1: "System RAM", 2: "device reserved"}.get(kind)
    return (f"[    0.000000][    T0] BIOS-e820: [mem 0x{base:016x}-"
            f"0x{base + size - 1 & MASK:016x}]  {size / 1024:5.1f} KB "
            + (name or TYPES.get(kind, f"type {kind}")))


def xen(entry):
    return linux_3_13(entry).replace("BIOS-e820", "Xen")


def journal(entry):
    return "Feb 01 09:12:01 host kernel: " + linux_3_13(entry).split("] ")[1] \
        + "] " + linux_3_13(entry).split("] ", 2)[2]


EFI_NAMES = ["Reserved", "Loader Code", "Loader Data", "Boot Code",
             "Boot Data", "Runtime Code", "Runtime Data",
             "Conventional Memory", "Unusable Memory", "ACPI Reclaim Memory",
             "ACPI Memory NVS", "Memory Mapped I/O", "MMIO Port Space",
             "PAL Code", "Persistent Memory"]
SHORT = {"Conventional Memory": "Conventional", "Unusable Memory": "Unusable",
         "ACPI Reclaim Memory": "ACPI Reclaim",
         "ACPI Memory NVS": "ACPI Mem NVS", "Memory Mapped I/O": "MMIO",
         "MMIO Port Space": "MMIO Port", "Persistent Memory": "Persistent"}
BITS = [("RUN", 63), ("MR", 16), ("XP", 14), ("RP", 13), ("WP", 12),
        ("WB", 3), ("WT", 2), ("WC", 1), ("UC", 0), ("UCE", 4), ("NV", 15),
        ("SP", 18), ("RO", 17)]


def words(name, attribute):
    if attribute & ~sum(1 << bit for _, bit in BITS):
        return f"[{name:19s}|attr=0x{attribute:016x}]"
    marks = "|".join(mark if attribute >> bit & 1 else " " * len(mark)
                     for mark, bit in BITS)
    return f"[{name:19s}|{marks}]"


def efi_2_6(number, desc):
    base, pages, kind, attribute = desc
    return (f"EFI: mem{number:02d}: type={kind}, attr=0x{attribute:x}, "
            f"range=[0x{base:016x}-0x{base + (pages << 12) & MASK:016x}) "
            f"({pages >> 8}MB)")


def efi_3_17(number, desc):
    base, pages, kind, attribute = desc
    return (f"[    0.000000] efi: mem{number:02d}: "
            f"{words(EFI_NAMES[kind], attribute)} range=[0x{base:016x}-"
            f"0x{base + (pages << 12) & MASK:016x}) ({pages >> 8}MB)")


def efi_4_4(number, desc):
    base, pages, kind, attribute = desc
    last = base + (pages << 12) - 1 & MASK
    return (f"[    0.000000] efi: mem{number:02d}: "
            f"{words(EFI_NAMES[kind], attribute)} "
            f"range=[0x{base:016x}-0x{last:016x}] ({pages >> 8}MB)")


def efi_5_18(number, desc):
    line = efi_4_4(number, desc)
    for old, new in SHORT.items():
        line = line.replace(old, new)
    return line
