# SPDX-License-Identifier: GPL-2.0-only
"""Runs the fuzz targets, two at a time, and says how many runs there were,
how fast, and which lines of the files they are about were reached.

    usage: fuzz.py [--build FOLDER] [--runs N] [--seed N] NAME...

An input that crashes, hangs or leaks is kept in FOLDER/crashes, with the
command that runs it again. Each line that was not reached must be in
tests/fuzz/unreached.txt, with the reason: otherwise this fails.
"""

import argparse
import concurrent.futures
import glob
import os
import re
import shutil
import subprocess
import sys
import time

UNREACHED = "tests/fuzz/unreached.txt"
LEAST_PERCENT = 95          # of a parser's lines
SECONDS_PER_RUN = 10        # a hang; the slowest input takes milliseconds


def all_names():
    return [os.path.basename(path)[5:-2]
            for path in sorted(glob.glob("tests/fuzz/fuzz_*.c"))]


def told(name, word):
    """What the target's comment says after "word:"."""
    with open(f"tests/fuzz/fuzz_{name}.c", encoding="utf-8") as file:
        return " ".join(re.findall(rf"^ \* {word}:[ \t]*(.*\S)", file.read(),
                                   re.M)).split()


def make_seeds(build, name):
    """The folder of inputs made of tests/maps."""
    folder = os.path.join(build, "seeds", name)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-B", "scripts/fuzz_seeds.py", name,
                    folder], check=True)
    return folder


def inputs(build, name):
    """Folders: what runs find, the corpus of the repository, the seeds."""
    found = os.path.join(build, "found", name)
    corpus = f"tests/fuzz/corpus/{name}"
    os.makedirs(found, exist_ok=True)
    return [found, *filter(os.path.isdir, [corpus]), make_seeds(build, name)]


class Result:
    """Of one target's runs."""

    def __init__(self, name, runs, seconds, crash, log):
        self.name, self.runs, self.seconds = name, runs, seconds
        self.crash, self.log = crash, log

    def ok(self):
        return not self.crash and self.runs > 0

    def line(self):
        rate = self.runs / max(self.seconds, 0.001)
        return (f"{self.name:11} {self.runs:>9,} runs {rate:>8,.0f}/s  "
                f"{self.crash or 'no crash, hang or leak'}")


def run_one(build, name, runs, seed):
    """libFuzzer over one target."""
    folders = inputs(build, name)
    crashes = os.path.join(build, "crashes")
    os.makedirs(crashes, exist_ok=True)
    program = os.path.join(build, "fuzz", f"fuzz_{name}")
    command = [program, f"-runs={runs}", f"-seed={seed}", "-reload=0",
               "-entropic_scale_per_exec_time=1", "-use_value_profile=0",
               f"-max_len={told(name, 'bytes')[0]}", "-print_final_stats=1",
               f"-timeout={SECONDS_PER_RUN}", "-rss_limit_mb=2000",
               f"-artifact_prefix={crashes}/{name}-", "-verbosity=0",
               *told(name, "libfuzzer")]
    if os.path.exists(f"tests/fuzz/{name}.dict"):
        command.append(f"-dict=tests/fuzz/{name}.dict")
    start = time.monotonic()
    done = subprocess.run(command + folders, check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, errors="replace",
                          env={**os.environ, "ASAN_OPTIONS":
                               "quarantine_size_mb=8:malloc_context_size=4"})
    seconds = time.monotonic() - start
    count = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stdout)
    crash = None
    if done.returncode:
        kept = re.search(r"Test unit written to (\S+)", done.stdout)
        crash = (f"FAILED, exit status {done.returncode}; again: {program} "
                 f"{kept.group(1) if kept else ''}")
    return Result(name, int(count.group(1)) if count else 0, seconds, crash,
                  done.stdout)


# ---- lines reached ----------------------------------------------------------

def line_counts(program, profile, files):
    """{file: {line: times}} of what has code, from llvm-cov."""
    out = subprocess.run(["llvm-cov", "export", "-format=lcov",
                          f"-instr-profile={profile}", program, *files],
                         check=True, capture_output=True, text=True).stdout
    counts, current = {}, None
    for line in out.splitlines():
        if line.startswith("SF:"):
            path = os.path.relpath(line[3:])
            current = counts.setdefault(path, {}) if path in files else None
        elif line.startswith("DA:") and current is not None:
            number, times = map(int, line[3:].split(",")[:2])
            current[number] = times
    return counts


def cover(build, name):
    """Feed all inputs once more: {file: {line: times}} of its files."""
    program = os.path.join(build, "cover", f"fuzz_{name}")
    raw = os.path.join(build, f"{name}.profraw")
    merged = os.path.join(build, f"{name}.profdata")
    subprocess.run([program, *inputs(build, name)], check=True,
                   stdout=subprocess.DEVNULL,
                   env={**os.environ, "LLVM_PROFILE_FILE": raw})
    subprocess.run(["llvm-profdata", "merge", "-sparse", raw, "-o", merged],
                   check=True)
    return line_counts(program, merged, told(name, "reads") +
                       told(name, "calls"))


class Lines:
    """Of one file: what the targets that are about it reached together."""

    def __init__(self, path, is_parser):
        self.path, self.is_parser, self.counts = path, is_parser, {}
        self.names = []
        with open(path, encoding="utf-8") as file:
            self.text = [line.strip() for line in file]

    def add(self, name, counts):
        self.names.append(name)
        for number, times in counts.items():
            self.counts[number] = self.counts.get(number, 0) + times

    def reached(self):
        return sum(map(bool, self.counts.values()))

    def percent(self):
        return 100 * self.reached() / max(len(self.counts), 1)

    def missing(self):
        """(number, text of the line that has code before it, text)"""
        before = ""
        for number, times in sorted(self.counts.items()):
            text = self.text[number - 1]
            if not times and text not in "{}":
                yield number, before, text
            before = text

    def row(self):
        return (f"{self.path}: {self.reached()} of {len(self.counts)} lines, "
                f"{self.percent():.1f}%")


def cover_all(build, names):
    """Lines of each file, in the order of the targets' comments."""
    files = {}
    for name in names:
        counts = cover(build, name)
        parsers = told(name, "reads")
        for path in parsers + told(name, "calls"):
            lines = files.setdefault(path, Lines(path, path in parsers))
            lines.add(name, counts[path])
    return list(files.values())


def known_unreached():
    """{(path, line before, line): reason}"""
    known = {}
    with open(UNREACHED, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                *place, reason = line.rstrip("\n").split(" | ")
                known[tuple(place)] = reason
    return known


def unexplained(files, names):
    """What is wrong with the lines of parsers, as messages."""
    known, problems = known_unreached(), []
    for lines in files:
        wanted = [name for name in all_names()
                  if lines.path in told(name, "reads")]
        if not lines.is_parser or not set(wanted) <= set(names):
            continue
        if lines.percent() < LEAST_PERCENT:
            problems.append(f"{lines.row()}, at least {LEAST_PERCENT}% is "
                            f"asked for")
        for number, before, text in lines.missing():
            if (lines.path, before, text) not in known:
                problems.append(
                    f"{lines.path}:{number}: not reached, and {UNREACHED} "
                    f"gives no reason: {lines.path} | {before} | {text}")
    return problems


def run_all(build, names, runs, seed):
    """Results in the order of @names; each is printed as it ends."""
    results = {}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(run_one, build, name, runs, seed)
                for name in names]
        for job in concurrent.futures.as_completed(jobs):
            result = job.result()
            results[result.name] = result
            print(f"  {result.line()}", flush=True)
            if not result.ok():
                print(result.log[-6000:])
    return [results[name] for name in names]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build/fuzz")
    parser.add_argument("--runs", type=int, default=200000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    os.nice(10)
    names = args.names or all_names()
    print(f"fuzz: seed {args.seed}, longest input and lines from the "
          f"targets' comments")
    results = run_all(args.build, names, args.runs, args.seed)
    if not all(result.ok() for result in results):
        sys.exit(1)
    files = cover_all(args.build, names)
    for lines in files:
        print(f"  {lines.row()}")
    problems = unexplained(files, names)
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
