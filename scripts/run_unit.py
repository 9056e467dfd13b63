# SPDX-License-Identifier: GPL-2.0-only
"""Runs the unit test programs that it is given and adds up their results.

A cmocka program that passes is one line; of one that fails all output is
shown. A shell script counts as one test, unless it ends with a line "N
passed, N failed" of its own. No test at all is a failure, too. As many run
at a time as there are processors; what they print stays in order.
"""

import concurrent.futures
import os
import re
import subprocess
import sys
import time

TIME_LIMIT = 300
CMOCKA = {"passed": re.compile(r"^\[  PASSED  \] (\d+) test", re.M),
          "failed": re.compile(r"^\[  FAILED  \] (\d+) test", re.M)}
RUNNING = re.compile(r"^\[=+\].*Running (\d+) test", re.M)
PLAIN = re.compile(r"^(\d+) passed, (\d+) failed$", re.M)


def execute(program):
    """(exit status, output, seconds)"""
    command = ["bash", program] if program.endswith(".sh") else [program]
    start = time.monotonic()
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, check=False,
                              stderr=subprocess.STDOUT, timeout=TIME_LIMIT)
        status, out = done.returncode, done.stdout
    except subprocess.TimeoutExpired as error:
        status, out = -1, (error.stdout or b"") + b"\ntime ran out\n"
    return status, out.decode("utf-8", "replace"), time.monotonic() - start


def count(status, out):
    """(passed, failed); a program that broke off has at least one failure."""
    plain = PLAIN.findall(out)
    if plain:
        passed, failed = map(int, plain[-1])
    elif RUNNING.search(out):
        passed, failed = (sum(map(int, pattern.findall(out)))
                          for pattern in CMOCKA.values())
        planned = sum(map(int, RUNNING.findall(out)))
        skipped = len(re.findall(r"^\[  SKIPPED \] \w", out, re.M))
        if passed + failed + skipped < planned:
            failed = max(failed, 1)
    else:
        passed, failed = (1, 0) if status == 0 else (0, 1)
    if status and not failed:
        failed = 1
    return passed, failed


def main():
    total = [0, 0]
    pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1)
    for program, (status, out, seconds) in zip(
            sys.argv[1:], pool.map(execute, sys.argv[1:])):
        passed, failed = count(status, out)
        total[0] += passed
        total[1] += failed
        name = os.path.relpath(program)
        print(f"  {'FAIL' if failed else 'PASS':7} {name}: {passed} passed"
              + (f", {failed} failed, exit status {status}" if failed else "")
              + f" ({seconds:.1f} s)", flush=True)
        if failed:
            print(out)
    if not sum(total):
        print("no unit test ran")
    print(f"{total[0]} passed, {total[1]} failed")
    sys.exit(0 if total[0] and not total[1] else 1)


if __name__ == "__main__":
    main()
