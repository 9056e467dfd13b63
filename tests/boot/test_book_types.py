# SPDX-License-Identifier: GPL-2.0-only
"""The book: what it tells a reader to type exists, and its first page leads
to every chapter."""

import glob
import os
import re

import pytest

import nopanic

PAGES = sorted(glob.glob(os.path.join(nopanic.ROOT, "docs/book/*.md")))


def read(path):
    with open(os.path.join(nopanic.ROOT, path), encoding="utf-8") as file:
        return file.read()


def typed():
    """(page, command) of each indented line and each word in code."""
    for path in PAGES:
        text = re.sub(r"^```.*?^```$", "", read(path), flags=re.M | re.S)
        lines = re.findall(r"^    (\S.*)$", text, re.M)
        lines += re.findall(r"`([^`\n]+ [^`\n]+)`", text)
        for line in lines:
            yield os.path.basename(path), re.sub(r"^([A-Z]+=\S+ )+", "",
                                                 line)


def words_after(start):
    found = {(page, line) for page, line in typed()
             if line.startswith(start)}
    assert found, start
    return found


def test_index_leads_to_every_chapter():
    index = read("docs/book/index.md")
    told = re.findall(r"^\d+\. \[[^\]]*\]\((\S+)\)", index, re.M)
    there = {os.path.basename(path) for path in PAGES} - {"index.md"}
    assert there == {name for name in told if "/" not in name}
    appendix = {os.path.basename(path) for path in
                glob.glob(os.path.join(nopanic.ROOT, "docs/*.md"))}
    assert appendix == {os.path.basename(name) for name in told
                        if name.startswith("../") and "README" not in name}


def test_make_targets_exist():
    rules = read("Makefile") + "".join(
        read(path) for path in glob.glob(
            os.path.join(nopanic.ROOT, "scripts/make/*.mk")))
    targets = set(" ".join(re.findall(r"^\.PHONY: (.*)", rules,
                                      re.M)).split())
    for page, line in words_after("make "):
        for word in line.split()[1:2]:
            if "=" not in word:
                assert word in targets, f"{page}: {line}"


def test_options_of_qemu_sh_exist():
    known = read("scripts/qemu/options.py") + read("qemu.sh")
    for page, line in words_after("./qemu.sh"):
        for option in re.findall(r"(?<= )--[a-z]+", line):
            assert option in known, f"{page}: {line}"


def test_commands_of_the_prompt_exist():
    table = read("kernel/monitor.c").split("commands[] = {")[1]
    known = re.findall(r'^\t\{ "([\w-]+)"', table, re.M)
    for page, line in words_after("nopanic> "):
        assert line.split()[1] in known, f"{page}: {line}"


def test_commands_of_gdb_exist():
    known = "".join(read(path) for path in glob.glob(os.path.join(
        nopanic.ROOT, "scripts/gdb/np/*.py")))
    for page, line in words_after("(gdb) np "):
        assert re.search(rf"\b{line.split()[2]}\b", known), f"{page}: {line}"


@pytest.mark.parametrize("script", ["scripts/", "build/"])
def test_programs_exist(script):
    rules = "".join(read(path) for path in glob.glob(
        os.path.join(nopanic.ROOT, "scripts/make/*.mk")))
    for page, line in words_after(script):
        name = line.split()[0].rstrip(",")
        assert os.path.exists(os.path.join(nopanic.ROOT, name)) \
            or os.path.basename(name) in rules, f"{page}: {line}"
