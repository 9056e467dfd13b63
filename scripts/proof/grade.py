# SPDX-License-Identifier: GPL-2.0-only
"""Grades 300 generated submissions (labs/classes.py) through scripts/lab
grade, looks that everybody has the points that are theirs, and counts what a
submission costs: CPU seconds by a control group of its own, which counts
what the sandbox's processes use, too.

COUNT=30 takes fewer; a report of 300 is what the proof means.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "labs"), os.path.join(ROOT, "scripts")]
# pylint: disable=wrong-import-position
import classes                              # noqa: E402
from labtool import labs, results           # noqa: E402

SEED = "7a3f09c2d18e5b64"
COUNT = int(os.environ.get("COUNT", "300"))
MOST = 10           # CPU seconds for a submission
GROUPS = [("/sys/fs/cgroup/cpuacct", "cpuacct.usage"),
          ("/sys/fs/cgroup", "cpu.stat")]


class Group:
    """A control group that counts CPU time, or None's own arithmetic."""

    def __init__(self):
        self.path = None
        for folder, file in GROUPS:
            path = os.path.join(folder, f"nopanic-grade-{os.getpid()}")
            try:
                os.mkdir(path)
            except OSError:
                continue
            if os.path.exists(os.path.join(path, file)):
                self.path, self.file = path, os.path.join(path, file)
                return
            os.rmdir(path)

    def enter(self):
        """In the child: from here on it counts."""
        if self.path:
            with open(os.path.join(self.path, "cgroup.procs"), "w",
                      encoding="ascii") as file:
                file.write(str(os.getpid()))

    def seconds(self):
        with open(self.file, encoding="ascii") as file:
            text = file.read()
        if text.startswith("usage_usec"):
            return int(text.split()[1]) / 1e6
        return int(text) / 1e9

    def close(self):
        if self.path:
            os.rmdir(self.path)


def write_course(folder, chosen):
    os.makedirs(folder)
    with open(os.path.join(folder, "course.toml"), "w",
              encoding="utf-8") as file:
        file.write(f'title = "Three hundred"\nseed = "{SEED}"\n' + "".join(
            f'\n[[labs]]\nlab = "{lab.name}"\n' for lab in chosen))


def grade(work, chosen, found, group):
    """(grades, wall seconds, CPU seconds or None)"""
    write_course(os.path.join(work, "course"), chosen)
    classes.moodle(os.path.join(work, "all.zip"), found)
    start = time.monotonic()
    path = os.path.join(work, "results.json")
    done = subprocess.run(
        ["scripts/lab", "grade", f"{work}/all.zip", "--course",
         f"{work}/course", "--json", path, "--csv", f"{work}/grades.csv",
         "--html", f"{work}/class.html"], cwd=ROOT, check=False,
        preexec_fn=group.enter)
    wall = time.monotonic() - start
    if done.returncode:
        sys.exit(f"scripts/lab grade: status {done.returncode}")
    return results.load(path)[1], wall, \
        group.seconds() if group.path else None


def judge(chosen, found, grades):
    """Who has points that are not theirs."""
    by_id, known, wrong = {g.student: g for g in grades}, {}, []
    every = {lab.name: classes.kinds(lab) for lab in chosen}
    for one in found:
        key = (one.lab.name, one.kind)
        if key not in known:
            known[key] = classes.points(
                one.lab, every[one.lab.name][one.kind],
                f"{SEED}:{one.lab.name}:")
        got = {r["id"]: r["visible"]["points"] + r["hidden"]["points"]
               for r in by_id[one.id].rules if not r["id"].startswith("B")}
        if got != known[key]:
            wrong.append(f"{one.id} ({one.lab.name}, {one.kind}): {got}, "
                         f"must be {known[key]}")
    return wrong


def report(chosen, found, grades, wall, cpu):
    each = sorted(g.seconds for g in grades)
    cost = "not counted here: no control group can be made" if cpu is None \
        else f"{cpu:.0f} s, {cpu / len(found):.2f} s a submission"
    return f"""## Grading {len(found)} submissions

    make proof PART=grade

Generated from the references, wrong answers and stubs of {len(chosen)} labs
({', '.join(lab.number for lab in chosen)}) with small changes; each boots a
kernel. All have the points that are theirs.

| | |
| --- | --- |
| submissions, without a grade | {len(found)}, {sum(g.points is None
                                  for g in grades)} |
| CPU time, sandbox and QEMU included | {cost} |
| wall time, {os.cpu_count()} at once | {wall:.0f} s |
| one submission, median and longest (wall) | {each[len(each) // 2]:.1f} s,
{each[-1]:.1f} s |
""".replace(",\n", ", ").replace("(\n", "(")


def main():
    chosen = [lab for lab in labs.all_labs(ROOT)
              if lab.functions and not lab.optional]
    found = classes.students(chosen, COUNT, seed=8)
    group = Group()
    work = tempfile.mkdtemp(prefix="nopanic-grade-")
    try:
        grades, wall, cpu = grade(work, chosen, found, group)
    finally:
        shutil.rmtree(work)
        group.close()
    wrong = judge(chosen, found, grades)
    print("\n".join(wrong))
    with open(os.path.join(os.environ["PROOF_DIR"], "grade.md"), "w",
              encoding="utf-8") as file:
        file.write(report(chosen, found, grades, wall, cpu))
    if wrong or len(grades) != COUNT or any(g.points is None
                                            for g in grades):
        sys.exit(f"{len(wrong)} have other points than theirs")
    if cpu is not None and cpu / COUNT > MOST:
        sys.exit(f"{cpu / COUNT:.1f} CPU seconds a submission, at most "
                 f"{MOST}")


if __name__ == "__main__":
    main()
