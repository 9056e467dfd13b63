# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab grade DIR|ZIP...: submissions in, grades out.

Each submission is examined in a process of its own; one that dies, hangs or
runs into the grader's own trouble is tried again and never costs a student a
point. Each grade is written as soon as it is there (FILE.jsonl), all of them
at the end; the exit status is 0 when every submission has a grade.
"""

import argparse
import os
import sys
import time

from maker import make

from . import Trouble, archive, check, labs, results, trial
from . import course as courses
from .case import text_of
from .crew import Crew
from .report_html import as_csv, page

TRIES = 3
MOST_PAIRS = 40


def parser():
    p = argparse.ArgumentParser(
        prog="lab grade", description=__doc__.split("\n\n")[1])
    p.add_argument("submissions", nargs="*", metavar="DIR|ZIP",
                   help="folders, or zips as Moodle and Canvas make them")
    p.add_argument("--course", metavar="DIR",
                   default=os.environ.get("LAB_COURSE"),
                   help="the course's folder [$LAB_COURSE]")
    p.add_argument("--lab", metavar="NN", help="this lab only")
    p.add_argument("--json", metavar="FILE", default="results.json")
    p.add_argument("--csv", nargs="?", const="grades.csv", metavar="FILE")
    p.add_argument("--html", nargs="?", const="class.html", metavar="FILE")
    p.add_argument("-j", type=int, default=os.cpu_count() or 1, metavar="N",
                   help="so many at once [one for each core]")
    p.add_argument("--shard", metavar="K/N",
                   help="each Nth submission, from the Kth on")
    p.add_argument("--merge", nargs="+", metavar="JSON", default=[],
                   help="grade nothing: put the results of shards together")
    p.add_argument("--regrade", action="store_true",
                   help="grade again, and print what changed in --json")
    p.add_argument("--similar", action="store_true",
                   help="list pairs that have much code in common")
    p.add_argument("--case", metavar="ID", help="print a test, as R3.h7, of "
                   "--lab: its input and what is expected")
    p.add_argument("--trusted", action="store_true",
                   help="without the sandbox: only for your own code")
    p.add_argument("--no-boot", action="store_true",
                   help="leave the boots out (their rules earn nothing)")
    return p


def check_tables(options):
    """`--html SUBMISSIONS.zip` must not take these for the page's name."""
    for name, path in (("csv", options.csv), ("html", options.html)):
        if path and (path.endswith(".zip") or os.path.isdir(path)):
            raise Trouble(f"--{name} {path}: submissions stand before the "
                          f"options, or write --{name}=FILE")


def the_labs(course, wish):
    """The labs that are graded, in the course's variants."""
    found = course.labs()
    if wish:
        wanted = labs.find(wish).name
        found = [lab for lab in found if lab.name == wanted]
        if not found:
            raise Trouble(f"--lab {wish}: {course.path} has no such lab")
    return found


def collect(paths, chosen, course):
    """All submissions, in an order that every shard sees."""
    found = []
    for path in paths:
        if not os.path.exists(path):
            raise Trouble(f"{path}: no such file or folder")
        for one in archive.submissions(path, chosen):
            one.student, one.name = (results.plain(word, "") for word in
                                     course.student(one.student, one.name))
            if course.roster and one.student not in course.roster:
                one.notes.append("not in the roster")
            found.append(one)
    return sorted(once(found).values(),
                  key=lambda one: (one.lab, one.student, one.where))


def once(found):
    """{(student, lab): Submission}: one of each. What says which lab it is
    for comes before a file that might be for several; else the last."""
    best = {}
    for one in found:
        key = (one.student, one.lab)
        old = best.get(key)
        if old is not None:
            if not one.description and old.description:
                one, old = old, one
            one.notes.append(f"handed in twice: took that of {one.where}, "
                             f"not that of {old.where}")
        best[key] = one
    return best


def share(found, text):
    """The Kth of N parts."""
    if not text:
        return found
    try:
        k, n = (int(part) for part in text.split("/"))
    except ValueError as error:
        raise Trouble(f"--shard {text}: give K/N, as 1/4") from error
    if not 1 <= k <= n:
        raise Trouble(f"--shard {text}: K is between 1 and {n}")
    return found[k - 1::n]


def nothing(submission):
    grade = results.Grade(submission.student, submission.name,
                          submission.lab, status="nothing", points=0,
                          notes=submission.notes)
    grade.says = "no file of a lab was found in what was handed in"
    return grade


def failed(submission, lab, why, tries):
    """No grade: the grader's own trouble."""
    grade = results.Grade(submission.student, submission.name,
                          submission.lab, lab.variant, status="error",
                          notes=submission.notes, says=why, tries=tries)
    grade.of = lab.visible_points + lab.hidden_points
    return grade


def build(root=labs.HOUSE):
    """The kernel that submissions are linked with, as the sources are now."""
    done = make(root, "build/nopanic.elf", capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"the kernel does not build: {done.stderr[-1000:]}")


class Grading:
    """A run of the grader over submissions."""

    def __init__(self, course, chosen, options):
        self.course, self.options = course, options
        self.labs = {lab.name: lab for lab in chosen}
        self.trials, self.grades = {}, []
        self.writer = results.Writer(options.json + "l")

    def prepare(self, found):
        if not self.options.no_boot:
            build()
        for name in sorted({one.lab for one in found if one.lab}):
            lab = self.labs[name]
            if not lab.rules:
                raise Trouble(f"{name}: lab.toml has no rules")
            self.trials[name] = trial.make(
                self.course, lab, trusted=self.options.trusted,
                boots=not self.options.no_boot)

    def examine(self, submission):
        """In the process of this one submission."""
        start = time.monotonic()
        grade = self.trials[submission.lab].examine(submission)
        grade.seconds = round(time.monotonic() - start, 2)
        return grade

    def take(self, submission, grade, why, tries):
        """A result, or what went wrong; True to try again."""
        wrong = why or (grade.status == "error" and "; ".join(
            f"{t.id}: {t.says}" for t in grade.tests
            if t.status == results.ERROR))
        if wrong and tries < TRIES:
            return True
        if grade is None:
            grade = failed(submission, self.labs[submission.lab], why, tries)
        grade.tries = tries
        self.add(grade)
        return False

    def add(self, grade):
        self.grades.append(results.made_plain(grade))
        self.writer.add(grade)
        more = "".join(f"  ({results.plain(note, '')})"
                       for note in grade.notes)
        print(f"{grade.student:<24} {grade.lab or '-':<20} "
              f"{results.shown(grade.points):>5} of {grade.of}{more}",
              flush=True)

    def run(self, found):
        for one in found:
            if not one.lab:
                self.add(nothing(one))
        Crew(self.options.j, self.examine, self.take).run(
            [one for one in found if one.lab])
        return self.grades


def absent(course, grades):
    there = {grade.student for grade in grades}
    return [s for s in course.roster if s not in there]


def alike(found, chosen):
    """Pairs of all labs."""
    from . import handout, similar      # pylint: disable=C0415
    pairs = []
    for lab in chosen:
        own = [one for one in found if one.lab == lab.name and one.files]
        if len(own) > 1 and lab.functions:
            pairs += similar.pairs(own, handout.given(lab))
    return pairs


def report(course, grades, options, pairs=(), about=None):
    """All files that were asked for."""
    date = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    about = {"course": course.title, "date": date, "tool": 1,
             "labs": {c.lab: {"variant": c.variant, "weight": c.weight}
                      for c in course.choices}, **(about or {})}
    if pairs:
        about["similar"] = [list(pair) for pair in pairs]
    results.save(options.json, grades, about)
    lost = [] if options.shard else absent(course, grades)
    if options.csv:
        results.replace(options.csv, as_csv(
            grades, {c.lab: c.weight for c in course.choices}, lost))
    if options.html:
        results.replace(options.html, page(course.title, date, grades, lost,
                                           pairs))


def say_pairs(pairs):
    """The pairs that are most alike; a short function is alike by itself."""
    if not pairs:
        print("similar: no pair has half of its own code in common")
    for one, other, lab, code, words in pairs[:MOST_PAIRS]:
        print(f"similar: {one} and {other}, {lab}: {code} % of the code, "
              f"{words} % of the lines word by word")
    if len(pairs) > MOST_PAIRS:
        print(f"similar: and {len(pairs) - MOST_PAIRS} more pairs, in the "
              "results")


def merge(course, options):
    """Results of shards; a grade beats an error."""
    best = {}
    for path in options.merge:
        for grade in results.load(path)[1]:
            old = best.get(grade.key)
            if old is None or old.points is None:
                best[grade.key] = grade
    report(course, list(best.values()), options)
    return list(best.values())


def ended(grades):
    errors = [g for g in grades if g.points is None]
    print(f"{len(grades)} submissions, {len(errors)} without a grade")
    for grade in errors:
        print(f"  error: {grade.key}: {grade.says.splitlines()[0][:200]}"
              if grade.says else f"  error: {grade.key}")
    return 3 if errors else 0


def show_case(course, lab, name):
    """A test as the runner gets it, and what the oracle says."""
    bench = check.Bench(lab)
    cases = bench.visible() + bench.hidden(trial.seed_of(course, lab))
    for case in cases:
        if case.id == name:
            print(f"{case.id}: {case.name}\n{text_of(case)}"
                  f"expected: {bench.tests.expect(case)}")
            return 0
    raise Trouble(f"--case {name}: {lab.name} has {cases[0].id} to "
                  f"{cases[-1].id}")


def left_alone(before, grades, options):
    """Of a --regrade of one lab, or of a shard: the grades before it that it
    has not looked at."""
    seen, looked_at = {g.key for g in grades}, {g.lab for g in grades}
    return [g for g in before or () if g.key not in seen
            and (options.shard or options.lab and g.lab not in looked_at)]


def main(args):
    options = parser().parse_args(args)
    check_tables(options)
    if not options.course:
        raise Trouble("grade: which course? --course DIR, or LAB_COURSE")
    if not (options.submissions or options.merge or options.case):
        raise Trouble("grade: name a folder or a zip of submissions")
    course = courses.load(options.course)
    if options.case:
        return show_case(course, the_labs(course, options.lab)[0],
                         options.case)
    if options.merge:
        return ended(merge(course, options))
    before = results.load(options.json)[1] \
        if options.regrade and os.path.exists(options.json) else None
    if options.regrade and before is None:
        raise Trouble(f"--regrade: {options.json}: no results to compare")
    chosen = the_labs(course, options.lab)
    found = share(collect(options.submissions, chosen, course),
                  options.shard)
    pairs = alike(found, chosen) if options.similar else []
    grading = Grading(course, chosen, options)
    try:
        grading.prepare(found)
        grades = grading.run(found)
        others = left_alone(before, grades, options)
        report(course, grades + others, options, pairs)
        grading.writer.close(keep=False)
    except (trial.GraderTrouble, KeyboardInterrupt) as error:
        grading.writer.close(keep=bool(grading.grades))
        if isinstance(error, KeyboardInterrupt):
            raise
        raise Trouble(str(error)) from error
    if options.similar:
        say_pairs(pairs)
    if before is not None:
        print("\n".join(results.changes(before, grades + others)) or
              "regrade: nothing changed")
    return ended(grades)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
