# SPDX-License-Identifier: GPL-2.0-only
"""The mutation tester on a house of one function and one test: it sees who is
killed, who lives, who is no other program, who is listed as equivalent, and
what is wrong with a list."""

import fcntl
import os
import re
import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not shutil.which("clang"), reason="no clang")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))

# The test knows nothing of what becomes of 0 and -1.
SOURCE = """\
int clamp_down(int value, int most)
{
	if (value < 0)
		return 0;
	return value < most ? value : most;
}
"""
TEST = """\
/*
 * sources: mm/clamp.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

int clamp_down(int value, int most);

static void test(void **state)
{
	(void)state;
	assert_int_equal(clamp_down(-5, 3), 0);
	assert_int_equal(clamp_down(1, 3), 1);
	assert_int_equal(clamp_down(4, 3), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
"""
EQUIVALENT = """\
# Comments are no entries.

mm/clamp.c clamp_down
- if (value < 0)
+ if (value <= 0)
    For 0 the other return gives 0, too.
"""
NAMED = """\
mm/clamp.c clamp_down
- return value < most ? value : most;
+ return value;
    the upper end ignored
"""


@pytest.fixture(name="house")
def fixture_house(tmp_path):
    """A tree with a source, a test, the lists, and the compilers' flags."""
    for path, text in {
            "mm/clamp.c": SOURCE, "tests/host/test_clamp.c": TEST,
            "tests/mutants/equivalent.txt": EQUIVALENT,
            "tests/mutants/named.txt": NAMED,
            "build/plain/flags": "gcc -std=gnu11 -O1\n",
            "build/checked/flags":
                "gcc -std=gnu11 -O1 -fsanitize=address,undefined\n"}.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


def mutants(house, *args):
    """(status, all that it says, its report)"""
    done = subprocess.run(
        [sys.executable, "-B", os.path.join(ROOT, "scripts/mutants"),
         "--plain", "build/plain", "--checked", "build/checked", "--scratch",
         "build", "--count", "0", "--goal", "50", *args], cwd=house,
        check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, timeout=300)
    report = house / "build/report.md"
    return (done.returncode, done.stdout,
            report.read_text() if report.exists() else "")


def results(out):
    """{mutated line: what became of it} of those that were not killed."""
    return {match[2]: match[1] for match in re.finditer(
        r"\] (survived|equivalent) .*\n +- .*\n +\+ (.*)", out)}


def test_two_runs_in_one_folder(house):
    with open(house / "build/lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        status, out, report = mutants(house)
    assert status == 1 and not report
    assert out == ("mutants: another run works in build: wait for it, or give "
                   "this one a folder of its own: make mutants "
                   "SHOP=build-2\n")


def test_all_of_them(house):
    status, out, report = mutants(house)
    assert status == 0, out
    assert results(out) == {
        "if (value <= 0)": "equivalent", "if (value < -1)": "survived",
        "if (value < 1)": "survived"}
    assert re.search(r"\] killed +mm/clamp.c:3 \w+ condition: test_clamp$",
                     out, re.M)
    # `value <= most ? ...`: for equal ones both sides are the same number.
    assert len(re.findall(r"\] equal +mm/clamp.c:5 \w+ relation$", out,
                          re.M)) == 1
    assert "18 of 20 killed (90.0 %; 85.7 % of all 21), 1 equivalent, 2 " \
        "survived" in out
    assert "1 of 1 named ones killed" in out
    assert report.startswith("## ")
    assert "| the upper end ignored | mm/clamp.c | test_clamp |" in report
    assert "\n+ if (value < 1)\n" in report


def test_what_is_wrong_with_lists_and_goal(house):
    (house / "tests/mutants/equivalent.txt").write_text(
        "mm/clamp.c clamp_down\n- if (value < 7)\n+ if (value <= 7)\n"
        "    It was so once.\n"
        "\nmm/clamp.c clamp_down\n- if (value < 0)\n+ if (!(value < 0))\n"
        "    It is not.\n")
    (house / "tests/mutants/named.txt").write_text(
        "mm/clamp.c clamp_down\n- if (value < 0)\n+ if (value <= 0)\n"
        "    zero\n\nmm/clamp.c clamp_up\n- return 1;\n+ return 2;\n"
        "    another\n")
    status, out, _ = mutants(house, "--goal", "90")
    assert status == 1, out
    assert results(out)["if (value <= 0)"] == "survived"
    said = [line for line in out.splitlines() if line.startswith("mutants: ")]
    assert said[2:] == [
        "mutants: lives: zero (mm/clamp.c)",
        "mutants: named.txt: mm/clamp.c clamp_up(): not there: return 1;",
        "mutants: equivalent.txt: no such mutant any more: mm/clamp.c "
        "clamp_down(): if (value <= 7)",
        "mutants: equivalent.txt: test_clamp kills mm/clamp.c clamp_down(): "
        "if (!(value < 0))",
        "mutants: 85.7 % killed, 90.0 % wanted"]


def test_a_sample_is_the_same_again(house):
    lists = [mutants(house, "--list", "--count", "7", "--seed", seed)[1]
             for seed in ("1", "1", "2")]
    assert lists[0] == lists[1] != lists[2]
    assert lists[0].count("mm/clamp.c clamp_down") == 7


def test_one_by_its_id(house):
    listed = mutants(house, "--list")[1]
    wanted = re.search(r"^(\w{8}) condition .*$", listed, re.M)[1]
    _, out, _ = mutants(house, "--mutant", wanted)
    assert re.search(rf"^  \[1/1\] \w+ .* {wanted} condition", out, re.M)


def test_tests_that_fail_already_judge_nobody(house):
    test = house / "tests/host/test_clamp.c"
    test.write_text(TEST.replace("(4, 3), 3", "(4, 3), 4"))
    status, out, _ = mutants(house)
    assert status == 1 and "test_clamp fails without any mutant" in out
