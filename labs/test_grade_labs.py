# SPDX-License-Identifier: GPL-2.0-only
"""Every lab through the grader: its reference and its stub with their boots,
what stands in a student's tree, and the lab that asks for answers."""

import os
import shlex
import subprocess

import pytest

import student
import test_labs
from grading import LAB, SEED, lab_command
from test_labs import ROOT, read

from labtool import answers, archive, labs, results, trial
from labtool import course as courses
from labtool.beside import load

# A boot to the prompt does not call these.
QUIET = {"12-kmemleak-scan"}


def examine(bench, folder, texts=None):
    files = {file: (texts[file].encode() if texts else
                    read(os.path.join(folder, file)).encode())
             for file in bench.lab.files}
    return bench.examine(archive.Submission("s", lab=bench.lab.name,
                                            files=files))


@pytest.mark.parametrize("index", test_labs.LABS)
def test_reference_and_stub(index):
    """All points, boots included, and nothing odd about it; and the stub's
    known ones."""
    lab = test_labs.lab_list()[index]
    name = test_labs.name_of(lab)
    bench = trial.Trial(lab, f"{SEED}:{lab.name}:{lab.variant}")
    right = examine(bench, ROOT, test_labs.reference(lab))
    assert right.points == 100, [(t.id, t.says) for t in right.failed()]
    assert not right.notes
    stub = examine(bench, ROOT, test_labs.stub(lab))
    boots = sum(rule.visible + rule.hidden for rule in lab.rules
                if rule.id.startswith("B") and lab.name in QUIET)
    assert stub.points == test_labs.STUB_POINTS.get(name, 0) + boots
    for test in stub.tests:
        if test.rule.startswith("B") and not boots:
            assert test.status == "fail" and test.says


def test_a_student_s_tree(tmp_path):
    """Other labs of the same file are kept back there, or are stubs: that
    changes nothing."""
    other = labs.find("03")
    for withheld, chosen in (([other], [LAB]), ([], [LAB, other])):
        folder = str(tmp_path / str(len(chosen)))
        student.make(folder, chosen, withheld)
        bench = trial.Trial(LAB, f"{SEED}:{LAB.name}:")
        assert examine(bench, folder).points == 0
        student.fill(folder, LAB)
        grade = examine(bench, folder)
        assert grade.points == 100, [(t.id, t.says)
                                     for t in grade.failed()]
        assert not grade.notes


def test_answers(tmp_path):
    """Lab 00: the key comes from the log that was handed in."""
    lab = next(one for one in labs.all_labs(ROOT)
               if one.data.get("kind") == "answers")
    module = load(lab.cases)
    place = tmp_path / "in" / "ada"
    place.mkdir(parents=True)
    log = str(place / "boot.log")
    command = module.Machine("ada").command().replace("boot.log", log)
    subprocess.run(shlex.split(command) + ["--test"], cwd=ROOT, check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   env={**os.environ, "NOPANIC_BUILD": f"{ROOT}/build"})
    key, _ = module.key(read(log), {"student": "ada"})
    key.update(load(os.path.join(
        lab.path, "tests/hidden.py")).key(read(log), {"student": "ada"}))
    lines = ['student = "ada"']
    for rule, form, _ in module.QUESTIONS:
        value = f"{key[rule][0]:#x}-{key[rule][1]:#x}" \
            if form == answers.RANGE else key[rule]
        lines.append(f'{rule} = "{value}"')
    (place / "answers.toml").write_text("\n".join(lines) + "\n")
    copied = tmp_path / "in" / "eve"
    copied.mkdir()
    for name in ("answers.toml", "boot.log"):
        (copied / name).write_text((place / name).read_text())
    (tmp_path / "course.toml").write_text(
        f'title = "x"\nseed = "{SEED}"\n[[labs]]\nlab = "{lab.name}"\n')
    assert courses.load(str(tmp_path)).seed == SEED
    lab_command("grade", tmp_path / "in", "--course", tmp_path, "--json",
                tmp_path / "r.json")
    grades = {g.student: g for g in
              results.load(str(tmp_path / "r.json"))[1]}
    assert grades["ada"].points == 100 and not grades["ada"].notes
    assert "of student \"ada\"" in grades["eve"].notes[0]
