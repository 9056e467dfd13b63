# SPDX-License-Identifier: GPL-2.0-only
"""Real machines: every file of tests/maps, and variants of each that mean the
same: shuffled, duplicated, cut up and overlapping, with RAM underneath, and
mixtures. Exactly the RAM that the file expects must result from each. The
same for node tables: each region in its domain, pluggable or not.

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
NODE_KINDS = tuple(kind for kind in KINDS if kind != "RAM underneath")


def variants(program):
    """(passed, what the program printed, {kind: compared})"""
    report = os.path.join(OUT, f"{program}.tsv")
    done = subprocess.run(
        [f"{BUILD}/unit/{program}"], check=False, text=True,
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


def files_as_they_are():
    """tests/tools/test_bootmap.py: files as they are, numbers and logs."""
    done = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "tests/tools/test_bootmap.py"], check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(done.stdout)
    return done.returncode == 0, done.stdout.strip().splitlines()[-1]


def main():
    subprocess.run(["make", "-s", "unit-programs",
                    "UNIT_TESTS=tests/host/test_maps.c "
                    "tests/host/test_numa_variants.c"], check=True)
    subprocess.run(["make", "-s", f"{BUILD}/bootmap"], check=True)
    passed, printed, counts = variants("test_maps")
    srat_passed, srat_printed, srat_counts = variants("test_numa_variants")
    rows = re.findall(r"^map\t(\S+)\t(\d+)\t(\d)\t(\d+)$", printed, re.M)
    files = glob.glob("tests/maps/e820/*") + glob.glob("tests/maps/efi/*")
    nodes = re.findall(r"^srat\t(\S+)\t(\d+)\t(\d)\t(\d+)$", srat_printed,
                       re.M)
    files += glob.glob("tests/maps/srat/*")
    wrong = sorted(set(files) - {row[0] for row in rows + nodes})
    wrong += [f"no variant {kind}" for kind in KINDS
              if counts.get(f"map: {kind}", 0) !=
              len(rows) * int(VARIANTS)]
    wrong += [f"no node table {kind}" for kind in NODE_KINDS
              if srat_counts.get(f"node table: {kind}", 0) !=
              len(nodes) * int(VARIANTS)]
    tools, summary = files_as_they_are()
    with open(os.path.join(OUT, "maps.md"), "w", encoding="utf-8") as file:
        print("## Real machines\n\n"
              f"    SEED={SEED} VARIANTS={VARIANTS} make proof PART=maps\n\n"
              f"{len(rows)} maps x {len(KINDS)} kinds x {VARIANTS} variants: "
              f"{counts['operations']:,} tables to memblock, "
              f"{'all as expected' if passed else 'NOT all as expected'}.\n\n"
              f"{len({row[0] for row in nodes})} node tables, with RAM in "
              f"the windows and without, x {len(NODE_KINDS)} kinds x "
              f"{VARIANTS} variants: {srat_counts['operations']:,} tables, "
              f"{'all' if srat_passed else 'NOT all'} as the table itself: "
              "regions, domains, what is hot-pluggable.\n\n"
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
        for path, entries, windows, number in nodes:
            print(f"| {path} | {entries} | {number} | itself"
                  f"{', windows filled' if int(windows) else ''} |",
                  file=file)
    sys.exit(0 if passed and srat_passed and tools and not wrong else 1)


if __name__ == "__main__":
    main()
