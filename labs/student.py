# SPDX-License-Identifier: GPL-2.0-only
"""For tests: students' trees, filled in as by somebody who knows, and
booted. Objects of files that are the project's own come from its build/, so
that a tree costs a few compiler runs."""

import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "scripts"))
# pylint: disable=wrong-import-position
from labtool import labs, overlay, source, tree     # noqa: E402

LABS = labs.all_labs(ROOT)
CODE = [lab for lab in LABS if lab.functions]
CORE = [lab for lab in CODE if not lab.optional]
EVERY = CODE + [lab.in_variant(name) for lab in CODE
                for name in lab.variants if os.path.exists(os.path.join(
                    lab.path, "variants", name, "variant.toml"))]


def called(lab):
    """A lab's name for pytest."""
    return lab.name + ("-" + lab.variant if lab.variant else "")


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def write(text, *path):
    with open(os.path.join(*path), "w", encoding="utf-8") as file:
        file.write(text)


def make(folder, chosen, withheld=(), root=ROOT):
    """A tree with its commit; the version."""
    version = tree.make(root, chosen, str(folder), withheld)
    tree.commit(str(folder), "test")
    return version


def answer(lab, file):
    """What the reference has for one file: functions, and what was dropped
    with them. A variant's reference is a file of its own."""
    if lab.variant:
        return read(lab.folder, "reference.c")
    text = read(lab.root, file)
    names = set(lab.names(file)) | set(lab.drop.get(file, ()))
    return "\n".join(text[i.doc:i.end] + "\n" for i in source.split(text)
                     if i.name in names)


def fill(folder, lab):
    """Put the reference into a student's tree; a variant's over that of its
    lab, of which it has only what differs."""
    if lab.variant:
        fill(folder, labs.load(lab.path))
    every = lab.names()
    for file in {f.file for f in lab.functions}:
        mine = lab.names(file)
        text = overlay.overlay(read(folder, file), answer(lab, file), mine,
                               [n for n in every if n not in mine], file)
        write(text, folder, file)
    for file in set() if lab.variant else \
            set(lab.drop) - {f.file for f in lab.functions}:
        names = set(lab.drop[file])
        text = read(lab.root, file)
        dropped = [i for i in source.split(text) if i.name in names]
        here = read(folder, file)
        at = here.rindex("#endif") if file.endswith(".h") else len(here)
        write(here[:at] + "\n".join(text[i.doc:i.end] + "\n"
                                    for i in dropped) + here[at:],
              folder, file)


def prime(folder):
    """The project's objects of files that are the same here, with their
    times, so that make builds only the others."""
    built = os.path.join(ROOT, "build", "k")
    if not os.path.isdir(built):
        return
    shutil.copytree(built, os.path.join(folder, "build", "k"),
                    copy_function=shutil.copy2, dirs_exist_ok=True)
    for path in tree.tree_paths(str(folder)):
        ours, theirs = os.path.join(ROOT, path), os.path.join(folder, path)
        if os.path.isfile(ours) and \
                tree.read(ours) == tree.read(theirs):
            shutil.copystat(ours, theirs)


def plain_environment():
    return {k: v for k, v in os.environ.items() if k not in
            ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "NOPANIC_BUILD", "CI")}


def build(folder, *variables):
    """make iso; what the compiler said."""
    if not variables:
        prime(folder)
    done = subprocess.run(["make", "-s", "-j2", *variables, "iso"],
                          cwd=folder, env=plain_environment(), check=False,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr


def boot(folder, build_folder="build"):
    """(exit status of ./qemu.sh --test, its output)"""
    done = subprocess.run(["./qemu.sh", "--test", "--timeout", "100"],
                          cwd=folder, check=False, capture_output=True,
                          env={**plain_environment(),
                               "NOPANIC_BUILD": build_folder},
                          stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout.decode(errors="replace")


def lab_command(folder, *args):
    """(status, output) of scripts/lab in a tree."""
    done = subprocess.run(["scripts/lab", *args], cwd=folder, check=False,
                          capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env=plain_environment())
    return done.returncode, done.stdout + done.stderr


def passed(log):
    """How many self-tests passed, if all did."""
    match = re.search(r"^# (\d+) passed, 0 failed", log, re.M)
    return int(match[1]) if match else 0
