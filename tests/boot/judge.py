# SPDX-License-Identifier: GPL-2.0-only
"""Judges a boot from outside: by how the machine ended and what stands in
its log. Whatever the boot blocks say, a boot may end in two ways: all
self-tests pass, or a panic that says what is wrong in a line of known form."""

import re

import map_model
from nopanic import STAGES, Result

# The reports that a boot may end with: what is short or wrong, and where.
REPORTS = [
    r"not enough memory: of \d+ KiB of RAM \d+ KiB are free, but \d+ KiB are "
    r"needed: (at least \d+ KiB more RAM would do|\d+ KiB are taken by .+ "
    r"\[mem 0x\w+-0x\w+\])",
    r"Out of memory: \w+\+0x\w+/0x\w+ wants \d+ bytes \(align .*\); RAM is "
    r"0x\w+ bytes, 0x\w+ reserved: give the machine more memory, or see "
    r"memblock=debug for who took it",
    r"init_mem_mapping: no memory for page table \d+: \d+ more of 4 KiB are "
    r"needed, and no page of RAM below 0x\w+ is free: give the machine more "
    r"memory there, or reserve less of it",
    r"free_area_init_nodes: page structures for \d+ KiB of RAM need \d+ bytes "
    r"in one piece: give the machine more memory, or see memblock=debug for "
    r"who took it",
    r"free_area_init_nodes: the table of \d+ page ranges needs \d+ bytes: give "
    r"the machine more memory, or see memblock=debug for who took it",
    r"no memory map: the boot loader must pass Multiboot2 tag 6, or tag 17 "
    r"after ExitBootServices",
    r"boot information at 0x\w+ cannot be read",
    r"boot information at 0x\w+: must be a multiple of 8 and not 0",
]
PANIC = re.compile(r"^Kernel panic - not syncing: (.*)$", re.M)
RANGE = re.compile(r"^ memory\[0x\w+\]\t\[(0x\w+)-(0x\w+)\]", re.M)
EARLY = re.compile(r"^ +\d+ \[mem (0x\w+)-(0x\w+)\] +\d+ bytes .*?(?<!freed\))"
                   "$", re.M)
NAMED = re.compile(r"^ reserved for \[(0x\w+)-(0x\w+)\]: (.*)$", re.M)
SUM = re.compile(r"^memory: (\d+) usable = (.*)$", re.M)


class Wrong(AssertionError):
    """A boot that must not end, or go on, like this."""


def must(good, text, outcome):
    if not good:
        raise Wrong(f"{text}\n" + "\n".join(outcome.log.splitlines()[-25:]))


def ranges(pattern, log):
    return [(int(m[0], 16), int(m[1], 16) + 1) for m in pattern.findall(log)]


def disjoint(found):
    found = sorted(found)
    return all(a[1] <= b[0] for a, b in zip(found, found[1:]))


def check_sums(outcome):
    """Every byte is in one place, at each stage."""
    sums = SUM.findall(outcome.log)
    must(len(sums) >= len(STAGES) - 1, "no sums", outcome)
    memory = sum(b - a for a, b in ranges(RANGE, outcome.log))
    for total, parts in sums:
        must(int(total) == memory and "unaccounted" not in parts
             and sum(int(n) for n in re.findall(r"(\d+) ", parts + " "))
             == memory, f"a sum is wrong: {total} = {parts}, memory is "
             f"{memory}", outcome)


def check_places(outcome, live, exact):
    """Early blocks lie in RAM, apart from each other and from what is in
    use; RAM is what the model says, or at least a part of it."""
    memory = ranges(RANGE, outcome.log)
    early = ranges(EARLY, outcome.log)
    must(memory and early, "no lists in the log", outcome)
    must(disjoint(early), "early blocks overlap", outcome)
    must(not map_model.minus(early, memory), "an early block is not in RAM",
         outcome)
    used = live + [(a, b) for a, b in ranges(NAMED, outcome.log)]
    hit = map_model.common(early, used)
    must(not hit, f"an early block lies on what is in use: {hit}", outcome)
    if exact is not None:
        must(map_model.merge(memory) == map_model.merge(exact),
             f"RAM is {show(memory)}, must be {show(exact)}", outcome)


def show(found):
    return " ".join(f"{a:#x}-{b:#x}" for a, b in found)


def check_success(outcome, live, exact):
    result = Result(0, outcome.log.encode())
    planned, good, bad = result.ktap()
    must(result.stages == STAGES, f"stages: {result.stages}", outcome)
    must(not bad and planned and len(set(good)) == planned,
         "self-tests", outcome)
    check_sums(outcome)
    check_places(outcome, live, exact)
    return "boots"


def check_panic(outcome):
    said = PANIC.findall(outcome.log)
    must(len(said) == 1, f"{len(said)} panics", outcome)
    must(re.search(r"^---\[ end Kernel panic in stage \w+ \]---$",
                   outcome.log, re.M), "the report has no end", outcome)
    must(any(re.fullmatch(r, said[0]) for r in REPORTS),
         f"not a report of a shortage: {said[0]}", outcome)
    return "panic: " + said[0]


def verdict(outcome, live=(), exact=None):
    """"boots" or "panic: TEXT"; raises Wrong for anything else. @live: what
    lies in RAM and must stay; @exact: the RAM that must result, if known."""
    must(not re.search(r"^(BUG|Oops|kernel BUG)", outcome.log, re.M),
         "a fault", outcome)
    if outcome.end == "passed":
        return check_success(outcome, list(live), exact)
    must(outcome.end == "panic", f"ended by: {outcome.end}", outcome)
    return check_panic(outcome)
