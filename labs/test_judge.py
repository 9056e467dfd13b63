# SPDX-License-Identifier: GPL-2.0-only
"""Judge, shrinker, pictures and reports of `lab check`, on cases and answers
that are made up here: no runner runs."""

import os
import re
import sys
import types

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "scripts"))

from labtool import case as cases                           # noqa: E402
from labtool import (judge, labs, picture, report, runner,  # noqa: E402
                     shrink)
from labtool.case import (Call, Case, Outcome, Region,      # noqa: E402
                          World)

NAME = "__memblock_find_range_top_down"
MIB = 1 << 20
RAM = World(memory=[Region(MIB, 15 * MIB, 0)],
            reserved=[Region(8 * MIB, MIB), Region(15 * MIB, MIB)])


def find(start=0x1000, end=1 << 32, size=0x3000, align=0x1000, nid=-1):
    return Call(NAME, start, end, size, align, nid)


# ---- the judge -------------------------------------------------------------

def answer_with(**what):
    outcome = Outcome(results=[], memory=[], reserved=[], log=[], notes=[])
    for name, value in what.items():
        setattr(outcome, name, value)
    return runner.Answer(outcome, totals={
        name: (len(getattr(outcome, name)),
               sum(r.size for r in getattr(outcome, name)))
        for name in judge.LISTS})


A, B, C = Region(0, 4), Region(4, 4, 1), Region(16, 8)


@pytest.mark.parametrize("want, got, said", [
    ({"results": [1]}, {"results": [1]}, ""),
    ({"results": [None]}, {"results": [7]}, ""),
    ({"results": [4096]}, {"results": [0]}, "gave 0, expected 0x1000"),
    ({"results": [[0, 1, 2]]}, {"results": [[0, 1, 3]]},
     "gave [0, 1, 3], expected [0, 1, 2]"),
    ({"memory": [A, B]}, {"memory": [A, B]}, ""),
    ({"memory": [A, B]}, {"memory": [B, A]}, "memory is not sorted"),
    ({"memory": [A]}, {"memory": [A, Region(2, 4)]}, "overlap"),
    ({"reserved": [A, C]}, {"reserved": [A]}, "lacks 0x10-0x18"),
    ({"reserved": [A]}, {"reserved": [A, C]}, "which should not be"),
    ({"reserved": [Region(4, 4)]}, {"reserved": [B]},
     "reserved[0] is 0x4-0x8 node 1, expected 0x4-0x8 of no known node"),
    ({"notes": ["zeroed 0x10 0x4"]}, {"notes": ["zeroed 0x10 0x3"]},
     "expected \"zeroed 0x10 0x4\", but it was \"zeroed 0x10 0x3\""),
    ({"notes": []}, {"notes": ["kzalloc 0x3"]}, "should not have happened"),
    ({"notes": [], "about": ("zeroed",)}, {"notes": ["kzalloc 0x3"]}, ""),
    ({"log": ["hot"]}, {"log": []}, "there is none"),
    ({"log": []}, {"log": ["hot"]}, "warned without need"),
    ({"log": ["hot"]}, {"log": ["it is hot"]}, ""),
    ({"extra": {"e820": [[0, 1, 2]]}}, {"extra": {"e820": [[0, 1, 3]]}},
     "e820[0] is [0, 1, 3], expected [0, 1, 2]"),
])
def test_compare(want, got, said):
    case = Case("R1", "x", RAM, [find()])
    found = judge.compare(case, Outcome(**want), answer_with(**got))
    assert bool(found) == bool(said)
    assert said in "".join(found)


def test_lists_are_compared_only_when_looked_at():
    case = Case("R1", "x", RAM, [find()], looks=("memory",))
    assert not judge.compare(case, Outcome(reserved=[A]), answer_with())


def test_total_size_counts():
    case = Case("R1", "x", RAM, [find()])
    answer = answer_with(memory=[A])
    answer.totals["memory"] = (1, 5)
    text = judge.compare(case, Outcome(memory=[A]), answer)[0]
    assert "total_size is 0x5, but its regions have 0x4 bytes" in text


def verdict(rule, id_, passed):
    case = Case(rule, "x", RAM, [find()], id=id_)
    return judge.Verdict(case, Outcome(), answer_with(),
                         [] if passed else ["no"])


def test_points_come_all_or_not_at_all():
    rules = [labs.Rule("R1", "a", 6, 4), labs.Rule("R2", "b", 5, 0)]
    score = judge.score(rules, [
        verdict("R1", "R1.1", True), verdict("R1", "R1.2", False),
        verdict("R1", "R1.h1", True), verdict("R2", "R2.1", True)])
    assert (score.earned("visible"), score.earned("hidden")) == (5, 4)
    assert score.lost() == ["R1"]


def test_a_labs_own_failure_is_no_failure_of_the_student():
    def fail(*_):
        raise ValueError("oracle")
    case = Case("R1", "x", RAM, [find()], id="R1.1")
    lab = types.SimpleNamespace(expect=fail)
    result = judge.judge(lab, case, answer_with())
    assert "oracle" in result.trouble and not result.differences
    assert not result.passed


# ---- the shrinker ----------------------------------------------------------

def big_case():
    """Six regions; a bug shows wherever one of them ends unaligned."""
    memory = [Region(n * 0x1234000, 0x123000 + 0x800 * (n == 4), n % 2)
              for n in range(1, 7)]
    return Case("R3", "x", World(memory=memory, reserved=[
        Region(0x1234000 * 3, 0x1000)]), [find(), find(size=0x5000)],
                id="R3.1")


def try_all(given):
    """A made-up bug: an end of memory that is no multiple of a page."""
    for case in given:
        bad = [r.end for r in case.world.memory if r.end % 0x1000]
        result = judge.Verdict(case, Outcome(), answer_with(),
                               ["no"] if bad else [])
        result.why = f"{bad[0]:#x} is not aligned" if bad else ""
        yield result


def test_shrinks_to_one_region_and_one_call():
    first = next(try_all([big_case()]))
    small = shrink.shrink(first, lambda given: list(try_all(given)))
    assert len(small.case.world.memory) == 1
    assert not small.case.world.reserved
    assert len(small.case.calls) == 1
    assert small.case.world.memory[0].end % 0x1000
    assert shrink.weight(small.case) < shrink.weight(first.case)
    assert big_case().world.memory == first.case.world.memory


def test_shrinking_keeps_the_kind_of_failure():
    def other(given):
        for result in try_all(given):
            if len(result.case.world.memory) < 3 and not result.passed:
                result.why = "something else"
            yield result
    first = next(try_all([big_case()]))
    small = shrink.shrink(first, lambda given: list(other(given)))
    assert len(small.case.world.memory) == 3
    assert "not aligned" in small.why


def test_shrinks_rows_of_extra():
    case = Case("R1", "x", World(extra={"e820": [[n, 1, 1] for n in
                                                 range(9)]}), [find()])

    def tries(given):
        for one in given:
            bad = [5, 1, 1] in one.world.extra["e820"]
            yield judge.Verdict(one, Outcome(), answer_with(),
                                ["no"] if bad else [], "no" if bad else "")
    small = shrink.shrink(next(tries([case])), lambda g: list(tries(g)))
    assert small.case.world.extra["e820"] == [[5, 1, 1]]


# ---- pictures and reports --------------------------------------------------

def test_picture_of_a_search():
    case = Case("R1", "x", RAM, [find(size=MIB)])
    bar, below = picture.search(case, 0, 14 * MIB, 9 * MIB)
    assert re.fullmatch(r"\|#+r+G+#+E+r+\|", bar)
    assert below == "0x100000 to 0x1000000:   # free   r reserved   " \
        "E expected   G got"


def test_picture_shows_the_window():
    case = Case("R1", "x", RAM, [find(start=10 * MIB, end=12 * MIB)])
    bar, window, _ = picture.search(case, 0, 0, 14 * MIB)
    assert re.fullmatch(r"\| +\^+ +\| start to end", window)
    assert len(bar) == window.rindex("|") + 1
    # It ends before the block begins, and begins behind what is reserved.
    assert bar.index("r") < window.index("^") < window.rindex("^") \
        < bar.index("G")


def test_picture_of_lists():
    lines = picture.lists([A, C], [A, Region(16, 4)])
    assert lines[0].endswith("expected") and lines[1].endswith("got")
    assert lines[0].count("-") > lines[1].count("-") > 0


def test_picture_in_words():
    case = Case("R1", "x", RAM, [find(size=MIB)])
    assert picture.search_words(case, 0, 14 * MIB, 8 * MIB) == \
        "the block should lie at 0xe00000-0xf00000, which is free; it lies " \
        "at 0x800000-0x900000, which is reserved"
    assert picture.lists_words([A, C], [A]) == \
        "missing from the list: 0x10-0x18; in it, but not expected: nothing"


def test_picture_of_maps():
    want, got = [[0, 0x1000, 1], [0x1000, 0x1000, 2]], [[0, 0x2000, 1]]
    one, two, _ = picture.maps(want, got)
    assert re.fullmatch(r"\|1+2+\| expected", one)
    assert re.fullmatch(r"\|1+\| got", two)
    assert picture.maps_words(want, got).endswith(
        "in it, but not expected: 0x0-0x2000 type 1")
    assert not picture.maps([], [])


def test_calls_that_repeat_are_one_line():
    case = Case("R1", "x", RAM, [Call("f"), Call("f"), Call("f", 3)])
    assert list(report.call_lines(case, ROOT)) == [
        ("call", "f()   2 times"), ("", "f(3)")]


def test_call_with_names():
    assert report.call_text(ROOT, find()) == (
        f"{NAME}(start 0x1000, end 0x100000000, size 0x3000, align 0x1000, "
        f"nid any)")


def test_numbers_are_readable():
    assert [cases.number(n) for n in (-12, 0, 15, 16, cases.TOP)] == \
        ["-12", "0", "15", "0x10", "~0"]


def test_long_tables_are_cut_and_classes_have_words():
    class Pages(list):
        """A lab's own table."""

        def words(self):
            return f"{len(self)} pages"

    assert judge.shown(list(range(5000))).endswith("0x1f, and 4968 more]")
    assert judge.shown([[1, 2]] * 20).endswith("[1, 2], and 8 more]")
    assert judge.shown(judge.like(Pages(), [1, 2])) == "2 pages"
    assert judge.like(Pages(), None) is None


def test_any_warning_will_do():
    assert list(judge.compare_log([""], [])) == [
        "expected a warning: there is none"]
    assert not list(judge.compare_log([""], ["whatever"]))


def test_a_case_that_lost_calls_has_no_answer():
    """The oracle of lab 08 knows two calls; shrunk to one, it has no word."""
    two = Case("R1", "x", RAM, [Call("f"), Call("f")])
    lab = types.SimpleNamespace(expect=lambda case: Outcome([0, 0]))
    right = runner.Answer(Outcome([0, 1]))
    assert judge.judge(lab, two, right).why
    one = judge.judge(lab, two.changed(calls=two.calls[:1]), right)
    assert "2 results of 1 calls" in one.trouble and not one.passed
