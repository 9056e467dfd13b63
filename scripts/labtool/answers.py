# SPDX-License-Identifier: GPL-2.0-only
"""Labs without code: the student hands in a boot's log and answers about it,
and the key is computed from that very log. `lab check` asks this for the
visible questions, the grader for all."""

import os
import tomllib

NUMBER = "a number, decimal or 0x..."
RANGE = "a range, 0xSTART-0xEND, the end exclusive"
NAME = "a name"


class Answered:
    """One question: .rule, .points, .status pass/fail/error, .message."""

    def __init__(self, rule, points, status, message):
        self.rule, self.points = rule, points
        self.status, self.message = status, message


def number(text):
    return int(str(text).replace("_", ""), 0)


def normal(form, text):
    """A student's answer in the form that the key has; ValueError if it
    has not that form."""
    if form == NUMBER:
        return number(text)
    if form == RANGE:
        start, end = str(text).strip("[]() ").split("-")
        return number(start.strip()), number(end.strip())
    # As the log writes it, or as C does: the same function.
    return str(text).strip().split("+0x")[0].rstrip("()")


def shown(form, value):
    if form == RANGE:
        return f"{value[0]:#x}-{value[1]:#x}"
    return f"{value} ({value:#x})" if form == NUMBER else value


def read(folder):
    """(answers, log as text, None), or what is wrong with the files."""
    try:
        with open(os.path.join(folder, "answers.toml"), "rb") as file:
            answers = tomllib.load(file)
    except OSError:
        return None, None, "answers.toml is missing"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        return None, None, (f"answers.toml: {wrong}; names and ranges stand "
                            "in quotes")
    try:
        with open(os.path.join(folder, "boot.log"), "rb") as file:
            return answers, file.read().decode("utf-8", "replace"), None
    except OSError:
        return None, None, "boot.log is missing: the handout says how to " \
            "record it"


def doubt(form, value):
    """Nothing in these lists begins at an odd address."""
    if form == RANGE and value[1] % 2:
        return f" ({value[1]:#x} looks like a last byte, not like an end)"
    return ""


def judge(question, key, answers, tell):
    """(status, message) for one answer; with @tell it may be checked."""
    rule, form, _ = question
    given = answers.get(rule, "")
    if given == "":
        return "fail", f"{rule}: no answer in answers.toml"
    try:
        value = normal(form, given)
    except ValueError:
        return "fail", f"{rule}: {given!r} is not {form}"
    if not tell:
        return "open", (f"{rule}: {shown(form, value)} is {form}: looked at "
                        "when graded" + doubt(form, value))
    if value == key[rule]:
        return "pass", ""
    return "fail", (f"{rule}: not {given}. Look at "
                    f"{question[2]} in your boot.log again")


def grade(module, folder, rules, hidden=None):
    """An Answered for each of @rules (id -> points). @module: the lab's
    tests/lab.py; @hidden: its tests/hidden.py, or None for a student."""
    answers, text, wrong = read(folder)
    questions = list(module.QUESTIONS)
    key = {}
    if not wrong:
        try:
            key, wrong = module.key(text, answers)
        except module.BadLog as bad:
            wrong = f"boot.log: {bad}"
    if wrong:
        return [Answered(rule, points, "fail", wrong)
                for rule, points in rules.items()]
    if hidden:
        key.update(hidden.key(text, answers))
    return [Answered(question[0], rules[question[0]],
                     *judge(question, key, answers, question[0] in key))
            for question in questions if question[0] in rules]
