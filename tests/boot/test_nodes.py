# SPDX-License-Identifier: GPL-2.0-only
"""Nodes as QEMU was told to make them, tables that no QEMU would write, and
movable_node: what the log says about each, while all self-tests pass."""

import re

import pytest

import acpi
from nopanic import boot

M, G = 1 << 20, 1 << 30
BOTH = ["bios", pytest.param("uefi", marks=pytest.mark.long)]


def passed(*options):
    result = boot("--test", "--timeout", 120, *options)
    assert result.status == 0, "\n".join(result.lines[-30:])
    return result


def nodes(result):
    """node -> (first byte, last byte, KiB of RAM), as the log has them"""
    return {int(n): (int(first, 16), int(last, 16), int(kib))
            for n, first, last, kib in re.findall(
                r"^Initmem setup node (\d+) \[mem 0x([0-9a-f]+)-"
                r"0x([0-9a-f]+)\], (\d+) KiB of RAM$", result.log, re.M)}


def reserved(result):
    """[first, last] of each reserved region, before the hand-over"""
    found = re.findall(r"^ reserved\[0x[0-9a-f]+\]\t\[0x([0-9a-f]+)-"
                       r"0x([0-9a-f]+)\]", result.log, re.M)
    assert found
    return [(int(first, 16), int(last, 16)) for first, last in found]


def numa(*sizes, memory=None):
    """QEMU-ARGS for nodes with that many MiB each, and a CPU each: a node
    with neither is in no table."""
    args = ["-m", memory or f"{sum(sizes)}M", "-smp", str(len(sizes))]
    for node, size in enumerate(sizes):
        args += ["-numa", f"node,nodeid={node},cpus={node}"
                 + (f",memdev=n{node}" if size else "")]
        if size:
            args += ["-object", f"memory-backend-ram,id=n{node},"
                     f"size={size}M,reserve=off"]
    return args


# ---- as QEMU was told -----------------------------------------------------

@pytest.mark.parametrize("firmware, sizes", [
    ("bios", [512]), ("bios", [64, 448]), ("bios", [300, 20, 200]),
    ("bios", [64, 0, 128, 320]), ("bios", [2048, 3072, 1024, 512, 4096]),
    ("bios", [128, 64, 32, 16, 8, 256, 4, 100]),
    pytest.param("uefi", [256, 300], marks=pytest.mark.long),
    ("uefi", [512, 128, 0, 256, 1024, 3072, 64, 200])],
    ids=str)
def test_unequal_nodes(firmware, sizes):
    result = passed("--firmware", firmware, "--", *numa(*sizes))
    there = nodes(result)
    assert sorted(there) == [n for n, size in enumerate(sizes) if size]
    start = 0
    for node, size in enumerate(sizes):
        if not size:
            continue
        first, last, kib = there[node]
        # firmware keeps some; what is above 2 GiB may move above 4 GiB
        assert size * 1024 - 20 * 1024 <= kib <= size * 1024
        if start + size * M <= 2 * G:
            assert start <= first < last < start + size * M
        else:
            assert first >= start
        start += size * M
    if 0 in sizes:
        assert f"NUMA: nodes without RAM: {sizes.index(0)}\n" in result.log
    for node in there:
        assert re.search(rf"^NODE_DATA\({node}\) allocated \[mem \S+\]$",
                         result.log, re.M)      # not "on node ..."


def test_distances_come_from_slit():
    args = numa(128, 128, 256)
    for pair, value in (("0,dst=1", 15), ("0,dst=2", 31), ("1,dst=2", 21)):
        args += ["-numa", f"dist,src={pair},val={value}"]
    log = passed("--", *args).log
    assert "NUMA: distance from node  0:  10  15  31\n" in log
    assert "NUMA: distance from node  1:  15  10  21\n" in log
    assert "NUMA: distance from node  2:  31  21  10\n" in log


@pytest.mark.parametrize("firmware", BOTH)
def test_hotplug_window_is_no_ram(firmware):
    result = passed("--firmware", firmware, "--", *numa(
        256, 256, memory="512M,slots=2,maxmem=4G"))
    assert re.search(r"^SRAT: Node 1 PXM 1 \[mem .*\] hotplug$", result.log,
                     re.M)
    there = nodes(result)
    assert sorted(there) == [0, 1]
    assert there[1][1] < 512 * M


def test_numa_off():
    result = passed("--nodes", 4, "--cmdline", "numa=off")
    assert "SRAT: " not in result.log
    assert "NUMA: turned off, one node\n" in result.log
    assert list(nodes(result)) == [0]


def test_numa_of_something_else_is_said():
    result = passed("--nodes", 2, "--cmdline", "numa=maybe")
    assert 'params: numa: bad value "maybe", ignored' in result.log
    assert sorted(nodes(result)) == [0, 1]


# ---- tables of one's own --------------------------------------------------

WHOLE = acpi.memory(0, 0, 512 * M)
HALVES = [acpi.memory(0, 0, 256 * M), acpi.memory(1, 256 * M, 512 * M)]


@pytest.mark.parametrize("entries, why", [
    ([WHOLE, acpi.memory(1, 256 * M, 512 * M)],
     r"NUMA: node \d .* overlaps with node \d .*: not used"),
    ([acpi.memory(0, 0, 256 * M), acpi.memory(1, 258 * M, 512 * M)],
     r"NUMA: 2048 KiB of \d+ KiB of RAM are in no block: not used"),
    ([acpi.memory(7 + i, 16 * M * i, 16 * M * (i + 1)) for i in range(32)],
     "SRAT: PXM 23 .* is one more than 16 nodes: not used"),
    ([WHOLE[:-1]], "SRAT: the entry at offset 48 has a wrong length, .*"),
    ([b"\1\0" + WHOLE], "SRAT: the entry at offset 48 has a wrong length, .*"),
    ([acpi.memory(0, 8 * G, 16 << 40)],
     "NUMA: no block has RAM in it: not used"),
    ([b""], "SRAT: no memory in it: not used")],
    ids=["overlap", "uncovered", "32 domains", "cut off", "length 0",
         "no RAM", "empty"])
def test_wrong_table_is_one_line_and_one_node(tmp_path, entries, why):
    result = passed("--", *acpi.srat(tmp_path, *entries))
    assert len(re.findall(rf"^{why}$", result.log, re.M)) == 1
    assert "NUMA: one node instead\n" in result.log
    assert list(nodes(result)) == [0]


@pytest.mark.parametrize("entries, expected", [
    # address 0 on node 1; domains neither dense nor from 0
    ([acpi.cpu(9, 0), acpi.cpu(5000, 1), acpi.memory(5000, 0, 256 * M),
      acpi.memory(9, 256 * M, 16 << 40)],
     {1: (0, 256 * M), 0: (256 * M, 512 * M)}),
    # overlaps with itself; a window of 16 TiB
    ([acpi.memory(0, 0, 640 << 10), acpi.memory(0, 0, 128 * M), HALVES[0],
      HALVES[1], acpi.memory(1, 4 * G, 16 << 40, acpi.HOTPLUG)],
     {0: (0, 256 * M), 1: (256 * M, 512 * M)}),
    # 512 KiB that nobody claims
    ([acpi.memory(3, 0, 256 * M - (512 << 10)), HALVES[1]],
     {0: (0, 256 * M), 1: (256 * M, 512 * M)})],
    ids=["reversed", "self-overlap", "small gap"])
def test_odd_table_is_used(tmp_path, entries, expected):
    there = nodes(passed("--", *acpi.srat(tmp_path, *entries)))
    assert sorted(there) == sorted(expected)
    for node, (start, end) in expected.items():
        first, last, _ = there[node]
        assert start <= first <= start + M and end - M <= last < end


def test_wrong_slit_is_one_line(tmp_path):
    result = passed("--", *acpi.srat(tmp_path, *HALVES),
                    *acpi.slit(tmp_path, [10, 9], [20, 10]))
    assert "SLIT: 9 from domain 0 to 1: not used\n" in result.log
    assert "NUMA: distance from node  0:  10  20\n" in result.log


# ---- movable_node ---------------------------------------------------------

MOVABLE = ("--cmdline", "movable_node")


def kernel_end(result):
    """Byte after the image."""
    return 1 + int(re.search(r"^ reserved for \[0x\w+-0x(\w+)\]: kernel image",
                             result.log, re.M).group(1), 16)


@pytest.mark.parametrize("firmware", BOTH)
def test_hotplug_memory_is_kept_free(tmp_path, firmware):
    start = 128 * M
    table = acpi.srat(tmp_path, acpi.memory(0, 0, start),
                      acpi.memory(1, start, 512 * M, acpi.HOTPLUG))
    result = passed("--firmware", firmware, *MOVABLE, "--", *table)
    assert max(last for _, last in reserved(result)) < start
    kept = re.search(r"^movable_node: .* kept free: (\d+) KiB$", result.log,
                     re.M)
    assert int(kept.group(1)) == nodes(result)[1][2]
    assert "cannot be unplugged" not in result.log
    assert re.search(r"^NODE_DATA\(1\) allocated \[mem .*\] on node 0$",
                     result.log, re.M)
    # without the parameter it is memory like any other
    result = passed("--firmware", firmware, "--", *table)
    assert max(last for _, last in reserved(result)) >= start
    assert "movable_node" not in result.log.split("stage: early")[1]


def test_what_was_there_before_is_named(tmp_path, release):
    """Right above the kernel: there the first page tables are."""
    start = kernel_end(release)
    result = passed(*MOVABLE, "--", *acpi.srat(
        tmp_path, acpi.memory(0, 0, start),
        acpi.memory(1, start, start + M, acpi.HOTPLUG),
        acpi.memory(0, start + M, 512 * M)))
    named = re.findall(r"^movable_node: \[mem 0x([0-9a-f]+)-0x([0-9a-f]+)\] "
                       r"of node 1 cannot be unplugged: (.*)$", result.log,
                       re.M)
    assert any(re.match(r"allocated by \w+\+0x", who) for _, _, who in named)
    for first, last, _ in named:
        assert int(first, 16) < start + M and int(last, 16) >= start
    early = [at for at in reserved(result) if start <= at[0] < start + M]
    total = re.search(r"^movable_node: (\d+) bytes of hot-pluggable memory "
                      r"were in use before", result.log, re.M)
    # all of it from before: nothing has come there since
    assert sum(min(last + 1, start + M) - first for first, last in early) \
        == int(total.group(1)) > 0


def test_kernel_in_hotplug_memory(tmp_path):
    result = passed(*MOVABLE, "--", *acpi.srat(
        tmp_path, acpi.memory(0, 0, 256 * M, acpi.HOTPLUG),
        acpi.memory(1, 256 * M, 512 * M, acpi.HOTPLUG)))
    assert re.search(r"^movable_node: the kernel image is in hot-pluggable "
                     r"memory of node 0", result.log, re.M)
    assert max(last for _, last in reserved(result)) < 256 * M


def test_too_little_outside_of_hotplug_memory(tmp_path):
    result = passed(*MOVABLE, "--", *acpi.srat(
        tmp_path, acpi.memory(0, 0, 4 * M),
        acpi.memory(1, 4 * M, 512 * M, acpi.HOTPLUG)))
    assert re.search(r"^movable_node: \d+ KiB are free outside of "
                     r"hot-pluggable memory, but \d+ KiB are needed",
                     result.log, re.M)
