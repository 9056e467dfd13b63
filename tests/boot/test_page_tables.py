# SPDX-License-Identifier: GPL-2.0-only
"""No page can be both written and executed, text and read-only data are
read-only through every alias, and the direct map is RAM and all of it:
proved from outside, in the page tables of boots on many machines."""

import re

import pytest

import gdb_stub
import nopanic
import page_tables
from nopanic import Session

DIRECT, DIRECT_END = 0xffff888000000000, 0xffffc90000000000
IMAGE = 0xffffffff80000000
FIXMAP, FIXMAP_END = 0xffffffffff400000, 0xffffffffff600000
IOREMAP, IOREMAP_END = 0xffffc90000000000, 0xffffca0000000000

NO_1G = ("--", "-cpu", "max,vendor=GenuineIntel,-pdpe1gb")
MACHINES = [
    ("bios", "8M", ()),
    ("bios", "512M", ()),
    ("bios", "4G", NO_1G),
    ("bios", "4G", ("--", "-cpu", "qemu64")),
    ("bios", "16G", ("--cmdline", "movable_node", *NO_1G)),
    ("bios", "512G", ("--nodes", "4")),
    ("uefi", "512M", ()),
    pytest.param("uefi", "4G", NO_1G, marks=pytest.mark.long),
    ("uefi", "4G", ("--cmdline", "movable_node")),
]


def overlaps(leaf, start, end):
    """Does the leaf show physical memory of [start, end)?"""
    return leaf.phys < end and leaf.phys + leaf.size > start


def within(leaf, start, end):
    return start <= leaf.virt and leaf.virt + leaf.size <= end


def check(leaves, sym, ram, init_there):
    """All that must hold; @init_there: .init is not freed yet."""
    read_only = [(sym["_text"], sym["_etext"]),
                 (sym["__start_rodata"], sym["__end_rodata"]),
                 (sym["__kallsyms_start"], sym["__bss_start"])]
    text = [(sym["_text"], sym["_etext"])]
    if init_there:
        text.append((sym["_sinittext"], sym["_einittext"]))
    for leaf in leaves:
        assert not (leaf.write and leaf.exec), leaf
        if leaf.exec:
            assert any(within(leaf, *part) for part in text), leaf
        if leaf.write:
            for start, end in read_only + text:
                assert not overlaps(leaf, start - IMAGE, end - IMAGE), leaf
        assert leaf.phys + leaf.size > page_tables.PAGE, "page 0 is mapped"
        if within(leaf, DIRECT, DIRECT_END):
            assert leaf.virt - leaf.phys == DIRECT, leaf
        elif within(leaf, IOREMAP, IOREMAP_END):
            assert not leaf.exec, leaf
            assert not any(overlaps(leaf, *part) for part in ram), leaf
        else:
            assert within(leaf, sym["_text"], sym["_end"]) \
                or within(leaf, FIXMAP, FIXMAP_END), leaf
    # the whole text can be run, and the direct map is RAM and all of it
    assert page_tables.merged((l.virt, l.virt + l.size) for l in leaves
                              if l.exec) == page_tables.merged(text)
    assert page_tables.merged((l.phys, l.phys + l.size) for l in leaves
                              if within(l, DIRECT, DIRECT_END)) == ram
    guard = sym["init_stack_guard"]
    assert not any(l.virt <= guard < l.virt + l.size for l in leaves)


def check_freed(leaves, sym):
    """.init and the boot's tables: plain memory, at no other address."""
    for start, end in (("__init_begin", "__init_end"),
                       ("__boot_pgt_start", "__boot_pgt_end")):
        start, end = sym[start], sym[end]
        here = [l for l in leaves if overlaps(l, start - IMAGE, end - IMAGE)]
        assert here and all(l.write and not l.exec for l in here)
        assert all(within(l, DIRECT, DIRECT_END) for l in here)


def ram_of(text):
    """memblock.memory, from its dump."""
    found = re.findall(r"^ memory\[0x\w+\]\s+\[0x(\w+)-0x(\w+)\]", text, re.M)
    assert found
    return page_tables.merged((int(a, 16), int(b, 16) + 1) for a, b in found)


def with_monitor(options, path):
    extra = page_tables.Monitor.arguments(path)
    return [*options, *([] if "--" in options else ["--"]), *extra]


@pytest.mark.parametrize("firmware, memory, options", MACHINES)
def test_rights_and_direct_map_at_the_prompt(firmware, memory, options,
                                             tmp_path):
    path = str(tmp_path / "qmp")
    with Session("--firmware", firmware, "--memory", memory,
                 *with_monitor(options, path)) as session:
        session.prompt()
        ram = ram_of(session.command("memblock"))
        leaves = page_tables.leaves(page_tables.Monitor(path))
        told = session.command("ptdump")
    sym = page_tables.symbols(nopanic.RELEASE + "/nopanic.elf")
    check(leaves, sym, ram, False)
    check_freed(leaves, sym)
    # what the kernel prints of itself is what is there
    lines = re.findall(r"^0x(\w+)-0x(\w+) .* (RW|ro) .* (NX|x ) p", told,
                       re.M)
    assert page_tables.merged((int(a, 16), int(b, 16)) for a, b, *_ in lines) \
        == page_tables.merged((l.virt, l.virt + l.size) for l in leaves)
    assert page_tables.merged((int(a, 16), int(b, 16))
                              for a, b, w, _ in lines if w == "RW") \
        == page_tables.merged((l.virt, l.virt + l.size)
                              for l in leaves if l.write)


@pytest.mark.parametrize("firmware, memory", [
    ("bios", "512M"), ("bios", "4G"), ("uefi", "512M")])
def test_rights_from_stage_mapped_on(firmware, memory, tmp_path):
    """Stopped at the breakpoint, before anything else has run."""
    path = str(tmp_path / "qmp")
    sym = page_tables.symbols(nopanic.RELEASE + "/nopanic.elf")
    with Session("--firmware", firmware, "--memory", memory, "--gdb",
                 *with_monitor((), path)) as session:
        gdb = gdb_stub.connect(session)
        gdb.run_to(sym["stage_mapped"])
        leaves = page_tables.leaves(page_tables.Monitor(path))
        gdb.ask("D")
        session.prompt()
        ram = ram_of(session.command("memblock"))
    check(leaves, sym, ram, True)


def test_without_nx_one_warning_says_what_is_lost(tmp_path):
    path = str(tmp_path / "qmp")
    with Session("--cmdline", "selftest", *with_monitor(
            ("--", "-cpu", "max,vendor=GenuineIntel,-nx"), path)) as session:
        result = session.end()
    assert result.status == 0
    lines = [line for line in result.lines if "NX" in line]
    assert len(lines) == 1 and "executed" in lines[0]
