# SPDX-License-Identifier: GPL-2.0-only
"""Answers of every bad kind in a runner, and what comes back: crashes, hangs,
stack overflows, system calls; what does not compile, or names what no kernel
has; and what the sandbox shows. The answers are one function of the kernel's,
changed. labs/test_judge.py has the parts that need no runner.
"""

import os
import re
import sys
import types

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "scripts"))

from labtool import build, judge, runner, sandbox, symbols  # noqa: E402
from labtool.case import (Call, Case, Outcome, Region,      # noqa: E402
                          World, numbered)

FILE = "mm/memblock_search.c"
NAME = "__memblock_find_range_top_down"
MIB = 1 << 20
RAM = World(memory=[Region(MIB, 15 * MIB, 0)],
            reserved=[Region(8 * MIB, MIB), Region(15 * MIB, MIB)])


def find(start=0x1000, end=1 << 32, size=0x3000, align=0x1000, nid=-1):
    return Call(NAME, start, end, size, align, nid)


def reference():
    with open(os.path.join(ROOT, FILE), encoding="utf-8") as file:
        return file.read()


def with_body(body, before=""):
    """The file, in which the search from the top does this first."""
    text = reference()
    at = text.index("{\n", text.index("noinline phys_addr_t " + NAME))
    return (before + text[:at + 2] + body + text[at + 2:]).encode()


@pytest.fixture(scope="module", name="bench")
def fixture_bench():
    builder = build.Builder(ROOT)
    return types.SimpleNamespace(builder=builder, spawn=builder.spawn(),
                                 sandbox=sandbox.Sandbox.if_possible())


def answers(bench, text, calls, world=RAM):
    case = Case("R1", "made up", world, calls)
    program = bench.builder.runner({FILE: text}, bench.sandbox)
    return case, runner.run(program, bench.spawn, numbered([case]))[0]


# ---- the runner ------------------------------------------------------------

def test_answer(bench):
    """Results, lists as they are afterwards, and notes of what was done."""
    _, answer = answers(bench, reference().encode(), [
        find(), Call("memblock_reserve", 2 * MIB, 0x1000),
        Call("___alloc_bootmem_nopanic", 100, 64, 0, 0)])
    top = 15 * MIB
    assert answer.kind == ""
    assert answer.outcome.results == [top - 0x3000, 0, top - 128]
    assert answer.outcome.memory == RAM.memory
    assert answer.outcome.reserved == [
        Region(2 * MIB, 0x1000), Region(8 * MIB, MIB),
        Region(top - 128, 100), Region(top, MIB)]
    assert sorted(answer.outcome.notes) == [
        f"kmemleak {top - 128:#x} 0x64 0", f"zeroed {top - 128:#x} 0x64"]


def test_world_is_placed_as_it_is(bench):
    """No function under test has a hand in it: not even order matters."""
    world = World(memory=[Region(4 * MIB, MIB, 3, 1), Region(MIB, MIB, 2)],
                  max_memory=5)
    _, answer = answers(bench, reference().encode(), [
        Call("memblock_reserve", 0, 0)], world)
    assert answer.outcome.memory == world.memory
    assert answer.totals["memory"] == (2, 2 * MIB)


BROKEN = [
    ("for (;;) ;", "hang", "did not come back"),
    ("return *(volatile int *)8;", "crash", "null pointer"),
    ("memblock.memory.regions[128].base = 1;", "crash",
     "entry 128 of memblock.memory, which has room for 128"),
    ("memblock.reserved.regions[-1].base = 1;", "crash",
     "wrote before the start of the array of memblock.reserved"),
    ("return " + NAME + "(start, end, size, align, nid) + 1;", "crash",
     "stack overflow"),
    ("return size / (nid + 1);", "panic", "division by zero"),
    ("return 1 << (int)size;", "panic", "UBSan: mm/memblock_search.c:"),
    ("__asm__ volatile(\"hlt\");", "crash", "an instruction for kernels"),
    ("*(char *)phys_to_virt(64 << 20) = 1;", "crash",
     "physical address 0x4000000 is no memory"),
    ("*(char *)phys_to_virt(1 << 20) = 1; panic(\"so\");", "panic", "so"),
    ("__asm__ volatile(\"syscall\" : : \"a\"(57) : \"memory\", \"rcx\", "
     "\"r11\");", "crash", "asked the system"),
    ("__asm__ volatile(\"mov $0x21, %%r10d; mov $-1, %%r8; syscall\" : : "
     "\"a\"(9), \"D\"(0), \"S\"(1 << 20), \"d\"(3) : \"memory\", \"rcx\", "
     "\"r8\", \"r10\", \"r11\");", "crash", "asked the system"),
    ("__asm__ volatile(\"syscall\" : : \"a\"(231), \"D\"(0));", "end",
     "ended the program itself, with status 0"),
]


@pytest.mark.parametrize("body, kind, what", BROKEN,
                         ids=[body[:32] for body, _, _ in BROKEN])
def test_broken(bench, body, kind, what):
    """Each way to break says how, and where in the student's file."""
    case, answer = answers(bench, with_body(body + "\n"), [find()])
    assert (answer.kind, what in answer.what) == (kind, True), answer
    said = judge.broken(case, answer)
    assert NAME in said
    if kind in ("hang", "panic") or "null" in what:
        assert answer.theirs.function == NAME
        assert f"{FILE}:{answer.theirs.line}" in said


def test_memory_without_end(bench):
    """The simulated terabyte gives 32 MiB, then it is over."""
    world = World(memory=[Region(MIB, 64 * MIB, 0)])
    body = "for (start = 1 << 20; start < (65 << 20); start += 4096)\n" \
        "*(char *)phys_to_virt(start) = 1;\n"
    _, answer = answers(bench, with_body(body), [find()], world)
    assert answer.kind == "crash"
    assert "more than 32 MiB of physical memory" in answer.what


def test_many_hangs_cost_little(bench):
    """All tests hang: 10 CPU-seconds a submission must do."""
    program = bench.builder.runner({FILE: with_body("for (;;) ;\n")},
                                   bench.sandbox)
    got = runner.run(program, bench.spawn, numbered(
        [Case("R1", "hangs", RAM, [find()]) for _ in range(60)]))
    assert {a.kind for a in got} == {"hang"}
    assert sum(a.cpu_ms for a in got) < 4000


def test_uninitialised_is_told(bench):
    case, answer = answers(bench, with_body("phys_addr_t x; return x;\n"),
                           [find()])
    text = judge.compare(case, Outcome(results=[0]), answer)[0]
    assert "a variable that was never set" in text


def test_printk_comes_back(bench):
    text = with_body("printk(\"size %llx\\n\", size); pr_warn(\"oh\\n\");\n")
    _, answer = answers(bench, text, [find()])
    assert answer.printed == ["size 3000"]
    assert answer.outcome.log == ["oh"]


def test_flood_of_errors_ends(bench):
    """What a compiler says is cut."""
    before = "#define A x\n" + "".join(
        f"int f{n}(void) {{ return y{n}; }}\n" for n in range(4000))
    with pytest.raises(build.NotBuilt) as caught:
        bench.builder.runner({FILE: with_body("", before)}, bench.sandbox)
    assert len(caught.value.said) < 1 << 20
    assert caught.value.said.count("error:") <= 25


def test_who_cannot_be_stopped_is_killed(bench):
    """A runner that shuts its ears costs a second, and not each time."""
    body = "for (;;) __asm__ volatile(\"syscall\" : : \"a\"(13), " \
        "\"D\"(27), \"S\"(ignore), \"d\"(0), \"r\"(size) : \"memory\", " \
        "\"rcx\", \"r11\");\n"
    before = "static unsigned long ignore[4] = { 1, 0x04000000, 0, 0 };\n"
    program = bench.builder.runner(
        {FILE: with_body("register long eight __asm__(\"r10\") = 8;\n"
                         + body.replace("\"r\"(size)", "\"r\"(eight)"),
                         before)}, bench.sandbox)
    got = runner.run(program, bench.spawn, numbered(
        [Case("R1", "deaf", RAM, [find()]) for _ in range(20)]))
    assert {a.kind for a in got} == {"end"}
    assert "all of its time" in got[-1].what
    assert sum(a.cpu_ms for a in got) < 8000


# ---- building, and the sandbox ---------------------------------------------

def test_bomb_of_macros_ends(bench):
    """A compiler that never ends is stopped, and not called broken."""
    before = "#define A0 1,1,1,1,1,1,1,1\n" + "".join(
        f"#define A{n} " + ",".join([f"A{n - 1}"] * 16) + "\n"
        for n in range(1, 9)) + "static char bomb[] = { A8 };\n"
    with pytest.raises(build.NotBuilt) as caught:
        bench.builder.runner({FILE: with_body("", before)}, bench.sandbox)
    assert "the compiler was stopped" in caught.value.said


@pytest.mark.parametrize("body, before, said", [
    ("exit(0);", "void exit(int);\n", "exit: the kernel has no such"),
    ("lab_note(\"x\");", "void lab_note(const char *f, ...);\n",
     "lab_note belongs to the test program"),
    ("return oops;", "", f"{FILE}:"),
    ("return 1", "", "error: expected"),
    ("", "#include \"/etc/passwd\"\n", "No such file|file not found"),
    ("", "#include \"labs/test_check.py\"\n", "No such file|file not found"),
    ("", "__asm__(\".incbin \\\"labs/test_check.py\\\"\");\n",
     "file not found|Could not find"),
    ("", "int main(void);\nint main(void) { return 0; }\n", "main"),
])
def test_not_built(bench, body, before, said):
    if bench.sandbox.trusted and "passwd" in before:
        pytest.skip("no sandbox here")
    with pytest.raises(build.NotBuilt) as caught:
        bench.builder.runner({FILE: with_body(body + "\n", before)},
                             bench.sandbox)
    assert re.search(said, caught.value.said)


def test_own_write_is_no_write(bench):
    """Who defines a name of the C library keeps it to himself."""
    text = with_body("", "#include <linux/types.h>\n"
                     "long write(int, const void *, size_t);\n"
                     "long write(int a, const void *b, size_t c)\n"
                     "{ return a + (long)b + c; }\n")
    _, answer = answers(bench, text, [find()])
    assert answer.outcome.results == [15 * MIB - 0x3000]


def test_sandbox_sees_little():
    if sandbox.why_not():
        pytest.skip(sandbox.why_not())
    inside = sandbox.Sandbox()
    done = inside.run(["sh", "-c", f"ls {ROOT} /home /root /proc; id -u; "
                       "ls /"], capture_output=True, text=True)
    assert done.stdout.split()[0] == "65534"
    assert not set(done.stdout.split()) & {"home", "root", "proc", "work",
                                           "etc/passwd"}
    done = inside.run(["sh", "-c", "echo x > /usr/x"], capture_output=True,
                      text=True)
    assert done.returncode and "Read-only" in done.stderr


def test_no_sandbox_is_told(monkeypatch):
    sandbox.why_not.cache_clear()
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    try:
        assert "apt-get install bubblewrap" in sandbox.why_not()
        with pytest.raises(sandbox.Unavailable):
            sandbox.Sandbox()
        assert sandbox.Sandbox.if_possible().trusted
    finally:
        sandbox.why_not.cache_clear()


def test_trusted_is_the_same(bench):
    """Without a sandbox, the same program and the same answers."""
    text = with_body("nid = 0;\n")
    outside = sandbox.Sandbox(trusted=True)
    program = bench.builder.runner({FILE: text}, outside)
    got = runner.run(program, bench.spawn, numbered(
        [Case("R1", "x", RAM, [find()])]))
    assert got[0].outcome.results == [15 * MIB - 0x3000]


def test_names():
    undefined, defined = symbols.read_nm(
        "a.o:\n                 U printk\n0000 T mine\n0000 d x\n")
    assert undefined == {"printk"} and defined == {"mine", "x"}
    lines = list(symbols.complaints({"printk", "fork", "memcpy"}, set(),
                                    {"printk"}, {"m.c": b"\n\nfork();"}))
    assert lines == ["m.c:3: undefined reference to fork: the kernel has no "
                     "such"]
