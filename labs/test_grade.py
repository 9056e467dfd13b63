# SPDX-License-Identifier: GPL-2.0-only
"""The grader: a class with some of a grader's nightmares in it, attacks,
boots, and what it does when it is itself in trouble. Grading goes through
scripts/lab, as a teacher's would."""

import csv
import json
import os
import re
import zipfile

import pytest

import classes
from grading import (ATTACKS, FILE, HONEST, LAB, SEED, answer,  # noqa: F401
                     bench, examine, home, lab_command, zipped)
from test_labs import ROOT, read

from labtool import crew, labs, report_html, results, source, trial


# ---- a class ----

def nightmares():
    """What one student of a class may hand in."""
    base = source.drop(read(os.path.join(ROOT, FILE)), LAB.names())
    found = {"Bomb": {"answer.zip": zipped({"zero": bytes(80 << 20)})},
             "Link": {FILE: "/etc/passwd"},
             "Garbage": {FILE: os.urandom(4000), "x.zip": os.urandom(99)},
             "Empty": {FILE: b""}}
    for name in ATTACKS:
        found[name] = {FILE: (base + read(os.path.join(
            ROOT, f"labs/attacks/{name}.c"))).encode()}
    return found


@pytest.fixture(scope="module")
def graded(home, tmp_path_factory):
    """(the honest, folder with the results, output) of a class of fifty,
    and of those who joined it to get points for nothing."""
    folder = tmp_path_factory.mktemp("class")
    bad = nightmares()
    honest = classes.students([LAB], HONEST)
    every = list(honest)
    for number, (name, files) in enumerate(sorted(bad.items())):
        one = classes.Student(900 + number, LAB, "nightmare", files)
        one.name = name
        every.insert(number * 2, one)
    classes.moodle(folder / "all.zip", every)
    said = lab_command("grade", folder / "all.zip", "--course", home,
                       "--json", folder / "r.json", "--similar",
                       "--csv", folder / "r.csv", "--html",
                       folder / "r.html", "-j2")
    return honest, folder, said


def test_a_class_of_fifty(graded):
    """To the end, and everybody has what is theirs."""
    honest, folder, said = graded
    about, grades = results.load(str(folder / "r.json"))
    assert len(grades) == HONEST + len(nightmares())
    assert f"{len(grades)} submissions, 0 without" in said
    assert about["course"] == "A course"
    assert not (folder / "r.jsonl").exists()
    by_id = {g.student: g for g in grades}
    known = {}
    for one in honest:
        grade = by_id[one.id]
        if one.kind not in known:
            known[one.kind] = classes.points(
                LAB, classes.kinds(LAB)[one.kind], f"{SEED}:{LAB.name}:")
        got = {rule["id"]: rule["visible"]["points"]
               + rule["hidden"]["points"] for rule in grade.rules}
        boots = got.pop("B1")
        assert got == known[one.kind], (one.id, one.kind, grade.says)
        if one.kind == "right":
            assert boots and grade.points == 100
        if one.kind == "stub":
            assert grade.points == 0
    for grade in grades:
        if not grade.name.startswith("Ada"):
            assert grade.points == 0, grade.name
            assert grade.notes or grade.says, grade.name


def test_its_csv_and_html(graded):
    _, folder, _ = graded
    rows = list(csv.DictReader((folder / "r.csv").open()))
    assert [row["status"] for row in rows].count("graded") > HONEST
    assert {row["student"] for row in rows if row["status"] == "absent"} == {
        "ada", "cb"}
    page = (folder / "r.html").read_text()
    assert page.count("<details") == HONEST + len(nightmares())
    assert "<script" not in page
    assert "http" not in page


def test_regrade_shards_and_merge(graded, home, tmp_path):
    """What changed is printed; shards make the same whole."""
    honest, folder, _ = graded
    few = honest[:3]
    classes.moodle(tmp_path / "few.zip", few)
    for k in (1, 2):
        lab_command("grade", tmp_path / "few.zip", "--course", home,
                    "--shard", f"{k}/2", "--json", tmp_path / f"{k}.json")
    lab_command("grade", "--merge", tmp_path / "1.json", tmp_path / "2.json",
                "--course", home, "--json", tmp_path / "all.json")
    by_id = {g.student: g.points for g in
             results.load(str(folder / "r.json"))[1]}
    merged = results.load(str(tmp_path / "all.json"))[1]
    assert {g.student: g.points for g in merged} == {
        one.id: by_id[one.id] for one in few}
    data = json.loads((tmp_path / "all.json").read_text())
    data["grades"][0]["points"] = 7
    (tmp_path / "all.json").write_text(json.dumps(data))
    said = lab_command("grade", tmp_path / "few.zip", "--course", home,
                       "--regrade", "--json", tmp_path / "all.json")
    key = data["grades"][0]
    assert f"{key['student']}/{LAB.name}: 7 -> {by_id[key['student']]:g}" \
        in said
    assert said.count(" -> ") == 1
    said = lab_command("grade", tmp_path / "few.zip", "--course", home,
                       "--regrade", "--shard", "1/3", "--json",
                       tmp_path / "all.json")
    assert "nothing changed" in said
    assert {g.key for g in results.load(str(tmp_path / "all.json"))[1]} == {
        g.key for g in merged}


def test_a_hidden_test_by_itself(home):
    said = lab_command("grade", "--case", "R3.h2", "--course", home)
    assert "R3.h2: " in said and f"call {LAB.names()[0]} " in said
    assert "expected: Outcome(results=[" in said
    assert "has R1.1 to" in lab_command(
        "grade", "--case", "R99.h2", "--course", home, status=(3,))


def test_notes_are_printed_and_harmless(home, tmp_path):
    """Somebody has handed in another lab, and somebody is unknown."""
    for name in ("ada", "eve\033[2J"):
        (tmp_path / "in" / name).mkdir(parents=True)
        with zipfile.ZipFile(tmp_path / "in" / name / "x.zip", "w") as out:
            out.writestr("submission.json", json.dumps(
                {"lab": "10-hand-over\033[2J", "files": {}}))
    said = lab_command("grade", tmp_path / "in", "--course", home, "--json",
                       tmp_path / "r.json")
    assert re.search(r"^ada .* 0 of 100  \(.*10-hand-over", said, re.M), said
    assert "not in the roster" in said and "\033" not in said


def test_similar(home, tmp_path):
    """A copy with other names is found, and stands first."""
    right = answer("""{
	phys_addr_t low, high, place;
	u64 walk;

	for_each_free_mem_range_reverse(walk, nid, &low, &high, NULL) {
		if (low < start)
			low = start;
		if (end < high)
			high = end;
		/* my own idea: measure before rounding */
		if (low > high || high - low < size)
			continue;
		place = ((high - size) / align) * align;
		if (low <= place)
			return place;
	}
	return 0;
}""")
    copied = re.sub(r"\bplace\b", "spot", right)
    # No two of a kind: those are copies, too.
    others = list({one.kind: one for one in
                   classes.students([LAB], 8, seed=5)}.values())
    every = [classes.Student(1, LAB, "", {FILE: right.encode()}),
             classes.Student(2, LAB, "", {FILE: copied.encode()})]
    for number, one in enumerate(others):
        one.id = str(2000 + number)
    classes.moodle(tmp_path / "all.zip", every + others)
    said = lab_command("grade", tmp_path / "all.zip", "--course", home,
                       "--similar", "--no-boot", "--json",
                       tmp_path / "r.json")
    first = re.search(r"^similar: .*", said, re.M)[0]
    assert "1001 and 1002" in first
    assert int(re.search(r"(\d+) % of the code", first)[1]) >= 90


# ---- attacks ----

@pytest.mark.parametrize("name", ATTACKS)
def test_attack(graded, name):
    """It gains nothing, and the teacher hears of it."""
    grade = next(g for g in results.load(str(graded[1] / "r.json"))[1]
                 if g.name == name)
    assert grade.status == "graded" and grade.points == 0
    want = re.search(r"^ \* reports: (.*)", read(os.path.join(
        ROOT, f"labs/attacks/{name}.c")), re.M)[1]
    said = "\n".join([grade.says, *grade.notes,
                      *(t.says for t in grade.tests)])
    assert re.search(want, said), said[:2000]
    for secret in (SEED, "root:", "def expect", "def hidden"):
        assert secret not in json.dumps(results.as_dict(grade))


def test_right_answers_are_no_attack(bench):
    grade = examine(bench, read(os.path.join(ROOT, FILE)))
    assert grade.points == 100 and not grade.notes


# ---- boots ---------------------------------------------------------------

BROKEN = {
    "hang": ("{\n\tfor (;;)\n\t\tbarrier();\n}",
             r"the boot does not end.*in your __memblock_find_range_top_down"),
    "null": ("{\n\t*(volatile int *)8 = nid;\n\treturn 0;\n}",
             r"panicked.*last stage: memblock; in your __memblock_find_.*null"
             r" pointer"),
    "reset": ("{\n\t__asm__ volatile(\"lidt 0xfff; int3\");\n\treturn 0;\n}",
              r"triple fault|panicked"),
    "stack": ("{\n\tvolatile char room[512];\n\n\troom[nid & 1] = 1;\n"
              "\treturn __memblock_find_range_top_down(start, end, size, "
              "align, nid) + room[0];\n}",
              r"stack overflow.*|calls itself without end"),
    "reserve": ("{\n\tfor (;;)\n\t\tmemblock_reserve(0x5000000 + "
                "(size++ % 9) * 0x2000, 0x1000);\n}",
                r"without end.*allocates without end: \d+ moves"),
    "same": ("{\n\treturn 0x4000000;\n}",
             r"first departs at move \d+.*it should be"),
    "exit": ("{\n\t__asm__ volatile(\"outl %0, $0xf4\" : : \"a\"(16));\n"
             "\treturn 0;\n}", r"switched the machine off \(passed\)"),
    "odd": ("{\n\t__asm__ volatile(\"outl %0, $0xf4\" : : \"a\"(4));\n"
            "\treturn 0;\n}", r"switched the machine off \(status 9\)"),
    "prompt": ("{\n\tprintk(\"To leave: poweroff\\nnopanic> \");\n"
               "\tfor (;;)\n\t\tbarrier();\n}",
               r"not the kernel's prompt.*in your __memblock_find"),
    "printing": ("{\n\tfor (;;)\n\t\tprintk(\"all tests passed\\n\");\n}",
                 r"does not end|prints without end"),
}
TOP = "#include <linux/compiler.h>\n#include <linux/printk.h>\n"


@pytest.mark.parametrize("name", BROKEN)
def test_broken_kernels(bench, name):
    """Each gets a report that a student can act on."""
    body, says = BROKEN[name]
    files = {FILE: (TOP + answer(body)).encode()}
    grade = results.Grade("s", "", LAB.name)
    test = bench.boot_tests(files, grade)[0]
    assert test.status == "fail"
    assert re.search(says, test.says), test.says + test.report
    if name in ("hang", "reserve"):
        for part in ("last stage: memblock", "RIP: 0x", "CR2: 0x",
                     "backtrace:", "last lines of the log:",
                     "memblock_search.c:"):
            assert part in test.report, test.report


def test_what_does_not_compile(bench):
    grade = examine(bench, answer("{\n\treturn nothing;\n}"))
    assert grade.points == 0 and "mm/memblock_search.c:" in grade.says
    assert "nothing" in grade.says
    grade = examine(bench, source.drop(read(os.path.join(ROOT, FILE)),
                                       LAB.names()))
    assert f"has no {LAB.names()[0]}()" in grade.says


def test_a_frame_for_no_kernel(bench):
    """As the handouts say: it does not compile."""
    text = answer("{\n\tvolatile char room[8192];\n\n\troom[nid & 1] = 1;\n"
                  "\treturn room[0];\n}")
    test = bench.boot_tests({FILE: text.encode()},
                            results.Grade("s", "", LAB.name))[0]
    assert "cannot be built" in test.says and "frame size" in test.report


def test_what_takes_too_long_to_read(bench, monkeypatch):
    """It is worth nothing, and costs nobody an evening."""
    monkeypatch.setattr(trial, "READING", 0.3)
    grade = examine(bench, read(os.path.join(ROOT, FILE)) +
                    "int a" + ", a" * 80000 + ";\n")
    assert grade.points == 0 and grade.status == "graded"
    assert "longer than any C file" in grade.says


def test_all_texts_are_plain():
    """Neither a terminal nor a page nor a spreadsheet comes to harm."""
    bad = "a\ud800\x1b[2J\u202e\nb"
    grade = results.made_plain(results.Grade(
        "s", "", LAB.name, points=0, notes=[bad] * 99 + ["x" * 9999],
        says=bad, tests=[results.Test("R1.1", "R1", False, "fail", "", bad,
                                      bad)]))
    for made in (report_html.page("t", "d", [grade]),
                 report_html.as_csv([grade])):
        assert "a\\ud800\\x1b[2J\\u202e\nb" in made
        assert len(made.encode()) < 20000


def test_a_failure_of_each_rule_is_shown():
    tests = [results.Test(f"{rule}.{n}", rule, False, "fail")
             for rule in ("R1", "R2", "B1") for n in range(20)]
    ids = [test.id for test in report_html.of_each_rule(tests)]
    assert {"R1.0", "R2.0", "B1.0"} < set(ids)
    assert len(ids) == report_html.MOST


# ---- the grader in trouble ----

def test_trouble_is_no_zero():
    """Dead or failing children are tried again; the rest goes on."""
    tried = {}

    def work(item):
        if item == "dies":
            os._exit(1)
        if item == "raises":
            raise OSError("no space")
        return item

    def take(item, result, why, tries):
        tried[item] = (result, why, tries)
        return bool(why) and tries < 3

    crew.Crew(2, work, take).run(["a", "dies", "b", "raises", "c"])
    assert tried["a"] == ("a", "", 1) and tried["c"] == ("c", "", 1)
    assert tried["dies"] == (None, "the grader's process died", 3)
    assert tried["raises"][2] == 3 and "no space" in tried["raises"][1]


def test_a_child_that_hangs(monkeypatch):
    monkeypatch.setattr(crew, "WALL", 1)
    seen = []
    crew.Crew(1, lambda item: os.read(os.pipe()[0], 1),
              lambda *result: seen.append(result)).run(["x"])
    assert seen[0][1] is None and "not done after" in seen[0][2]


def test_an_error_has_no_points():
    rule = labs.Rule("R1", "a rule", 40, 60)
    good = results.Test("R1.1", "R1", False, "pass")
    grade = results.Grade("s", "", LAB.name, tests=[
        good, results.Test("R1.h1", "R1", True, "error")])
    assert results.count(grade, [rule]).points is None
    assert grade.status == "error"
    grade = results.Grade("s", "", LAB.name, tests=[
        good, results.Test("R1.h1", "R1", True, "fail")])
    assert results.count(grade, [rule]).points == 40


def test_a_broken_grader_is_an_error(home, tmp_path):
    """No sandbox: no grades at all, and a line that says what to do."""
    classes.moodle(tmp_path / "all.zip", classes.students([LAB], 2))
    bare = tmp_path / "bin"
    bare.mkdir()
    (bare / "bwrap").write_text("#!/bin/sh\necho 'bwrap: broken' >&2\n"
                                "exit 1\n")
    (bare / "bwrap").chmod(0o755)
    said = lab_command("grade", tmp_path / "all.zip", "--course", home,
                       "--json", tmp_path / "r.json", status=(3,),
                       env={**os.environ,
                            "PATH": f"{bare}:{os.environ['PATH']}"})
    assert "--trusted" in said and not (tmp_path / "r.json").exists()


def test_submissions_are_no_name_for_a_page(tmp_path):
    """--html takes the next word for its file, were it the submissions."""
    classes.moodle(tmp_path / "all.zip", classes.students([LAB], 1))
    said = lab_command("grade", "--html", tmp_path / "all.zip", status=(3,))
    assert "all.zip: submissions stand before" in said
