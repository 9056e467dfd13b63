# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab prairielearn: a question as PrairieLearn documents it.

Into a PrairieLearn course's folder go questions/NAME/ (info.json,
question.html, tests/run.sh) and serverFilesCourse/NAME/ with the grader and
its Dockerfile. The external grader's container finds the student's files in
/grade/student, runs /grade/tests/run.sh and reads
/grade/results/results.json.
"""

import argparse
import json
import os
import uuid

from .. import Trouble
from . import platform

SPACE = uuid.UUID("6f1f3c0e-8f43-4f0b-9d2f-6e6f70616e69")
IMAGE = "nopanic-grader"
SECONDS = 120

QUESTION = """\
<pl-question-panel>
  <p>{title}. The handout is labs/{name}/README.md of your tree. Hand in
  what it names; <code>scripts/lab check</code> runs the visible tests.</p>
{upload}
</pl-question-panel>
<pl-submission-panel>
  <pl-external-grader-results></pl-external-grader-results>
  <pl-file-preview></pl-file-preview>
</pl-submission-panel>
"""

RUN = """\
#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Run in the container for each submission. The kernel was built with the
# image (Dockerfile); what is mounted here is the course's own grader.
set -e
home=/grade/serverFilesCourse/{name}
chmod -R go-rwx /grade/serverFilesCourse /grade/tests
mkdir -p /grade/results
cd "$home/nopanic"
[ -d build ] || cp -a /opt/nopanic/build . 2>/dev/null || true
make -s -j"$(nproc)" build/nopanic.elf >/dev/null
exec /usr/bin/python3 -B scripts/lab prairielearn --run /grade "$home"
"""

DOCKER = """\
# SPDX-License-Identifier: GPL-2.0-only
# The image of the external grader: docker build -t {image} . in this folder.
FROM debian:12
RUN apt-get update \\
	&& apt-get install -y --no-install-recommends {packages} \\
	&& rm -rf /var/lib/apt/lists/*
COPY nopanic /opt/nopanic
RUN make -s -C /opt/nopanic build/nopanic.elf
"""


def names(lab):
    return ", ".join(os.path.basename(file) for file in lab.files)


def info(lab, name):
    return {"uuid": str(uuid.uuid5(SPACE, name)), "type": "v3",
            "title": lab.title, "topic": "Boot memory", "tags": ["lab"],
            "gradingMethod": "External", "singleVariant": True,
            "externalGradingOptions": {
                "enabled": True, "image": IMAGE, "timeout": SECONDS,
                "entrypoint": "/grade/tests/run.sh",
                "enableNetworking": False,
                "serverFilesCourse": [name + "/"]}}


def put(path, data, runs=False):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    os.chmod(path, 0o755 if runs else 0o644)


def write(full, lab, folder):
    name = lab.name + (f"-{lab.variant}" if lab.variant else "")
    question = os.path.join(folder, "questions", name)
    put(os.path.join(question, "info.json"),
        json.dumps(info(lab, name), indent=2) + "\n")
    upload = f'  <pl-file-upload file-names="{names(lab)}"></pl-file-upload>'
    put(os.path.join(question, "question.html"), QUESTION.format(
        title=lab.title, name=lab.name, upload=upload))
    put(os.path.join(question, "tests", "run.sh"), RUN.format(name=name),
        True)
    home = os.path.join(folder, "serverFilesCourse", name)
    put(os.path.join(home, "course.toml"), platform.one_course(full, lab))
    put(os.path.join(home, "Dockerfile"), DOCKER.format(
        image=IMAGE, packages=platform.PACKAGES))
    for path, (data, runs) in platform.project(lab).items():
        put(os.path.join(home, "nopanic", path), data, runs)
    return question


def results(lab, answer):
    """results.json: score is a part of 1."""
    tests = [{"name": f"{rule['id']} {rule['text']}"
                      + (" (hidden tests)" if part == "hidden" else ""),
              "description": rule["text"], "points": points,
              "max_points": of,
              "message": "" if points == of else "see the output",
              "output": platform.words(failed)}
             for rule, part, points, of, failed
             in platform.parts(lab, answer)]
    return {"gradable": True, "score": answer.points / answer.of,
            "message": f"{answer.points:g} of {answer.of} points",
            "output": answer.says, "tests": tests}


def run(base, home):
    lab, answer = platform.grade(os.path.join(base, "student"), home)
    path = os.path.join(base, "results", "results.json")
    put(path + ".new", json.dumps(results(lab, answer), indent=1))
    os.replace(path + ".new", path)
    for note in answer.notes:
        print("note:", note)
    return 0


def main(args):
    p = argparse.ArgumentParser(prog="lab prairielearn", description=(
        "Write a question into the folder of a PrairieLearn course."))
    p.add_argument("lab", nargs="?", metavar="NN")
    p.add_argument("folder", nargs="?", metavar="DIR")
    p.add_argument("--course", metavar="DIR",
                   default=os.environ.get("LAB_COURSE"))
    p.add_argument("--run", nargs=2, metavar=("BASE", "HOME"),
                   help="grade what is in BASE/student (run.sh does)")
    options = p.parse_args(args)
    if options.run:
        return run(*options.run)
    if not options.lab or not options.folder:
        raise Trouble("prairielearn: scripts/lab prairielearn NN DIR")
    full, lab = platform.chosen(options)
    question = write(full, lab, options.folder)
    print(f"{question}: build the image {IMAGE} with the Dockerfile in "
          f"serverFilesCourse/. Keep that folder to yourself: the course's "
          "seed is in it.")
    return 0
