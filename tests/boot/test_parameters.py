# SPDX-License-Identifier: GPL-2.0-only
"""Other memory than the firmware says: mem=, memmap=, a boot information
block that is not GRUB's, another machine's map beside the real one; and the
table of resources, which shows what came of it."""

import json
import os
import re
import struct
import subprocess

import pytest

import mb2
import nopanic
from nopanic import Session, boot

MAPS = os.path.join(nopanic.ROOT, "tests/maps")
MIB = 1 << 20
LOW = (0, 0x9f000, 1)       # an entry of a map


def memory(log):
    """memblock.memory of the boot, as (start, end)."""
    return [(int(a, 16), int(b, 16) + 1) for a, b in re.findall(
        r"^ memory\[0x[0-9a-f]+\]\t\[(0x\w+)-(0x\w+)\]", log, re.M)]


def passes(*options):
    result = boot("--test", "--timeout", 100, *options)
    planned, good, bad = result.ktap()
    tail = "\n".join(result.lines[-25:])
    assert result.status == 0 and not bad and len(good) == planned, tail
    return result.log


# ---- mem= and memmap= ------------------------------------------------------

@pytest.mark.parametrize("firmware, size", [
    ("bios", 100), pytest.param("uefi", 128, marks=pytest.mark.long)])
def test_mem_is_a_limit(firmware, size):
    log = passes("--firmware", firmware, "--cmdline", f"mem=1G mem={size}M")
    assert memory(log)[-1][1] == size * MIB
    assert "e820: user-defined physical RAM map:" in log


@pytest.mark.parametrize("firmware", ["bios", "uefi"])
def test_memmap_changes_types(firmware):
    log = passes("--firmware", firmware, "--cmdline",
                 "memmap=64K$48M,1M#64M memmap=1M!80M memmap=2M@3G")
    ram = memory(log)
    for start, size in [(48, 1 / 16), (64, 1), (80, 1)]:
        start, end = start * MIB, int((start + size) * MIB)
        assert not any(a < end and start < b for a, b in ram)
        assert any(b == start for a, b in ram)
        assert any(a == end for a, b in ram)
    assert "user: [mem 0x0000000005000000-0x00000000050fffff] " \
        "persistent (type 12)" in log
    # nothing is there with BIOS, and the framebuffer with UEFI
    assert "memmap: [mem 0xc0000000-0xc01fffff] is no RAM of this machine, " \
        "refused" in log


def test_exactmap():
    log = passes("--cmdline",
                 "memmap=exactmap memmap=636K@0 memmap=200M@1M,16M@256M")
    assert memory(log) == [(0x1000, 0x9f000), (MIB, 201 * MIB),
                           (256 * MIB, 272 * MIB)]
    assert " is RAM that the firmware does not list" not in log


def test_more_ram_than_there_is():
    """2G of a machine with 1G: what answers is used, and no more."""
    log = passes("--memory", "1G", "--cmdline",
                 "memmap=exactmap memmap=640K@0,2047M@1M")
    assert memory(log)[-1] == (MIB, 1024 * MIB)
    assert "memmap: [mem 0x40000000-0x7fffffff] is no RAM of this " \
        "machine, refused" in log


def test_bad_values_get_one_line_each():
    bad = ["memmap=x", "memmap=exactmap", "memmap=1M@", "mem=12Q", "mem=64K"]
    log = passes("--cmdline", " ".join(bad))
    for line in ('memmap: "x": no size, ignored',
                 'memmap: "1M@": no address behind the size, ignored',
                 'memmap: "exactmap": no RAM is given after it, ignored',
                 'mem: "12Q": no size, ignored',
                 'mem: "64K": below the end of the kernel, ignored'):
        assert log.count(line + "\n") == 1
    assert memory(log)[-1][1] > 500 * MIB


def test_too_little_is_said():
    result = boot("--test", "--timeout", 30, "--cmdline",
                  "memmap=exactmap memmap=64K@1M")
    assert result.status == 2
    # the kernel itself is RAM, whatever the map says
    assert re.search(r"not enough memory: of \d+ KiB of RAM 0 KiB are free, "
                     r"but \d+ KiB are needed: at least \d+ KiB more",
                     result.log)


@pytest.mark.parametrize("options", [
    ("--memory", "4M"), ("--cmdline", "mem=4M"),
    ("--cmdline", "memmap=exactmap memmap=1M@1M")])
def test_tiny_machines_pass(options):
    passes(*options)


@pytest.mark.parametrize("memmap", ["1M$1M", "64K$1088K", "1M#1M"])
def test_kernel_image_stays_ram(memmap):
    """It runs there, whoever else claims the place; and that one is named."""
    log = passes("--cmdline", f"memmap={memmap}")
    image = re.search(r"setup: the kernel image \[mem 0x00100000-0x(\w+)\] "
                      "is not all in usable RAM\nsetup: it overlaps: ", log)
    assert image
    assert any(a <= MIB and int(image[1], 16) < b for a, b in memory(log))


@pytest.mark.parametrize("cmdline", [
    "x=1 " * 750, 'name="never closed', "# ' \\ ,, \"a b\""])
def test_no_command_line_hides_the_self_tests(cmdline):
    log = passes("--cmdline", cmdline)
    assert ("command line from fw_cfg is too long" in log) \
        == (len(cmdline) > 2048)


def test_command_line_is_cut_between_words():
    """Half of the last memmap= would make sense, too: not this one."""
    end = " memmap=64K$0x2000000"
    log = passes("--cmdline", "x" * (2048 - len("selftest ") - len(end) + 6)
                 + end)
    assert "command line from fw_cfg is too long: cut behind byte 2033" in log
    assert "e820: user-defined physical RAM map:" not in log


# ---- the table of resources ------------------------------------------------

def test_iomem():
    with Session("--memory", "256M") as session:
        log = session.prompt()
        lines = session.command("iomem").splitlines()
        early = session.command("bootmem")
    found = [re.fullmatch(r"( *)([0-9a-f]{8,})-([0-9a-f]{8,}) : (.+)", line)
             for line in lines if line]
    assert all(found) and len(found) > 8
    rows = [(len(m[1]) // 2, int(m[2], 16), int(m[3], 16), m[4])
            for m in found]
    top = [row for row in rows if row[0] == 0]
    assert all(a[2] < b[1] for a, b in zip(top, top[1:]))
    ram = [row for row in top if row[3] == "System RAM"]
    # bytes there, and in memblock the whole pages of them
    assert [(start, (last + 1) & ~4095) for _, start, last, _ in ram] \
        == memory(log)
    inside = [row for row in rows if row[0] == 1]
    assert [row[3] for row in inside] == ["Kernel code", "Kernel rodata",
                                          "Kernel data", "Kernel bss"]
    image = [row for row in ram if row[1] == MIB][0]
    assert all(image[1] <= row[1] <= row[2] <= image[2] for row in inside)
    assert re.search(r"bootmem\s+e820_reserve_resources|"
                     r"mapped\s+e820_reserve_resources", early)


# ---- a block in the place of GRUB's ----------------------------------------

def block(entries, cmdline, modules=()):
    """A block; entries are (start, bytes, type)."""
    table = [(start, start + size, kind) for start, size, kind in entries]
    return mb2.pack([mb2.text_tag(mb2.CMDLINE, cmdline),
                     mb2.text_tag(mb2.LOADER, "a test"),
                     *([mb2.e820_tag(table)] if table else []),
                     *(mb2.module_tag(start, end, "m")
                       for start, end in modules)])


def boot_block(path, data, *options, timeout=60):
    path.write_bytes(data)
    return boot("--test", "--timeout", timeout, *options, "--", "-fw_cfg",
                f"name=opt/org.nopanic/bootinfo,file={path}")


def test_bootinfo_replaces_the_block(tmp_path):
    data = block([LOW, (MIB, 99 * MIB, 1), (1 << 32, 1 << 30, 1),
                  (200 * MIB, 20 * MIB, 1)], "selftest frob=1")
    result = boot_block(tmp_path / "block", data)
    assert result.status == 0, result.log
    assert "command line: selftest frob=1 selftest" in result.log
    assert "setup: a test, block" in result.log
    assert memory(result.log) == [(0x1000, 0x9f000), (MIB, 100 * MIB),
                                  (200 * MIB, 220 * MIB)]
    assert "bootinfo: [mem 0x100000000-0x13fffffff] is no RAM of this " \
        "machine, refused" in result.log


def test_modules_beyond_the_sixteenth_are_reserved(tmp_path):
    modules = [(a, a + MIB) for a in range(32 * MIB, 50 * MIB, MIB)] \
        + [(0x5000123, 0x5100000)]
    result = boot_block(tmp_path / "block", block(
        [LOW, (MIB, 255 * MIB, 1)], "", modules))
    assert result.status == 0, result.log
    assert "no room for more than 16 modules, 3 left out" in result.log
    assert "setup: further modules [mem 0x03000000-0x050fffff]" in result.log
    reserved = [(int(a, 16), int(b, 16)) for a, b in re.findall(
        r"^ reserved\[0x[0-9a-f]+\]\t\[(0x\w+)-(0x\w+)\]", result.log, re.M)]
    assert any(a <= 48 * MIB and b >= 0x50fffff for a, b in reserved)


@pytest.mark.parametrize("module, size", [
    ((0x1000, 0xffffffff), 255), ((2 * MIB, 255 * MIB), 253)])
def test_module_that_takes_all_ram_is_named(module, size, tmp_path):
    result = boot_block(tmp_path / "block", block(
        [LOW, (MIB, 254 * MIB, 1)], "", [(16 * MIB, 17 * MIB), module]))
    assert result.status == 2
    taken = re.search(r"not enough memory: of .* KiB are needed: (\d+) KiB "
                      r"are taken by module 1 \[mem ", result.log)
    assert taken and round(int(taken[1]) / 1024) == size


def test_a_map_of_nine_hundred_pieces(tmp_path):
    crumbs = [(64 * MIB + i * 8192, 4096, 1) for i in range(900)]
    result = boot_block(tmp_path / "block", block(
        [LOW, (MIB, 40 * MIB, 1), *crumbs], ""))
    assert result.status == 0, result.log
    assert len(memory(result.log)) == 902


def test_memmap_without_any_map(tmp_path):
    data = block([], "memmap=exactmap memmap=100M@1M selftest")
    result = boot_block(tmp_path / "block", data)
    assert result.status == 0, result.log
    assert memory(result.log) == [(MIB, 101 * MIB)]


def test_no_map_at_all_is_said(tmp_path):
    result = boot_block(tmp_path / "block", block([], ""))
    assert result.status == 2
    assert "no memory map: the boot loader must pass" in result.log


@pytest.mark.parametrize("data, message", [
    (b"\x08\0\0\0\0\0\0\0", "a size of only 8 bytes"),
    (struct.pack("<II", 1 << 30, 0) + bytes(64), "only 72 can be read"),
    (b"\xff" * 100, "only 100 can be read")])
def test_bad_block_is_said(tmp_path, data, message):
    result = boot_block(tmp_path / "block", data)
    assert result.status == 2
    assert message in result.log and "cannot be read" in result.log


def test_block_too_large(tmp_path):
    result = boot_block(tmp_path / "block", bytes(40000))
    assert result.status == 0       # GRUB's is used
    assert "bootinfo has 40000 bytes, at most 32768 can be used" in result.log


# ---- another machine's map -------------------------------------------------

def bootmap(path):
    out = subprocess.run([f"{nopanic.RELEASE}/bootmap", "--json", path],
                         check=True, capture_output=True, text=True).stdout
    return json.loads(out)


@pytest.mark.parametrize("options", [
    (), ("--firmware", "uefi", "--nodes", "2"), pytest.param(
        ("--firmware", "uefi", "--cmdline", "memblock=debug"),
        marks=pytest.mark.long)])
def test_our_own_log_is_a_map(options, tmp_path):
    """What bootmap makes of this kernel's log is what the kernel made."""
    path = tmp_path / "log"
    path.write_text(passes(*options))
    have = bootmap(path)
    ram = memory(path.read_text())
    assert [(int(r["base"], 16), int(r["base"], 16) + int(r["size"], 16))
            for r in have["memory"]] == ram
    assert len(have["nodes"]) == (2 if "--nodes" in options else 1)


@pytest.mark.parametrize("name", [
    "e820/dell-r630-64gb.map", "e820/raw-asus-z87-unsorted.map",
    "efi/hp-superdome2-16s-12tb.efi", "dmesg/linux-2.6-syslog.log"])
def test_map_is_simulated(name, release):
    path = os.path.join(MAPS, name)
    log = passes("--map", path)
    want = bootmap(path)
    rows = re.findall(r"^simulation: (\w[\w, ]*?)  +(\S+(?: \S+)*?)?"
                      r"(?:  +(\S.*)?)?$", log, re.M)
    ram = [(int(a, 16), int(b, 16)) for a, b in want["ram"]]
    seen = [tuple(int(x, 16) for x in there.split("-")) for what, there, _
            in rows if what == "memory" and there.startswith("0x")
            and not there.startswith("0x0000000-")]
    ours = memory(release.log)
    assert [(a, b + 1) for a, b in seen[:len(ram)]] == ram
    assert ("RAM, KiB", str(want["pages"] * 4)) in [r[:2] for r in rows]
    # nothing of the real machine has changed
    assert memory(log) == ours
    early = [r for r in rows if r[0] == "early"]
    assert any("page structures" in r[2] for r in early)
    for _, there, _ in early:
        if there.startswith("0x"):
            start, last = (int(x, 16) for x in there.split("-"))
            assert any(a <= start and last < b for a, b in ram)


def test_simulation_leaves_memblock_alone():
    def lists(*options):
        with Session(*options) as session:
            session.prompt()
            return [re.sub(r"\+0x.*", "", session.command(c))
                    for c in ("memblock", "iomem", "bootmem")]

    path = os.path.join(MAPS, "efi/hp-superdome2-16s-12tb.efi")
    assert lists("--map", path) == lists()


def test_bad_map_says_file_and_line(tmp_path):
    path = tmp_path / "a.map"
    path.write_text("0 1000 1\n0 1000 RAM\n")
    result = boot("--map", path)
    assert result.status == 4
    assert f"--map: {path}:2: type \"RAM\" is not a decimal" in result.log


def test_bad_map_that_qemu_sh_has_not_seen(tmp_path):
    path = tmp_path / "map"
    path.write_text("e820 0 1000 1\nefi 1 2\n")
    log = passes("--", "-fw_cfg", f"name=opt/org.nopanic/map,file={path}")
    assert "simulation: opt/org.nopanic/map:2: not as bootmap" in log
