# SPDX-License-Identifier: GPL-2.0-only
"""One lab, ready to try submissions on: the grader's bench. Tests run in the
sandbox (check.Bench), one boot follows, judges outside compare. The files
that lab.toml names come from the submission, everything else from the
course's checkout. Never decides what a rule is worth: results.py counts."""

import contextlib
import hashlib
import os
import random
import re
import shutil
import tempfile
import time

from . import boot, boot_judge, build, check, labs, ours, runner, suspect
from . import judge as case_judge
from .boot_link import Kernel, flags, objects, staged
from .build import BASE, Broken, Builder, NotBuilt, digest
from .patience import TooLong, patience
from .results import ERROR, FAIL, PASS, Grade, Test, count
from .sandbox import LIMITS, Sandbox, wrap
from .tree import FRAME

BOOT = "B"              # rules of the boot: B1
# What a sandbox or a machine in trouble says, and no student's file.
TROUBLE = ("bwrap:", "prlimit:", "No space left on device")
MAX_SAID = 4000
# A file that includes itself, or is wrong in a million places, ends early.
CAUTION = ["-fmax-include-depth=40", "-fmax-errors=20"]
build.STUDENT.extend(CAUTION)
# Seconds for all tests of a submission, which take less than one; for one
# test alone, which has limits of its own; CPU time for all of them.
QUICK, PATIENT, CPU_MS = 15, 120, 6000
# CPU seconds for our own reading of a file and of what it answers: a second
# at most, but some texts are made to take hours.
READING = 8


class GraderTrouble(Exception):
    """Not the student's fault: no points are given or taken."""


class WithObjects(Builder):
    """Links some more objects of ours, functions of other labs; and has the
    header of the stubs, as students' trees do."""
    extra = ()

    def others(self, mine):
        return super().others(mine) + list(self.extra)

    def work(self, files):
        folder = super().work(files)
        for path, name in FRAME.items():
            if name.endswith(".h"):
                shutil.copyfile(os.path.join(self.tree, path),
                                os.path.join(folder, name))
        return folder


def fail(case, why):
    return Test(case.id, case.rule, ".h" in case.id, FAIL, case.name, why)


def excerpt(text):
    text = text.strip()
    return text if len(text) <= MAX_SAID else \
        text[:MAX_SAID] + "\n... (more of the same)"


class Trial:
    """A lab in one variant. seed: text that the hidden tests and machines
    come from, None for the visible part alone."""

    def __init__(self, lab, seed=None, *, trusted=False, sandbox=None,
                 tree=labs.HOUSE, kernel=None, cache=None, boots=True):
        self.lab, self.seed, self.boots = lab, seed, boots
        self.sandbox = sandbox or Sandbox(trusted)
        self.kernel = os.path.abspath(kernel or os.path.join(tree, "build"))
        self.bench = check.Bench(lab, tree, cache, self.sandbox)
        self.builder = self.bench.builder
        self.builder.__class__ = WithObjects
        self.ours = ours.Ours(lab, self.builder)
        self.cases = self.bench.visible()
        if seed is not None:
            self.cases += self.bench.hidden(seed)
        self.rights, self.known = {}, None
        if hasattr(self.sandbox, "around"):
            self.symbols()
            self.kernel = staged(self.kernel, set(lab.files),
                                 os.path.join(self.builder.cache, "kernel"))
        self.warm_up()

    def warm_up(self):
        """Compile what all submissions share. The reference must pass: what
        it fails would be the grader's own mistake."""
        LIMITS["cpu"] = CPU_MS // 1000
        files = {file: text.encode()
                 for file, text in self.ours.reference.items()}
        wrong = [t for t in self.tests(files) if t.status != PASS]
        if wrong:
            raise GraderTrouble(f"{self.lab.name}: the reference fails "
                                f"{wrong[0].id}: {wrong[0].says}")
        for machine in self.machines().values():
            self.right(machine)

    # ---- tests ---------------------------------------------------------------

    @contextlib.contextmanager
    def built(self, files):
        """Their runner, for a while."""
        own, self.builder.extra = self.ours.take(files, ("gcc", *BASE))
        try:
            made = self.bench.build(own)
        finally:
            self.builder.extra = ()
        try:
            yield made
        finally:
            if os.path.exists(made.path):
                os.remove(made.path)

    def tests(self, files):
        with self.built(files) as made:
            return self.run_all(made)

    def run_all(self, made):
        """A Test for each case: all at once, or when that takes long or
        breaks, a few at a time until their CPU time is used up."""
        try:
            return [self.test(v) for v in self.verdicts(made, self.cases,
                                                        QUICK)]
        except Exception:       # pylint: disable=broad-except
            return self.run_slowly(made)

    def verdicts(self, made, cases, seconds):
        runner.SECONDS = seconds
        return self.bench.verdicts(made, cases)

    def run_slowly(self, made):
        tests, used = [], 0
        for case in self.cases:
            if used > CPU_MS:
                tests.append(fail(case, "not tried: the tests before it used "
                                  f"{used / 1000:.0f} s of CPU time"))
                continue
            test, cost = self.run_one(made, case)
            tests.append(test)
            used += cost
        return tests

    def run_one(self, made, case):
        """(Test, CPU milliseconds). An answer that cannot even be read is
        none that the runner gives: the reference's could."""
        try:
            found = self.patiently(made, case)
            return self.test(found), found.answer.cpu_ms + 20
        except runner.Trouble as error:
            if self.ours_too(case):
                raise
            return fail(case, f"no test can be done with it: {error}"), \
                CPU_MS + 1      # nor any other
        except Exception as error:      # pylint: disable=broad-except
            return fail(case, "its answer cannot be read "
                        f"({type(error).__name__})"), 100

    def ours_too(self, case):
        """Does the reference run into the same trouble? An answer may only
        pretend that the runner has some."""
        files = {file: text.encode()
                 for file, text in self.ours.reference.items()}
        try:
            with self.built(files) as made:
                self.verdicts(made, [case], PATIENT)
        except runner.Trouble:
            return True
        return False

    def patiently(self, made, case):
        """One verdict, on a machine that may be busy."""
        for left in range(2, -1, -1):
            try:
                return self.verdicts(made, [case], PATIENT)[0]
            except runner.Trouble:
                if not left:
                    raise
                time.sleep(1)
        return None

    @staticmethod
    def test(verdict: case_judge.Verdict):
        """What the verdict is worth. The grader's own trouble is one only
        where no difference was found: diagnose() may stumble over an answer
        that somebody has made up."""
        status = FAIL if verdict.differences else \
            ERROR if verdict.trouble else PASS
        case = verdict.case
        why = verdict.why or "".join(verdict.differences[:1]) or \
            verdict.trouble
        calls = "; ".join(map(str, case.calls[:3]))
        return Test(case.id, case.rule, ".h" in case.id, status, case.name,
                    why, calls if status == FAIL else "")

    # ---- the boot ------------------------------------------------------------

    def machines(self):
        """{test id: Machine} of the boots that this lab has. [kernel] of
        lab.toml: `holes` in the map, so many that the lists must grow, and
        a `cmdline`."""
        found, kernel = {}, self.lab.data.get("kernel", {})
        for rule in self.lab.rules:
            if not rule.id.startswith(BOOT) or not self.boots:
                continue
            if rule.visible:
                found[rule.id + ".1"] = boot.Machine()
            if rule.hidden and self.seed is not None:
                found[rule.id + ".h1"] = boot.seeded(random.Random(
                    f"{self.seed}:{rule.id}"))
        for machine in found.values():
            machine.cmdline = kernel.get("cmdline", "")
            machine.entries = machine.map() + boot.holes(
                kernel.get("holes", 0))
        return found

    def boot(self, elf, machine):
        """QEMU sees the image and its own scratch folder, nothing else."""
        def inside(args, scratch):
            if hasattr(self.sandbox, "around"):
                return self.sandbox.around(args)
            return args if self.sandbox.trusted else wrap(
                args, show=[(elf, elf), (scratch, scratch)])
        return boot.boot(elf, machine, wrap=inside)

    def right(self, machine):
        """The reference's boot on this machine."""
        key = repr(machine)
        if key not in self.rights:
            files = {file: text.encode()
                     for file, text in self.ours.reference.items()}
            with Kernel(self.builder, self.sandbox, self.kernel,
                        files) as kernel:
                kernel.compile()
                self.rights[key] = self.boot(kernel.link(), machine)
            if self.rights[key].end != "prompt":
                raise GraderTrouble(
                    f"{self.lab.name}: the reference does not boot: "
                    f"{self.rights[key].end}\n{self.rights[key].report}")
        return self.rights[key]

    def boot_tests(self, files, grade):
        """The Tests of the boots; notes on the objects into @grade."""
        machines = self.machines()
        if not machines:
            return []
        own, linked = self.ours.take(files, tuple(flags(self.kernel)))
        linked.append(self.stubs())
        with Kernel(self.builder, self.sandbox, self.kernel, own,
                    linked) as kernel:
            try:
                kernel.compile()
                grade.notes += suspect.in_objects(kernel, self.symbols())
                elf = kernel.link()
            except NotBuilt as error:
                self.own_trouble(error.said)
                return [Test(id_, id_.split(".")[0], ".h" in id_, FAIL,
                             "builds and boots", "the kernel cannot be built",
                             excerpt(error.said)) for id_ in machines]
            mine = kernel.functions() - self.ours.given()
            return [self.booted(id_, machine, elf, mine)
                    for id_, machine in machines.items()]

    def stubs(self):
        """kernel/lab.c of students' trees: what a stub calls."""
        source = "labs/kernel/lab.c"
        key = digest(*flags(self.kernel), self.builder.text(source),
                     self.builder.headers_key)

        def make(new):
            with tempfile.TemporaryDirectory(prefix="lab-stubs-") as folder:
                os.mkdir(os.path.join(folder, "linux"))
                shutil.copyfile(
                    os.path.join(self.builder.tree, "labs/kernel/lab.h"),
                    os.path.join(folder, "linux/lab.h"))
                self.builder.compile_ours([*flags(self.kernel), "-I", folder,
                                           "-c", source, "-o", new])
        return self.builder.keep("ours", key + ".o", make)

    def booted(self, id_, machine, elf, mine):
        verdict = boot_judge.judge(self.boot(elf, machine),
                                   self.right(machine), mine)
        hidden = ".h" in id_
        report = verdict.report
        if hidden and verdict.status == FAIL:
            report = (f"machine with {machine.memory >> 20} MiB:\n"
                      f"{machine.text()}\n{report}")
        return Test(id_, id_.split(".")[0], hidden, verdict.status,
                    "boots to its prompt", verdict.says,
                    "" if verdict.status == PASS else report)

    def symbols(self):
        """Everything that our own kernel defines."""
        if self.known is None:
            nm = ["nm", os.path.join(self.kernel, "nopanic.elf"),
                  *(os.path.join(self.kernel, "k", name) for name in
                    objects(self.kernel).values())]
            done = check.subprocess.run(nm, capture_output=True, text=True,
                                        check=False)
            self.known = set(re.findall(
                r"^[0-9a-f]+ [A-Za-z] (\S+)$", done.stdout, re.M))
            self.known |= {"__lab_stub", "__lab_missing"}
        return self.known

    # ---- all of it ----------------------------------------------------------

    def own_trouble(self, said):
        if any(word in said for word in TROUBLE):
            raise GraderTrouble(excerpt(said))

    def examine(self, submission):
        """The Grade of a submission; GraderTrouble if none can be given."""
        grade = Grade(submission.student, submission.name, self.lab.name,
                      self.lab.variant, notes=list(submission.notes),
                      files={f: hashlib.sha256(d).hexdigest()
                             for f, d in submission.files.items()})
        try:
            with patience(READING):
                return self.fill(grade, submission)
        except TooLong:
            grade.says = "to read this takes longer than any C file should"
            grade.tests = self.all_failed("it takes too long to read")
            return count(grade, self.lab.rules)

    def fill(self, grade, submission):
        """Tests, boots and notes into a new Grade."""
        lab = self.lab
        missing = [f for f in lab.files if f not in submission.files]
        if missing:
            grade.status = "nothing"
            grade.says = "not handed in: " + ", ".join(missing)
            return count(grade, lab.rules)
        grade.notes += suspect.in_text(submission.files, self.ours.reference)
        self.check_versions(grade, submission)
        try:
            grade.tests = self.tests(submission.files)
        except NotBuilt as error:
            self.own_trouble(error.said)
            grade.says = self.why_not_built(submission.files, error)
            grade.tests = self.all_failed(f"it does not {error.stage}")
            return count(grade, lab.rules)
        except (runner.Trouble, Broken) as error:
            raise GraderTrouble(str(error)) from error
        grade.tests += self.boot_tests(submission.files, grade)
        return count(grade, lab.rules)

    def all_failed(self, why):
        names = {c.id: c.name for c in self.cases} | {
            id_: "boots to its prompt" for id_ in self.machines()}
        return [Test(id_, id_.split(".")[0], ".h" in id_, FAIL, name, why)
                for id_, name in names.items()]

    def why_not_built(self, files, error):
        """The compiler's words, and before them which function is lost."""
        lost = []
        for function in self.lab.functions:
            text = files.get(function.file, b"").decode("utf-8", "replace")
            if not re.search(rf"\b{re.escape(function.name)}\s*\([^;{{]*\)"
                             r"\s*\{", text):
                lost.append(f"{function.file} has no {function.name}()\n")
        return "".join(lost) + \
            f"does not {error.stage}:\n{excerpt(error.said)}"

    def check_versions(self, grade, submission):
        """The submission says what it was made with."""
        said = submission.description
        if said and said.get("variant", "") != self.lab.variant:
            grade.notes.append(
                f"made for variant \"{said.get('variant')}\", graded as "
                f"\"{self.lab.variant}\"")
        for file, want in (said.get("files") or {}).items() \
                if isinstance(said.get("files"), dict) else ():
            if file in grade.files and grade.files[file] != want:
                grade.notes.append(f"{file} was changed after `lab submit`")


def seed_of(course, lab):
    """What a lab's hidden tests are made from."""
    return f"{course.seed}:{lab.name}:{lab.variant}"


def make(course, lab, **how):
    """The Trial of a lab of a course: its answers, its tests."""
    if lab.data.get("kind") == "answers":
        from .trial_answers import AnswerTrial      # pylint: disable=C0415
        return AnswerTrial(lab)
    return Trial(lab, seed_of(course, lab), **how)
