# SPDX-License-Identifier: GPL-2.0-only
"""Boot blocks that lie, through a booted kernel: a few of each kind, and those
that once ended badly. `make proof PART=faults` has hundreds."""

import re

import pytest

import hostile
import judge
import mutated
from direct import Outcome

# Parts of names: the first case of each that has it.
CHOSEN = [
    "no map at all", "a map of no entries", "1000 entries of a page",
    "2100 entries", "RAM from 0 to 2^64 - 1", "the kernel is not RAM",
    "stride 25", "twice the RAM", "a page too much", "above 4", "the APIC",
    "the ROM", "RAM that is not there: EFI", "EFI stride 41",
    "EFI pages that wrap", "a module over the block",
    "a module that fills memory", "a font beyond RAM", "a font of page 0",
    "17 modules, one of all memory", "a command line of 30000", "a quote",
    "framebuffer over RAM", "framebuffer over the kernel",
    "framebuffer that wraps", "of absurd pitch", "a wrong checksum",
    "ACPI with tables everywhere", "an SRAT of length 0",
    "ELF sections over all", "says it has 4294967295", "a first tag of 0 bytes",
    "no end tag", "the block at the end of RAM", "a block at an odd address",
]
SEEDS = range(1000, 1015)


def chosen():
    cases = list(hostile.handmade())
    return [next(c for c in cases if part in c.name) for part in CHOSEN]


@pytest.mark.parametrize("case", [*chosen(), *map(mutated.mutated, SEEDS)],
                         ids=lambda case: case.name)
def test_hostile_block(case):
    case.judge(case.boot())


# ---- would the judge notice? -----------------------------------------------

@pytest.fixture(scope="module")
def good():
    """A boot that is all right, and its case."""
    case = hostile.Case("good", hostile.good())
    return case, case.boot()


@pytest.mark.parametrize("old, new", [
    (r"stage: bootmem\n", ""), (r"^ok 7 ", "not ok 7 "), (r"^ok 7 .*\n", ""),
    (r"^(memory: \d+ usable = )\d+ (held.*)$", r"\1 17 \2"),
    (r"^( memory\[0x1\]\t\[0x0*100000-0x0*)f", r"\g<1>e"),
    (r"^( +0 \[mem 0x)\w+-0x\w+", r"\g<1>0000000000000000-0x0fff"),
    (r"^( +0 \[mem 0x)\w+-0x\w+", r"\g<1>0000000000101000-0x101fff"),
    (r"^( +0 \[mem 0x)\w+-0x\w+", r"\g<1>0000000000400000-0x400fff"),
    (r"^stage: slab$", "BUG: null pointer dereference"),
])
def test_the_judge_sees(old, new, good):
    case, outcome = good
    log, count = re.subn(old, new, outcome.log, count=1, flags=re.M)
    assert count == 1 and case.judge(outcome) == "boots"
    with pytest.raises(judge.Wrong):
        case.judge(Outcome(outcome.end, log.encode(), 0))


@pytest.mark.parametrize("end, log", [
    ("reset", "stage: early\n"), ("hang", "nopanic> "), ("failed", ""),
    ("panic", ""), ("panic", "Kernel panic - not syncing: page fault\n"
                    "---[ end Kernel panic in stage early ]---\n"),
    ("panic", "Kernel panic - not syncing: boot information at 0x7000 cannot "
              "be read\n")])
def test_the_judge_accepts_no_other_end(end, log, good):
    with pytest.raises(judge.Wrong):
        good[0].judge(Outcome(end, log.encode(), 0))
