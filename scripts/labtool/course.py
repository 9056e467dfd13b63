# SPDX-License-Identifier: GPL-2.0-only
"""A course: the teacher's private folder. course.toml names its labs, their
variants and weights, and holds the secret seed that the hidden tests and the
machines of the boots are made from; roster.csv names the students. It never
lies in the repository, and no student's process ever sees it."""

import argparse
import csv
import os
import random
import re
import secrets
import tomllib
from dataclasses import dataclass, field

from . import Trouble, labs

FILE = "course.toml"


@dataclass
class Choice:
    """A lab of the course."""
    lab: str
    variant: str = ""
    weight: float = 1
    open: bool = True       # still to be handed in: its text is hidden
    due: str = ""


@dataclass
class Course:
    """All that course.toml and roster.csv say."""
    path: str
    title: str = ""
    seed: str = ""
    choices: list = field(default_factory=list)
    roster: dict = field(default_factory=dict)      # id: name

    def labs(self, root=labs.HOUSE):
        return [labs.find(c.lab + ("/" + c.variant if c.variant else ""),
                          root) for c in self.choices]

    def choice(self, lab):
        for one in self.choices:
            if one.lab == lab:
                return one
        raise Trouble(f"{self.path}: no lab {lab} in this course")

    def rng(self, lab, what=""):
        """The randomness of a lab's hidden tests: the same each time."""
        return random.Random(f"{self.seed}:{lab.name}:{lab.variant}"
                             + (":" + what if what else ""))

    def student(self, key, name):
        """(id, name) by the roster; Moodle gives a number of its own, so
        the name counts, too. Canvas writes it lastfirst."""
        if key in self.roster:
            return key, self.roster[key]
        wanted = letters(name or key)
        for known, full in self.roster.items():
            words = full.split()
            if wanted in (letters(full), letters("".join(
                    words[-1:] + words[:-1]))):
                return known, full
        return key, name


def letters(text):
    return re.sub(r"[\W_]+", "", text.casefold())


def read_roster(path):
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row and row[0].strip()]
    if rows and [c.strip().lower() for c in rows[0][:2]] == ["id", "name"]:
        rows = rows[1:]
    return {row[0].strip(): row[1].strip() if len(row) > 1 else ""
            for row in rows}


def load(folder):
    path = os.path.join(folder, FILE)
    try:
        with open(path, "rb") as file:
            data = tomllib.load(file)
        roster = read_roster(os.path.join(
            folder, data.pop("roster", "roster.csv")))
        choices = [Choice(**one) for one in data.pop("labs", [])]
        course = Course(folder, choices=choices, roster=roster, **data)
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}: `scripts/lab course init "
                      f"{folder}` makes one") from error
    except (tomllib.TOMLDecodeError, TypeError, UnicodeDecodeError) as error:
        raise Trouble(f"{path}: {error}") from error
    if not re.fullmatch(r"[0-9a-f]{16,}", course.seed):
        raise Trouble(f"{path}: seed must be at least 16 hex digits")
    if not choices:
        raise Trouble(f"{path}: no [[labs]]")
    return course


HEAD = """\
# The course of a teacher: keep this folder private. The hidden tests and the
# machines that are booted come from the seed; with another one they differ.
title = "{title}"
seed = "{seed}"
roster = "roster.csv"       # id,name

# open: students still work on it, so no tree of theirs has its text.
# variant: a changed rule, with its own handout ("" is the lab itself).
"""

LAB = """
[[labs]]
lab = "{name}"
variant = "{variant}"{variants}
weight = 1
open = true
due = ""
"""


def init(folder, title="Boot memory", names=(), root=labs.HOUSE):
    """Make the folder; never overwrites one."""
    if os.path.exists(os.path.join(folder, FILE)):
        raise Trouble(f"{folder}: has a {FILE} already")
    chosen = [labs.find(name, root) for name in names] or \
        [lab for lab in labs.all_labs(root) if not lab.optional]
    inside = os.path.realpath(folder).startswith(
        os.path.realpath(root) + os.sep)
    if inside:
        raise Trouble(f"{folder}: lies in the repository, where students "
                      "would find the seed: choose a place outside")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    text = HEAD.format(title=title.replace('"', "'"),
                       seed=secrets.token_hex(16))
    for lab in chosen:
        others = "".join(f'   # or "{v}"' for v in ["", *lab.variants]
                         if v != lab.variant)
        text += LAB.format(name=lab.name, variant=lab.variant,
                           variants=others)
    path = os.path.join(folder, FILE)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(text)
    roster = os.path.join(folder, "roster.csv")
    if not os.path.exists(roster):
        with open(roster, "w", encoding="utf-8") as file:
            file.write("id,name\n")
    return path


def main(args):
    p = argparse.ArgumentParser(prog="lab course", description=(
        "course init DIR: make a teacher's private folder, with a secret "
        "seed, the core labs, and an empty roster."))
    p.add_argument("what", choices=["init"])
    p.add_argument("folder", metavar="DIR")
    p.add_argument("--title", default="Boot memory")
    p.add_argument("--labs", metavar="NN[,NN...]", default="",
                   help="these labs, with /VARIANT where one is meant")
    options = p.parse_args(args)
    names = [name for name in options.labs.split(",") if name]
    path = init(options.folder, options.title, names)
    print(f"{path}: labs, variants and weights; put the students into "
          f"{os.path.join(options.folder, 'roster.csv')}. Keep this folder "
          "to yourself: its seed makes the hidden tests.")
    return 0
