# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab gradescope: an autograder as Gradescope documents it.

The zip has setup.sh and run_autograder at its top. Gradescope unpacks it as
/autograder/source, runs setup.sh once as root, and run_autograder for each
submission in /autograder/submission; /autograder/results/results.json is
what it shows. Without that file it tells the teacher that the grader failed,
and no points are given: so it is only written when there is a grade.
"""

import argparse
import json
import os
import time
import zipfile

from .. import Trouble
from . import platform

SETUP = """\
#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Run once by Gradescope, as root: programs, the kernel, the lab's objects.
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends {packages}
if ! /usr/bin/python3 -c 'import tomllib' 2>/dev/null; then
	# before Python 3.11 (Ubuntu 22.04) it is a package of its own
	apt-get install -y --no-install-recommends python3-tomli
	echo 'from tomli import *' > /usr/lib/python3/dist-packages/tomllib.py
fi
cd "$(dirname "$0")/nopanic"
make -s -j"$(nproc)" build/nopanic.elf
# Students' code must not read the seed, the tests or the reference.
chown -R root:root ..
chmod -R go-rwx ..
"""

RUN = """\
#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Run by Gradescope for each submission.
cd /autograder/source/nopanic || exit 1
exec /usr/bin/python3 -B scripts/lab gradescope --run /autograder
"""


def add(archive, name, data, runs=False):
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.external_attr = (0o755 if runs else 0o644) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


def write(full, lab, path):
    with zipfile.ZipFile(path, "w") as archive:
        add(archive, "setup.sh", SETUP.format(packages=platform.PACKAGES),
            True)
        add(archive, "run_autograder", RUN, True)
        add(archive, "course.toml", platform.one_course(full, lab))
        for name, (data, runs) in platform.project(lab).items():
            add(archive, "nopanic/" + name, data, runs)


def results(lab, answer, seconds):
    """results.json: a test for each rule and part."""
    tests = []
    for rule, part, points, of, failed in platform.parts(lab, answer):
        hidden = part == "hidden"
        tests.append({
            "name": f"{rule['id']} {rule['text']}"
                    + (" (hidden tests)" if hidden else ""),
            "number": rule["id"] + (".h" if hidden else ""),
            "score": points, "max_score": of,
            "status": "failed" if failed or points < of else "passed",
            "output": platform.words(failed), "output_format": "text",
            "visibility": "after_due_date" if hidden else "visible"})
    return {"score": answer.points, "execution_time": round(seconds),
            "output": answer.says, "output_format": "text",
            "visibility": "visible", "stdout_visibility": "hidden",
            "tests": tests,
            "extra_data": {"lab": lab.name, "variant": lab.variant,
                           "notes": answer.notes, "files": answer.files}}


def run(base):
    """What run_autograder does."""
    start = time.monotonic()
    lab, answer = platform.grade(os.path.join(base, "submission"),
                                 os.path.join(base, "source"))
    found = results(lab, answer, time.monotonic() - start)
    folder = os.path.join(base, "results")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "results.json")
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(found, file, indent=1)
    os.replace(path + ".new", path)
    for note in answer.notes:
        print("note:", note)
    print(f"{answer.points:g} of {answer.of} points")
    return 0


def main(args):
    p = argparse.ArgumentParser(prog="lab gradescope", description=(
        "Write an autograder's zip for Gradescope."))
    p.add_argument("lab", nargs="?", metavar="NN")
    p.add_argument("zip", nargs="?", metavar="ZIP")
    p.add_argument("--course", metavar="DIR",
                   default=os.environ.get("LAB_COURSE"))
    p.add_argument("--run", metavar="BASE", help="grade what is in "
                   "BASE/submission (run_autograder does)")
    options = p.parse_args(args)
    if options.run:
        return run(options.run)
    if not options.lab:
        raise Trouble("gradescope: which lab? scripts/lab gradescope NN ZIP")
    full, lab = platform.chosen(options)
    path = options.zip or f"{lab.name}-gradescope.zip"
    write(full, lab, path)
    print(f"{path}: upload it as the assignment's autograder; keep it to "
          f"yourself, the course's seed is in it. Set the assignment to "
          f"{lab.visible_points + lab.hidden_points} points.")
    return 0
