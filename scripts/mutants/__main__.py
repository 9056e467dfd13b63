# SPDX-License-Identifier: GPL-2.0-only
"""`make mutants`: would the host tests notice a mistake?

Breaks the sources in small ways (changes.py), one at a time, and runs the
host tests that link the broken file. Who is noticed is killed. Who is not is
either no other program, and says why in tests/mutants/equivalent.txt, or
shows what no test looks at. The mutants of tests/mutants/named.txt are
always among them and must be killed.

Ends with 1 if a named mutant lives, if fewer than the goal are killed, or if
an entry of a list is wrong: its lines are no longer there, or a test kills
what it calls equivalent.
"""

import argparse
import collections
import concurrent.futures
import fcntl
import glob
import itertools
import os
import queue
import re
import shutil
import sys
import time

import changes
import mutant as mutants
import report
import syntax
import workshop

# What is broken, if a host test links it: mm/ and the code that reads maps.
SOURCES = ("mm/*.c", "mm/*.h", "boot/multiboot2.c", "arch/x86/kernel/acpi*.c",
           "arch/x86/kernel/e820*.c", "arch/x86/kernel/efi.c",
           "arch/x86/kernel/ebda.c", "arch/x86/kernel/firmware_map.c",
           "arch/x86/mm/srat.c", "arch/x86/mm/numa*.c", "kernel/resource.c")


def arguments():
    parser = argparse.ArgumentParser(prog="make mutants", description=(
        __doc__.split("\n\n")[1]))
    parser.add_argument("--plain", default="build/mutants/plain",
                        help="folder of the objects without sanitizers")
    parser.add_argument("--checked", default="build/unit",
                        help="folder of the objects with them")
    parser.add_argument("--scratch", default="build/mutants")
    parser.add_argument("--lists", default="tests/mutants")
    parser.add_argument("--tests", default="tests/host/test_*.c")
    parser.add_argument("--file", default="", help="this source only")
    parser.add_argument("--function", default="", help="this function only")
    parser.add_argument("--mutant", default="", help="this one only, by id")
    parser.add_argument("--count", type=int, default=400,
                        help="how many, all files together; 0: all")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--goal", type=float, default=95.0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--list", action="store_true",
                        help="print the mutants and end")
    return parser.parse_args()


class Files:
    """The text of each source, where its functions are, its changes."""

    def __init__(self, shop):
        self.shop = shop
        self.texts, self.spans, self.all = {}, {}, {}

    def read(self, path):
        if path in self.all:
            return
        found, text = set(), ""
        self.spans[path] = {}
        ways = list(self.shop.ways_to_compile(path).values())
        with open(path, encoding="utf-8") as file:
            if not re.search(r"^#\s*if", file.read(), re.M):
                ways = ways[:1]     # the same functions with all flags
        for source, flags in ways:
            text, functions = syntax.functions(path, source, flags)
            found.update(changes.changes(text, functions))
            for function in functions:
                if function.span:
                    self.spans[path][function.data["name"]] = function.span
        self.texts[path] = text
        self.all[path] = mutants.of_changes(path, text, sorted(found))


def wanted_files(args, shop):
    patterns = [args.file] if args.file else SOURCES
    found = sorted({p for pattern in patterns for p in glob.glob(pattern)})
    tested = [path for path in found if shop.tests_of(path)]
    if args.file and not tested:
        sys.exit(f"{args.file}: no host test links it")
    return tested, [path for path in found if path.endswith(".c")
                    and path not in tested]


def named(args, files, tested):
    """(mutants, complaints) of named.txt."""
    found, wrong = [], []
    for entry in mutants.read_list(os.path.join(args.lists, "named.txt")):
        if args.file and entry.path != args.file:
            continue
        mutant = None
        if entry.path in tested:
            files.read(entry.path)
            span = files.spans[entry.path].get(entry.function)
            mutant = span and mutants.find_lines(
                entry, files.texts[entry.path], span)
        if mutant:
            found.append(mutant)
        else:
            wrong.append(f"named.txt: {entry.path} {entry.function}(): not "
                         f"there: {entry.old_lines}")
    return found, wrong


def equivalents(args, files, tested):
    """({key: reason}, complaints) of equivalent.txt."""
    known, wrong = {}, []
    for entry in mutants.read_list(os.path.join(args.lists,
                                                "equivalent.txt")):
        if args.file and entry.path != args.file:
            continue
        if entry.path in tested:
            files.read(entry.path)
        if entry.key() in {m.key() for m in files.all.get(entry.path, [])}:
            known[entry.key()] = entry.name
        else:
            wrong.append(f"equivalent.txt: no such mutant any more: "
                         f"{entry.path} {entry.function}(): "
                         f"{entry.new_lines}")
    return known, wrong


def choose(args, files, tested):
    for path in tested:
        files.read(path)
        if args.function:
            files.all[path] = [m for m in files.all[path]
                               if m.function == args.function]
    if args.function and not any(files.all.values()):
        sys.exit(f"no mutant of {args.function}() in {args.file or 'any file'}")
    if args.mutant:
        chosen = [m for group in files.all.values() for m in group
                  if m.id.startswith(args.mutant)]
        if not chosen:
            sys.exit(f"no mutant {args.mutant}: `make mutants "
                     "ARGS=--list` prints them")
        return chosen
    share = mutants.shares({p: len(files.all[p]) for p in tested}, args.count)
    return [m for path in tested for m in mutants.sample(
        files.all[path], share[path], args.seed, path)]


def judge_all(args, shop, files, chosen, known):
    """Judge @chosen, --jobs at a time."""
    free = queue.Queue()
    for worker in range(args.jobs):
        free.put(worker)
    done = itertools.count(1)

    def one(mutant):
        worker = free.get()
        mutant.reason = known.get(mutant.key(), "")
        shop.judge(mutant, files.texts[mutant.path], bool(mutant.reason),
                   worker)
        free.put(worker)
        print(report.progress(next(done), len(chosen), mutant), flush=True)

    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        list(pool.map(one, chosen))


def alone_in(folder):
    """A lock, as long as it is kept: two runs would mix up their mutants."""
    os.makedirs(folder, exist_ok=True)
    lock = open(os.path.join(folder, "lock"), "w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit(f"mutants: another run works in {folder}: wait for it, or "
                 "give this one a folder of its own: make mutants "
                 f"SHOP={folder}-2")
    return lock


def main():
    args = arguments()
    start = time.monotonic()
    lock = alone_in(args.scratch)
    shop = workshop.Workshop(args.plain, args.checked, args.scratch,
                             sorted(glob.glob(args.tests)))
    files = Files(shop)
    try:
        tested, untested = wanted_files(args, shop)
        fixed, wrong = named(args, files, tested)
        known, stale = equivalents(args, files, tested)
    except (syntax.SyntaxFailed, mutants.BadList) as error:
        sys.exit(f"mutants: {error}")
    chosen = choose(args, files, tested)
    if args.list:
        for mutant in chosen:
            print(f"{mutant.id} {mutant.kind} line {mutant.line}\n"
                  f"{mutant.show()}")
        return
    if args.mutant or args.function:
        fixed = []
    shop.prepare(args.jobs, {m.path for m in fixed + chosen})
    print(f"mutants: {len(chosen)} of "
          f"{sum(len(group) for group in files.all.values())} in "
          f"{len(tested)} files, and {len(fixed)} named ones", flush=True)
    judge_all(args, shop, files, fixed + chosen, known)
    wrong += stale + [
        f"equivalent.txt: {m.by} kills {m.path} {m.function}(): "
        f"{m.new_lines}" for m in chosen if m.reason and m.result == "killed"]
    result = report.Report(args, chosen, fixed, wrong, untested,
                           time.monotonic() - start)
    result.write(os.path.join(args.scratch, "report.md"))
    for worker in glob.glob(os.path.join(args.scratch, "worker-*")):
        shutil.rmtree(worker)
    lock.close()
    print(result.last_lines(collections.Counter(m.result for m in chosen)))
    sys.exit(0 if result.good() else 1)


if __name__ == "__main__":
    main()
