# SPDX-License-Identifier: GPL-2.0-only
"""Tests of lab 01, variant last-wins: the entry that stands last in the table
has the bytes that it covers.

The cases are the lab's own, and some more for R2; the oracle is another.
"""
from labtool.beside import beside, lab_of_variant

lab = lab_of_variant(__file__)
oracle = beside(__file__, "..", "..", "tests", "oracle.py")
case, RAM, RESERVED, ACPI = lab.case, lab.RAM, lab.RESERVED, lab.ACPI


def last_word():
    return [
        case("R2", "RAM again, after all",
             (0x100000, 0x500000, RESERVED), (0x200000, 0x300000, RAM)),
        case("R2", "the last of three, and of the lowest type",
             (0x100000, 0x600000, lab.NVS), (0x200000, 0x500000, RESERVED),
             (0x300000, 0x700000, RAM)),
        case("R2", "an old word shows where a newer one does not reach",
             (0x200000, 0x300000, ACPI), (0x280000, 0x380000, RESERVED),
             (0x100000, 0x240000, RAM)),
    ]


def visible():
    cases = lab.visible()
    return cases[:3] + last_word() + cases[3:]


def hidden_last_word(rng, n):
    """As the lab's; in each second case one covers all of the others."""
    rows = lab.hidden_overlap(rng, n)
    if n % 2:
        low, high = min(r[0] for r in rows), max(r[1] for r in rows)
        rows.insert(rng.randint(0, len(rows) - 1), (low, high, 9))
    return rows


def hidden(rng):
    return lab.hidden(rng, dict(lab.KINDS, R2=hidden_last_word))


def last(covering):
    return covering[-1][2] if covering else oracle.NOBODY


def expect(given):
    return oracle.expect(given, last)


def diagnose(given, want, got):
    return oracle.diagnose(given, want, got, last)
