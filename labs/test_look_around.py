# SPDX-License-Identifier: GPL-2.0-only
"""Lab 00 on real boots, BIOS and UEFI: the right answers are right, each
plausible wrong one loses its own points only, and a log of somebody else, or
one that was cut, is refused with a reason."""

import os
import re
import shlex
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path.insert(0, os.path.join(ROOT, "scripts"))
# pylint: disable=wrong-import-position
from labtool import Trouble, answers, check, labs            # noqa: E402
from labtool.beside import load                              # noqa: E402
from labtool.bootlog import DIRECT_MAP, BadLog, BootLog      # noqa: E402

FOLDER = os.path.join(HERE, "00-look-around")
HIDDEN = load(os.path.join(FOLDER, "tests/hidden.py"))
STUDENT = "s1234567"
RULES = {f"R{number}": 10 for number in range(1, 11)}


@pytest.fixture(scope="module", params=["tests", "variants/uefi"])
def lab(request, tmp_path_factory):
    """(the lab's module, a folder with its log, the key, machine, log)."""
    module = load(os.path.join(FOLDER, request.param, "lab.py"))
    folder = str(tmp_path_factory.mktemp("look"))
    log = os.path.join(folder, "boot.log")
    machine = module.Machine(STUDENT)
    command = machine.command().replace("boot.log", log)
    assert log in command
    # As the student would, but with nobody at the prompt.
    subprocess.run(shlex.split(command) + ["--test", "--timeout", "120"],
                   cwd=ROOT, check=True, stdin=subprocess.DEVNULL,
                   env={**os.environ, "NOPANIC_BUILD": f"{ROOT}/build"},
                   stdout=subprocess.DEVNULL)
    with open(log, encoding="utf-8", errors="replace") as file:
        text = file.read()
    key, wrong = module.key(text, {"student": STUDENT})
    assert not wrong
    key.update(HIDDEN.key(text, {"student": STUDENT}))
    return module, folder, key, machine, BootLog(text)


def hand_in(lab, changes=(), student=STUDENT):
    module, folder, key, _, _ = lab
    texts = {}
    for rule, form, _ in module.QUESTIONS:
        value = dict(changes).get(rule, key[rule])
        texts[rule] = value if isinstance(value, str) else (
            f"{value[0]:#x}-{value[1]:#x}" if form == answers.RANGE
            else str(value))
    with open(os.path.join(folder, "answers.toml"), "w",
              encoding="utf-8") as file:
        file.write(f'student = "{student}"\n')
        file.writelines(f'{rule} = "{text}"\n'
                        for rule, text in texts.items())


def lost(lab, changes=(), student=STUDENT):
    """The rules that lose their points, and what is said about them."""
    hand_in(lab, changes, student)
    results = answers.grade(lab[0], lab[1], RULES, HIDDEN)
    assert len(results) == len(RULES)
    return {result.rule: result.message for result in results
            if result.status != "pass"}


def test_right_answers_have_all_points(lab):
    assert not lost(lab)


def wrong_answers(lab):
    """What students write, and which rule it must lose."""
    _, _, key, machine, log = lab
    free, size, align = log.free(), machine.size, machine.align
    start, end = key["R7"]
    kernel = log.named["kernel image"]
    yield "R2", key["R3"]               # after rounding
    yield "R3", key["R3"] + 4096        # with page 0
    yield "R4", (kernel[1] - kernel[0]) // 4096 - 1
    yield "R5", "setup_log_buf"
    yield "R6", 0x32                    # the offset, not the length
    yield "R7", (start, end - 1)        # the log's inclusive end
    yield "R7", max(log.memory, key=lambda span: span[1] - span[0])
    yield "R8", -(-(free[-1][1] - size) // align) * align   # rounded up
    yield "R8", free[-1][1] - size      # not aligned
    yield "R9", -(-free[0][0] // align) * align             # below the image
    yield "R10", key["R10"] + DIRECT_MAP
    yield "R1", "the log is mine"


def test_a_student_is_told_the_command_and_the_numbers(lab):
    said = "\n".join(lab[0].personal(STUDENT))
    assert lab[3].command() in said
    for number in (lab[3].size, lab[3].pick):
        assert str(number) in said


def test_each_wrong_answer_loses_its_own_points(lab):
    for rule, answer in wrong_answers(lab):
        found = lost(lab, {rule: answer})
        assert list(found) == [rule], (rule, answer, found)
        assert found[rule].startswith(f"{rule}: not")


def test_form_is_checked_and_blanks_are_named(lab):
    assert "no answer" in lost(lab, {"R3": ""})["R3"]
    assert "is not a range" in lost(lab, {"R7": "0x1000"})["R7"]
    assert "is not a number" in lost(lab, {"R4": "many"})["R4"]


def test_somebody_elses_log_is_refused(lab):
    found = lost(lab, student="s7654321")
    assert len(found) == len(RULES)
    assert "is of another boot" in found["R1"]


def test_a_student_sees_visible_verdicts_only(lab):
    hand_in(lab, {"R8": "0"})
    results = answers.grade(lab[0], lab[1], RULES, None)
    assert [r.status for r in results] == ["pass"] * 4 + ["open"] * 6


def test_answers_are_read_back_as_they_were_understood(lab):
    key = lab[2]
    start, end = key["R7"]
    hand_in(lab, {"R5": f"{key['R5']}+0x182/0x325", "R7": (start, end - 1)})
    found = {r.rule: r.message
             for r in answers.grade(lab[0], lab[1], RULES, None)}
    assert found["R5"].startswith(f"R5: {key['R5']} is a name")
    assert f"({key['R8']:#x})" in found["R8"]
    assert f"{end - 1:#x} looks like a last byte" in found["R7"]
    assert "last byte" not in found["R8"]
    assert list(lost(lab, {"R5": f"{key['R5']}+0x182/0x325"})) == []


def test_check_counts_points_and_takes_one_question(lab, capsys):
    hand_in(lab, {"R4": 1})
    first = labs.find("00", ROOT)
    if "uefi" in lab[0].__file__:
        first = first.in_variant("uefi")
    assert check.check_answers(first, lab[1], None) == check.FAILED
    seen = first.visible_points
    assert f"points {seen - first.rule('R4').visible} of {seen} " in \
        capsys.readouterr().out
    assert check.check_answers(first, lab[1], "R3") == check.PASSED
    assert "R4" not in capsys.readouterr().out
    with pytest.raises(Trouble, match="R99"):
        check.check_answers(first, lab[1], "R99")


def test_a_cut_or_edited_log_is_refused(lab):
    text = lab[4].text
    with pytest.raises(BadLog, match="stages early memblock mapped"):
        BootLog(text[:text.index("stage: bootmem")])
    edited = re.sub(r"^( memory\[0x1\]\t\[0x\w+)-0x(\w{12})", r"\1-0x1\2",
                    text, count=1, flags=re.M)
    with pytest.raises(BadLog, match="have 0x"):
        BootLog(edited)


def test_what_is_missing_is_said(tmp_path):
    module = load(os.path.join(FOLDER, "tests/lab.py"))
    (only,) = {result.message for result in
               answers.grade(module, tmp_path, RULES, HIDDEN)}
    assert only == "answers.toml is missing"
    (tmp_path / "answers.toml").write_text("R1 = \n")
    (only,) = {result.message for result in
               answers.grade(module, tmp_path, RULES, HIDDEN)}
    assert only.startswith("answers.toml: ") and only.endswith("in quotes")
