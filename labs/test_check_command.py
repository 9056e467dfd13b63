# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab check as a student meets it: in a fresh tree of one lab, with
the stub, with answers that are wrong in some way, and with the right one."""

import os
import re
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "scripts"))

from labtool import labs, source, tree                      # noqa: E402

FILE, NAME = "mm/memblock_search.c", "__memblock_find_range_top_down"
PASSED, FAILED, USAGE, TROUBLE = 0, 1, 2, 3


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


@pytest.fixture(scope="module", name="made")
def fixture_made(tmp_path_factory):
    """A student's tree of lab 02, and its file as it was given out."""
    folder = str(tmp_path_factory.mktemp("lab") / "tree")
    tree.make(ROOT, [labs.find("02", ROOT)], folder)
    return folder, read(folder, FILE)


@pytest.fixture(name="student")
def fixture_student(made):
    """write(old, new) puts the reference there, with one change."""
    folder, given = made
    project = read(ROOT, FILE)
    body = source.body(project, source.function(project, NAME))

    def write(old="", new="", text=None):
        own = source.function(given, NAME)
        changed = body.replace(old, new) if old else body
        assert not old or changed != body
        with open(os.path.join(folder, FILE), "w",
                  encoding="utf-8") as file:
            file.write(text or given[:own.body] + changed
                       + given[own.code_end:])
        return folder
    write(text=given)
    return write


def lab(folder, *args, **more):
    done = subprocess.run(["scripts/lab", "check", *args], cwd=folder,
                          capture_output=True, text=True, check=False,
                          timeout=300, **more)
    return done.returncode, done.stdout + done.stderr


def test_stub(student, made):
    """Nothing written yet: one line says so, no picture distracts."""
    status, out = lab(student(text=made[1]))
    assert status == FAILED
    assert f"{NAME}() is still the stub: read labs/02-top-down/README.md" \
        in out
    assert "visible points 0 of" in out
    assert "picture" not in out


def test_right(student):
    status, out = lab(student(), "02")
    assert status == PASSED, out
    points = re.search(r"visible points (\d+) of (\d+) ", out)
    assert points.group(1) == points.group(2) != "0"
    line = re.search(rf"^02-top-down  {NAME}  {FILE}:(\d+)$", out, re.M)
    text = read(student(), FILE).splitlines()
    assert NAME in text[int(line.group(1)) - 1]


def test_wrong(student):
    """The rule, the call by names, a picture, and how to run it again."""
    folder = student("round_down(this_end - size, align)",
                     "this_end - size")
    status, out = lab(folder)
    assert status == FAILED
    broken = re.search(r"^  R3 .* 0 of 4   (R3\.1) ", out, re.M)
    assert broken and "no multiple of align" in out
    assert f"{NAME}(start 0x1000, end 0x100000000, size" in out
    assert re.search(r"picture   \|[#rEG*.]+\|", out)
    assert "input shrunk from" in out
    again = re.search(r"again     (scripts/lab check --only R3.1) ", out)
    status, only = lab(folder, *again.group(1).split()[2:])
    assert status == FAILED
    assert "R1 " not in only and "visible points" not in only


def test_plain_has_no_pictures(student):
    folder = student("min(this_end, end)", "this_end")
    status, out = lab(folder, "--plain", "--only", "R2")
    assert status == FAILED
    assert "|" not in out and "\033" not in out
    assert "the block should lie at" in out


def test_no_colour_without_a_terminal(student):
    assert "\033" not in lab(student())[1]


@pytest.mark.parametrize("new, said", [
    ("*(phys_addr_t *)size", "null pointer"),
    ("({ for (;;) ; 0; })", "does not come back"),
    ("memblock.memory.regions[4096].base", "crashed in"),
    ("*(u8 *)(uintptr_t)this_start", "a physical address is no pointer"),
    ("(phys_addr_t)memset((void *)this_start, 0, size)",
     "a physical address is no pointer"),
])
def test_broken(student, new, said):
    """size is 0x3000 or so in most cases: near no memory."""
    folder = student("round_down(this_end - size, align)",
                     new.replace("*)size", "*)8"))
    status, out = lab(folder, "--only", "R1")
    assert status == FAILED
    assert said in out and f"{NAME}() ({FILE}:" in out


def test_not_compiled(student):
    status, out = lab(student("return 0;", "return nothing;"))
    assert status == FAILED
    assert "does not compile; no test ran" in out
    assert re.search(rf"{FILE}:\d+:\d+: error: 'nothing' undeclared", out)


def test_a_warning_is_shown_and_costs_nothing(student):
    status, out = lab(student("return 0;", "align++;\n\tint late = 0;\n\n"
                              "\treturn late;"))
    assert status == PASSED
    assert re.search(rf"{FILE}:\d+:\d+: warning: .*declaration", out)


def test_usage(student):
    folder = student()
    assert lab(folder, "--nonsense")[0] == USAGE
    status, out = lab(folder, "--only", "R99")
    assert status == TROUBLE
    assert "there is no such rule or test; there are R1, R2" in out
    assert lab(folder, "77")[0] == TROUBLE


def test_labs_side_by_side(tmp_path):
    """Files of a lab that another one's runner has no use for."""
    folder = str(tmp_path / "a tree")
    tree.make(ROOT, [labs.find(n, ROOT) for n in ("00", "02", "05", "10")],
              folder)
    status, out = lab(folder, "--plain")
    assert status == FAILED
    assert "00-look-around  answers.toml" in out
    assert "02-top-down  " in out and "10-hand-over  " in out
    assert out.count("visible points 0 of") == 3
    # Lab 05 done, lab 02 not: who is in the way?
    path = os.path.join(folder, "mm/nobootmem.c")
    text, project = read(path), read(ROOT, "mm/nobootmem.c")
    for name in labs.find("05", ROOT).names():
        own = source.function(text, name)
        text = text[:own.body] + source.body(
            project, source.function(project, name)) + text[own.code_end:]
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    status, out = lab(folder, "05")
    assert status == FAILED
    assert "it is of lab 02-top-down, and this lab's tests call it" in out
    assert lab(folder, "--gdb")[0] == TROUBLE


def test_gdb(student):
    """gdb stops in the student's function, on the case that was named."""
    folder = student("round_down(this_end - size, align)",
                     "this_end - size")
    status, out = lab(folder, "--only", "R3.2", "--gdb",
                      input="print size\nprint align\nkill\nquit\n")
    assert status == 0, out
    assert re.search(rf"Breakpoint 1, {NAME} \(start=4096", out)
    assert "$2 = " in out and "R3.2: " in out
