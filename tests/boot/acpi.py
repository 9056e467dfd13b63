# SPDX-License-Identifier: GPL-2.0-only
"""SRAT and SLIT of one's own, for QEMU's -acpitable: it writes the header,
checksum included, and hands the table to either firmware."""

import struct

ENABLED, HOTPLUG, NONVOLATILE = 1, 2, 4


def memory(pxm, start, end, flags=0):
    """Memory affinity (ACPI 6.5, 5.2.16.2); @end is exclusive."""
    return struct.pack("<BBIHQQIIQ", 1, 40, pxm, 0, start, end - start, 0,
                       ENABLED | flags, 0)


def cpu(pxm, apic_id):
    """Processor local APIC affinity (5.2.16.1)."""
    return struct.pack("<BBBBIB3sI", 0, 16, pxm & 0xff, apic_id, ENABLED, 0,
                       (pxm >> 8).to_bytes(3, "little"), 0)


def table(folder, signature, body):
    """QEMU-ARGS that add the table."""
    path = folder / f"{signature}.aml"
    path.write_bytes(body)
    return ["-acpitable", f"sig={signature},rev=3,data={path}"]


def srat(folder, *entries):
    return table(folder, "SRAT", struct.pack("<IQ", 1, 0) + b"".join(entries))


def slit(folder, *rows):
    return table(folder, "SLIT", struct.pack("<Q", len(rows))
                 + b"".join(map(bytes, rows)))
