# SPDX-License-Identifier: GPL-2.0-only
"""Instructions per operation, by valgrind: the same on every machine.

    usage: count.py PROGRAM SCENARIO...

Runs `PROGRAM SCENARIO N WHO` under callgrind, which counts what lies within
timed_run(), and prints "scenario regions who value" like the program itself.
"""

import re
import subprocess
import sys

SIZES = {"nopanic": (16, 128, 1000, 10000), "linear": (16, 128, 1000)}


def count(program, scenario, size, who):
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
         "--toggle-collect=timed_run", program, scenario, str(size), who],
        check=False, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        sys.exit(f"{scenario}, {size} regions: {done.stderr.strip()}")
    return int(found.group(1)) / int(done.stdout)


def main():
    program, scenarios = sys.argv[1], sys.argv[2:]
    print("scenario\tregions\twho\tvalue")
    for scenario in scenarios:
        for who, sizes in SIZES.items():
            for size in sizes:
                value = count(program, scenario, size, who)
                print(f"{scenario}\t{size}\t{who}\t{value:.1f}", flush=True)


if __name__ == "__main__":
    main()
