# SPDX-License-Identifier: GPL-2.0-only
"""C files cut into items, and put together again: source.py, overlay.py."""

import json
import os
import re
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "scripts"))
# pylint: disable=wrong-import-position
from labtool import Trouble, objects, overlay, source       # noqa: E402

FILE = r'''// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file. It tells how.
 */
#include <linux/types.h>
#include "own.h"

#define TWICE(x)	((x) + \
			 (x))	/* not a } brace */

static int state = 3, more;	/* counts */
static const char *const names[] = { "a}", "b{", '"' };
static void (*hook)(int, void *);
static LIST_HEAD(everything);
int seen[4];
static struct box {
	int a;
} box, *boxes __noscan;

struct pair {
	int a, b;
};

early_param("x", fn);
SELFTEST(alone)
static int helper(int x);

/* ---- section --------------------------------------------------------- */

/**
 * first - it does this
 * @x: a number
 */
noinline int first(int x)
{
	/* } */
	if (x == '}')
		return helper(TWICE(x));
	return state;
}

static int helper(int x)
{
#ifdef SOME
	while (x > 1) {
#else
	while (x > 2) {
#endif
		x--;	// }
	}
	return names[0][x];
}

static __attribute__((cold)) struct pair
second(const struct pair *p,
       int (*fn)(int))
{
	struct pair both = { .a = fn(1), .b = 2 };

	return both;
}
'''


def kinds(text):
    return [(i.kind, i.name) for i in source.split(text)]


def test_items():
    assert kinds(FILE) == [
        ("comment", ""), ("comment", ""), ("directive", "include"),
        ("directive", "include"), ("directive", "TWICE"),
        ("variable", "state"), ("variable", "names"), ("variable", "hook"),
        ("variable", "everything"), ("variable", "seen"),
        ("variable", "box"), ("type", "pair"),
        ("macro", "early_param"), ("macro", "SELFTEST"),
        ("prototype", "helper"), ("comment", ""), ("function", "first"),
        ("function", "helper"), ("function", "second")]


def test_nothing_is_lost():
    """Items and the blanks between them are the file."""
    at, rest = 0, ""
    for item in source.split(FILE):
        rest += FILE[at:item.doc]
        at = item.end
    assert not (rest + FILE[at:]).strip()


def test_comment_belongs_to_what_follows():
    item = source.function(FILE, "first")
    assert FILE[item.doc:].startswith("/**\n * first")
    assert source.body(FILE, item).startswith("{\n\t/* } */")
    assert source.body(FILE, item).endswith("return state;\n}")
    assert FILE[item.end:].startswith("\n\nstatic int helper")


def test_unfinished():
    with pytest.raises(Trouble, match="line 1: what begins here"):
        source.split("int f(void)\n{\n\tif (1) {\n}\n")


def test_agrees_with_ctags():
    """On every C file of the kernel."""
    paths = subprocess.run(["git", "ls-files", "mm/*.c", "kernel/*.c",
                            "boot/*.c", "lib/*.c", "arch/x86/*.c",
                            "arch/x86/*.h", "include/*.h", "mm/*.h"],
                           cwd=ROOT, check=True, capture_output=True,
                           text=True).stdout.split()
    assert len(paths) > 150
    out = subprocess.run(["ctags", "--output-format=json", "--kinds-C=f",
                          "--fields=+ne", "--langmap=C:.c.h", "-o", "-",
                          *paths], cwd=ROOT, check=True, capture_output=True,
                         text=True).stdout
    want = {}
    for line in out.splitlines():
        tag = json.loads(line)
        want.setdefault(tag["path"], set()).add((tag["name"], tag["end"]))
    for path in paths:
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            text = file.read()
        got = {(item.name, text.count("\n", 0, item.code_end) + 1)
               for item in source.split(text) if item.kind == "function"}
        assert got == want.get(path, set()), path


def test_replace_bodies():
    text = source.replace_bodies(FILE, {"first": "{\n\treturn 0;\n}"})
    assert " * first - it does this\n * @x: a number\n */\n" \
        "noinline int first(int x)\n{\n\treturn 0;\n}\n\nstatic int" in text
    assert len(kinds(text)) == len(kinds(FILE))


def test_take_from_checks_signatures():
    stub = "int first(int x)\n{\n\treturn 7;\n}\n"
    assert "return 7;" in source.take_from(FILE, stub, ["first"])
    with pytest.raises(Trouble, match="declared as"):
        source.take_from(FILE, "int first(long x)\n{\n}\n", ["first"])
    with pytest.raises(Trouble, match=r"the stub: no definition of first\("):
        source.take_from(FILE, "int other(void)\n{\n}\n", ["first"])
    with pytest.raises(Trouble, match=r"mm/x.c: no definition of third\("):
        source.take_from(FILE, stub, ["third"], "mm/x.c")


def test_drop():
    text = source.drop(FILE, {"names", "helper", "TWICE", "pair"})
    assert ("function", "helper") not in kinds(text)
    assert ("prototype", "helper") not in kinds(text)
    assert "b{" not in text and "int a, b" not in text
    assert "\n\n\n" not in text
    with pytest.raises(Trouble, match="f.c: nothing here is called fourth"):
        source.drop(FILE, {"names", "fourth"}, "f.c")


def test_drop_takes_the_comment_behind():
    text = source.drop(FILE, {"state"})
    assert "counts" not in text and "names[]" in text


def test_declare():
    text = source.declare(FILE, ["second", "helper"])
    assert ("prototype", "second") in kinds(text)
    assert re.search(r"^int helper\(int x\);", text, re.M)
    assert "static int helper" not in text
    assert " * first - it does this" in source.declare(FILE, ["first"])


def test_prune():
    """What only the lost function used goes, and what that used, too."""
    text = source.prune(source.declare(FILE, ["first"]),
                        keep=("hook", "everything", "second", "box"))
    names = {name for _, name in kinds(text)}
    assert not names & {"helper", "state", "names"}
    assert {"seen", "hook", "everything", "second"} <= names


def test_opening():
    text = source.set_opening(FILE, "It tells\nnothing.")
    assert text.splitlines()[1:5] == ["/*", " * It tells", " * nothing.",
                                      " */"]
    assert kinds(text) == kinds(FILE)


def test_include():
    text = source.add_include(FILE, "linux/lab.h")
    assert "#include <linux/lab.h>\n#include <linux/types.h>\n" in text
    assert source.add_include(text, "linux/lab.h") == text


ANSWER = r'''// SPDX-License-Identifier: GPL-2.0-only
/*
 * what: wrong
 */
#include "own.h"
#include <linux/sort.h>

#define LIMIT 4

/* Twice as many. */
static int extra(int x)
{
	return 2 * x;
}

static int state = 4;

int first(int x)
{
	return extra(LIMIT) + state;
}
'''


def test_overlay():
    text = overlay.overlay(FILE, ANSWER, ["first"])
    assert text.count("#include") == 3 and "linux/sort.h" in text
    assert text.index("#define LIMIT") < text.index("/* Twice") < \
        text.index(" * first - it does this")
    assert "static int state = 4;" in text and "state = 3" not in text
    assert source.body(text, source.function(text, "first")) == \
        "{\n\treturn extra(LIMIT) + state;\n}"
    assert "what: wrong" not in text
    assert len(kinds(text)) == len(kinds(FILE)) + 3


def test_overlay_of_a_declaration():
    """In a tree that has the function as an object only."""
    text = overlay.overlay(source.declare(FILE, ["first"]), ANSWER, ["first"])
    assert ("function", "first") in kinds(text)
    assert ("prototype", "first") not in kinds(text)


def test_overlay_elsewhere():
    other = "int third(void)\n{\n\treturn 3;\n}\n"
    assert overlay.overlay(FILE, other, ["first"], ["third"]) == FILE
    with pytest.raises(Trouble, match="the other one"):
        overlay.overlay(FILE, "int first(void)\n{\n}\n", ["first"])


def test_object_source(tmp_path):
    """Only what is wanted and what it rests on is in the object."""
    text = FILE.replace('#include <linux/types.h>\n#include "own.h"\n', "") \
        .replace("early_param(\"x\", fn);\nSELFTEST(alone)\n", "") \
        .replace("static LIST_HEAD(everything);\n", "") \
        .replace("'\"'", '"c"').replace("noinline ", "") \
        .replace(" __noscan", "")
    made = objects.object_source(text, "mm/f.c", {"first"})
    (tmp_path / "f.c").write_text(made)
    subprocess.run(["gcc", "-O1", "-w", "-c", "f.c"], cwd=tmp_path,
                   check=True)
    names = subprocess.run(["nm", "f.o"], cwd=tmp_path, check=True, text=True,
                           capture_output=True).stdout
    assert re.search(r" W first$", names, re.M)
    assert not re.search(r"second|seen$", names, re.M)


def test_shared_variables():
    """What a function left in the tree uses, too, exists once."""
    rest = source.declare(FILE, ["helper"])
    assert objects.shared_variables(FILE, rest, {"first"}) == {"state"}
    made = objects.object_source(FILE, "mm/f.c", {"first"}, {"state"})
    assert re.search(r"^extern int state", made, re.M)
