# SPDX-License-Identifier: GPL-2.0-only
"""Machines that QEMU has not: hardly any RAM below 1 GiB, or in crumbs, or
GRUB's block and modules above it. The block is changed before the kernel's
first instruction; what it claims is RAM that is really there."""

import re

import pytest

import gdb_stub
import mb2
import nopanic
from nopanic import Session

MiB, GiB, KiB = 1 << 20, 1 << 30, 1 << 10
RAM = 1
LOW_END = 0x7ffdf000        # what SeaBIOS leaves below 4 GiB of -m 4G
HIGH = (4 * GiB, 6 * GiB, RAM)
NO_1G = ("--", "-cpu", "max,vendor=GenuineIntel,-pdpe1gb")


def image_end():
    """The first page behind the kernel, and room for GRUB's block."""
    end = gdb_stub.symbol(nopanic.RELEASE + "/nopanic.elf", "_end")
    return (end & (GiB - 1)) + 8 * KiB


def boot(entries, *options, where=None, module=None):
    """Self-tests on a machine with these e820 entries, and one module."""
    def change(tags):
        keep = [t for t in tags if (t[0] != 6 or entries is None)
                and (t[0] != 3 or module is None)]
        return keep + ([mb2.e820_tag(entries)] if entries else []) \
            + ([mb2.module_tag(*module)] if module else [])

    with Session("--memory", "4G", "--cmdline", "selftest", "--timeout", "60",
                 "--gdb", *options) as session:
        gdb_stub.boot_with_block(session, change, where)
        return session.end()


def passed(result):
    planned, good, bad = result.ktap()
    assert result.status == 0 and not bad and len(good) == planned, result.log
    return result


@pytest.mark.parametrize("options", [(), NO_1G, ("--cmdline",
                                                 "selftest movable_node")])
def test_tiny_low_memory(options):
    """32 free pages below 1 GiB; all else is above it."""
    low = (MiB, image_end() + 32 * 4 * KiB, RAM)
    result = passed(boot([low, (GiB, LOW_END, RAM), HIGH], *options))
    assert len(re.findall("^init_memory_mapping: ", result.log, re.M)) > 2


@pytest.mark.parametrize("options", [(), NO_1G])
def test_low_memory_in_crumbs(options):
    """Every other page only: no table beside another, none of them large."""
    start = image_end()
    crumbs = [(a, a + 4 * KiB, RAM)
              for a in range(start + 4 * KiB, start + 400 * KiB, 8 * KiB)]
    passed(boot([(MiB, start, RAM), *crumbs, (GiB, LOW_END, RAM), HIGH],
                *options))


def test_high_memory_in_crumbs():
    """A gap in each 2 MiB: 4 KiB pages, and a table for each 2 MiB."""
    crumbs = [(a, a + 2 * MiB - 4 * KiB, RAM)
              for a in range(5 * GiB, 5 * GiB + 160 * MiB, 2 * MiB)]
    low = (MiB, image_end() + 40 * 4 * KiB, RAM)
    passed(boot([low, (4 * GiB, 4 * GiB + 64 * MiB, RAM), *crumbs]))


def test_no_room_for_the_first_tables_is_said():
    result = boot([(MiB, image_end() + 2 * 4 * KiB, RAM), HIGH])
    assert result.status == 2
    assert re.search(r"init_mem_mapping: no memory for page table \d+: \d+ "
                     r"more of 4 KiB are needed", result.log)


@pytest.mark.parametrize("where", [GiB - 256, GiB + 512 * MiB])
def test_block_and_module_above_1g(where):
    """Read where no boot table maps it; and the module stays untouched."""
    start = 0x50000000
    result = passed(boot(None, where=where,
                         module=(start, start + MiB + 1, "above one GiB")))
    assert f"block [mem 0x{where:08x}-" in result.log
    assert re.search(r"module 0 \[mem 0x50000000-0x50100000\] above one GiB",
                     result.log)
    assert re.search(r"reserved for \[0x0*50000000-0x0*50100000\]: module 0",
                     result.log)


def test_module_outside_of_ram_is_named():
    result = passed(boot(None, module=(0x90000000, 0x90001000, "lost")))
    assert re.search(r"module 0 at \[mem 0x90000000-0x90000fff\] is not in "
                     "RAM", result.log)


def test_lists_that_grew_give_their_arrays_back():
    """180 ranges: the list outgrows its first array. The second one is freed
    at the end, and the list can be read all the same."""
    crumbs = [(a, a + 4 * KiB, RAM)
              for a in range(64 * MiB, 64 * MiB + 180 * 8 * KiB, 8 * KiB)]
    result = passed(boot([(MiB, 32 * MiB, RAM), *crumbs, HIGH]))
    assert re.search(r"^Freeing memblock\.memory array memory: 8K ",
                     result.log, re.M)
    assert re.search(r"^ memory\.cnt  = 0xb6$", result.log, re.M)
