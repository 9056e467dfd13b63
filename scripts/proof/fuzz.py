# SPDX-License-Identifier: GPL-2.0-only
"""Fuzzing as a part of `make proof`: RUNS runs of each target (5 million),
and the lines of each parser that they reached. FUZZ names fewer targets, SEED
another beginning. The report says which inputs failed, if any did.
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import fuzz  # noqa: E402  pylint: disable=wrong-import-position

REPORT = """## Fuzzing

    make proof PART=fuzz

libFuzzer with ASan and UBSan, seed {seed}; two targets at a time.

| target | runs | a second | crash, hang or leak |
| --- | ---: | ---: | --- |
{runs}

Lines reached, of those that have code. A line of a parser that is missing is
in tests/fuzz/unreached.txt with the reason, or this part fails; so does a
parser below {least}%.

| parser | reached | lines | |
| --- | ---: | ---: | ---: |
{parsers}

| file behind streams of operations | reached | lines | |
| --- | ---: | ---: | ---: |
{others}

{missing}
"""


def run_row(result):
    return (f"| {result.name} | {result.runs:,} | "
            f"{result.runs / max(result.seconds, 0.001):,.0f} | "
            f"{result.crash or 'none'} |")


def line_row(lines):
    return (f"| {lines.path} | {lines.reached()} | {len(lines.counts)} | "
            f"{lines.percent():.1f}% |")


def missing_lines(files):
    """Each line that was not reached, and why."""
    known = fuzz.known_unreached()
    rows = [f"| {lines.path}:{number} | "
            f"{known.get((lines.path, before, text), '**no reason given**')} |"
            for lines in files if lines.is_parser
            for number, before, text in lines.missing()]
    return "\n".join(["| not reached | why |", "| --- | --- |", *rows])


def main():
    build = os.path.join(os.environ.get("NOPANIC_BUILD", "build"), "fuzz")
    names = os.environ.get("FUZZ", "").split() or fuzz.all_names()
    runs = int(os.environ.get("RUNS") or 5000000)
    seed = int(os.environ.get("SEED") or 1)
    subprocess.run(["make", "-s", "fuzz-programs", f"FUZZ={' '.join(names)}"],
                   check=True)
    os.nice(10)
    results = fuzz.run_all(build, names, runs, seed)
    failed = [result for result in results
              if not result.ok() or result.runs < runs]
    good = [result.name for result in results if result.ok()]
    files = fuzz.cover_all(build, good)
    problems = fuzz.unexplained(files, good)
    print("\n".join(problems))
    with open(os.path.join(os.environ.get("PROOF_DIR", "build/proof"),
                           "fuzz.md"), "w", encoding="utf-8") as file:
        file.write(REPORT.format(
            seed=seed, least=fuzz.LEAST_PERCENT,
            runs="\n".join(map(run_row, results)),
            parsers="\n".join(line_row(lines) for lines in files
                              if lines.is_parser),
            others="\n".join(line_row(lines) for lines in files
                             if not lines.is_parser),
            missing=missing_lines(files)))
    sys.exit(1 if failed or problems else 0)


if __name__ == "__main__":
    main()
