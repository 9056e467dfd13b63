# SPDX-License-Identifier: GPL-2.0-only
"""An exhibit of the bug museum: what its folder says, the machine of a seed,
and what a boot of it shows. museum.py judges, museum_tree.py gives it away.
"""

import hashlib
import os
import random
import re
import tomllib

from . import Trouble
from .beside import load
from .museum_work import changed_files

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
MUSEUM = os.path.join(ROOT, "labs/museum")


class Exhibit:
    """One folder of the museum: .number, .name, .meta (exhibit.toml)."""

    def __init__(self, folder):
        self.folder, self.name = folder, os.path.basename(folder)
        self.number = int(self.name[:2])
        with open(os.path.join(folder, "exhibit.toml"), "rb") as file:
            self.meta = tomllib.load(file)
        self.title = self.meta["title"]
        self.questions = self.meta["evidence"]
        self.judge = load(os.path.join(folder, "judge.py"))

    def text(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()

    @property
    def bug(self):
        return self.text("bug.patch")

    def has_fix(self):
        return os.path.isfile(os.path.join(self.folder, "fix.patch"))

    def machine(self, seed):
        digest = hashlib.sha256(f"{self.name}:{seed}".encode()).digest()
        return self.judge.machine(random.Random(digest))

    def symptom(self, run, machine):
        """What is wrong in this boot, in a line; None: nothing."""
        if hasattr(self.judge, "symptom"):
            return self.judge.symptom(run, machine)
        found = re.search(self.meta["symptom"], run.log, re.M)
        return found[0].strip() if found else None

    def evidence(self, run, machine, tree):
        """The key of this boot; @tree has the sources with the bug."""
        found = dict(self.judge.evidence(run, machine))
        place = self.meta.get("cause", {})
        files = changed_files(self.bug)
        found["file"] = place.get("file", files[0])
        if "function" in self.questions:
            found["function"] = cause_function(self.bug, tree, found["file"])
        return {name: found[name] for name in self.questions}


def cause_function(patch, tree, path):
    """The function that the first hunk of @path in @patch changes: in C as
    it is written here, its name begins the last line at the left margin."""
    part = re.split(r"^diff ", patch, flags=re.M)
    part = next(p for p in part if f"+++ b/{path}\n" in p)
    start = int(re.search(r"^@@ -\d+(?:,\d+)? \+(\d+)", part, re.M)[1])
    body = part[part.index("@@", part.index("@@") + 2):].split("\n")[1:]
    start += next(i for i, line in enumerate(body) if line[:1] in "+-")
    with open(os.path.join(tree, path), encoding="utf-8") as file:
        above = file.read().split("\n")[:start - 1]
    for line in reversed(above):
        found = re.match(r"(?!\s|#|/|\*)[\w\s*]*?\b(\w+)\(", line)
        if found:
            return found[1]
    raise Trouble(f"{path}:{start}: in no function")


def list_exhibits():
    """All exhibits, in order."""
    return [Exhibit(os.path.join(MUSEUM, name))
            for name in sorted(os.listdir(MUSEUM))
            if os.path.isfile(os.path.join(MUSEUM, name, "exhibit.toml"))]


def exhibit(number):
    for found in list_exhibits():
        if found.number == number:
            return found
    raise Trouble(f"there is no exhibit {number}; `museum list` shows all")


def reverse(patch):
    """A patch the other way round: - for +, and old for new."""
    swap = {"+": "-", "-": "+"}
    lines = []
    for line in patch.split("\n"):
        hunk = re.match(r"@@ -(\S+) \+(\S+) @@(.*)", line)
        if hunk:
            line = f"@@ -{hunk[2]} +{hunk[1]} @@{hunk[3]}"
        elif not line.startswith(("---", "+++")) and line[:1] in swap:
            line = swap[line[0]] + line[1:]
        lines.append(line)
    return "\n".join(lines)
