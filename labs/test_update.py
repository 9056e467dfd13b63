# SPDX-License-Identifier: GPL-2.0-only
"""`lab update`: a course that has mended its handout, and a student who is
in the middle of it. And `start` with a course's folder.

                    the course    the student    after update
    mm/*.c          changed                      the course's
    the lab's file  changed       changed        both
                    line 5        line 5         the student's, said so
    other files     changed       changed        the course's, theirs beside
"""

import os
import shutil
import subprocess

import pytest

import student
from student import CODE, ROOT
from labtool import labs, source, tree

pytestmark = pytest.mark.skipif(len(CODE) < 2, reason="no labs are here")
LAB = CODE[0] if CODE else None
OTHER = CODE[1] if CODE else None
FILE = LAB.functions[0].file if CODE else ""


@pytest.fixture(scope="module", name="origin")
def copy_of_the_project(tmp_path_factory):
    """What `start` reads of the project, as a repository of its own."""
    folder = tmp_path_factory.mktemp("project")
    for path in tree.project_files(ROOT):
        if tree.ships(path, [LAB]) or path.startswith(
                ("scripts/", "labs/")) and not path.startswith("labs/museum"):
            to = folder / path
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(os.path.join(ROOT, path), to)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return folder


@pytest.fixture(name="course")
def course_with_a_tree(origin, tmp_path):
    """(project, a student's tree of it); the project is mended afterwards."""
    project, folder = tmp_path / "project", tmp_path / "tree"
    shutil.copytree(origin, project)
    status, said = student.lab_command(project, "start", LAB.number,
                                       str(folder), "--withhold", OTHER.name)
    assert status == 0, said
    return project, folder


def change(folder, path, old, new):
    text = student.read(folder, path)
    assert old in text
    student.write(text.replace(old, new, 1), folder, path)


def first_line(folder):
    """The first line of the lab's function in a tree, with its body's {."""
    text = student.read(folder, FILE)
    item = source.function(text, LAB.names(FILE)[0])
    return text[item.start:item.body] + "{\n"


def test_nothing_new(course):
    project, folder = course
    status, said = student.lab_command(folder, "update", str(project))
    assert status == 0 and "has version" in said and "already" in said


def test_update_keeps_the_edits(course):
    project, folder = course
    head = first_line(folder)
    change(folder, FILE, head, head + "\t/* mine */\n")
    change(project, FILE, "\n#include", "\n/* Mended. */\n#include")
    handout = f"labs/{LAB.name}/README.md"
    change(project, handout, "\n", "\nMended.\n")
    change(project, "lib/sort.c", "\n", "\n/* Mended. */\n")
    status, said = student.lab_command(folder, "update", str(project))
    assert status == 0, said
    assert f"{FILE}: the course's changes are merged" in said
    text = student.read(folder, FILE)
    assert "/* mine */" in text and "Mended." in text
    assert "Mended." in student.read(folder, handout)
    assert "Mended." in student.read(folder, "lib/sort.c")
    assert labs.student_tree(str(folder))["withheld"] == [OTHER.name]
    again = student.lab_command(folder, "update", str(project))
    assert again[0] == 0 and "already" in again[1]


def test_same_line_changed(course):
    """The student's file stays as it is, and the course's lies beside."""
    project, folder = course
    head = first_line(folder)
    change(folder, FILE, head, head + "\t/* mine */\n")
    stub = f"labs/{LAB.name}/stub.c"
    text = student.read(project, stub)
    item = source.function(text, LAB.names(FILE)[0])
    body = source.body(text, item)
    student.write(text.replace(body, body.replace("{\n", "{\n\t/* new */\n",
                                                  1)), project, stub)
    before = student.read(folder, FILE)
    status, said = student.lab_command(folder, "update", str(project))
    assert status == 1 and "changed the same lines" in said
    assert student.read(folder, FILE) == before
    assert "/* new */" in student.read(folder, FILE + ".course")


def test_other_files_are_the_course_s(course):
    project, folder = course
    change(folder, "lib/sort.c", "\n", "\n/* mine */\n")
    change(project, "lib/sort.c", "\n", "\n/* Mended. */\n")
    os.unlink(project / "docs" / "boot.svg")
    status, said = student.lab_command(folder, "update", str(project))
    assert status == 0 and "yours is now lib/sort.c.mine" in said
    assert "mine" not in student.read(folder, "lib/sort.c")
    assert "mine" in student.read(folder, "lib/sort.c.mine")
    assert not (folder / "docs" / "boot.svg").exists()


def test_a_tree_as_the_source(course, tmp_path):
    """The course gives out archives of new trees, not the project."""
    project, folder = course
    change(project, "lib/sort.c", "\n", "\n/* Mended. */\n")
    newer, wrong = str(tmp_path / "newer"), str(tmp_path / "wrong")
    for name, to in ((LAB.number, newer), (OTHER.number, wrong)):
        assert student.lab_command(project, "start", name, to)[0] == 0
    status, said = student.lab_command(folder, "update", wrong)
    assert status == 3 and "has not all labs of this tree" in said
    assert student.lab_command(folder, "update", newer)[0] == 0
    assert "Mended." in student.read(folder, "lib/sort.c")
    assert student.lab_command(folder, "update", str(tmp_path))[0] == 3
    student.write("PK", tmp_path, "newer.zip")
    status, said = student.lab_command(folder, "update",
                                       str(tmp_path / "newer.zip"))
    assert status == 3 and "unpack it" in said


def test_start_of_a_course(tmp_path):
    """Open labs of the course are withheld, closed ones are not."""
    folder = tmp_path / "course"
    folder.mkdir()
    entries = [(LAB, "true"), (OTHER, "true")] + [
        (lab, "false") for lab in CODE[2:3]]
    student.write("".join(
        f'[[labs]]\nlab = "{lab.name}"\nopen = {state}\n'
        for lab, state in entries), folder, "course.toml")
    status, said = student.lab_command(
        ROOT, "start", LAB.name, str(tmp_path / "tree"), "--course",
        str(folder))
    assert status == 0, said
    known = labs.student_tree(str(tmp_path / "tree"))
    assert known["withheld"] == [OTHER.name]
    for function in OTHER.functions:
        assert function.name in known["objects"][function.file]
        assert function.name not in source.functions(
            student.read(tmp_path, "tree", function.file))


def test_start_refuses(tmp_path):
    assert student.lab_command(ROOT, "start", "97", str(tmp_path / "x"))[0] \
        == 3
    (tmp_path / "full").mkdir()
    student.write("x", tmp_path, "full", "x")
    status, said = student.lab_command(ROOT, "start", LAB.number,
                                       str(tmp_path / "full"))
    assert status == 3 and "not empty" in said
    assert student.lab_command(ROOT, "start", f"{LAB.number}/none",
                               str(tmp_path / "x"))[0] == 3
    assert not (tmp_path / "x").exists()
