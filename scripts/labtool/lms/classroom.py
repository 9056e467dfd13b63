# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab classroom: files for GitHub Classroom, as it documents them.

Into the template repository, which is a student's tree, go
.github/classroom/autograding.json and a workflow that runs the same tests.
Students can read both: so these are the visible tests only. The hidden ones
run where the seed is, with `lab grade` on the repositories that Classroom
lets the teacher download.
"""

import argparse
import json
import os

from .. import Trouble, labs
from . import platform

MINUTES = 10
WORKFLOW = """\
# SPDX-License-Identifier: GPL-2.0-only
# The visible tests, as GitHub Classroom shows them. Written by
# `scripts/lab classroom`.
name: Autograding Tests
on:
  push:
    branches: [main]
  repository_dispatch:
permissions:
  checks: write
  actions: read
  contents: read
jobs:
  run-autograding-tests:
    runs-on: ubuntu-24.04
    if: github.actor != 'github-classroom[bot]'
    steps:
      - name: Checkout code
        uses: actions/checkout@v4
      - name: Set up
        run: scripts/setup.sh boot && scripts/setup.sh --if-possible labs
{steps}
      - name: Autograding Reporter
        uses: classroom-resources/autograding-grading-reporter@v1
        env:
{results}
        with:
          runners: {runners}
"""
STEP = """\
      - name: {name}
        id: {id}
        uses: classroom-resources/autograding-command-grader@v1
        with:
          test-name: {name}
          setup-command: ''
          command: {command}
          timeout: {minutes}
          max-score: {points}
"""


def tests(lab):
    """[(id, name, command, points)] of the rules that have visible tests."""
    found = []
    for rule in lab.rules:
        if not rule.visible:
            continue
        command = f"scripts/lab check {lab.number} --only {rule.id} --plain"
        if rule.id.startswith("B"):
            command = "scripts/lab mine --plain"
        elif lab.data.get("kind") == "answers":
            command = f"scripts/lab check {lab.number} --plain"
        found.append((f"lab{lab.number}-{rule.id}".lower(),
                      f"{lab.number} {rule.id} {rule.text}", command,
                      rule.visible))
    return found


def autograding(found):
    """The documented fields of autograding.json."""
    return {"tests": [{
        "name": name, "setup": "scripts/setup.sh boot", "run": command,
        "input": "", "output": "", "comparison": "included",
        "timeout": MINUTES, "points": points}
        for _, name, command, points in found]}


def quoted(text):
    return json.dumps(text)


def workflow(found):
    steps = "".join(STEP.format(id=id_, name=quoted(name),
                                command=quoted(command), minutes=MINUTES,
                                points=points)
                    for id_, name, command, points in found)
    results = "\n".join(
        f"          {id_.upper().replace('-', '_')}_RESULTS: "
        f"\"${{{{steps.{id_}.outputs.result}}}}\"" for id_, *_ in found)
    return WORKFLOW.format(steps=steps.rstrip("\n"), results=results,
                           runners=",".join(id_ for id_, *_ in found))


def write(chosen, folder):
    found = [test for lab in chosen for test in tests(lab)]
    path = os.path.join(folder, ".github", "classroom", "autograding.json")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(autograding(found), file, indent=2)
        file.write("\n")
    flow = os.path.join(folder, ".github", "workflows", "classroom.yml")
    os.makedirs(os.path.dirname(flow), exist_ok=True)
    with open(flow, "w", encoding="utf-8") as file:
        file.write(workflow(found))
    return path, flow


def main(args):
    p = argparse.ArgumentParser(prog="lab classroom", description=(
        "Write GitHub Classroom's files into a student's tree, the template "
        "of the assignment."))
    p.add_argument("lab", metavar="NN")
    p.add_argument("folder", metavar="DIR")
    p.add_argument("--course", metavar="DIR",
                   default=os.environ.get("LAB_COURSE"))
    options = p.parse_args(args)
    if labs.student_tree(options.folder) is None:
        raise Trouble(f"{options.folder}: no student's tree; `scripts/lab "
                      f"start {options.lab} {options.folder}` makes one")
    if options.course:
        _, lab = platform.chosen(options)
    else:
        lab = labs.find(options.lab)
    for path in write([lab], options.folder):
        print(path)
    return 0
