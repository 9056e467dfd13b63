# SPDX-License-Identifier: GPL-2.0-only
"""Who has whose code: Debian's similarity-tester (sim_c) over what students
wrote themselves. What the handout gave to all is left out first, so that
what remains alike is theirs. sim_c compares tokens, whatever the names and
comments are; beside it stands how many lines are the same word by word. A
pair is a reason to talk, not a verdict."""

import collections
import os
import re
import shutil
import subprocess
import tempfile

from . import Trouble

RUN = 12            # tokens alike in a row that count
REPORT = re.compile(r"^(\S+) consists for (\d+) % of (\S+) material$", re.M)


def normal(line):
    return re.sub(r"\s+", " ", line).strip()


def own_lines(text, given):
    """The lines of @text that the handout has not."""
    left = collections.Counter(normal(line) for line in given.splitlines())
    kept = []
    for line in text.splitlines():
        key = normal(line)
        if key and left[key]:
            left[key] -= 1
        elif key and not key.startswith("#include"):
            kept.append(line)
    return kept


def words_alike(one, other):
    """Percent of the shorter one's lines that the other has, too; braces
    alone say nothing."""
    a, b = (collections.Counter(k for k in map(normal, lines)
                                if len(re.sub(r"\W", "", k)) > 3)
            for lines in (one, other))
    least = min(sum(a.values()), sum(b.values()))
    return round(100 * sum((a & b).values()) / least) if least else 0


def common_lines(texts):
    """What a quarter of the class writes: nobody has that of anybody."""
    seen = collections.Counter(line for lines in texts
                               for line in set(map(normal, lines)))
    return {line for line, n in seen.items() if n > max(3, len(texts) / 4)}


def percentages(folder, names):
    """{(one, other): percent of one that other has}, by sim_c."""
    if shutil.which("sim_c") is None:
        raise Trouble("grade --similar needs sim_c: install Debian's "
                      "similarity-tester (scripts/setup.sh labs)")
    done = subprocess.run(["sim_c", "-p", "-e", "-s", f"-r{RUN}", "-i"],
                          input="\n".join(names) + "\n", cwd=folder,
                          text=True, capture_output=True, check=False)
    if done.returncode:
        raise Trouble(f"sim_c: {done.stderr.strip() or done.stdout[-200:]}")
    return {(a, b): int(percent)
            for a, percent, b in REPORT.findall(done.stdout)}


def pairs(submissions, handout, least=50):
    """[(student, student, lab, code %, words %)] of one lab, the most alike
    first. @handout: {file: the text that each student was given}."""
    own = {}
    for number, one in enumerate(submissions):
        lines = []
        for file, data in sorted(one.files.items()):
            lines += own_lines(data.decode("utf-8", "replace"),
                               handout.get(file, ""))
        own[f"s{number}.c"] = (one, lines)
    with tempfile.TemporaryDirectory(prefix="nopanic-sim-") as folder:
        names = [name for name, (_, lines) in own.items() if lines]
        for name in names:
            with open(os.path.join(folder, name), "w",
                      encoding="utf-8") as file:
                file.write("\n".join(own[name][1]) + "\n")
        found = percentages(folder, names) if len(names) > 1 else {}
    best = collections.Counter()
    for (a, b), percent in found.items():
        key = tuple(sorted((a, b), key=lambda n: own[n][0].student))
        best[key] = max(best[key], percent)
    out = []
    usual = common_lines([lines for _, lines in own.values()])
    for (a, b), percent in best.items():
        one, other = own[a][0], own[b][0]
        if percent >= least and one.student != other.student:
            out.append((one.student, other.student, one.lab, percent,
                        words_alike(*([line for line in own[n][1]
                                       if normal(line) not in usual]
                                      for n in (a, b)))))
    return sorted(out, key=lambda p: (-p[3], -p[4], p[0], p[1]))
