# SPDX-License-Identifier: GPL-2.0-only
"""A mutant: one file with one thing in it broken, and the two lists of
mutants that are kept in the tree.

A list is made of entries, each after an empty line: file and function, the
lines as they are, after "- ", the lines as the mutant has them, after "+ ",
and, indented, a text. Blanks at either end of a line do not count, nor do
line numbers, so that entries outlive most edits.

    mm/memblock_list.c memblock_bisect
    - while (lo < hi) {
    + while (lo <= hi) {
        Why this is no other program, or the name of a mutant.
"""

import hashlib
import os
import random
import re
from dataclasses import dataclass, field


def squeeze(text):
    return " ".join(text.split())


@dataclass
class Mutant:
    path: str
    function: str
    kind: str
    start: int
    end: int
    new: str
    old_lines: str = ""
    new_lines: str = ""
    name: str = ""
    reason: str = ""
    line: int = 0
    id: str = ""
    result: str = ""        # killed, survived, equal, broken, equivalent
    by: str = ""            # which test, how
    took: float = 0.0
    ran: list = field(default_factory=list)

    def key(self):
        return self.path, self.function, self.old_lines, self.new_lines

    def show(self):
        """As an entry of a list."""
        return (f"{self.path} {self.function}\n- {self.old_lines}\n"
                f"+ {self.new_lines}\n")

    def source(self, text):
        return text[:self.start] + self.new + text[self.end:]


def describe(mutant, text, seen):
    """Give @mutant its lines and its id, a number that stays the same while
    the lines do. @seen counts mutants that look alike."""
    first = text.rfind("\n", 0, mutant.start) + 1
    last = text.find("\n", mutant.end)
    last = len(text) if last < 0 else last
    mutant.line = text.count("\n", 0, mutant.start) + 1
    mutant.old_lines = squeeze(text[first:last])
    mutant.new_lines = squeeze(text[first:mutant.start] + mutant.new
                               + text[mutant.end:last])
    key = "|".join(mutant.key())
    seen[key] = seen.get(key, -1) + 1
    mutant.id = hashlib.sha1(f"{key}|{seen[key]}".encode()).hexdigest()[:8]


def of_changes(path, text, changes):
    seen, mutants = {}, []
    for change in changes:
        mutant = Mutant(path, change.function, change.kind, change.start,
                        change.end, change.new)
        describe(mutant, text, seen)
        mutants.append(mutant)
    return mutants


def sample(mutants, count, seed, path):
    """@count of @mutants of one file, the kinds in turn."""
    rng = random.Random(f"{seed} {path}")
    kinds = {}
    for mutant in mutants:
        kinds.setdefault(mutant.kind, []).append(mutant)
    for group in kinds.values():
        rng.shuffle(group)
    order = sorted(kinds)
    rng.shuffle(order)
    chosen = []
    while len(chosen) < min(count, len(mutants)):
        for kind in order:
            if kinds[kind] and len(chosen) < count:
                chosen.append(kinds[kind].pop())
    return sorted(chosen, key=lambda m: (m.start, m.end, m.new))


def shares(sizes, total):
    """How many of @total each file gets: by its size, each at least 3."""
    whole = sum(sizes.values())
    if not total or total >= whole:
        return dict(sizes)
    return {path: min(size, max(3, round(total * size / whole)))
            for path, size in sizes.items()}


class BadList(Exception):
    """An entry of a list that cannot be read."""


def read_list(path):
    """The entries of a list, as Mutants without a place."""
    entries = []
    if not os.path.exists(path):
        return entries
    with open(path, encoding="utf-8") as file:
        blocks = re.split(r"\n[ \t]*\n", file.read())
    for block in blocks:
        lines = [line for line in block.splitlines()
                 if line.strip() and not line.startswith("#")]
        if not lines:
            continue
        head = lines[0].split()
        old = [line[2:] for line in lines[1:] if line.startswith("- ")]
        new = [line[1:] for line in lines[1:] if line.startswith("+")]
        why = [line.strip() for line in lines[1:]
               if not line.startswith(("- ", "+"))]
        if len(head) != 2 or not old or not new or not why:
            raise BadList(f"{path}: no file and function, '- ', '+ ' and a "
                          f"text in the entry '{lines[0]}'")
        entries.append(Mutant(head[0], head[1], "named", 0, 0, "",
                              squeeze(" ".join(old)),
                              squeeze(" ".join(new)), name=squeeze(
                                  " ".join(why))))
    return entries


def find_lines(entry, text, span):
    """The Mutant that @entry means in @text, between the ends of @span, or
    None if its lines are not there (or more than once)."""
    words = [re.escape(word) for word in entry.old_lines.split()]
    found = list(re.compile(r"\s+".join(words)).finditer(text, *span))
    found = [m for m in found
             if not text[text.rfind("\n", 0, m.start()) + 1:m.start()].strip()
             and text[m.end():m.end() + 1] in ("\n", "")]
    if len(found) != 1:
        return None
    start, end = found[0].span()
    mutant = Mutant(entry.path, entry.function, "named", start, end,
                    entry.new_lines + "\n" * text.count("\n", start, end),
                    name=entry.name)
    describe(mutant, text, {})
    mutant.new_lines = entry.new_lines
    return mutant
