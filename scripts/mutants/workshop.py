# SPDX-License-Identifier: GPL-2.0-only
"""Where mutants are built and tested: which host tests link which source,
with which flags, and what they say of a mutant.

`make unit-programs` has built all objects, without sanitizers (PLAIN) and
with them (CHECKED). Of a mutant only its own file is compiled and each test
linked anew. The plain programs go first, since they are several times as
fast; only who survives those meets the sanitizers.
"""

import concurrent.futures
import hashlib
import os
import re
import resource
import shlex
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "make"))
import unit_rules  # noqa: E402  pylint: disable=wrong-import-position

# Seconds. A test that takes longer with the sanitizers runs without only.
SLOW = 3.0
QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL,
         "stderr": subprocess.DEVNULL}
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "detect_leaks=1",
               "CMOCKA_MESSAGE_OUTPUT": "STDOUT"}


class Test:
    """One cmocka program: what it is made of."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            text = file.read(8192)
        flags = unit_rules.told(text, "cflags")
        for name in unit_rules.told(text, "include").split():
            flags += f" -include {name}"
        self.path = path
        self.name = os.path.basename(path)[:-2]
        self.flags = shlex.split(flags)
        self.key = hashlib.sha1(flags.encode()).hexdigest()[:8]
        self.sources = unit_rules.sources(
            path, unit_rules.told(text, "sources"))
        self.seconds = {}       # by folder
        self.kills = 0


def run(program, cpu_seconds):
    """(passed, seconds of CPU) of @program, which may loop or crash."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    before = time.monotonic()
    with subprocess.Popen([program], preexec_fn=limit, env=ENVIRONMENT,
                          start_new_session=True, **QUIET) as child:
        try:
            status = child.wait(timeout=20 * cpu_seconds + 60)
        except subprocess.TimeoutExpired:
            child.kill()
            status = child.wait()
    return status, time.monotonic() - before


class Workshop:
    """All tests, and the objects that are there already."""

    def __init__(self, plain, checked, scratch, tests):
        self.folders = [plain, checked]
        self.scratch = scratch
        self.tests = [Test(path) for path in tests]
        self.commands = {}
        for folder in self.folders:
            with open(os.path.join(folder, "flags"), encoding="utf-8") as f:
                self.commands[folder] = f.read().split()
        self.good = {}

    # ---- what belongs to what ----

    def needs(self, obj):
        """The files that @obj was made of, from its .d file."""
        try:
            with open(obj[:-2] + ".d", encoding="utf-8") as file:
                text = file.read().replace("\\\n", " ")
        except OSError:
            return set()
        return {os.path.normpath(name)
                for name in text.split(":", 1)[1].split("\n", 1)[0].split()}

    def object(self, folder, test, source):
        return f"{folder}/{test.key}/{source[:-2]}.o"

    def units(self, path, test):
        """The sources of @test to be compiled anew when @path changes."""
        if path.endswith(".c"):
            return [s for s in test.sources if s == path]
        return [s for s in test.sources if path in self.needs(
            self.object(self.folders[0], test, s))]

    def tests_of(self, path):
        return [test for test in self.tests if self.units(path, test)]

    def ways_to_compile(self, path):
        """One (source, flags) for each set of flags that @path meets."""
        ways = {}
        for test in self.tests_of(path):
            source = self.units(path, test)[0]
            ways.setdefault(test.key, (source, [
                *self.commands[self.folders[0]][1:], *test.flags]))
        return ways

    # ---- compiling ----

    def compile(self, folder, test, source, mutated, obj, extra=()):
        """Compile @source into @obj with @mutated, a (path, file with its
        text) or None, in place of that path."""
        command = [*self.commands[folder], *test.flags, "-w", "-g0", *extra]
        given = source
        if mutated and mutated[0] == source:
            given = mutated[1]
        elif mutated:           # a header: its guard keeps the old one out
            command += ["-include", mutated[1],
                        "-iquote", os.path.dirname(mutated[0])]
        if given != source:
            command += ["-iquote", os.path.dirname(source)]
        os.makedirs(os.path.dirname(obj), exist_ok=True)
        return subprocess.run([*command, "-c", "-o", obj, given], **QUIET,
                              check=False).returncode == 0

    def link(self, folder, test, replaced, program):
        objects = [replaced.get(source) or self.object(folder, test, source)
                   for source in test.sources]
        command = self.commands[folder]
        sanitize = [f for f in command if f.startswith("-fsanitize")]
        return subprocess.run([command[0], *sanitize, "-o", program, *objects,
                               "-lcmocka"], **QUIET,
                              check=False).returncode == 0

    def prepare(self, jobs, paths):
        """Build what is missing for @paths, run each test as it is: those
        that fail or are slow without a mutant would judge wrongly."""
        used = {test.path: test for path in paths
                for test in self.tests_of(path)}
        pairs = [(folder, test) for folder in self.folders
                 for test in used.values()]
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            wrong = [text for text in pool.map(self.unbroken, pairs) if text]
        if wrong:
            sys.exit("mutants: " + "; ".join(wrong))

    def unbroken(self, pair):
        """Time one program; or, as a text, why it is of no use."""
        folder, test = pair
        for source in test.sources:
            obj = self.object(folder, test, source)
            if not os.path.exists(obj) and not self.compile(
                    folder, test, source, None, obj, ("-MMD",)):
                return f"{source} does not compile for {test.name}"
        program = os.path.join(
            self.scratch, f"unbroken-{os.path.basename(folder)}-{test.name}")
        if not self.link(folder, test, {}, program):
            return f"{test.name} cannot be linked"
        status, test.seconds[folder] = run(program, 300)
        os.remove(program)
        if status:
            return (f"{test.name} fails without any mutant ({folder}, "
                    f"status {status})")
        return ""

    # ---- judging ----

    def machine_code(self, test, source, mutated, folder):
        """What the compiler makes of it at -O2; None if it refuses. The
        text comes through a pipe, so that no name of a file is in it."""
        obj = os.path.join(folder, "code.o")
        given, extra = source, []
        if mutated and mutated[0] == source:
            given = mutated[1]
        elif mutated:
            extra = ["-include", mutated[1],
                     "-iquote", os.path.dirname(mutated[0])]
        with open(given, "rb") as text:
            done = subprocess.run(
                [*self.commands[self.folders[0]], *test.flags, "-w", "-g0",
                 "-O2", *extra, "-iquote", os.path.dirname(source), "-x",
                 "c", "-c", "-o", obj, "-"], stdin=text,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                check=False)
        if done.returncode:
            return None
        with open(obj, "rb") as file:
            return file.read()

    def same_code(self, path, mutated, folder):
        """Is it the same program for the compiler, with all flags?"""
        seen = set()
        for test in self.tests_of(path):
            for source in self.units(path, test):
                if (test.key, source) in seen:
                    continue
                seen.add((test.key, source))
                good = self.good.get((test.key, source))
                if good is None:
                    good = self.machine_code(test, source, None, folder)
                    self.good[test.key, source] = good
                if self.machine_code(test, source, mutated, folder) != good:
                    return False
        return True

    def try_tests(self, stage, path, mutated, folder):
        """(result, by): the first test that notices, the likely ones
        first."""
        built = {}
        tests = [t for t in self.tests_of(path)
                 if stage == self.folders[0] or t.seconds[stage] < SLOW]
        tests.sort(key=lambda t: (t.seconds[stage] / (1 + t.kills), t.name))
        for test in tests:
            replaced = {}
            for source in self.units(path, test):
                obj = os.path.join(folder, test.key, source[:-2] + ".o")
                if (test.key, source) not in built:
                    built[test.key, source] = self.compile(
                        stage, test, source, mutated, obj)
                if not built[test.key, source]:
                    return "broken", test.name
                replaced[source] = obj
            program = os.path.join(folder, "program")
            if not self.link(stage, test, replaced, program):
                return "broken", test.name
            limit = max(2, int(8 * test.seconds[stage]) + 1)
            status, _ = run(program, limit)
            if status:
                test.kills += 1
                how = "sanitizer, " if stage != self.folders[0] else ""
                return "killed", how + test.name + (
                    f" (signal {-status})" if status < 0 else "")
        return "survived", ""

    def judge(self, mutant, text, listed, worker):
        """Fill in what becomes of @mutant."""
        folder = os.path.join(self.scratch, f"worker-{worker}")
        os.makedirs(folder, exist_ok=True)
        name = re.sub(r"\W", "-", mutant.path[:-2])
        mutated = os.path.join(folder, name + mutant.path[-2:])
        with open(mutated, "wb") as file:
            file.write(mutant.source(text).encode("latin-1"))
        mutated = (mutant.path, mutated)
        before = time.monotonic()
        result, by = self.try_tests(self.folders[0], mutant.path, mutated,
                                    folder)
        if result == "survived" and listed:
            result = "equivalent"
        elif result == "survived" and self.same_code(mutant.path, mutated,
                                                     folder):
            result = "equal"
        elif result == "survived":
            result, by = self.try_tests(self.folders[1], mutant.path,
                                        mutated, folder)
        mutant.result, mutant.by = result, by
        mutant.took = time.monotonic() - before
