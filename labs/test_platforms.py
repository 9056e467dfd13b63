# SPDX-License-Identifier: GPL-2.0-only
"""Courses, and what is written for other people's platforms. The autograder
itself runs in `make proof PART=gradescope`, in a chroot of its own."""

import json
import os
import subprocess
import sys
import zipfile

import jsonschema

from grading import LAB, SEED, home, lab_command     # noqa: F401
from test_labs import ROOT

from labtool import course, labs, results
from labtool.lms import classroom, gradescope, platform, prairielearn


def test_course_init(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    lab_command("course", "init", first, "--labs", "02/best-fit")
    lab_command("course", "init", second)
    one, two = course.load(str(first)), course.load(str(second))
    assert one.seed != two.seed and len(one.seed) == 32
    assert one.labs(ROOT)[0].variant == "best-fit"
    assert 'variant = "best-fit"   # or ""\n' in (
        first / "course.toml").read_text()
    assert {lab.name for lab in two.labs(ROOT)} == {
        lab.name for lab in labs.all_labs(ROOT) if not lab.optional}
    assert (first / "course.toml").stat().st_mode & 0o077 == 0
    assert "already" in lab_command("course", "init", first, status=(3,))
    assert "outside" in lab_command("course", "init", os.path.join(
        ROOT, "build/course"), status=(3,))


def a_grade():
    grade = results.Grade("s", "", LAB.name, tests=[
        results.Test("R1.1", "R1", False, "pass"),
        results.Test("R1.h1", "R1", True, "fail", "case", "<b>why</b>")])
    return results.count(grade, LAB.rules)


def test_gradescope_results():
    with open(os.path.join(ROOT, "scripts/labtool/lms/gradescope.schema.json"),
              encoding="utf-8") as file:
        schema = json.load(file)
    found = gradescope.results(LAB, a_grade(), 1.4)
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(found, schema)
    assert found["score"] == sum(t["score"] for t in found["tests"]) == 6
    assert {t["visibility"] for t in found["tests"] if t["number"].endswith(
        ".h")} == {"after_due_date"}
    assert sum(t["max_score"] for t in found["tests"]) == 100


def test_gradescope_zip(home, tmp_path):
    """Nothing but the grader; no wrong answers, no other course's secrets."""
    lab_command("gradescope", "02", tmp_path / "a.zip", "--course", home)
    with zipfile.ZipFile(tmp_path / "a.zip") as made:
        names = made.namelist()
        modes = {i.filename: i.external_attr >> 16 for i in made.infolist()}
        assert SEED in made.read("course.toml").decode()
    assert {"setup.sh", "run_autograder"} <= set(names)
    assert modes["setup.sh"] == modes["run_autograder"] == 0o755
    assert not [n for n in names if "/wrong/" in n or "attacks" in n]
    for name in ("setup.sh", "run_autograder"):
        with zipfile.ZipFile(tmp_path / "a.zip") as made:
            made.extract(name, tmp_path)
        assert subprocess.run(["bash", "-n", tmp_path / name],
                              check=False).returncode == 0


def test_prairielearn(home, tmp_path):
    lab_command("prairielearn", "02", tmp_path, "--course", home)
    question = tmp_path / "questions" / LAB.name
    info = json.loads((question / "info.json").read_text())
    assert info["gradingMethod"] == "External" and info["type"] == "v3"
    options = info["externalGradingOptions"]
    assert options["entrypoint"] == "/grade/tests/run.sh"
    files = tmp_path / "serverFilesCourse" / options[
        "serverFilesCourse"][0]
    assert SEED in (files / "course.toml").read_text()
    assert "memblock_search.c" in (question / "question.html").read_text()
    assert os.access(question / "tests/run.sh", os.X_OK)
    found = prairielearn.results(LAB, a_grade())
    assert found["gradable"] and found["score"] == 0.06
    assert sum(t["max_points"] for t in found["tests"]) == 100


def test_classroom(tmp_path):
    """Commands that a student's tree has; points of the visible tests."""
    found = classroom.tests(LAB)
    made = classroom.autograding(found)
    assert sum(t["points"] for t in made["tests"]) == LAB.visible_points
    flow = classroom.workflow(found)
    for id_, _, command, _ in found:
        assert f"id: {id_}\n" in flow and json.dumps(command) in flow
    assert "no student's tree" in lab_command("classroom", "02", tmp_path,
                                              status=(3,))


def test_platforms_take_what_a_grader_needs():
    names = platform.project(LAB)
    assert {"scripts/lab", "labs/02-top-down/tests/lab.py",
            "tests/boot/rom.asm", "mm/memblock_search.c"} <= set(names)
    assert not [n for n in names if n.startswith(("docs/", "web/"))]
    assert sys.version_info >= (3, 11)
