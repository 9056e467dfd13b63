# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab handout: what a course gives to its students. One zip a lab
with the tree that `start` makes, in the course's variant, with nothing in it
that a lab still open would give away."""

import argparse
import os
import subprocess
import tempfile

from . import Trouble, labs, source, tree
from . import course as courses


def given(lab, root=labs.HOUSE):
    """{file: text} of a lab's files as each student gets them."""
    texts = {}
    for file in lab.files:
        path = os.path.join(root, file)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as handle:
                texts[file] = handle.read()
    for file, names in lab.drop.items():
        if file in texts:
            texts[file] = source.drop(texts[file], names, file)
    tree.with_stubs(texts, lab)
    return texts


def pack(lab, withheld, folder):
    """The zip of one lab's tree; its path."""
    name = f"{lab.name}.zip"
    path = os.path.abspath(os.path.join(folder, name))
    with tempfile.TemporaryDirectory(prefix="lab-handout-") as scratch:
        made = os.path.join(scratch, lab.name)
        version = tree.make(labs.HOUSE, [lab], made, withheld)
        tree.commit(made, f"lab {lab.name}, version {version}")
        if os.path.exists(path):
            os.remove(path)
        # git archive would lose .git, and with it the student's history
        done = subprocess.run(
            [os.environ.get("PYTHON", "/usr/bin/python3"), "-m", "zipfile",
             "-c", path, lab.name], cwd=scratch, check=False,
            capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"{path}: {done.stderr.strip()[-200:]}")
    return path, version


def main(args):
    p = argparse.ArgumentParser(prog="lab handout", description=(
        "Write NN-name.zip for each lab of the course: the student's tree."))
    p.add_argument("folder", metavar="DIR", help="where the zips go")
    p.add_argument("--course", metavar="DIR",
                   default=os.environ.get("LAB_COURSE"))
    p.add_argument("--lab", metavar="NN", help="this lab only")
    options = p.parse_args(args)
    if not options.course:
        raise Trouble("handout: which course? --course DIR, or LAB_COURSE")
    course = courses.load(options.course)
    withheld = [labs.find(c.lab) for c in course.choices if c.open]
    os.makedirs(options.folder, exist_ok=True)
    wish = labs.find(options.lab).name if options.lab else None
    for lab in course.labs():
        if wish in (None, lab.name):
            path, version = pack(lab, withheld, options.folder)
            print(f"{path}: version {version}")
    return 0
