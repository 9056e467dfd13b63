# SPDX-License-Identifier: GPL-2.0-only
"""Every lab that is here, in every variant: the reference has all points,
the stub its known few, and each wrong answer loses the points of exactly the
rules that it names and gets the words that it names.

An answer is compiled once and sees all tests of a lab; two at a time. A
variant's answers stand on its own reference. Boots (rule B1) are not tried
here: labs/test_trees.py and labs/test_grade.py do.
"""

import functools
import glob
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "scripts"))

from labtool import build, check, labs, overlay, source     # noqa: E402

SEEDS = ["a course", "another", "a third"]
# A stub has no points, but for these labs/NN-name[/variant].
STUB_POINTS = {}
LEAST_WRONG = 5
KINDS = ("what", "loses", "says")


def lab_list():
    """All labs with code, and their variants."""
    found = []
    for lab in labs.all_labs(ROOT):
        if lab.functions:
            found += [lab] + [lab.in_variant(v) for v in lab.variants
                              if os.path.exists(variant_file(lab, v))]
    return found


def variant_file(lab, variant):
    return os.path.join(lab.path, "variants", variant, "variant.toml")


def name_of(lab):
    return lab.name + (f"/{lab.variant}" if lab.variant else "")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


# ---- answers ---------------------------------------------------------------

def reference(lab):
    """{path: text}: the project's, with the variant's definitions."""
    texts = {file: read(os.path.join(ROOT, file)) for file in lab.files}
    if lab.variant:
        texts = laid_over(lab, texts,
                          read(os.path.join(lab.folder, "reference.c")))
    return texts


def laid_over(lab, texts, other):
    return {file: overlay.overlay(text, other, lab.names(file), lab.names(),
                                  file) for file, text in texts.items()}


def stub(lab):
    """The reference with the stubs' bodies, as in a student's tree."""
    texts = reference(lab)
    for file in {function.file for function in lab.functions}:
        text = source.take_from(texts[file], read(lab.stub), lab.names(file),
                                file, lab.stub)
        texts[file] = source.add_include(text, "linux/lab.h")
    texts["include/linux/lab.h"] = read(os.path.join(ROOT, "labs", "kernel",
                                                     "lab.h"))
    return texts


class Wrong:
    """A wrong answer, and what its opening comment says of it."""

    def __init__(self, path):
        self.path, self.text = path, read(path)
        self.name = os.path.basename(path)[:-2]
        opening = self.text[:self.text.index("*/")]
        for kind in KINDS:
            found = re.search(rf"^ \* {kind}: (.*(?:\n \*  +\S.*)*)",
                              opening, re.M)
            assert found, f"{path}: its opening comment lacks \"{kind}:\""
            setattr(self, kind, re.sub(r"\n \* +", " ", found.group(1)))


def wrong_answers(lab):
    return [Wrong(path) for path in
            sorted(glob.glob(os.path.join(lab.folder, "wrong", "*.c")))]


# ---- trying them, each once ------------------------------------------------

class Tried:
    """An answer's verdicts: visible, and hidden of each seed."""

    def __init__(self, bench, texts, seeds):
        self.said = ""
        self.bench = bench
        try:
            program = bench.build({file: text.encode() for file, text
                                   in texts.items()})
        except build.NotBuilt as error:
            self.said = error.said
            return
        self.visible = bench.verdicts(program, bench.visible())
        self.hidden = {seed: bench.verdicts(program, bench.hidden(seed))
                       for seed in seeds}

    def verdicts(self, seed):
        return self.visible + self.hidden[seed]

    def score(self, seed):
        return self.bench.score(self.verdicts(seed))

    def lost(self, seed):
        """Rules that have lost points; all, if it does not compile."""
        if self.said:
            return tried_rules(self.bench)
        return set(self.score(seed).lost())

    def words(self):
        """What a report says of the first failure of each rule."""
        if self.said:
            return [self.said]
        return [v.why for seed in self.hidden for v in
                check.first_failures(self.verdicts(seed))]


def tried_rules(bench):
    return {case.rule for case in bench.visible()}


@functools.lru_cache(maxsize=None)
def results(index):
    """{name: Tried} of a lab: "reference", "stub" and wrong answers."""
    lab = lab_list()[index]
    bench = check.Bench(lab, tree=ROOT)
    texts = reference(lab)
    work = {"reference": (texts, SEEDS), "stub": (stub(lab), SEEDS[:1])}
    for wrong in wrong_answers(lab):
        work[wrong.name] = (laid_over(lab, texts, wrong.text), SEEDS[:2])
    # What they have in common is compiled once, not by both at a time.
    bench.builder.others(lab.files)
    with ThreadPoolExecutor(2) as pool:
        jobs = {name: pool.submit(Tried, bench, *one)
                for name, one in work.items()}
        return {name: job.result() for name, job in jobs.items()}


def beside(lab):
    """With pytest-xdist: all about a lab in one process, see results()."""
    return pytest.mark.xdist_group(name_of(lab))


LABS = [pytest.param(n, id=name_of(lab), marks=beside(lab))
        for n, lab in enumerate(lab_list())]
WRONG = [pytest.param(n, wrong, id=f"{name_of(lab)}/{wrong.name}",
                      marks=beside(lab))
         for n, lab in enumerate(lab_list()) for wrong in wrong_answers(lab)]


# ---- what must be true -----------------------------------------------------

def test_there_are_labs():
    assert LABS and WRONG


def test_variants_are_there():
    assert not [f"{lab.name}/{v}" for lab in lab_list()
                for v in lab.variants
                if not os.path.exists(variant_file(lab, v))]


@pytest.mark.parametrize("index", LABS)
def test_cases(index):
    """Each rule has visible cases; ten hidden ones if it has such points."""
    lab = lab_list()[index]
    bench = check.Bench(lab, tree=ROOT)
    visible, hidden = bench.visible(), bench.hidden(SEEDS[0])
    ids = {rule.id for rule in lab.rules}
    assert {c.rule for c in visible + hidden} <= ids
    for rule in lab.rules:
        if rule.id.startswith("B"):
            continue
        assert sum(c.rule == rule.id for c in visible) >= 2, rule.id
        number = sum(c.rule == rule.id for c in hidden)
        assert number >= 10 if rule.hidden else not number, rule.id
    assert len({c.id for c in visible + hidden}) == len(visible + hidden)


@pytest.mark.parametrize("index", LABS)
def test_hidden_cases_come_from_the_seed(index):
    bench = check.Bench(lab_list()[index], tree=ROOT)
    one, two, other = (list(map(repr, bench.hidden(seed)))
                       for seed in (SEEDS[0], SEEDS[0], SEEDS[1]))
    assert one == two
    assert one != other or not one


@pytest.mark.parametrize("index", LABS)
def test_reference_has_all_points(index):
    tried = results(index)["reference"]
    assert not tried.said
    for seed in SEEDS:
        failed = [(v.case.id, v.case.name, v.why, v.trouble)
                  for v in tried.verdicts(seed) if not v.passed]
        assert not failed
        score = tried.score(seed)
        boots = sum(rule.visible + rule.hidden
                    for rule in lab_list()[index].rules
                    if rule.id.startswith("B"))
        assert score.earned("visible") + score.earned("hidden") \
            == 100 - boots


@pytest.mark.parametrize("index", LABS)
def test_stub_has_its_known_points(index):
    tried = results(index)["stub"]
    assert not tried.said
    score = tried.score(SEEDS[0])
    points = score.earned("visible") + score.earned("hidden")
    assert points == STUB_POINTS.get(name_of(lab_list()[index]), 0) <= 25
    kinds = {v.answer.kind for v in tried.verdicts(SEEDS[0])}
    assert kinds <= {"", "missing", "panic"}


@pytest.mark.parametrize("index", LABS)
def test_enough_wrong_answers(index):
    assert len(wrong_answers(lab_list()[index])) >= LEAST_WRONG


@pytest.mark.parametrize("index, wrong", WRONG)
def test_wrong_answer(index, wrong):
    """It loses what it names, whatever the seed, and hears why."""
    tried = results(index)[wrong.name]
    ids = tried_rules(tried.bench) if wrong.loses == "all" else \
        set(wrong.loses.split())
    for seed in SEEDS[:2]:
        assert tried.lost(seed) == ids, first_words(tried, seed)
    assert any(re.search(wrong.says, text) for text in tried.words()), \
        tried.words()


def first_words(tried, seed):
    """Why, for the message of a test that fails."""
    return tried.said or [(v.case.id, v.why, v.trouble) for v in
                          check.first_failures(tried.verdicts(seed))]
