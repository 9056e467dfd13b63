# SPDX-License-Identifier: GPL-2.0-only
"""gdb on the -Og build: the journey from the first instruction to kzalloc()
on both firmwares, the np commands at each stage, and the editor's own sequence
of commands. (Backwards: test_gdb_back.py.)"""

import json
import os
import re
import signal
import subprocess

import pytest

import nopanic
from gdb_og import ELF, answer, ask, og_build

og = pytest.fixture(scope="module", autouse=True)(og_build)


# ---- the journey ----------------------------------------------------------

JOURNEY = [
    "np stage", "np stage-break entry", "continue", "np stage",
    "np memblock", "np pt &memblock", "stepi", "list",
    "hbreak startup_64", "continue", "np pt &memblock", "delete",
    "np stage-break memblock", "continue",
    "tbreak __memblock_find_range_top_down", "continue", "info args",
    "tbreak memblock_add_range", "continue", "info args", "backtrace 3",
    "tbreak kzalloc", "continue", "backtrace 3"]


@pytest.mark.parametrize("firmware", ["bios", "uefi"])
def test_from_the_first_instruction_to_kzalloc(firmware):
    """On both firmwares, and with gdb's own folder somewhere else."""
    pairs = ask(JOURNEY, "--firmware", firmware)
    stops = [out for line, out in pairs if line == "continue"]
    for stop, name in zip(stops, ["_start", "startup_64", "stage_memblock",
                                  "__memblock_find_range_top_down",
                                  "memblock_add_range", "kzalloc"]):
        assert "breakpoint" in stop.lower() and f"{name} (" in stop, stop
    assert "not in memory yet" in answer(pairs, "np stage", 0)
    assert "> entry" in answer(pairs, "np stage", 1)
    assert "paging off; at _start (boot/entry.asm:" \
        in answer(pairs, "np stage", 1)
    assert "0 of 128 regions" in answer(pairs, "np memblock")
    assert "paging is off" in answer(pairs, "np pt &memblock", 0)
    assert "is physical 0x" in answer(pairs, "np pt &memblock", 1)
    assert "PHYS(init_stack_end)" in answer(pairs, "list")  # nasm source
    assert "end = 0x" in answer(pairs, "info args", 0)
    assert "optimized out" not in "".join(out for _, out in pairs)
    assert "memblock_reserve_region" in answer(pairs, "backtrace 3", 0)
    assert "___alloc_bootmem_nopanic" in answer(pairs, "backtrace 3", 1)
    assert "call_bootmem_after_slab" in answer(pairs, "backtrace 3", 1)


# ---- the commands ---------------------------------------------------------

LOOK = ["np stage", "np memblock", "np e820", "np bootmem", "np map",
        "np buddy", "np slab", "np page memblock", "np page $pc",
        "np pt $pc"]
STOPS = ["entry", "early", "memblock", "bootmem", "buddy", "slab"]


@pytest.fixture(scope="module")
def looks():
    """{stage: [(command, output)]}, and what else was asked at the end."""
    commands = []
    for stage in STOPS:
        commands += [f"np stage-break {stage}", "continue", *LOOK]
    late = ["tbreak kfree", "continue", "np page ptr", "np slab kmalloc-128",
            "print memblock.reserved", "print memblock.memory.regions[0]",
            "print slab_caches", "print *page_ranges[0].pages",
            "print (gfp_t)0x80d0", "print e820.map[0]",
            "print (enum memblock_flags)5",
            "print 'kmemleak_early.c'::early_log[0]",
            "print (phys_addr_t)&_start", "set np-color on", "np map",
            "help np page", "np page", "np page nosuch", "np slab nosuch",
            "np nosuch", "np stage-break nosuch", "np pt 0xdeadbeef00000000",
            "np page $nosuch", "np stage 1", "np e820 x", "np map x",
            "np slab kmalloc-8 x", "complete np page start_ker",
            "complete np slab kmalloc-1", "complete np memblock "]
    pairs = ask(commands + late, "--cmdline", "slab_debug=FZPU", "--memory",
                "1G", "--nodes", "2")
    each, size = {}, len(LOOK) + 2
    for i, stage in enumerate(STOPS):
        each[stage] = pairs[i * size:(i + 1) * size]
    return each, pairs[len(STOPS) * size:]


@pytest.mark.parametrize("stage", STOPS)
def test_each_command_at_each_stage(looks, stage):
    pairs = looks[0][stage]
    text = "".join(out for _, out in pairs)
    assert "Traceback" not in text and "Error" not in text, text
    assert f"> {stage}" in answer(pairs, "np stage")
    since = STOPS.index(stage)
    full = since >= STOPS.index("memblock")
    assert ("boot information" in answer(pairs, "np memblock")) == full
    assert ("usable" in answer(pairs, "np e820")) == full
    assert ("K kernel image" in answer(pairs, "np map")) == full
    assert ("named     kernel image" in answer(pairs, "np page memblock")) \
        == full
    assert "image     memblock, in data" in answer(pairs, "np page memblock")
    assert ("early allocations" in answer(pairs, "np map")) \
        == (since >= STOPS.index("bootmem"))
    assert ("alloc_" in answer(pairs, "np bootmem")) \
        == (since >= STOPS.index("bootmem"))
    assert ("pages are free" in answer(pairs, "np buddy")) \
        == (since >= STOPS.index("buddy"))
    assert ("kmalloc-128" in answer(pairs, "np slab")) == (stage == "slab")
    assert ("paging is off" in answer(pairs, "np pt $pc")) \
        == (stage == "entry")


def test_numbers_are_the_kernels_own(looks):
    """np against what the kernel itself prints at the prompt."""
    with nopanic.Session("--memory", "1G", "--nodes", "2", "--cmdline",
                         "slab_debug=FZPU",
                         build=os.path.dirname(ELF)) as session:
        session.prompt()
        log = session.log
        session.send("poweroff\r")
        session.end()
    pairs = looks[0]["bootmem"]
    reserved = re.findall(r"reserved\[0x\w+\]\s+\[0x0*(\w+)-0x0*(\w+)\]", log)
    shown = re.findall(r"\[\d+\]  \[mem 0x0*(\w+)-0x0*(\w+)\]",
                       answer(pairs, "np memblock").split("reserved:")[1])
    assert shown == reserved and len(shown) > 3
    blocks = re.findall(r"^ +\d+ \[mem 0x0*(\w+)-0x0*(\w+)\]", log,
                        re.M)
    assert re.findall(r"\[mem 0x0*(\w+)-0x0*(\w+)\]",
                      answer(pairs, "np bootmem")) == blocks
    pages = re.search(r"free_all_bootmem: (\d+) pages", log).group(1)
    assert f"{pages} of {pages} pages are free" \
        in answer(looks[0]["buddy"], "np buddy")


@pytest.mark.parametrize("command, part", [
    ("np page ptr", "kmalloc-128, object 0 of"),
    ("np page ptr", "allocated by ___alloc_bootmem_nopanic"),
    ("np slab kmalloc-128", "1 of"),
    ("print memblock.reserved", "[0] = [mem 0x000000000000-0x000000000fff]"),
    ("print memblock.memory.regions[0]", "632K"),
    ("print slab_caches", "links from"),
    ("print *page_ranges[0].pages", "order"),
    ("print (gfp_t)0x80d0", "GFP_KERNEL|__GFP_ZERO"),
    ("print e820.map[0]", "[mem 0x000000000000-"),
    ("print (enum memblock_flags)5", "HOTPLUG|NOMAP"),
    ("print 'kmemleak_early.c'::early_log[0]", "at stage memblock for "),
    ("print (phys_addr_t)&_start", " <_start>"),
    ("np map", "\x1b[31mK\x1b[0m"),
    ("help np page", "What is at this address"),
    ("np page", "usage: np page ADDR"),
    ("np page nosuch", 'np page: No symbol "nosuch"'),
    ("np slab nosuch", "there is no cache nosuch"),
    ("np nosuch", "no such command"),
    ("np stage-break nosuch", "usage: np stage-break entry|"),
    ("np pt 0xdeadbeef00000000", "is not canonical"),
    ("np page $nosuch", "$nosuch has no value"),
    ("np stage 1", "usage: np stage\n"),
    ("np e820 x", "usage: np e820\n"),
    ("np map x", "usage: np map\n"),
    ("np slab kmalloc-8 x", "there is no cache kmalloc-8 x"),
    ("complete np page start_ker", "np page start_kernel\n"),
    ("complete np slab kmalloc-1", "np slab kmalloc-1024\n"),
    ("complete np memblock ", "np memblock reserved\n"),
])
def test_answer(looks, command, part):
    assert part in answer(looks[1], command), answer(looks[1], command)


@pytest.mark.parametrize("memory", ["512M", "4G"])
def test_watch_alloc_says_what_will_happen(memory):
    """The address that it foretells is the one that is given; with 4G page
    tables are wanted above memblock.current_limit."""
    pairs = ask(["np stage-break entry", "continue"]    # there is no paging
                + ["np watch-alloc", "finish"] * 4, "--memory", memory)
    told = [out for line, out in pairs if line == "np watch-alloc"]
    given = [out for line, out in pairs if line == "finish"]
    assert "will be given" in told[0]
    # gdb's number of our breakpoint is nobody's business
    assert "#0  memblock_alloc_range_try (size=0x" in told[0]
    assert "reakpoint" not in "".join(told)
    for before, after in zip(told, given):
        found = re.search(r"will be given \[mem 0x(\w+)-", before)
        assert found or "nothing free there on this node" in before, before
        base = int(found.group(1), 16) if found else 0
        value = re.search(r"Value returned is \$\d+ = (?:\(void \*\) )?(\w+)",
                          after).group(1)
        # a pointer into the direct map, or a physical address
        assert int(value, 0) in (base, base + 0xffff888000000000), \
            before + after


# ---- how people start it --------------------------------------------------

def test_make_gdb_stops_at_a_stage():
    out = subprocess.run(
        ["make", "gdb", "STAGE=memblock"], cwd=nopanic.ROOT, text=True,
        input="np stage\nkill\n", timeout=120, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
    assert "Stopped at stage memblock. Try:" in out, out
    assert "np watch-alloc" in out and "> memblock" in out
    assert "stage: memblock" in out     # the kernel's own words, in between


def without_comments(path):
    with open(os.path.join(nopanic.ROOT, path), encoding="utf-8") as file:
        return json.loads(file.read().replace("${workspaceFolder}",
                                              nopanic.ROOT))


def test_a_terminal_that_is_closed_ends_the_machine():
    """qemu.sh is in a session of its own: nobody else would end it."""
    with subprocess.Popen(
            ["/usr/bin/python3", "-B", "scripts/gdb_session.py"],
            cwd=nopanic.ROOT, env={**os.environ, "NOPANIC_BUILD": "build/og"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT) as session:
        while b"Stopped at" not in session.stdout.readline():
            assert session.poll() is None
        with open(f"/proc/{session.pid}/task/{session.pid}/children",
                  encoding="ascii") as file:
            children = file.read().split()
        session.send_signal(signal.SIGHUP)
        assert session.wait(20) == 128 + signal.SIGHUP
    assert len(children) == 2       # qemu.sh and gdb
    assert not [pid for pid in children if os.path.exists(f"/proc/{pid}")]


def test_editor_boots_and_stops_at_start_kernel():
    """The task of tasks.json, then the MI commands that launch.json makes
    cppdbg send."""
    launch = without_comments(".vscode/launch.json")["configurations"][0]
    task = next(t for t in without_comments(".vscode/tasks.json")["tasks"]
                if t["label"] == launch["preLaunchTask"])
    ready = task["problemMatcher"]["background"]["endsPattern"]
    with subprocess.Popen(
            ["bash", "-c", task["command"]], cwd=nopanic.ROOT,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True) as machine:
        try:
            while not re.search(ready.encode(), machine.stdout.readline()):
                assert machine.poll() is None
            server = launch["miDebuggerServerAddress"]
            # of this clone: never somebody else's machine
            assert re.fullmatch(r"build/.*\.sock", server)
            lines = [c["text"] for c in launch["setupCommands"]]
            lines += [f"-target-select remote {server}"]
            lines += [c["text"] for c in launch["postRemoteConnectCommands"]]
            # mi-async is off: what follows is read when it has stopped
            lines += ["-exec-continue", "-stack-list-frames 0 0", "np stage",
                      "kill", "-gdb-exit"]
            out = subprocess.run(
                [launch["miDebuggerPath"], "--interpreter=mi2", "-q", "-nx",
                 launch["program"]], input="\n".join(lines) + "\n", text=True,
                cwd=launch["cwd"], timeout=60, check=False,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
        finally:
            os.killpg(machine.pid, 15)
    assert re.search(r'\*stopped,.*func="start_kernel"', out), out
    assert "kernel/main.c" in out and "> entry" in out


def test_compile_commands_are_complete():
    subprocess.run(["make", "-s", "compile_commands.json"],
                   cwd=nopanic.ROOT, check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(nopanic.ROOT, "compile_commands.json"),
              encoding="utf-8") as file:
        entries = {e["file"]: e["arguments"] for e in json.load(file)}
    assert "mm/memblock.c" in entries and "kernel/main.c" in entries
    subprocess.run([*entries["mm/memblock.c"], "-fsyntax-only"],
                   cwd=nopanic.ROOT, check=True)
