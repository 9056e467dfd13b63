# SPDX-License-Identifier: GPL-2.0-only
"""The oracles: random operations on the real thing and on a model too dumb to
be wrong; every result and the whole state compared after each.

Each program of tests/host is built with -O2 for most of its operations, and
taken with sanitizers for a twentieth of them. A case that never came, or a
public function of memblock or bootmem that no operation called, is a failure.
SEED and OPS in the environment: another first seed, another total.
"""

import os
import re
import subprocess
import sys
import time

BUILD = os.environ.get("NOPANIC_BUILD", "build")
OUT = os.environ["PROOF_DIR"]
SEED = int(os.environ.get("SEED", "1"))
# V is make's here; to a test it means: show the kernel's log.
QUIET = {name: value for name, value in os.environ.items() if name != "V"}
TOTAL = int(os.environ.get("OPS", "12000000"))

# Program, what it drives, its share of all operations (in percent).
PROGRAMS = (
    ("test_memblock_model", "memblock, bootmem", 25),
    ("test_memblock_model_uma", "the same without nodes", 18),
    ("test_memblock_model_hint", "the same, all short cuts on", 18),
    ("test_memblock_model_large", "the same, lists of 4097", 4),
    ("test_e820_model", "e820 and EFI sanitiser", 15),
    ("test_page_random", "page allocator", 6),
    ("test_slab_model", "slab, kmalloc", 14),
)
# Public, and what no operation on a model can call, with the reason.
LEFT_OUT = {
    "free_all_bootmem": "the hand-over, once a boot: test_handover.c",
    "free_bootmem_late": "after the hand-over: test_handover_late.c",
    "memblock_free_late": "after the hand-over: test_handover_late.c",
    "bootmem_freed_late": "after the hand-over: test_handover_late.c",
    "free_reserved_area": "after the hand-over: test_handover_late.c",
    "free_memblock_arrays": "after the hand-over: test_handover_late.c",
    "fail_bootmem_done": "by boots: tests/boot/test_fail_bootmem.py",
    "memblock_fail_nth": "fail_bootmem=N: test_memblock_fail.c",
}
# No functions, or called by the macros and functions that are counted.
INSIDE = re.compile(r"trace_|memblock_fail_fn$|memblock_free_in$|"
                    r"__(first|next)_free_range_in|memblock_region_|"
                    r"memblock_(set|clear|get)_region_|memblock_addrs_|"
                    r"memblock_is_hotpluggable|movable_node")
HEADERS = ("memblock.h", "memblock_iter.h", "bootmem.h")


def build():
    """Two sets of programs: with sanitizers, and fast."""
    tests = " ".join(f"tests/host/{name}.c" for name, _, _ in PROGRAMS)
    for more in ([f"UNIT={BUILD}/unit"],
                 [f"UNIT={BUILD}/oracle", "UNIT_OPT=-O2", "SANITIZE="]):
        subprocess.run(["make", "-s", "unit-programs", f"UNIT_TESTS={tests}",
                        *more], check=True)


def run(folder, name, ops, seed):
    """(passed, seconds, counts by (kind, name))"""
    report = os.path.join(OUT, f"{name}.tsv")
    if os.path.exists(report):
        os.remove(report)
    start = time.monotonic()
    done = subprocess.run(
        [os.path.join(BUILD, folder, name)], check=False, text=True,
        env={**QUIET, "OPS": str(ops), "SEED": str(seed),
             "REPORT": report},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    seconds = time.monotonic() - start
    print(done.stdout, flush=True)
    counts = {}
    if os.path.exists(report):
        with open(report, encoding="utf-8") as file:
            for line in file:
                kind, what, number = line.rstrip("\n").split("\t")
                key = (kind, what)
                counts[key] = counts.get(key, 0) + int(number)
    return done.returncode == 0 and bool(counts), seconds, counts


def public_functions():
    """Names of functions and of macros that take arguments."""
    names = set()
    for header in HEADERS:
        with open(f"include/linux/{header}", encoding="utf-8") as file:
            text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
        names.update(re.findall(r"^#define (\w+)\(", text, re.M))
        bare = re.sub(r"^#.*(?:\\\n.*)*", "", text, flags=re.M)
        names.update(re.findall(r"^(?:static inline )?[a-z_][\w \t*]*?"
                                r"\b(\w+)\(", bare, re.M))
    return {name for name in names if not INSIDE.match(name)
            and not name.startswith("for_each_")}


def table(file, heads, rows):
    print("| " + " | ".join(heads) + " |", file=file)
    print("|" + " --- |" * len(heads), file=file)
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |", file=file)
    print(file=file)


def run_all():
    """(rows of the table, all counts, what is wrong)"""
    rows, sums, wrong = [], {}, []
    for name, what, percent in PROGRAMS:
        for folder, share in (("oracle", 0.95), ("unit", 0.05)):
            ops = max(int(TOTAL * percent / 100 * share), 1)
            passed, seconds, counts = run(folder, name, ops, SEED)
            done = counts.get(("run", "operations"), 0)
            if not passed:
                wrong.append(f"{name} failed (build/{folder})")
            for key, number in counts.items():
                sums[key] = sums.get(key, 0) + number
            rows.append([what, f"{done:,}", "passed" if passed else "FAILED",
                         f"{seconds:.0f}",
                         f"`SEED={SEED} OPS={ops} {BUILD}/{folder}/{name}`"])
    return rows, sums, wrong


def main():
    build()
    rows, sums, wrong = run_all()
    called = {what: number for (kind, what), number in sums.items()
              if kind == "call"}
    cases = {what: number for (kind, what), number in sums.items()
             if kind == "case"}
    missing = sorted(public_functions() - set(LEFT_OUT)
                     - {name for name, number in called.items() if number})
    wrong += [f"never called: {name}" for name in missing]
    wrong += [f"never met: {what}" for what, number in sorted(cases.items())
              if not number]
    total = sums.get(("run", "operations"), 0)
    if total < TOTAL * 0.99:
        wrong.append(f"{total} operations, not {TOTAL}")
    with open(os.path.join(OUT, "oracle.md"), "w", encoding="utf-8") as file:
        print(f"## Oracles\n\n    SEED={SEED} OPS={TOTAL} make proof "
              f"PART=oracle\n\n{total:,} operations, every result and the "
              f"whole state compared after each; "
              f"{sum(map(bool, cases.values()))} of {len(cases)} cases met; "
              f"{len(called)} public functions called.\n", file=file)
        for problem in wrong:
            print(f"- **{problem}**", file=file)
        print(file=file)
        table(file, ("beside a model", "operations", "result", "s",
                     "repeat it"), rows)
        table(file, ("case", "met"), [(what, f"{number:,}") for
                                      what, number in sorted(cases.items())])
        table(file, ("function", "calls"),
              [(name, f"{number:,}") for name, number in
               sorted(called.items())])
        table(file, ("left out", "tested by"), sorted(LEFT_OUT.items()))
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
