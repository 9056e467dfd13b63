# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab update SOURCE: a newer handout, and the student's files stay.

Three texts of each file: what the course gave (labs/base/, and the hashes in
labs/tree.json), what the student has, what the course gives now. Files that
labs name for editing are merged; of all others the course's version counts.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

from . import Trouble, labs



def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def copy(source, to):
    os.makedirs(os.path.dirname(to), exist_ok=True)
    shutil.copyfile(source, to)
    shutil.copymode(source, to)


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Update:
    """One handout put over one student's tree."""

    def __init__(self, new, folder):
        self.new, self.folder = new, folder
        self.old_tree = labs.student_tree(folder)
        self.new_tree = labs.student_tree(new)
        self.edited = self.files_of(folder, self.old_tree) | \
            self.files_of(new, self.new_tree)
        self.said = []
        self.conflicts = 0

    @staticmethod
    def files_of(folder, tree):
        return {file for one in tree["labs"] for file in labs.load(
            os.path.join(folder, "labs", one["lab"]), one["variant"]).files}

    def say(self, path, text):
        self.said.append(f"{path}: {text}")

    def merge(self, path):
        """A file that the student edits: their text and the course's."""
        ours = os.path.join(self.folder, path)
        base = os.path.join(self.folder, "labs/base", path)
        theirs = os.path.join(self.new, path)
        mine, was, now = read(ours), read(base), read(theirs)
        if was is None and mine is not None:
            # It was no student's file until now: what the course gave.
            was = mine if digest(mine) == \
                self.old_tree["files"].get(path) else None
        if now is None or now == mine or now == was:
            return
        if mine is None or mine == was:
            copy(theirs, ours)
            self.say(path, "the course's new version (not edited by you)")
        else:
            self.merge_texts(path, ours, was or b"", theirs)

    def merge_texts(self, path, ours, was, theirs):
        with tempfile.NamedTemporaryFile(prefix="lab-base-") as base:
            base.write(was)
            base.flush()
            done = subprocess.run(
                ["git", "merge-file", "-p", "-q", ours, base.name, theirs],
                check=False, capture_output=True)
        if done.returncode == 0:
            with open(ours, "wb") as file:
                file.write(done.stdout)
            self.say(path, "the course's changes are merged into yours")
            return
        copy(theirs, ours + ".course")
        self.conflicts += 1
        self.say(path, "both you and the course changed the same lines: "
                 f"yours stays, the course's is {path}.course; put together "
                 "what you need and remove that file")

    def replace(self, path):
        """Any other file: the course's version, and an edited one beside."""
        ours = os.path.join(self.folder, path)
        theirs = os.path.join(self.new, path)
        mine, now = read(ours), read(theirs)
        if mine == now:
            return
        if mine is not None and digest(mine) != \
                self.old_tree["files"].get(path):
            os.rename(ours, ours + ".mine")
            self.say(path, "no lab asks you to edit it: yours is now "
                     f"{path}.mine")
        copy(theirs, ours)

    def remove(self, path):
        """The course no longer has it."""
        ours = os.path.join(self.folder, path)
        mine = read(ours)
        if mine is None:
            return
        if digest(mine) == self.old_tree["files"].get(path):
            os.unlink(ours)
        else:
            self.say(path, "the course has it no longer; yours stays")

    def run(self):
        for path in sorted(self.new_tree["files"]):
            if path in self.edited:
                self.merge(path)
            else:
                self.replace(path)
        for path in sorted(set(self.old_tree["files"])
                           - set(self.new_tree["files"])):
            self.remove(path)
        shutil.rmtree(os.path.join(self.folder, "labs/base"),
                      ignore_errors=True)
        shutil.copytree(os.path.join(self.new, "labs/base"),
                        os.path.join(self.folder, "labs/base"))
        copy(labs.tree_file(self.new), labs.tree_file(self.folder))


def apply(new, folder):
    """Put the tree @new over the student's @folder; the exit status."""
    update = Update(new, folder)
    before = update.old_tree["version"]
    update.run()
    print("\n".join(update.said), end="\n" if update.said else "")
    now = update.new_tree["version"]
    if before == now and not update.said:
        print(f"{folder}: has version {now} already")
    else:
        print(f"{folder}: version {now}, before {before}: "
              + ", ".join(one["lab"] for one in update.new_tree["labs"]))
    return 1 if update.conflicts else 0


def fresh(where, scratch):
    """The tree that this one is to become: @where is one, or makes one."""
    if os.path.isfile(where):
        raise Trouble(f"{where}: a file. If it is the archive that you were "
                      "given, unpack it, and name the folder that was in it")
    if labs.student_tree(where) is not None:
        return where
    lab = os.path.join(where, "scripts", "lab")
    if not os.path.exists(lab):
        raise Trouble(f"{where}: neither a student's tree nor the project")
    tree = labs.student_tree()
    names = ",".join(one["lab"] + ("/" + one["variant"] if one["variant"]
                                   else "") for one in tree["labs"])
    made = os.path.join(scratch, "tree")
    done = subprocess.run([lab, "start", names, made, "--withhold",
                           ",".join(tree["withheld"])], check=False,
                          capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"{where}: {done.stderr.strip()}")
    return made


def check_same(new):
    """A handout of other labs is no update of this tree."""
    mine = {(one["lab"], one["variant"])
            for one in labs.student_tree()["labs"]}
    theirs = {(one["lab"], one["variant"])
              for one in labs.student_tree(new)["labs"]}
    if not mine <= theirs:
        raise Trouble(f"{new}: has not all labs of this tree: "
                      + ", ".join(sorted(lab for lab, _ in mine - theirs)))


def main(args):
    parser = argparse.ArgumentParser(prog="lab update", description=(
        "Take a newer version of the handout; your files stay."))
    parser.add_argument("source", metavar="SOURCE", help="a newer tree with "
                        "these labs, or the project")
    options = parser.parse_args(args)
    if labs.student_tree() is None:
        print("lab update: this is the project, not a student's tree",
              file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="lab-update-") as scratch:
        new = fresh(options.source, scratch)
        check_same(new)
        return apply(new, labs.HOUSE)
