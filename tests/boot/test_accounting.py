# SPDX-License-Identifier: GPL-2.0-only
"""Every byte of RAM is accounted for after each stage, and printed: the
numbers of the log, added up here and compared with what else is printed."""

import re

import pytest

import nopanic
import page_tables
from nopanic import Session

LINE = re.compile(r"^memory: (\d+) usable = (.*)$", re.M)
MACHINES = [
    ("bios", "8M", ()),
    ("bios", "512M", ()),
    ("bios", "16G", ("--nodes", "8")),
    ("bios", "1000G", ()),
    pytest.param("uefi", "256M", (), marks=pytest.mark.long),
    ("uefi", "4G", ("--nodes", "2", "--cmdline", "movable_node")),
]


def parts(text):
    return {name: int(number) for number, name in
            re.findall(r"(\d+) (\w+(?: aside)?)", text)}


def usable_of_map(log):
    """Whole pages of the usable ranges, without the first page and the
    BIOS's hole: an independent count."""
    pages = set()
    total = 0
    for first, last in re.findall(r"^(?:BIOS-e820|efi): \[mem 0x(\w+)-0x(\w+)"
                                  r"\] usable$", log, re.M):
        start = (int(first, 16) + 4095) // 4096
        end = (int(last, 16) + 1) // 4096
        if start < 256:
            pages.update(range(max(start, 1), min(end, 160)))
            start = max(start, 256)
        total += max(end - start, 0)
    return (total + len(pages)) * 4096


@pytest.mark.parametrize("firmware, memory, options", MACHINES)
def test_sums(firmware, memory, options):
    with Session("--firmware", firmware, "--memory", memory,
                 *options) as session:
        session.prompt(timeout=90)
        buddy = session.command("buddy")
        table = session.command("meminfo")
        log = session.log
    lines = [(int(usable), parts(rest)) for usable, rest in LINE.findall(log)]
    # after memblock, mapped, bootmem, buddy, slab; and at the end
    assert len(lines) == 6
    for usable, split in lines:
        assert usable == lines[0][0] == sum(split.values()), (usable, split)
    for _, split in lines[:3]:
        assert {"reserved", "free"} <= set(split)
    for _, split in lines[3:]:
        assert set(split) == {"held", "free", "slab", "lost"}
    # each stage takes some; the end gives some back
    assert lines[0][1]["free"] > lines[1][1]["free"] > lines[2][1]["free"]
    assert lines[5][1]["held"] < lines[4][1]["held"]
    # what other commands say
    free = int(re.search(r"(\d+) of \d+ pages are free", buddy).group(1))
    now = {name: int(number) for name, number in
           re.findall(r"^    (free|slab) +(\d+) ", table, re.M)}
    assert now["free"] == free * 4096
    # at the prompt kmemleak has begun to track: it has its own caches
    assert lines[5][1]["free"] - now["free"] == \
        now["slab"] - lines[5][1]["slab"]
    assert "it adds up to the byte" in table
    assert re.search(rf"^  usable +{lines[0][0]} ", table, re.M)
    # what was not free, stage by stage: the log's numbers again
    shown = re.findall(r"^  (\w+) +(\d+) KiB, (\d+) KiB for each GiB", table,
                       re.M)
    assert [name for name, _, _ in shown] == [
        "memblock", "mapped", "bootmem", "buddy", "slab", "now"]
    for (_, kib, per_gib), (usable, split) in zip(shown, lines[:5]):
        held = usable - split["free"]
        assert int(kib) == held >> 10
        assert int(per_gib) == held // (usable >> 20)
    if firmware == "bios":
        assert lines[0][0] == usable_of_map(log)


def test_what_only_the_boot_needed_is_freed():
    """Sizes as the ELF file has them."""
    sym = page_tables.symbols(nopanic.RELEASE + "/nopanic.elf")
    with Session() as session:
        session.prompt()
        log = session.log
    for start, end, name in (
            ("__init_begin", "__init_end", "unused kernel"),
            ("__boot_pgt_start", "__boot_pgt_end", "boot page table")):
        size = (sym[end] - sym[start]) >> 10
        first = sym[start] & 0x7fffffff
        assert size and re.search(
            rf"^Freeing {name} memory: {size}K \[mem 0x{first:08x}-", log,
            re.M), name
