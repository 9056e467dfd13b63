# SPDX-License-Identifier: GPL-2.0-only
"""bootmap: exactly the RAM of every file of tests/maps, as numbers and as
each kind of boot log that could have told them; its JSON; and one line, with
file and line, for what is no map."""

import glob
import json
import os
import pty
import re
import subprocess

import pytest

from dmesg_forms import (OLD_TYPES, efi_2_6, efi_3_17, efi_4_4, efi_5_18,
                         journal, linux_2_2, linux_2_6, linux_3_13,
                         linux_6_17, xen)

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BOOTMAP = os.environ.get("NOPANIC_BOOTMAP",
                         os.path.join(ROOT, "build/bootmap"))
MAPS = os.path.join(ROOT, "tests/maps")


def bootmap(*args, text=None):
    return subprocess.run([BOOTMAP, *args], input=text, check=False,
                          capture_output=True, text=True, timeout=60)


def result(*args, text=None):
    done = bootmap("--json", *args, text=text)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Map:
    """A file of tests/maps: its numbers, and what must result."""

    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.rows = [line.split("#")[0].split() for line in text.splitlines()
                     if line.split("#")[0].strip()]
        self.ram = [[int(a, 16), int(b, 16)] for a, b in
                    re.findall(r"^# expect-ram: (\w+) (\w+)$", text, re.M)]
        pages = re.search(r"^# expect-pages: (\d+)$", text, re.M)
        self.pages = int(pages[1]) if pages else None
        last = re.search(r"^# expect-last-pfn: (\w+)$", text, re.M)
        self.last_pfn = int(last[1], 16) if last else None

    def check(self, out):
        assert [[int(a, 16), int(b, 16)] for a, b in out["ram"]] == self.ram
        assert int(out["last_pfn"], 16) == self.last_pfn
        assert out["pages"] == self.pages

    def e820(self):
        return [(int(a, 16), int(b, 16), int(c)) for a, b, c in self.rows]

    def efi(self):
        return [(int(a, 16), int(b, 16), int(c), int(d, 16))
                for a, b, c, d in self.rows]

    def __str__(self):
        return os.path.basename(self.path)


def maps(kind):
    found = map(Map, sorted(glob.glob(f"{MAPS}/{kind}/*")))
    return [m for m in found if m.pages is not None]


E820, EFI, DMESG = maps("e820"), maps("efi"), maps("dmesg")


def test_there_are_maps():
    assert len(E820) >= 68 and len(EFI) >= 6 and len(DMESG) >= 3


# ---- exact to the page -----------------------------------------------------

@pytest.mark.parametrize("machine", E820 + EFI + DMESG, ids=str)
def test_ram(machine):
    machine.check(result(machine.path))


@pytest.mark.parametrize("machine", E820 + EFI, ids=str)
def test_format_is_guessed_without_a_kind(machine):
    """From standard input, with nothing but numbers."""
    text = "\n".join(" ".join(row) for row in machine.rows)
    machine.check(result("-", text=text))


# ---- boot logs -------------------------------------------------------------

NOISE = """\
[    0.000000] Linux version 4.0.0 (gcc version 4.9.2) #1 SMP
[    0.000000] BIOS-provided physical RAM map:
@
[    0.000000] user: [mem 0x0000000000000000-0x00000000ffffffff] usable
[    0.000000] e820: update [mem 0x00000000-0x00000fff] usable ==> reserved
[    0.000000] e820: remove [mem 0x000a0000-0x000fffff] usable
[    0.000000] init_memory_mapping: [mem 0x00000000-0x000fffff]
[    0.000000] ACPI: SRAT 0x000000007B7E1000 000420 (v03 DELL   PE_SC3)
"""


@pytest.mark.parametrize("form", [linux_2_6, linux_3_13, linux_6_17, xen,
                                  journal])
def test_e820_in_a_boot_log(form):
    for machine in E820:
        lines = "\n".join(map(form, machine.e820()))
        machine.check(result("-", text=NOISE.replace("@", lines)))


def test_e820_in_an_old_boot_log():
    """Wide enough for its numbers: 32 bits, and types up to 5."""
    checked = 0
    for machine in E820:
        entries = machine.e820()
        if all(kind in OLD_TYPES for _, _, kind in entries):
            machine.check(result("-", text="\n".join(map(linux_2_2,
                                                         entries))))
            checked += 1
    assert checked > 50


@pytest.mark.parametrize("form", [efi_2_6, efi_3_17, efi_4_4, efi_5_18])
def test_efi_in_a_boot_log(form):
    for machine in EFI:
        lines = "\n".join(form(i, d) for i, d in enumerate(machine.efi()))
        machine.check(result("-", text=NOISE.replace("@", lines)))


def test_crlf_and_quotation_marks():
    text = "\r\n".join("> " + linux_3_13(e) for e in E820[0].e820())
    E820[0].check(result("-", text=text))


# ---- nodes -----------------------------------------------------------------

def srat_rows(path):
    for row in Map(path).rows:
        yield int(row[0]), int(row[1]), int(row[2], 16), int(row[3], 16), \
            row[4:]


def cut(ranges, start, end):
    return [(max(a, start), min(b, end)) for a, b in ranges
            if max(a, start) < min(b, end)]


def union(ranges):
    out = []
    for start, end in sorted(ranges):
        if out and start <= out[-1][1]:
            out[-1][1] = max(out[-1][1], end)
        else:
            out.append([start, end])
    return out


@pytest.mark.parametrize("path", sorted(glob.glob(f"{MAPS}/srat/*")),
                         ids=os.path.basename)
def test_nodes(path, tmp_path):
    """RAM wherever the table has memory that is there from the start: each
    byte of it on the node that the file says."""
    rows = list(srat_rows(path))
    there = [r for r in rows if "hotplug" not in r[4]] or rows
    text = "".join(f"{a:x} {b + 1 - a:x} 1\n" for _, _, a, b, _ in there)
    whole = tmp_path / "whole.map"
    whole.write_text(text)
    out = result("--srat", path, str(whole))
    ram = [(int(a, 16), int(b, 16)) for a, b in out["ram"]]
    assert sum(b - a for a, b in ram) == out["pages"] * 4096
    want = {}
    for node, _, start, last, _ in rows:
        want.setdefault(node, []).extend(cut(ram, start, last + 1))
    have = {n["node"]: [[int(a, 16), int(b, 16)] for a, b in n["ranges"]]
            for n in out["nodes"]}
    assert have == {n: union(r) for n, r in want.items() if r}


@pytest.mark.parametrize("form", [
    lambda n, p, a, b, f: f"[    0.000000] ACPI: SRAT: Node {n} PXM {p} "
    f"[mem 0x{a:08x}-0x{b:08x}] {' '.join(f)}",
    lambda n, p, a, b, f: f"SRAT: Node {n} PXM {p} {a:x}-{b + 1:x}",
    lambda n, p, a, b, f: f"SRAT: Node {n} PXM {p} {a:x}-{b:x}"],
    ids=["3.6", "2.6", "2.6-last-byte"])
def test_nodes_in_a_boot_log(form):
    path = f"{MAPS}/srat/dell-r630-64gb.srat"
    machine = f"{MAPS}/e820/dell-r630-64gb.map"
    want = result("--srat", path, machine)
    lines = "\n".join([linux_3_13(e) for e in Map(machine).e820()]
                      + [form(*row) for row in srat_rows(path)])
    have = result("-", text=lines)
    assert have == want and len(have["nodes"]) == 2


def test_hotplug_is_a_flag_and_wrong_tables_are_said(tmp_path):
    ram = tmp_path / "ram"
    ram.write_text("0 80000000 1\n")
    srat = tmp_path / "srat"
    srat.write_text("0 0 0 3fffffff\n1 1 40000000 7fffffff hotplug\n")
    out = result("--srat", str(srat), str(ram))
    assert [(r["node"], r["flags"]) for r in out["memory"]] \
        == [(0, 0), (0, 0), (1, 1)]
    srat.write_text("0 0 0 4fffffff\n1 1 40000000 7fffffff\n")
    out = result("--srat", str(srat), str(ram))
    assert [n["node"] for n in out["nodes"]] == [0]
    assert any("overlaps" in w for w in out["warnings"])


# ---- JSON ------------------------------------------------------------------

def test_json_schema():
    for machine in E820 + EFI:
        out = result(machine.path)
        assert set(out) == {"ram", "last_pfn", "pages", "memory", "reserved",
                            "nodes", "warnings"}
        for name in ("memory", "reserved"):
            for region in out[name]:
                assert set(region) == {"base", "size", "node", "flags"}
                assert re.fullmatch(r"0x[0-9a-f]+", region["base"])
                assert re.fullmatch(r"0x[0-9a-f]+", region["size"])
                assert isinstance(region["node"], int)
                assert isinstance(region["flags"], int)
        assert sum(int(r["size"], 16) for r in out["memory"]) \
            == out["pages"] << 12
        assert {r["node"] for r in out["memory"]} == {0}
        assert out["nodes"] == [{"node": 0, "ranges": out["ram"]}]
        assert out["reserved"][0]["base"] == "0x0"
        assert all(isinstance(w, str) for w in out["warnings"])


def test_text_has_it_all():
    done = bootmap(f"{MAPS}/e820/kvm-bochs-512mb.map")
    for line in ("sanitised map: 8 ranges",
                 "memblock.memory: 2 regions, 523888 KiB",
                 "memblock.reserved: 1 regions, 4 KiB", "RAM: 2 ranges",
                 "  [mem 0x0000000000100000-0x000000001fffdfff]", "node 0:",
                 "last_pfn: 0x1fffe", "pages: 130972"):
        assert line in done.stdout.splitlines()
    assert done.stderr == ""


def on_terminal(**env):
    """What a person sees: standard output is a terminal."""
    master, slave = pty.openpty()
    with subprocess.Popen([BOOTMAP, E820[0].path], stdout=slave,
                          env={**os.environ, "TERM": "xterm", **env}) as run:
        os.close(slave)
        out = b""
        try:
            while chunk := os.read(master, 4096):
                out += chunk
        except OSError:
            pass        # the other end is closed
    os.close(master)
    assert run.returncode == 0
    return out


def test_picture_has_colours_on_a_terminal_only():
    assert b"\x1b[48;5;" in on_terminal(NO_COLOR="")
    plain = bootmap(E820[0].path).stdout
    assert "\x1b" not in plain and "Upper row: what most of a cell" in plain
    for env in ({"NO_COLOR": "1"}, {"NO_COLOR": "", "TERM": "dumb"}):
        out = on_terminal(**env).decode().replace("\r\n", "\n")
        assert out == plain


def test_many_ranges():
    """More than memblock starts with; and more than the table holds."""
    rows = [f"{i * 0x2000 + 0x100000:x} 1000 1" for i in range(2000)]
    out = result("-", text="\n".join(rows))
    assert out["pages"] == 2000 and out["warnings"] == []
    rows = [f"{i * 0x2000 + 0x100000:x} 1000 1" for i in range(5000)]
    out = result("-", text="\n".join(rows))
    assert out["pages"] == 2048
    assert any("no room" in w for w in out["warnings"])


# ---- what is no map --------------------------------------------------------

@pytest.mark.parametrize("text, where", [
    ("", "<stdin>: no line of numbers: this is no map"),
    ("hello\n", '<stdin>:1: base "hello" is not'),
    ("0 1000 1\n0 1000\n", "<stdin>:2: type is missing"),
    ("0 1000 1\n\0\n", "<stdin>:2: not a text file"),
    ("0 1000 1 f f\n", "<stdin>:1: "),
    ("[0.0] BIOS-e820: [mem 0x0000-0x9fbff] usable\n"
     "[0.0] BIOS-e820: [mem 0x00000000000f",
     "<stdin>:2: this is no range of addresses"),
    ("BIOS-e820: [mem 0x0000-0x9fbff] usable\n"
     "BIOS-e820: [mem 0xa0000-0xfffff] useable\n",
     "<stdin>:2: this is no type of memory"),
    ("efi: mem00: [Boot Cod |WB] range=[0x0-0xfff] (0MB)\n",
     "<stdin>:1: this is no descriptor"),
    ("efi: mem00: [Boot Code|XY] range=[0x0-0xfff] (0MB)\n",
     "<stdin>:1: this is no descriptor"),
    ("SRAT: Node 0 PXM 0 [mem 0x0-0xfff]\n", "<stdin>:1: "),
    ("# kind: srat\n0 0 0 fff\n", "<stdin>:2: this is a node table"),
    ("# kind: efi\n0 1000 5 0\n",
     "<stdin>:2: up to here, no map that can be used: it has no usable RAM"),
    ("x" * 100000, "<stdin>:1: "),
    ("\x1b[31mred\x07\n", '<stdin>:1: base "?[31mred?" is not'),
    ("-1 1000 1\n", '<stdin>:1: base "-1" has a sign')])
def test_no_map(text, where):
    done = bootmap("-", text=text)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("bootmap: " + where)
    assert len(done.stderr.splitlines()) == 1


def test_bad_files_and_options(tmp_path):
    good = f"{MAPS}/e820/kvm-bochs-512mb.map"
    srat = tmp_path / "srat"
    srat.write_text("0 0 0 fff\n0 1 1000 1fff\n")
    for args, reason in [
            (["/nonexistent"], "/nonexistent: No such file"),
            ([MAPS], "Is a directory"),
            (["--format", "elf", good], "--format is e820, efi or dmesg"),
            (["--format", "efi", good], ":3: this is a file of kind e820"),
            (["--format", "dmesg", good], ":3: this is a file of kind e820"),
            (["--srat", good, good], ":3: this is a file of kind e820"),
            (["--srat", str(srat), good],
             f"{srat}:2: node 0 has PXM 1 here and 0 in line 1"),
            ([], "one FILE"), ([good, good], "one FILE")]:
        done = bootmap(*args)
        assert (done.returncode, done.stdout) == (2, "")
        assert reason in done.stderr and done.stderr.count("\n") == 1
    assert bootmap("--frobnicate").returncode == 2
    assert "Usage: bootmap" in bootmap("--help").stdout


def test_garbage_map_of_a_real_machine():
    done = bootmap(f"{MAPS}/efi/snp-guest-kexec-garbage-partial.efi")
    assert done.returncode == 2
    assert "most descriptors are invalid" in done.stderr


def test_cut_anywhere():
    """A log that ends in the middle of anything is a map or an error."""
    with open(f"{MAPS}/dmesg/linux-6.1-uefi.log", encoding="utf-8") as file:
        text = file.read().split("\n", 10)[10]
    for end in range(0, len(text), 97):
        done = bootmap("--json", "-", text=text[:end])
        assert done.returncode in (0, 2)
        assert done.stderr.count("\n") == (done.returncode == 2)


def test_full_disk_is_no_success():
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run([BOOTMAP, E820[0].path], check=False,
                              stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2 and done.stderr
