# SPDX-License-Identifier: GPL-2.0-only
"""What grading found: tests, points, a student's grade, a file of grades. A
test passes, fails, or is an error: the grader's own trouble, which is tried
again and is never 0 points. Results are written as they come, one JSON line
each, and as one JSON file at the end; docs/formats.md describes both."""

import dataclasses
import json
import os
from dataclasses import dataclass, field

PASS, FAIL, ERROR = "pass", "fail", "error"
FORMAT, VERSION = "nopanic-grades", 1
MOST_NOTES, LONGEST_NOTE = 40, 300      # a cell of a spreadsheet holds them


@dataclass
class Test:
    """One test: id "R3.2", or "R3.h7" if hidden."""
    id: str
    rule: str
    hidden: bool
    status: str
    name: str = ""
    says: str = ""
    report: str = ""


@dataclass
class Grade:
    """A student's grade in a lab. points is None while anything is an
    error: no grade is better than a wrong one."""
    student: str
    name: str
    lab: str
    variant: str = ""
    status: str = "graded"      # graded, nothing (handed in), error
    points: float = None
    of: int = 100
    rules: list = field(default_factory=list)
    tests: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    says: str = ""              # why nothing could be tried
    tries: int = 1
    seconds: float = 0.0        # that it took
    files: dict = field(default_factory=dict)       # name: sha256

    @property
    def key(self):
        return f"{self.student}/{self.lab}"

    def failed(self):
        return [test for test in self.tests if test.status == FAIL]


def count(grade, rules):
    """Points by rule: all visible tests of a rule passed give its visible
    points, all hidden ones its hidden points."""
    grade.rules, total = [], 0
    grade.of = sum(rule.visible + rule.hidden for rule in rules)
    for rule in rules:
        line = {"id": rule.id, "text": rule.text}
        for part, hidden, worth in (("visible", False, rule.visible),
                                    ("hidden", True, rule.hidden)):
            tests = [t for t in grade.tests
                     if t.rule == rule.id and t.hidden == hidden]
            passed = sum(t.status == PASS for t in tests)
            won = worth if tests and passed == len(tests) else 0
            line[part] = {"points": won, "of": worth, "passed": passed,
                          "tests": len(tests)}
            total += won
        grade.rules.append(line)
    wrong = any(t.status == ERROR for t in grade.tests)
    if wrong:
        grade.status = "error"
    grade.points = None if grade.status == "error" else total
    return grade


def plain(words, keep="\n\t"):
    """What a student wrote, as any terminal, spreadsheet or page may show
    it: characters that are not to be seen, and halves of some, by number."""
    return "".join(c if c.isprintable() or c in keep else
                   c.encode("unicode_escape").decode() for c in words)


def made_plain(grade):
    """All of its texts, made plain(); the names are already."""
    grade.says = plain(grade.says)
    more = [f"{len(grade.notes)} notes in all"] * (
        len(grade.notes) > MOST_NOTES)
    grade.notes = [plain(note)[:LONGEST_NOTE]
                   for note in grade.notes[:MOST_NOTES]] + more
    for test in grade.tests:
        test.says, test.report = plain(test.says), plain(test.report)
    return grade


def as_dict(grade):
    return dataclasses.asdict(grade)


def from_dict(data):
    known = {f.name for f in dataclasses.fields(Grade)}
    grade = Grade(**{k: v for k, v in data.items() if k in known})
    grade.tests = [Test(**t) for t in grade.tests]
    return grade


class Writer:
    """Partial results: each grade is on the disk before the next begins."""

    def __init__(self, path):
        self.path = path
        self.file = open(path, "w", encoding="utf-8") if path else None

    def add(self, grade):
        if self.file:
            self.file.write(json.dumps(as_dict(grade),
                                       separators=(",", ":")) + "\n")
            self.file.flush()
            os.fsync(self.file.fileno())

    def close(self, keep):
        if self.file:
            self.file.close()
            if not keep:
                os.remove(self.path)


def replace(path, text):
    """Write it whole or not at all."""
    folder = os.path.dirname(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8", newline="") as file:
        file.write(text)
    os.replace(path + ".new", path)


def save(path, grades, about):
    grades = sorted(grades, key=lambda g: (g.lab, g.student))
    replace(path, json.dumps(
        {"format": FORMAT, "version": VERSION, **about,
         "grades": [as_dict(g) for g in grades]}, indent=1) + "\n")


def load(path):
    """(about, grades) of a finished file or of partial lines."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".jsonl"):
        return {}, [from_dict(json.loads(line))
                    for line in text.splitlines() if line.endswith("}")]
    data = json.loads(text)
    if data.get("format") != FORMAT or data.get("version") != VERSION:
        raise ValueError(f"{path}: not {FORMAT} of version {VERSION}")
    grades = [from_dict(g) for g in data.pop("grades")]
    return data, grades


def shown(points):
    return "error" if points is None else f"{points:g}"


def changes(before, after):
    """Lines on what another run of grading changed."""
    old = {g.key: g for g in before}
    lines = []
    for grade in sorted(after, key=lambda g: g.key):
        was = old.pop(grade.key, None)
        if was is None:
            lines.append(f"{grade.key}: new, {shown(grade.points)}")
            continue
        tests = {t.id: t.status for t in was.tests}
        moved = [f"{t.id} {tests.get(t.id, 'not run')} -> {t.status}"
                 for t in grade.tests if tests.get(t.id) != t.status]
        if was.points != grade.points or moved:
            more = f" and {len(moved) - 8} more" if len(moved) > 8 else ""
            lines.append(f"{grade.key}: {shown(was.points)} -> "
                         f"{shown(grade.points)}"
                         + (f" ({', '.join(moved[:8])}{more})"
                            if moved else ""))
    lines += [f"{key}: was {shown(g.points)}, not handed in now"
              for key, g in sorted(old.items())]
    return lines
