# SPDX-License-Identifier: GPL-2.0-only
"""A lab without code: answers about a boot's log, whose key is computed from
that very log (answers.py). Nothing of the student's is run."""

import hashlib
import os
import tempfile

from . import answers
from .beside import load
from .results import ERROR, FAIL, PASS, Grade, Test, count

STATUS = {"pass": PASS, "fail": FAIL}


class AnswerTrial:
    """Such a lab, ready to grade submissions."""

    def __init__(self, lab):
        self.lab = lab
        self.module = load(lab.cases)
        hidden = lab.own(os.path.join("tests", "hidden.py"))
        if not os.path.exists(hidden):
            hidden = os.path.join(lab.path, "tests", "hidden.py")
        self.hidden = load(hidden)

    def examine(self, submission):
        lab = self.lab
        grade = Grade(submission.student, submission.name, lab.name,
                      lab.variant, notes=list(submission.notes),
                      files={f: hashlib.sha256(d).hexdigest()
                             for f, d in submission.files.items()})
        missing = [f for f in lab.files if f not in submission.files]
        if missing:
            grade.status = "nothing"
            grade.says = "not handed in: " + ", ".join(missing)
            return count(grade, lab.rules)
        with tempfile.TemporaryDirectory(prefix="lab-answers-") as folder:
            for file, data in submission.files.items():
                with open(os.path.join(folder, file), "wb") as handle:
                    handle.write(data)
            self.add_tests(grade, folder)
            self.whose(grade, folder)
        return count(grade, lab.rules)

    def add_tests(self, grade, folder):
        points = {rule.id: rule.visible + rule.hidden
                  for rule in self.lab.rules}
        for found in answers.grade(self.module, folder, points, self.hidden):
            hidden = self.lab.rule(found.rule).hidden > 0
            grade.tests.append(Test(
                found.rule + (".h1" if hidden else ".1"), found.rule, hidden,
                STATUS.get(found.status, ERROR), self.lab.rule(
                    found.rule).text, found.message))

    def whose(self, grade, folder):
        """The machine is the student's own: whose answers are these?"""
        given, _, _ = answers.read(folder)
        named = str((given or {}).get("student", "")).strip()
        if named and named.casefold() not in (
                grade.student.casefold(), grade.name.casefold()):
            grade.notes.append(f"the answers are of student \"{named:.40}\"")
