# SPDX-License-Identifier: GPL-2.0-only
"""Students' trees: they build and boot, hold no solution, are the same each
time; and what `start`, `update`, `submit` and `mine` do to them."""

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import zipfile

import pytest

import student
from student import CODE, CORE, EVERY, LABS, ROOT, called
from labtool import box, labs, mine, source, tree

pytestmark = pytest.mark.skipif(not CODE, reason="no labs are here")


def others(lab):
    return [one for one in CODE if one.name != lab.name]


def test_all_variants_are_here():
    """...that a lab.toml names; each core lab has one."""
    for lab in LABS:
        assert lab.variants or lab.optional, lab.name
        for name in lab.variants:
            assert lab.in_variant(name).variant == name


def references():
    """{file: text} of all that any lab takes out."""
    files = set().union(*(tree.hidden_names([lab]) for lab in CODE))
    return {file: student.read(ROOT, file) for file in files}


# ---- one tree a lab --------------------------------------------------------

@pytest.fixture(scope="module", params=EVERY, ids=called)
def handout(request, tmp_path_factory):
    """(lab, its tree, with all other labs open in the course, version)"""
    lab = request.param
    folder = tmp_path_factory.mktemp("lab") / lab.name
    version = student.make(folder, [lab], others(lab))
    yield lab, str(folder), version
    shutil.rmtree(folder)


def test_no_solution(handout):
    """Three lines in a row of what is hidden: nowhere, not in git, not in
    what is compiled."""
    lab, folder, _ = handout
    secret = tree.secret_triples(references(), tree.hidden_names(CODE))
    assert len(secret) > 5 * len(CODE)
    for path in tree.tree_paths(folder):
        data = tree.read(os.path.join(folder, path))
        told = tree.gives_away(data.decode("utf-8", "replace"), secret)
        assert not told, f"{path} quotes {told}"
    if lab.variant:
        assert not tree.gives_away(everything(folder), tree.triples_of(
            student.read(lab.folder, "reference.c"), lab.names()))


def everything(folder):
    return "\n".join(tree.read(os.path.join(folder, path)).decode(
        "utf-8", "replace") for path in tree.tree_paths(folder))


def test_secrets_would_be_found():
    """The search finds what it is to find, whatever blanks lie between."""
    lab = CODE[0]
    file = lab.functions[0].file
    text = student.read(ROOT, file)
    secret = tree.secret_triples({file: text}, {file: set(lab.names(file))})
    body = source.body(text, source.function(text, lab.names(file)[0]))
    assert tree.gives_away("x\n" + body.replace("\t", "    ") + "\ny", secret)
    assert not tree.gives_away("x\ny\nz\n", secret)


def test_git_has_one_clean_commit(handout):
    _, folder, _ = handout
    assert student_git(folder, "rev-list", "--all", "--count") == "1"
    assert student_git(folder, "status", "--porcelain") == ""
    objects = student_git(folder, "cat-file", "--batch-all-objects",
                          "--batch-check=%(objecttype) %(objectname)")
    blobs = {line.split()[1] for line in objects.splitlines()
             if line.startswith("blob")}
    files = student_git(folder, "ls-tree", "-r", "HEAD").splitlines()
    assert blobs == {line.split()[2] for line in files}
    assert not student_git(folder, "remote") and not student_git(
        folder, "config", "--local", "--get-regexp", "user", check=False)


def student_git(folder, *args, check=True):
    return subprocess.run(["git", *args], cwd=folder, check=check, text=True,
                          capture_output=True).stdout.strip()


def test_nothing_that_is_not_theirs(handout):
    lab, folder, _ = handout
    paths = tree.tree_paths(folder)
    for path in paths:
        assert not re.search(r"wrong|museum|mutants|hidden|(^|/)grade|"
                             r"reference\.c|stub\.c", path), path
        assert not path.startswith(("tests/", "labs/")) or \
            path.startswith(("tests/maps/", f"labs/{lab.name}/",
                             "labs/runner/", "labs/objects", "labs/base/",
                             "labs/tree.json")), path
    assert f"labs/{lab.name}/README.md" in paths


def test_handout_has_its_box(handout):
    lab, folder, _ = handout
    text = student.read(folder, "labs", lab.name, "README.md")
    assert box.box(lab) in text
    hours, _, _, lines, seen, hidden = [
        cell.strip() for cell in box.box(lab).splitlines()[2].split("|")[1:-1]]
    assert float(hours) == lab.hours and int(lines) >= 5
    assert int(seen) + int(hidden) == 100


def test_objects_tell_nothing(handout):
    """No debug information, no names of local functions."""
    _, folder, _ = handout
    found = [path for path in tree.tree_paths(folder) if path.endswith(".o")]
    assert bool(found) == bool(labs.student_tree(folder)["objects"])
    for path in found:
        said = subprocess.run(["readelf", "-SW", path], cwd=folder, text=True,
                              check=True, capture_output=True).stdout
        assert ".debug" not in said and ".comment" not in said, path


def test_stub_boots(handout):
    """It builds without a warning, boots, and names lab, line, handout. (A
    variant's tree has the same sources.)"""
    lab, folder, _ = handout
    if lab.variant:
        pytest.skip("as without the variant")
    assert student.build(folder) == ""
    status, log = student.boot(folder)
    said = re.findall(r"lab (\S+): (\S+):(\d+) (\w+) is (?:still the stub|"
                      r"missing): read (\S+)", log)
    if not said:        # no boot of such a machine needs the function
        assert status == 0 and lab.optional, log[-2000:]
    for name, file, line, function, read in said:
        assert name == lab.name and function in lab.names(file)
        assert os.path.exists(os.path.join(folder, read))
        text = student.read(folder, file).splitlines()
        assert f'("{name}")' in text[int(line) - 1]
    missing = "is missing: read" in log
    assert status == 6 if missing else status in (0, 1, 2)


def test_stub_is_checked(handout):
    lab, folder, _ = handout
    status, said = student.lab_command(folder, "check")
    assert status == 1 and "is still the stub: read labs/" in said, said


def test_reference_passes(handout):
    """With the reference in the place of the stub the visible tests and all
    self-tests pass: the objects of other labs do what their text does."""
    lab, folder, _ = handout
    student.fill(folder, lab)
    status, said = student.lab_command(folder, "check")
    assert status == 0, said
    if lab.variant or lab.optional:
        return      # a set of labs below has it
    assert student.build(folder) == ""
    status, log = student.boot(folder)
    assert status == 0 and student.passed(log) > 30, log[-3000:]


# ---- other sets of labs ----------------------------------------------------

def subsets():
    """All core labs, all there are; and random ones, but the same in each
    run."""
    rng = random.Random(8)
    yield CORE
    if CORE != CODE:
        yield CODE
    for _ in range(2 if len(CODE) > 2 else 0):
        yield sorted(rng.sample(CODE, rng.randint(1, len(CODE))),
                     key=lambda lab: lab.name)


@pytest.mark.parametrize("chosen", list(subsets()) if CODE else [],
                         ids=lambda c: "+".join(lab.number for lab in c))
def test_subset(chosen, tmp_path):
    folder = str(tmp_path / "tree")
    names = {lab.name for lab in chosen}
    student.make(folder, chosen, [l for l in CODE if l.name not in names])
    for lab in chosen:
        student.fill(folder, lab)
    assert student.build(folder) == ""
    status, log = student.boot(folder)
    assert status == 0, log[-3000:]


@pytest.mark.parametrize("variables, folder", [
    (["OPT=-Og", "BUILD=build/og"], "build/og"),
    (["DEBUG=1", "CC=clang"], "build/debug")], ids=["Og", "debug-clang"])
def test_other_builds(variables, folder, tmp_path):
    """Objects fit the builds for gdb, with checks, and another compiler."""
    where = str(tmp_path / "tree")
    student.make(where, CODE[:1], CODE[1:])
    student.fill(where, CODE[0])
    student.build(where, *variables)
    status, log = student.boot(where, folder)
    assert status == 0, log[-3000:]


def test_same_tree_each_time(tmp_path):
    made = [student.make(tmp_path / name, CODE[:1], CODE[1:])
            for name in ("one", "two")]
    assert made[0] == made[1]
    heads = {student_git(tmp_path / name, "rev-parse", "HEAD")
             for name in ("one", "two")}
    assert len(heads) == 1


def test_version_follows_content(tmp_path):
    folder = str(tmp_path / "tree")
    student.make(folder, CODE[:1])
    known = labs.student_tree(folder)
    assert known["files"] == tree.manifest(folder)
    assert hashlib.sha256(tree.read(os.path.join(
        folder, "Makefile"))).hexdigest() == known["files"]["Makefile"]


# ---- the student's commands ------------------------------------------------

@pytest.fixture(name="pair")
def two_trees(tmp_path):
    """Trees of two labs, each without the other's text."""
    folders = []
    for lab in CODE[:2]:
        folder = str(tmp_path / lab.name)
        student.make(folder, [lab], others(lab))
        folders.append(folder)
    return folders


def edit(folder, lab):
    """The reference, and a helper of the student's own."""
    student.fill(folder, lab)
    file = lab.functions[0].file
    name = lab.names(file)[0]
    text = student.read(folder, file)
    item = source.function(text, name)
    helper = "static bool my_helper(void)\n{\n\treturn true;\n}\n\n"
    body = source.body(text, item)
    at = re.search(r"\n\n\t", body)     # behind the declarations
    at = at.end() if at else 2
    body = body[:at] + ("if (!my_helper())\n\t\t__builtin_trap();\n\t"
                        if at != 2 else "") + body[at:]
    student.write(text[:item.doc] + helper + text[item.doc:item.body] + body
                  + text[item.code_end:], folder, file)


def test_start_adds_a_lab(pair):
    """...and the edits of the first one stay."""
    one, two = CODE[:2]
    edit(pair[0], one)
    before = student.read(pair[0], one.functions[0].file)
    status, said = student.lab_command(ROOT, "start", two.number, pair[0])
    assert status == 0, said
    after = student.read(pair[0], one.functions[0].file)
    for name in one.names(one.functions[0].file) + ["my_helper"]:
        assert source.body(before, source.function(before, name)) == \
            source.body(after, source.function(after, name))
    for function in two.functions:
        assert mine.is_stub(student.read(pair[0], function.file),
                            function.name)
    assert {lab.name for lab in labs.all_labs(pair[0])} == \
        {one.name, two.name}
    student.fill(pair[0], two)
    student.build(pair[0])
    assert student.boot(pair[0])[0] == 0


def test_mine(pair):
    """Both trees' functions, helpers of one name among them, in a kernel."""
    for folder, lab in zip(pair, CODE):
        edit(folder, lab)
    status, said = student.lab_command(pair[0], "mine", pair[1])
    assert status == 0, said
    for lab in CODE[:2]:
        for name in lab.names():
            assert re.search(rf"^  {name} .* yours", said, re.M), said
    assert "the course's" in said or len(CODE) == 2
    assert re.search(r"self-tests: \d+ passed, 0 failed", said)


def test_mine_says_what_is_wrong(pair):
    status, said = student.lab_command(pair[0], "mine")
    assert status == 1
    assert "still the stub" in said and f"lab {CODE[0].name}: " in said


def test_submit(pair, tmp_path):
    """Only the files that lab.toml names; the same archive each time."""
    (tmp_path / "out").mkdir()
    student.write("secret", pair[0], "mm", "notes.txt")
    archives = []
    for _ in range(2):
        status, said = student.lab_command(
            pair[0], "submit", "--user", "s1", "--to", str(tmp_path / "out"))
        assert status == 0 and "is still the stub" in said
        path = tmp_path / "out" / f"{CODE[0].name}-s1.zip"
        archives.append(path.read_bytes())
    assert archives[0] == archives[1]
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert set(archive.namelist()) == set(CODE[0].files) | {
            "submission.json"}
        told = json.loads(archive.read("submission.json"))
        for file, digest in told["files"].items():
            assert hashlib.sha256(archive.read(file)).hexdigest() == digest
    assert told["lab"] == CODE[0].name and told["variant"] == ""
    assert told["tree"] == labs.student_tree(pair[0])["version"]


def test_commands_of_the_project_only(pair):
    """A student's tree has neither start nor grade, the project no mine."""
    for command in ("start", "grade", "course"):
        status, said = student.lab_command(pair[0], command, "02", "x")
        assert status == 2 and "there is no command" in said
    assert student.lab_command(ROOT, "mine")[0] == 2
    assert student.lab_command(ROOT, "submit")[0] == 2
