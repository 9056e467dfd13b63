# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab start NN[,NN] DIR: a student's tree, or one more lab in it.

Run in the project, or in a course's checkout of it. Which labs the course
has open decides what the tree is given as objects only.
"""

import argparse
import os
import sys
import tempfile

from . import Trouble, labs, tree, update


def parser():
    found = argparse.ArgumentParser(prog="lab start", description=(
        "Make a tree with the stubs and handouts of some labs, or add them "
        "to a tree; what was edited there stays."))
    found.add_argument("labs", metavar="NN[,NN...]", help="numbers or names, "
                       "with /VARIANT where a variant is meant")
    found.add_argument("folder", metavar="DIR")
    found.add_argument("--course", metavar="DIR", help="a course's folder: "
                       "its variants, and which labs are open")
    found.add_argument("--withhold", metavar="NN[,NN...]", default="",
                       help="labs whose functions come as objects only")
    return found


def course_of(folder):
    """({lab: variant}, open labs) of a course's course.toml."""
    data = labs.read_toml(os.path.join(folder, "course.toml"))
    variants, opened = {}, []
    for one in data.get("labs", []):
        name = str(one.get("lab", ""))
        lab = labs.find(name)
        variants[lab.name] = one.get("variant", "")
        if one.get("open", True):
            opened.append(lab)
    return variants, opened


def choose(options):
    """(labs of the tree, labs to withhold) of the command line."""
    variants, withheld = {}, []
    if options.course:
        variants, withheld = course_of(options.course)
    names = [name for name in options.labs.split(",") if name]
    chosen = []
    for lab in (labs.find(name) for name in names):
        if not lab.variant and variants.get(lab.name):
            lab = lab.in_variant(variants[lab.name])
        chosen.append(lab)
    if not chosen:
        raise Trouble("which lab? Give its number")
    withheld += [labs.find(name) for name in options.withhold.split(",")
                 if name]
    return chosen, withheld


def build(chosen, folder, withheld):
    """A new tree with its commit, without half of one after a failure."""
    parent = os.path.dirname(os.path.abspath(folder))
    os.makedirs(parent, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=".lab-") as scratch:
        made = os.path.join(scratch, "tree")
        version = tree.make(labs.HOUSE, chosen, made, withheld)
        tree.commit(made, "labs " + ", ".join(
            sorted(lab.name for lab in chosen)) + f", version {version}")
        if os.path.isdir(folder):
            os.rmdir(folder)
        os.rename(made, folder)
    return version


def add(chosen, folder, withheld):
    """More labs for a tree that is there."""
    old = labs.student_tree(folder)
    have = {one["lab"]: one["variant"] for one in old["labs"]}
    every = [lab for lab in chosen if lab.name not in have]
    if not every:
        raise Trouble(f"{folder}: has " + ", ".join(
            lab.name for lab in chosen) + " already; `update` renews it")
    every += [labs.find(name).in_variant(variant) if variant
              else labs.find(name) for name, variant in have.items()]
    withheld = withheld + [labs.find(name) for name in old["withheld"]]
    with tempfile.TemporaryDirectory(prefix="lab-tree-") as scratch:
        made = os.path.join(scratch, "tree")
        tree.make(labs.HOUSE, every, made, withheld)
        return update.apply(made, folder)


def main(args):
    options = parser().parse_args(args)
    if labs.student_tree() is not None:
        print("lab start: this is a student's tree; `start` is a command of "
              "the project that it was made of", file=sys.stderr)
        return 2
    chosen, withheld = choose(options)
    if os.path.isfile(labs.tree_file(options.folder)):
        return add(chosen, options.folder, withheld)
    if os.path.isdir(options.folder) and os.listdir(options.folder):
        raise Trouble(f"{options.folder}: is no student's tree, and not "
                      "empty")
    version = build(chosen, options.folder, withheld)
    print(f"{options.folder}: " + ", ".join(lab.name for lab in chosen)
          + f", version {version}\nRead {options.folder}/labs/"
          f"{chosen[0].name}/README.md; then scripts/lab check, there.")
    return 0
