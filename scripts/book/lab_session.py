# SPDX-License-Identifier: GPL-2.0-only
"""lab_session.py WRONG COMMAND...: a session in a lab, for the book.

Makes a tree of lab 02 as a student gets it, in a folder of its own, puts the
wrong answer labs/02-top-down/wrong/WRONG.c into it ("stub": leaves it as it
is), and runs `scripts/lab COMMAND...` there. "teacher" in the place of WRONG:
makes a course, and grades three submissions: a right one, a wrong one, and
a stub. Prints what was typed and what came back. docs_update.py quotes it;
labs/test_book.py checks that.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
LAB, FILE = "02-top-down", "mm/memblock_search.c"
SHOWN = "~/lab02"


def lab(folder, *args):
    own = os.path.join(folder, "scripts/lab")
    result = subprocess.run(
        [own if os.path.exists(own) else os.path.join(ROOT, "scripts/lab"),
         *args], cwd=folder, check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "NO_COLOR": "1", "USER": "s1234567"})
    return result.stdout


def put(folder, wrong):
    """The wrong answer, in the place of the stub."""
    from labtool import labs, overlay   # pylint: disable=C0415
    path = os.path.join(folder, FILE)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    answer = os.path.join(ROOT, "labs", LAB, "wrong", wrong + ".c")
    with open(answer, encoding="utf-8") as file:
        names = labs.find(LAB, ROOT).names(FILE)
        text = overlay.overlay(text, file.read(), names)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def submissions(scratch):
    """Three students, each with a file as a browser would send it."""
    for student, wrong in (("s1001", None), ("s1002", "no_align"),
                           ("s1003", "stub")):
        tree = os.path.join(scratch, "tree")
        lab(ROOT, "start", "02", tree)
        if wrong is None:
            shutil.copy(os.path.join(ROOT, FILE), os.path.join(tree, FILE))
        elif wrong != "stub":
            put(tree, wrong)
        there = os.path.join(scratch, "submissions", student)
        os.makedirs(there)
        shutil.copy(os.path.join(tree, FILE), there)
        shutil.rmtree(tree)


def teach(scratch):
    submissions(scratch)
    for command in (["course", "init", "os-course", "--labs", "02"],
                    ["grade", "submissions", "--course", "os-course",
                     "--csv", "grades.csv", "--html", "class.html"]):
        print("$ scripts/lab " + " ".join(command))
        # Two are graded at a time: in which order they end is chance.
        said = lab(scratch, *command).rstrip("\n").split("\n")
        print("\n".join(sorted(
            said, key=lambda line: (not line.startswith("s"), line))))
    print("$ cat grades.csv")
    with open(os.path.join(scratch, "grades.csv"), encoding="utf-8") as file:
        print(file.read().rstrip("\n"))


def main():
    wrong, command = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory(prefix="nopanic-book-") as scratch:
        if wrong == "teacher":
            teach(scratch)
            return
        tree = os.path.join(scratch, "lab02")
        said = lab(ROOT, "start", "02", tree)
        if command[0] == "start":
            typed = f"$ scripts/lab start 02 {SHOWN}"
        else:
            if wrong != "stub":
                put(tree, wrong)
            typed = "$ scripts/lab " + " ".join(command)
            said = lab(tree, *command)
        said = re.sub(r"version [0-9a-f]{16}", "version ...", said)
        print(typed + "\n" + said.replace(tree, SHOWN).rstrip("\n"))


if __name__ == "__main__":
    main()
