# SPDX-License-Identifier: GPL-2.0-only
"""What all platforms need: the part of the project that grades one lab, with
the course beside it; and one submission graded there, where bubblewrap may
not be allowed: then a user without rights, who cannot read the grader."""

import os
import re
import shutil
import subprocess
import tempfile

from .. import Trouble, archive, course, labs, trial
from ..sandbox import LIMITS, Sandbox, why_not
from ..tree import project_files, read

TRIES = 3
NOBODY = "65534"
# What a grader needs of the project.
WHOLE = ("arch/", "boot/", "include/", "iso/", "kernel/", "lib/", "mm/",
         "scripts/labtool/", "scripts/make/", "scripts/qemu/",
         "scripts/trace/", "labs/kernel/", "labs/runner/")
SINGLE = {"COPYING", "Makefile", "scripts/lab", "scripts/kallsyms.py",
          "scripts/check_init.py", "scripts/check_image.py",
          "scripts/packages.txt", "scripts/setup.sh", "scripts/env.sh",
          "scripts/setup_user.sh", "tests/boot/mb2.py",
          "tests/boot/rom.asm"}
PACKAGES = ("bash binutils bubblewrap gcc libc6-dev make nasm python3 "
            "qemu-system-x86 util-linux")


class Nobody(Sandbox):
    """A user without rights, for machines that refuse bubblewrap. The
    grader's own files must be closed to others; the runner's filter of
    system calls (labs/runner/jail.c) holds here as well."""

    def __init__(self):     # pylint: disable=super-init-not-called
        self.trusted = True

    @staticmethod
    def around(args, system=True):
        """@system: for compilers; the runner has limits of its own."""
        limits = [f"--{name}={value}" for name, value in LIMITS.items()]
        return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
                "--clear-groups", "--no-new-privs", "--inh-caps=-all",
                "env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=/tmp",
                *(["prlimit", *limits] if system else []), *args]

    def run(self, command, *, show=(), write=(), folder="/", system=True,
            **how):
        places = sorted([*show, *write], key=lambda pair: -len(pair[1]))
        outside = [self.outside(word, places) for word in command]
        return subprocess.run(self.around(outside, system), check=False,
                              cwd=self.outside(folder, places), **how)


def best_sandbox():
    if why_not() is None:
        return Sandbox()
    if os.getuid() == 0 and shutil.which("setpriv"):
        return Nobody()
    raise Trouble(why_not())


def ships(path, lab):
    """Is this file of the project part of a lab's grader?"""
    if path in SINGLE or path.startswith(WHOLE):
        return True
    if re.fullmatch(r"labs/[^/]+/lab\.toml", path):
        return True
    home = f"labs/{lab.name}/"
    return path.startswith((home, "labs/tests/")) and "/wrong/" not in path \
        or path.startswith("tests/maps/") and maps(lab)


def maps(lab):
    """Do this lab's tests read maps of real machines?"""
    for where, _, names in os.walk(lab.path):
        for name in names:
            if name.endswith(".py"):
                text = read(os.path.join(where, name))
                if b"tests/maps" in text:
                    return True
    return False


def project(lab, root=labs.HOUSE):
    """{path: (bytes, may be run)} of the grader of one lab."""
    return {path: (read(os.path.join(root, path)),
                   os.access(os.path.join(root, path), os.X_OK))
            for path in project_files(root) if ships(path, lab)}


def one_course(full, lab):
    """course.toml with this lab alone, and the course's seed."""
    return (f'title = "{full.title}"\nseed = "{full.seed}"\n\n[[labs]]\n'
            f'lab = "{lab.name}"\nvariant = "{lab.variant}"\n')


def chosen(options):
    """(course, lab) of the command line."""
    if not options.course:
        raise Trouble("which course? --course DIR, or LAB_COURSE")
    full = course.load(options.course)
    name = labs.find(options.lab).name
    lab = next((lab for lab in full.labs() if lab.name == name), None)
    if lab is None:
        raise Trouble(f"{options.course}: no lab {options.lab} in it")
    return full, lab


def grade(submission, home):
    """The Grade of the one submission in the folder @submission; @home has
    course.toml and, as nopanic/, the project. Trouble, but never 0 points,
    when it is the grader that fails."""
    full = course.load(home)
    lab = full.labs()[0]
    found = [one for one in archive.submissions(submission, [lab])
             if one.lab] or [archive.Submission("", lab=lab.name)]
    one = found[0]
    with tempfile.TemporaryDirectory(prefix="lab-cache-",
                                     dir="/var/tmp") as cache:
        os.chmod(cache, 0o755)
        for left in range(TRIES, 0, -1):
            try:
                answer = try_once(full, lab, one, cache)
                if answer.status != "error" or left == 1:
                    break
            except (trial.GraderTrouble, OSError):
                if left == 1:
                    raise
    if answer.status == "error":
        raise Trouble("the grader's own trouble: " + "; ".join(
            t.says for t in answer.tests if t.status == "error"))
    return lab, answer


def try_once(full, lab, one, cache):
    bench = trial.make(full, lab, sandbox=best_sandbox(), cache=cache)
    return bench.examine(one)


def parts(lab, answer):
    """[(rule, "visible"|"hidden", points, of, tests that failed)]"""
    found = []
    for rule in answer.rules:
        for part in ("visible", "hidden"):
            if rule[part]["of"]:
                found.append((rule, part, rule[part]["points"],
                              rule[part]["of"], [
                    t for t in answer.tests if t.rule == rule["id"]
                    and t.hidden == (part == "hidden")
                    and t.status != "pass"]))
    return found


def words(failed, most=3):
    """What a student reads about the tests that failed."""
    lines = []
    for test in failed[:most]:
        lines.append(f"{test.id} {test.name}: {test.says}")
        if test.report:
            lines.append(test.report)
    if len(failed) > most:
        lines.append(f"and {len(failed) - most} more")
    return "\n".join(lines)
