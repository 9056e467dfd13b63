# SPDX-License-Identifier: GPL-2.0-only
"""docs_update.py [--check [--labs]] [FILE]...: what the documents quote, made
anew.

A comment above a fenced block names where the block comes from:

    <!-- from: ./qemu.sh --memory 4G | stage memblock -->
    <!-- from: ./qemu.sh | prompt buddy -->
    <!-- from: ./qemu.sh | lines A WORD OR TWO -->
    <!-- from: scripts/packages.txt -->
    <!-- from: make help -->
    <!-- code: mm/memblock.c memblock_reserve -->

"stage NAME" is the part of the boot log that ends with that stage, "stage
prompt" the rest; "lines TEXT" are those that contain the text; "panic TEXT"
the same of a boot that ends in a panic. Anything else is a command, shown
with all its output. "code" is taken from the source by its name
(docs_code.py). --check changes nothing; in what a boot or a lab printed,
numbers may differ then (boot_log.shape()). It leaves out the sessions of
labs, which take longer; with --labs it looks at nothing else.
"""

import difflib
import glob
import os
import re
import shlex
import subprocess
import sys

import boot_log
import docs_code

BLOCK = re.compile(r"(<!-- (?:from: |(?=code: ))(.+?) -->\n```\w*\n)(.*?)"
                   r"(^```$)", re.M | re.S)
BOOT = re.compile(r"(\./qemu\.sh[^|]*?) \| (stage|prompt|lines|panic) (.+)")
CODE = "code: "
TOUR = "/usr/bin/python3 -B scripts/gdb_tour.py "
LAB = "/usr/bin/python3 -B scripts/book/lab_session.py "
DISTRIBUTIONS = ["Debian, Ubuntu", "Fedora", "Arch"]


def documents():
    """README.md, docs/, and the book: what is typed at a prompt is typed in
    this order."""
    return [os.path.join(boot_log.ROOT, "README.md"),
            *(path for pattern in ("docs/*.md", "docs/book/*.md")
              for path in sorted(glob.glob(os.path.join(boot_log.ROOT,
                                                        pattern))))]


class Boots:
    """Each machine boots once, and answers all that is asked of it."""

    def __init__(self, sources):
        wanted, panics = {}, set()
        for source in sources:
            match = BOOT.fullmatch(source)
            if match:
                line, kind, what = match.groups()
                if kind == "panic":
                    panics.add(line)
                    continue
                typed = wanted.setdefault(line, [])
                if kind == "prompt" and what not in typed:
                    typed.append(what)
        self.done = {line: boot_log.boot(shlex.split(line)[1:], typed)
                     for line, typed in wanted.items()}
        self.panics = {line: boot_log.panic(shlex.split(line)[1:])
                       for line in panics}

    def show(self, line, kind, what):
        if kind == "panic":
            return [text for text in self.panics[line] if what in text]
        story, answers = self.done[line]
        if kind == "prompt":
            return [boot_log.PROMPT + what, *answers[what]]
        if kind == "lines":
            return [text for text in story if what in text]
        return stage(story, what)


def stage(story, name):
    """The lines up to and with that stage, from the one before it."""
    part = []
    for line in story:
        part.append(line)
        if line.startswith("stage: "):
            if line == f"stage: {name}":
                return part
            part = []
    return part if name == "prompt" else []


def packages():
    """scripts/packages.txt by distribution and group."""
    groups = {}
    path = os.path.join(boot_log.ROOT, "scripts/packages.txt")
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if words and not words[0].startswith("#"):
                groups.setdefault(words[0], []).append(words[2:])
    lines = []
    for column, name in enumerate(DISTRIBUTIONS):
        lines.append(name)
        for group, rows in groups.items():
            names = sorted({row[column] for row in rows} - {"-"})
            lines += wrap(f"  {group:6}", names)
    return lines


def wrap(head, words, width=76):
    lines = [head]
    for word in words:
        if len(lines[-1]) + len(word) >= width:
            lines.append(" " * len(head))
        lines[-1] += word + " "
    return [line.rstrip() for line in lines]


def fresh(source, boots):
    """What the block must show today."""
    match = BOOT.fullmatch(source)
    if match:
        lines = boots.show(*match.groups())
    elif source.startswith(CODE):
        lines = docs_code.excerpt(source[len(CODE):])
    elif source == "scripts/packages.txt":
        lines = packages()
    else:
        lines = subprocess.run(source, shell=True, check=True, text=True,
                               cwd=boot_log.ROOT, stdout=subprocess.PIPE,
                               ).stdout.splitlines()
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    if not lines:
        raise boot_log.BootFailed(f"from: {source}: there is no such part")
    return lines


def tour_shape(lines):
    """boot_log.shape() of what gdb printed: sizes, bars and rows of counts
    may differ, too."""
    return [re.sub(r"( (N|\.))+", " N", line) for line in boot_log.shape(
        [re.sub(r"\|[^|]*\|$", "BAR", re.sub(
            r"\b\d+(\.\d+)?[KMGT]?\b", "0", line)) for line in lines])]


def compare(path, source, old, new):
    """Print how a quotation is no longer true; is it still?"""
    if source.startswith(TOUR):
        old, new = tour_shape(old), tour_shape(new)
    elif BOOT.fullmatch(source) or source.startswith(LAB):
        old, new = boot_log.shape(old), boot_log.shape(new)
    diff = list(difflib.unified_diff(old, new, f"{path}, from {source}",
                                     "today", lineterm="", n=0))
    if diff:
        print("\n".join(diff))
    return not diff


def renew(path, text, new):
    """Write what has changed."""
    changed = BLOCK.sub(lambda m: m.group(1) + "".join(
        line + "\n" for line in new[m.group(2)]) + m.group(4), text)
    if changed != text:
        with open(path, "w", encoding="utf-8") as file:
            file.write(changed)
        print(f"{os.path.relpath(path)}: updated")


def main():
    checking, labs = ("--check" in sys.argv[1:], "--labs" in sys.argv[1:])
    paths = [arg for arg in sys.argv[1:] if not arg.startswith("--")] \
        or documents()
    texts = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            texts[path] = file.read()
    found = [match for text in texts.values()
             for match in BLOCK.finditer(text)
             if not checking or match.group(2).startswith(LAB) == labs]
    good = True
    try:
        boots = Boots(match.group(2) for match in found)
        new = {match.group(2): fresh(match.group(2), boots)
               for match in found}
    except boot_log.BootFailed as error:
        sys.exit(f"docs_update.py: {error}")
    for path, text in texts.items():
        if checking:
            good &= all([compare(os.path.relpath(path), match.group(2),
                                 match.group(3).splitlines(),
                                 new[match.group(2)])
                         for match in BLOCK.finditer(text)
                         if match.group(2) in new])
        else:
            renew(path, text, new)
    print(f"docs_update: {len(found)} quotations in {len(texts)} documents"
          + ("" if good else ": run scripts/docs_update.py"))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
