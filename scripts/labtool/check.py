# SPDX-License-Identifier: GPL-2.0-only
"""`lab check`: the visible tests of a lab, run on what stands in this tree.

A Bench is one lab, ready to try answers on: the grader and labs/test_labs.py
use it, too. The commands' words for the outcome are in report.py.
"""

import argparse
import os
import random
import shlex
import subprocess
import sys
import tempfile

from . import Trouble, answers, build, judge, labs, report, runner, shrink
from .beside import load
from .case import numbered, text_of
from .sandbox import Sandbox, why_not

PASSED, FAILED, USAGE, TROUBLE = 0, 1, 2, 3


def load_tests(lab):
    """The module with a lab's cases and oracle."""
    if not os.path.exists(lab.cases):
        raise Trouble(f"{lab.cases}: not there")
    return load(lab.cases)


class Bench:
    """One lab, with all that trying an answer takes.

    tree: what surrounds the answer, a project or a student's tree; it need
    not be the one that the lab's tests are in. cache: where objects are kept
    (the tree's build/labs)."""

    def __init__(self, lab, tree=None, cache=None, sandbox=None):
        self.lab = lab
        self.tests = load_tests(lab)
        self.sandbox = sandbox or Sandbox.if_possible()
        ops = lab.own(os.path.join("tests", "ops.c"))
        self.builder = build.Builder(
            tree or lab.root, host=lab.host,
            ops=ops if os.path.exists(ops) else None, cache=cache)
        self.spawn = self.builder.spawn()
        self.known = {}     # what the oracle expects of a case, by its text

    def visible(self):
        return numbered(self.tests.visible())

    def hidden(self, seed):
        """Those of random.Random(seed), as the grader makes it."""
        return numbered(self.tests.hidden(random.Random(seed)), hidden=True)

    def build(self, files):
        """A Runner with {path: bytes} in it; build.NotBuilt."""
        return self.builder.runner(files, self.sandbox)

    def verdicts(self, program, cases):
        """What became of each case."""
        answers = runner.run(program, self.spawn, cases)
        return [judge.judge(self.tests, case, answer, self.expected(case))
                for case, answer in zip(cases, answers)]

    def expected(self, case):
        """The oracle is dumb and slow: it is asked once for each case."""
        key = case.rule, case.name, case.looks, text_of(case)
        if key not in self.known:
            self.known[key] = judge.expected(self.tests, case)
        return self.known[key]

    def score(self, verdicts):
        return judge.score(self.lab.rules, verdicts)

    def shrink(self, program, verdict):
        """The Verdict on a smaller case that fails in the same way."""
        return shrink.shrink(verdict, lambda cases: self.verdicts(program,
                                                                  cases))


# ---- the command -----------------------------------------------------------

def student_files(root, bench):
    """{path: bytes} of the files that are the student's in this tree, as
    far as the lab's runner has any use for them."""
    files = {}
    wanted = bench.builder.linked() | set(bench.lab.files)
    for name in {n for lab in labs.all_labs(root) for n in lab.files}:
        path = os.path.join(root, name)
        if os.path.exists(path) and (name in wanted or name.endswith(".h")):
            with open(path, "rb") as file:
                files[name] = file.read()
    return files


def chosen(cases, only):
    """The cases that --only means: a rule, or one case."""
    if not only:
        return cases
    found = [c for c in cases if only in (c.rule, c.id)]
    if not found:
        raise Trouble(f"--only {only}: there is no such rule or test; there "
                      f"are " + ", ".join(dict.fromkeys(
                          c.rule for c in cases)))
    return found


def check_answers(lab, root, only):
    """A lab without code: what answers.toml says about boot.log."""
    points = {rule.id: rule.visible + rule.hidden for rule in lab.rules
              if only in (None, rule.id)}
    if not points:
        raise Trouble(f"--only {only}: there is no such question; there are "
                      + ", ".join(rule.id for rule in lab.rules))
    found = answers.grade(load_tests(lab), root, points)
    print(f"{lab.name}  answers.toml, boot.log")
    messages = {one.message for one in found}
    if len(messages) == 1 and found[0].status == "fail":
        print(f"  {found[0].message}")
        return FAILED
    width = max(len(rule.text) for rule in lab.rules)
    for one in found:
        print(f"  {one.rule:4}{lab.rule(one.rule).text:{width}}   "
              f"{one.status}" + (f"\n      {one.message}" if one.message
                                 else ""))
    if not only:
        print(f"  visible points "
              f"{sum(one.points for one in found if one.status == 'pass')} of "
              f"{lab.visible_points} (hidden: {lab.hidden_points} more, when "
              "it is graded)")
    return FAILED if any(one.status == "fail" for one in found) else PASSED


def check_lab(lab, root, style, options, sandbox):
    """Check one lab of the tree @root; prints; returns the exit status."""
    if lab.data.get("kind") == "answers":
        return check_answers(lab, root, options.only)
    bench = Bench(lab, tree=root, sandbox=sandbox)
    cases = chosen(bench.visible(), options.only)
    try:
        program = bench.build(student_files(root, bench))
    except build.NotBuilt as error:
        print(report.not_built(lab, error, style))
        return FAILED
    verdicts = bench.verdicts(program, cases)
    failed = [v for v in verdicts if not v.passed]
    if options.gdb:
        return debug(lab, program, (failed or verdicts)[0].case)
    small = {v.case.rule: (bench.shrink(program, v), v)
             for v in report.in_full(verdicts)}
    print(report.check(lab, root, verdicts, small, program, style,
                       whole=not options.only))
    if any(v.trouble for v in verdicts):
        return TROUBLE
    return FAILED if failed else PASSED


def first_failures(verdicts):
    """The first case of each rule that failed."""
    first = {}
    for verdict in verdicts:
        if not verdict.passed:
            first.setdefault(verdict.case.rule, verdict)
    return first.values()


def debug(lab, program, case):
    """gdb on one case, stopped in the lab's function that it calls."""
    called = {c.function for c in case.calls}
    functions = [f for f in lab.names() if f in called] or lab.names()
    with tempfile.NamedTemporaryFile("w", suffix=".case") as file:
        file.write(text_of(case))
        file.flush()
        print(f"{case.id}: {case.name}\n"
              + "\n".join(f"  {call}" for call in case.calls), flush=True)
        command = ["gdb", "-q", "-ex", f"directory {program.tree}",
                   # Faults of simulated memory are served; a real one ends
                   # the program with its answer, and this stops before it.
                   "-ex", "handle SIGSEGV nostop noprint pass",
                   *(word for name in [*functions, "lab_answer_broken"]
                     for word in ("-ex", f"break {name}")),
                   "-ex", f"run < {shlex.quote(file.name)}", program.path]
        return subprocess.run(command, check=False,
                              cwd=program.tree).returncode


def arguments(args):
    parser = argparse.ArgumentParser(
        prog="scripts/lab check",
        description="Runs the visible tests on what stands in this tree.")
    parser.add_argument("lab", nargs="*", help="02 or 02-top-down; without "
                        "it, each lab of this tree")
    parser.add_argument("--only", metavar="R3",
                        help="a rule, or one test of it (R3.2)")
    parser.add_argument("--gdb", action="store_true",
                        help="the first of these tests that fails, in gdb")
    parser.add_argument("--plain", action="store_true",
                        help="no pictures, no colours")
    parser.add_argument("--trusted", action="store_true",
                        help="compile and run without a sandbox")
    return parser.parse_args(args)


def main(args, root=labs.HOUSE):
    """`scripts/lab check`; returns its exit status."""
    options = arguments(args)
    wanted = [labs.find(name, root) for name in options.lab] or \
        labs.all_labs(root)
    if not wanted:
        raise Trouble("there is no lab in this tree")
    if (options.only or options.gdb) and len(wanted) > 1:
        wanted = [lab for lab in wanted if not options.only or
                  options.only.split(".")[0] in {r.id for r in lab.rules}]
        if len(wanted) != 1:
            raise Trouble("--only and --gdb need one lab: scripts/lab check "
                          + "|".join(lab.number for lab in wanted) + " ...")
    if not options.trusted and why_not():
        # One's own code: that is no reason not to test it.
        print(f"note: {why_not().split(', or pass')[0]}", file=sys.stderr)
    sandbox = Sandbox(trusted=True) if options.trusted else \
        Sandbox.if_possible()
    style = report.Style(plain=options.plain)
    worst = PASSED
    for lab in wanted:
        worst = max(worst, check_lab(lab, root, style, options, sandbox))
    return worst
