# SPDX-License-Identifier: GPL-2.0-only
"""The budget of the boot: instructions from _start to stage_slab, quiet, on
BIOS. Counted from outside; the same number on every run and every host."""

import os
import subprocess
import sys

import nopanic

BUDGET = 500_000        # at 128M, with 1 node and with 8


def count(memory):
    out = subprocess.run(
        [sys.executable, "-B", os.path.join(nopanic.ROOT,
                                            "scripts/count_instructions.py"),
         "--memory", memory, "--cmdline", "quiet", "slab"],
        check=True, stdout=subprocess.PIPE, text=True,
        env=nopanic.environment(nopanic.RELEASE)).stdout
    return int(out)


def test_instructions_to_the_slab():
    small, large = count("128M"), count("512G")
    print(f"instructions to stage_slab: {small} at 128M, {large} at 512G")
    assert 10_000 < small < BUDGET
    assert large <= 1.5 * small
