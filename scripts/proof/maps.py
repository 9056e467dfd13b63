# SPDX-License-Identifier: GPL-2.0-only
"""Real machines: every file of tests/maps, and variants of each that mean the
same: shuffled, duplicated, cut up and overlapping, with RAM underneath, and
mixtures. Exactly the RAM that the file expects must result from each.

VARIANTS in the environment: how many of each kind; SEED: other ones.
"""

import glob
import os
import re
import subprocess
import sys

BUILD = os.environ.get("NOPANIC_BUILD", "build")
OUT = os.environ["PROOF_DIR"]
VARIANTS = os.environ.get("VARIANTS", "200")
SEED = os.environ.get("SEED", "1")
# V is make's here; to a test it means: show the kernel's log.
QUIET = {name: value for name, value in os.environ.items() if name != "V"}
KINDS = ("shuffled", "duplicated", "cut up, overlapping", "RAM underneath",
         "a mixture of these")


def variants():
    """(passed, what the program printed, {kind: compared})"""
    report = os.path.join(OUT, "maps.tsv")
    done = subprocess.run(
        [f"{BUILD}/unit/test_maps"], check=False, text=True,
        env={**QUIET, "VARIANTS": VARIANTS, "SEED": SEED,
             "REPORT": report}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    print(done.stdout)
    counts = {}
    with open(report, encoding="utf-8") as file:
        for line in file:
            _, name, number = line.rstrip("\n").split("\t")
            counts[name] = int(number)
    return done.returncode == 0, done.stdout, counts


def node_tables():
    """tests/tools/test_bootmap.py: files as they are, numbers and logs."""
    done = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "tests/tools/test_bootmap.py"], check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(done.stdout)
    return done.returncode == 0, done.stdout.strip().splitlines()[-1]


def main():
    subprocess.run(["make", "-s", "unit-programs",
                    "UNIT_TESTS=tests/host/test_maps.c"], check=True)
    subprocess.run(["make", "-s", f"{BUILD}/bootmap"], check=True)
    passed, printed, counts = variants()
    rows = re.findall(r"^map\t(\S+)\t(\d+)\t(\d)\t(\d+)$", printed, re.M)
    files = glob.glob("tests/maps/e820/*") + glob.glob("tests/maps/efi/*")
    wrong = sorted(set(files) - {row[0] for row in rows})
    wrong += [f"no variant {kind}" for kind in KINDS
              if counts.get(f"map: {kind}", 0) !=
              len(files) * int(VARIANTS)]
    tools, summary = node_tables()
    with open(os.path.join(OUT, "maps.md"), "w", encoding="utf-8") as file:
        print("## Real machines\n\n"
              f"    SEED={SEED} VARIANTS={VARIANTS} make proof PART=maps\n\n"
              f"{len(rows)} maps x {len(KINDS)} kinds x {VARIANTS} variants: "
              f"{counts['operations']:,} tables to memblock, "
              f"{'all as expected' if passed else 'NOT all as expected'}.\n\n"
              "bootmap on every file of tests/maps, node tables and boot "
              f"logs included (`pytest tests/tools/test_bootmap.py`): "
              f"{summary}\n", file=file)
        for problem in wrong:
            print(f"- **missing: {problem}**", file=file)
        print("\n| map | entries | tables compared | compared with |\n"
              "| --- | --- | --- | --- |", file=file)
        for path, entries, expect, number in rows:
            print(f"| {path} | {entries} | {number} | "
                  f"{'its expect lines' if int(expect) else 'invariants'} |",
                  file=file)
    sys.exit(0 if passed and tools and not wrong else 1)


if __name__ == "__main__":
    main()
