# SPDX-License-Identifier: GPL-2.0-only
"""The budget of the boot: instructions from _start to stage_slab, quiet, on
BIOS. Counted from outside; the same number on every run and every host."""

import os
import re
import subprocess
import sys

import nopanic

BUDGET = 500_000        # at 128M, with 1 node and with 8


def run(*args):
    return subprocess.run(
        [sys.executable, "-B", os.path.join(nopanic.ROOT,
                                            "scripts/count_instructions.py"),
         *args],
        check=True, stdout=subprocess.PIPE, text=True,
        env=nopanic.environment(nopanic.RELEASE)).stdout


def count(memory, *options):
    return int(run("--memory", memory, "--cmdline", "quiet", *options, "slab"))


def test_instructions_to_the_slab():
    small, large = count("128M"), count("512G")
    many = count("128M", "--nodes", "8")
    print(f"instructions to stage_slab: {small} at 128M, {large} at 512G, "
          f"{many} at 128M with 8 nodes")
    assert 10_000 < small <= BUDGET
    assert large <= 1.5 * small
    assert small < many <= BUDGET


def test_instructions_of_one_block():
    """Called from outside, once the slab is up."""
    pairs = {name: (int(again), int(first)) for name, again, first in
             re.findall(r"^(.*): (\d+) instructions, the first time (\d+)$",
                        run("--calls"), re.M)}
    again, first = pairs["kmalloc(64) + kfree"]
    assert 20 < again < 200 < first
    again, first = pairs["alloc_page + __free_page"]
    assert 20 < again < 1000 and first < 2000


def test_sizes():
    """The image without debug information, and struct page."""
    image = os.path.join(nopanic.RELEASE, "iso/boot/nopanic")
    assert 100 << 10 < os.path.getsize(image) <= 400 << 10
    gdb = subprocess.run(
        ["gdb", "-batch", "-nx", "-ex", "p sizeof(struct page)",
         os.path.join(nopanic.RELEASE, "nopanic.elf")],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    assert 0 < int(gdb.split("=")[1]) <= 32
