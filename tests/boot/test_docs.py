# SPDX-License-Identifier: GPL-2.0-only
"""The documents tell the truth: links, quotations, the picture, the map of
the house, the call tree, parameters and commands."""

import os
import re
import subprocess
import sys

import pytest

import nopanic

sys.path.insert(0, os.path.join(nopanic.ROOT, "scripts"))

# pylint: disable=wrong-import-position
import boot_log
import boot_picture
import docs_links
import trace_picture


def read(path):
    with open(os.path.join(nopanic.ROOT, path), encoding="utf-8") as file:
        return file.read()


def run(*command):
    return subprocess.run(
        [sys.executable, "-B", *command], cwd=nopanic.ROOT, text=True,
        env=nopanic.environment(nopanic.RELEASE), check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def sources(suffix=".c"):
    """Texts of the kernel's sources; tests have parameters of their own."""
    for top in ("arch/x86", "boot", "kernel", "lib", "mm"):
        for folder, _, names in os.walk(os.path.join(nopanic.ROOT, top)):
            for name in names:
                if name.endswith(suffix):
                    yield read(os.path.join(folder, name))


def section(text, heading):
    """What stands below a heading, up to the next one of its level."""
    level = heading.split()[0]
    after = text.split(f"\n{heading}\n", 1)[1]
    return re.split(rf"^{level} ", after, flags=re.M)[0]


# ---- what is quoted -------------------------------------------------------

@pytest.mark.parametrize("script", [
    ["scripts/docs_links.py"],
    ["scripts/docs_update.py", "--check"],
    ["scripts/boot_picture.py", "--check"],
    ["scripts/trace_picture.py", "--check"]], ids=lambda argv: argv[0])
def test_check(script):
    result = run(*script)
    assert result.returncode == 0, result.stdout


def test_stale_quotation_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- from: echo today -->\n```text\nyesterday\n```\n")
    assert run("scripts/docs_update.py", "--check", page).returncode == 1
    assert run("scripts/docs_update.py", page).returncode == 0
    assert "\ntoday\n" in page.read_text()
    assert run("scripts/docs_update.py", "--check", page).returncode == 0


@pytest.mark.parametrize("what, first, last", [
    ("mm/memblock.c memblock_reserve", "noinline int memblock_reserve(", "}"),
    ("mm/memblock.c memblock", "struct memblock memblock = {", "};"),
    ("include/linux/memblock.h struct memblock_region +",
     "/* 24 bytes, with nodes and without. */", "};"),
    ("include/linux/mmzone.h enum page_kind", "enum page_kind {", "};"),
    ("include/linux/memblock_iter.h for_each_memblock",
     "#define for_each_memblock(list, region) \\", ""),
    ("boot/entry.asm long_mode", "long_mode:", "")])
def test_code_is_quoted_by_name(tmp_path, what, first, last):
    """All of it, and noticed when one character of it is another."""
    page = tmp_path / "page.md"
    page.write_text(f"<!-- code: {what} -->\n```c\n```\n")
    assert run("scripts/docs_update.py", page).returncode == 0
    lines = page.read_text().splitlines()[2:-1]
    assert lines[0].startswith(first) and lines[-1].startswith(last)
    assert "\n".join(lines) in read(what.split()[0])
    assert run("scripts/docs_update.py", "--check", page).returncode == 0
    page.write_text(page.read_text().replace(lines[-1], lines[-1] + " "))
    assert run("scripts/docs_update.py", "--check", page).returncode == 1


def test_code_that_is_not_there_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("<!-- code: mm/memblock.c kmalloc -->\n```c\n```\n")
    result = run("scripts/docs_update.py", "--check", page)
    assert result.returncode == 1
    assert "mm/memblock.c does not define kmalloc" in result.stdout


def test_stale_drawing_is_found(tmp_path):
    """The book's pictures: another reason in the search is another story."""
    drawn = read("docs/book/pictures/search.svg")
    assert "too small" in drawn
    (tmp_path / "search.svg").write_text(drawn.replace("too small", "full"))
    check = trace_picture.check
    assert not check(str(tmp_path / "search.svg"), drawn)
    assert check(os.path.join(nopanic.ROOT, "docs/book/pictures/search.svg"),
                 drawn)


def test_stale_picture_is_found(tmp_path):
    """One word of the real picture changed; and it is text, line by line."""
    drawn = read("docs/boot.svg")
    assert "stage: buddy" in boot_picture.lines_of(drawn)
    stale = tmp_path / "boot.svg"
    stale.write_text(drawn.replace("stage: buddy", "stage: bunny"))
    assert not boot_picture.check(str(stale), drawn)
    assert boot_picture.check(os.path.join(nopanic.ROOT, "docs/boot.svg"),
                              drawn)


def test_shape_ignores_numbers_only():
    line = "free_all_bootmem: 129803 pages handed over"
    assert boot_log.shape([line]) \
        == boot_log.shape([line.replace("129803", "7")])
    assert boot_log.shape([line]) != boot_log.shape([line + ", not all"])


@pytest.mark.parametrize("link, problem", [
    ("[here](no/such/file)", "no such file"),
    ("[here](#no-such-heading)", "no such heading"),
    (f"[`kzalloc()`]({nopanic.ROOT}/mm/slab.c)", "not defined"),
    (f"[`kzalloc()`]({nopanic.ROOT}/mm/kmalloc.c)", None),
    (f"[`_start`]({nopanic.ROOT}/boot/entry.asm)", None),
    (f"[`startup_64`]({nopanic.ROOT}/boot/entry.asm)", "not defined"),
    ("[here](#a-heading)", None)])
def test_wrong_link_is_found(tmp_path, link, problem):
    page = tmp_path / "page.md"
    page.write_text(f"# A heading\n{link}\n")
    seen, problems = docs_links.check(str(page))
    assert seen == 1
    assert [problem in line for line in problems] \
        == ([True] if problem else [])


# ---- README.md ------------------------------------------------------------

def tree(text):
    """(depth, function or stage, file) of each line of a call tree"""
    found = re.findall(r"^( *)- \[`(\w+)(?:\(\))?`\]\((\S+)\)"
                       r"|^( *)- \*\*stage `(\w+)`", text, re.M)
    return [(len(a or c), name or f"stage {stage}", path)
            for a, name, path, c, stage in found]


def test_call_tree_is_the_one_of_main():
    calls = []
    body = docs_links.definition("start_kernel", read("kernel/main.c"))
    body = re.sub(r'/\*.*?\*/|"[^"\n]*"', "", body.split("{", 1)[1],
                  flags=re.S)
    for name, args in re.findall(r"\b([a-z_]\w*)\(([A-Z_]*)", body):
        if name == "enter_stage":
            name = f"stage {args[len('STAGE_'):].lower()}"
        if not re.match(r"(pr_\w+|if|for|while|selftest_requested|"
                        r"machine_exit)$", name):
            calls.append(name)
    lines = tree(section(read("README.md"), "### The boot")
                 .split("as main.c has it")[1])
    assert lines[0][:2] == (0, "start_kernel")
    told = [name for depth, name, _ in lines if depth == 2]
    # an argument is called before the function that takes it
    assert sorted(told) == sorted(calls)
    assert [t for t in told if t.startswith("stage")] \
        == [f"stage {name}" for name in nopanic.STAGES]
    assert [c for c in calls if c in told] == [t for t in told if t in calls]


@pytest.mark.parametrize("heading", ["### The boot",
                                     "### An early allocation"])
def test_call_tree_calls(heading):
    """Each function of the tree names the ones drawn below it."""
    above, checked = [], 0
    for depth, name, path in tree(section(read("README.md"), heading)):
        above = [entry for entry in above if entry[0] < depth]
        if not name.startswith("stage "):
            body = docs_links.definition(name, read(path))
            if above:
                assert re.search(rf"\b{name}\b", above[-1][2]), \
                    f"{above[-1][1]}() does not call {name}()"
                checked += 1
            above.append((depth, name, body))
    assert checked >= 10


def test_map_of_the_house_is_complete():
    """Each folder with files of ours, down to the second level."""
    house = section(read("README.md"), "## The house")
    told = {path.rstrip("/") for path
            in re.findall(r"^\| \[\S+\]\((\S+)\)", house, re.M)}
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=nopanic.ROOT, check=True, capture_output=True,
        text=True).stdout.splitlines()
    for path in files:
        folder = os.path.dirname(path)
        if folder and not folder.startswith("."):
            inside = any(folder == t or folder.startswith(t + "/")
                         for t in told)
            assert inside, f"{path}: its folder is not in the README"


def test_map_of_mm_is_complete():
    house = section(read("README.md"), "## The house")
    told = set(re.findall(r"\(mm/(\w+\.c)\)", house))
    there = {name for name in os.listdir(os.path.join(nopanic.ROOT, "mm"))
             if name.endswith(".c")}
    assert there - told == {"mm_init.c"}    # two parameters, and no more
    assert told <= there


# ---- docs/parameters.md ---------------------------------------------------

def first_column(text):
    """The word that each row of a table starts with."""
    return re.findall(r"^\| `([\w-]+)", text, re.M)


def test_every_parameter_is_documented_and_no_other():
    there = [name for text in sources()
             for name in re.findall(r'^early_param\("(\w+)"', text, re.M)]
    told = first_column(section(read("docs/parameters.md"),
                                "## Kernel parameters"))
    assert there and sorted(told) == sorted(there)


def table_of(path, name):
    """First strings of the entries of a table in C."""
    body = read(path).split(f"{name}[] = {{", 1)[1].split("\n};", 1)[0]
    return re.findall(r'^\t\{ "([\w-]+)"', body, re.M)


def test_every_command_is_documented_and_no_other():
    told = section(read("docs/parameters.md"), "## Prompt commands")
    commands, kinds = told.split("The kinds of `crash`")
    assert first_column(commands) == table_of("kernel/monitor.c", "commands")
    assert first_column(kinds) == table_of("kernel/crash.c", "crashes")
