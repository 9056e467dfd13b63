# SPDX-License-Identifier: GPL-2.0-only
"""The museum's own tests (`make lab-test`): each bug shows its symptom, the
reference fix removes it and passes the self-tests, two seeds ask for other
evidence, and a student's tree gives nothing away. One working copy, in which
only what a patch changes is built."""

import difflib
import os
import re
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "scripts"))
# pylint: disable=wrong-import-position,redefined-outer-name
from labtool import Trouble, museum, museum_work    # noqa: E402

SHOWS = museum.list_exhibits()
CONSTANT = {"file", "function", "stage", "caller", "vector"}
SECTIONS = ("## Cause", "## How to find it", "**With gdb.**",
            "**With the trace.**", "**Backwards.**",
            "## Why the fix is right")


@pytest.fixture(scope="module")
def shop():
    with museum_work.Workshop(ROOT) as found:
        yield found


def of_all(function):
    return pytest.mark.parametrize(
        "show", SHOWS, ids=[s.name for s in SHOWS])(function)


def without_places(text):
    """Addresses in the kernel and offsets in functions differ with the
    compiler; a table read through one does, too."""
    text = re.sub(r"\bffffffff8[0-9a-f]{7}\b|\+0x\w+/0x\w+", "", text)
    return re.sub(r"(read of) 0x\w+", r"\1", text)


def quoted(show):
    """The lines of the handout that a boot with seed 0 must print."""
    block = re.search(r"<!-- seen -->\n```text\n(.*?)```",
                      show.text("README.md"), re.S)
    return block[1].splitlines()


def test_there_are_ten():
    assert len(SHOWS) >= 10
    assert [s.number for s in SHOWS] == list(range(1, len(SHOWS) + 1))


@of_all
def test_bug_and_fix(show, shop):
    """With the bug: symptom, quotations, and evidence that depends on the
    seed. With the reference fix: neither symptom nor failed self-test."""
    keys = museum.keys(show, ("0", "s1234"), shop)
    free = set(show.questions) - CONSTANT
    differ = {name for name in free if keys[0][name] != keys[1][name]}
    assert len(differ) >= 2 or differ == free, keys
    log = without_places(shop.boot(show.machine("0")).log).splitlines()
    for line in quoted(show):
        assert without_places(line) in log, line
    fix = museum.difference(show)
    assert museum.check_fix(show, "0", fix, shop) is None


@of_all
def test_handout(show):
    """Three hints, each question, and no word of the cause."""
    handout, solution = show.text("README.md"), show.text("solution.md")
    assert handout.count("<details><summary>Hint ") == 3
    for name, question in show.questions.items():
        assert f"- `{name}`: {question}" in handout
    for section in SECTIONS:
        assert section in solution, section
    shown = handout.split("## Hints")[0]
    place = show.meta.get("cause", {}).get("file", show.meta["files"][0])
    assert os.path.basename(place) not in shown
    assert sorted(show.meta["files"]) == museum_work.changed_files(show.bug)
    assert museum_work.patch_fault(show.bug) is None
    assert not re.search(r"^\+.*(?:/\*|//).*\b(?:bug|wrong|bad)\b", show.bug,
                         re.M | re.I)


def test_key_judges_answers(shop):
    """The same machine, right and wrong answers, and none."""
    show = SHOWS[0]
    right, = museum.keys(show, ["7"], shop)
    given = {name: hex(v) if isinstance(v, int) else f"{v}"
             for name, v in right.items()}
    given["function"] += "()"
    assert all(ok for _, ok in museum.check_evidence(show, "7", given, shop))
    given["block"] = hex(right["block"] + 8)
    del given["size"]
    wrong = dict(museum.check_evidence(show, "7", given, shop))
    assert wrong.pop("block") is False and wrong.pop("size") is None
    assert all(wrong.values())


def test_what_is_no_fix(shop):
    """Of a patch that hides the symptom, breaks the kernel or reaches out of
    it, each is refused with a reason."""
    show = SHOWS[0]
    nothing = ("--- a/kernel/main.c\n+++ b/kernel/main.c\n@@ -1,3 +1,3 @@\n"
               " // SPDX-License-Identifier: GPL-2.0-only\n-/*\n+/*%s\n"
               + museum.read(f"{ROOT}/kernel/main.c").split("\n")[2].join(
                   (" ", "\n")))
    for patch, reason in (
            (nothing % " ", "symptom is still there"),
            (nothing % " */ no C", "does not build"),
            (nothing.replace("SPDX", "X") % "", "does not apply"),
            (nothing.replace("kernel/main.c", "scripts/make/run.mk") % " ",
             "only C"),
            (nothing.replace("kernel/main.c", "kernel/../qemu.sh") % " ",
             "only C"),
            ("", "no file")):
        fault = museum.check_fix(show, "7", patch, shop)
        assert fault and reason in fault, (patch, fault)


def test_a_hidden_symptom_is_no_fix(shop):
    """Who only makes the message go away has mended nothing."""
    show = SHOWS[1]
    shop.clean()
    path = "arch/x86/kernel/firmware_map.c"
    old = museum.read(f"{ROOT}/{path}")
    new = old.replace("entries in tag 6; EFI map: %s", "entries; %s")
    assert new != old
    patch = "".join(difflib.unified_diff(
        old.splitlines(True), new.splitlines(True), f"a/{path}",
        f"b/{path}"))
    fault = museum.check_fix(show, "7", patch, shop)
    assert fault and "no message any more" in fault, fault


def test_sandbox_hides_the_project(shop):
    """What a build may read of this machine: not the museum."""
    for path, seen in ((HERE, False), (shop.folder + "/kernel", True)):
        done = subprocess.run(museum_work.inside(
            ["/usr/bin/test", "-e", path], shop.folder), check=False)
        assert (done.returncode == 0) == seen, path
    done = subprocess.run(museum_work.inside(
        ["/usr/bin/touch", "/usr/x"], shop.folder), check=False,
        stderr=subprocess.DEVNULL)
    assert done.returncode != 0


def test_student_tree(tmp_path, shop):
    """It boots by itself to the symptom, and has no trace of the museum."""
    show = museum.start(1, tmp_path / "tree", "s7")
    tree = str(tmp_path / "tree")
    files = museum.git(tree, "ls-files").splitlines()
    assert not [f for f in files if f.startswith(("labs", "scripts/lab"))
                or f.endswith(".patch") or "solution" in f]
    assert len(museum.git(tree, "log", "--oneline").splitlines()) == 1
    text = museum.git(tree, "grep", "-il", "museum").split()
    text = {t for t in text if not t.endswith(".bin")}
    assert text <= {"README.md", "symptom", "evidence.toml",
                    "scripts/make/labs.mk"}
    assert show.name not in museum.git(tree, "log", "-p")
    assert museum.patch_of(show, tree, shop) == ""
    with open(f"{tree}/mm/slab.c", "a", encoding="utf-8") as file:
        file.write("/* one more */")
    assert "\n+/* one more */\n" in museum.patch_of(show, tree, shop)
    assert museum.seed_of(tree)[1] == "s7"
    done = subprocess.run([f"{tree}/symptom", "--test"], check=False,
                          text=True, capture_output=True)
    assert re.search(show.meta["symptom"], done.stdout), done.stdout
    os.unlink(f"{tree}/mm/slab.c")
    os.symlink("/etc/passwd", f"{tree}/mm/slab.c")
    with pytest.raises(Trouble, match="no plain file"):
        museum.patch_of(show, tree, shop)
