# SPDX-License-Identifier: GPL-2.0-only
"""The labs: what labs/NN-name/lab.toml and the variants beside it say.

Reads and checks them; makes nothing. In a student's tree labs/tree.json says
which labs are open there, and in which variant.
"""

import json
import os
import re
import tomllib
from dataclasses import dataclass, field

from . import Trouble

HOUSE = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
KEYS = {"title", "optional", "hours", "difficulty", "needs", "files",
        "variants", "function", "drop", "opening", "rule", "host",
        "kind", "kernel", "withhold"}


@dataclass
class Function:
    """A function that the student writes. failure: what its stub returns,
    None where it stops the kernel instead."""
    name: str
    file: str
    failure: str = None


@dataclass
class Rule:
    """A numbered rule of the handout, with its points."""
    id: str
    text: str
    visible: int = 0
    hidden: int = 0


@dataclass
class Lab:
    """One lab in one variant ("" is the handout's own)."""
    name: str
    root: str
    variant: str
    title: str
    data: dict
    optional: bool = False
    hours: float = 1
    difficulty: int = 1
    needs: list = field(default_factory=list)
    files: list = field(default_factory=list)
    variants: list = field(default_factory=list)
    functions: list = field(default_factory=list)
    drop: dict = field(default_factory=dict)
    opening: dict = field(default_factory=dict)
    rules: list = field(default_factory=list)
    host: dict = field(default_factory=dict)

    @property
    def number(self):
        return self.name[:2]

    @property
    def path(self):
        """labs/NN-name of its house, absolute."""
        return os.path.join(self.root, "labs", self.name)

    @property
    def folder(self):
        """Where this variant's own files are."""
        return os.path.join(self.path, "variants", self.variant) \
            if self.variant else self.path

    def own(self, name):
        """Path of a file of the variant, or the lab's own if it has none."""
        path = os.path.join(self.folder, name)
        return path if os.path.exists(path) else \
            os.path.join(self.path, name)

    @property
    def handout(self):
        return self.own("README.md")

    @property
    def stub(self):
        return self.own("stub.c")

    @property
    def cases(self):
        """The module with its cases and its oracle."""
        if self.variant:
            return os.path.join(self.folder, "lab.py")
        return os.path.join(self.path, "tests", "lab.py")

    def names(self, file=None):
        """The names of its functions, of one file or of all."""
        return [f.name for f in self.functions
                if file is None or f.file == file]

    def rule(self, name):
        for rule in self.rules:
            if rule.id == name:
                return rule
        raise Trouble(f"{self.name}: no rule {name} in lab.toml")

    @property
    def visible_points(self):
        return sum(rule.visible for rule in self.rules)

    @property
    def hidden_points(self):
        return sum(rule.hidden for rule in self.rules)

    def in_variant(self, variant):
        return load(self.path, variant)


def read_toml(path):
    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise Trouble(f"{path}: {error}") from error


def check(lab, path):
    """What must be true of every lab."""
    for function in lab.functions:
        if function.file not in lab.files:
            raise Trouble(f"{path}: {function.name}() is in {function.file},"
                          " which is not among files")
    points = lab.visible_points + lab.hidden_points
    if lab.rules and points != 100:
        raise Trouble(f"{path}: the rules' points are {points}, not 100")
    ids = [rule.id for rule in lab.rules]
    if len(set(ids)) != len(ids):
        raise Trouble(f"{path}: two rules have the same id")


def load(folder, variant=""):
    """The Lab in @folder (labs/NN-name), in one variant."""
    folder = os.path.abspath(folder)
    path = os.path.join(folder, "lab.toml")
    data = read_toml(path)
    if variant:
        if variant not in data.get("variants", []):
            raise Trouble(f"{path}: no variant \"{variant}\"")
        data.update(read_toml(os.path.join(folder, "variants", variant,
                                           "variant.toml")))
    strange = set(data) - KEYS
    if strange:
        raise Trouble(f"{path}: unknown: {', '.join(sorted(strange))}")
    try:
        lab = Lab(name=os.path.basename(folder), variant=variant, data=data,
                  root=os.path.dirname(os.path.dirname(folder)),
                  functions=[Function(**f) for f in data.get("function", [])],
                  rules=[Rule(**r) for r in data.get("rule", [])],
                  **{key: data[key] for key in (
                      "title", "optional", "hours", "difficulty", "needs",
                      "files", "variants", "drop", "opening", "host")
                     if key in data})
    except TypeError as error:
        raise Trouble(f"{path}: {error}") from error
    check(lab, path)
    return lab


def tree_file(root=HOUSE):
    return os.path.join(root, "labs", "tree.json")


def student_tree(root=HOUSE):
    """What labs/tree.json says, or None: this is no student's tree."""
    try:
        with open(tree_file(root), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Trouble(f"{tree_file(root)}: {error}") from error


def all_labs(root=HOUSE):
    """Each lab that has a lab.toml here, by number; in a student's tree the
    open ones, in their variants."""
    tree = student_tree(root)
    if tree is not None:
        return [load(os.path.join(root, "labs", one["lab"]), one["variant"])
                for one in tree["labs"]]
    folder = os.path.join(root, "labs")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return [load(os.path.join(folder, name)) for name in names
            if re.match(r"\d\d-", name) and
            os.path.exists(os.path.join(folder, name, "lab.toml"))]


def give_away(chosen, root=HOUSE):
    """Other labs whose text would give one of these away (`withhold` of
    lab.toml): a student who works on one gets the other as an object."""
    return [find(name, root) for lab in chosen
            for name in lab.data.get("withhold", ())]


def find(name, root=HOUSE):
    """The lab of a number ("02", "2"), a name, or either with /variant."""
    name, _, variant = name.partition("/")
    known = all_labs(root)
    for lab in known:
        if name == lab.name or name.isdigit() and \
                int(name) == int(lab.number):
            return lab.in_variant(variant) if variant else lab
    raise Trouble(f"no lab {name}; there are "
                  + ", ".join(lab.name for lab in known))
