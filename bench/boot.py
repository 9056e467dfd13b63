# SPDX-License-Identifier: GPL-2.0-only
"""Instructions of the boot, stage by stage, on small and large machines.

    usage: boot.py [--quick] > TSV

Boots build/nopanic.iso with each size of memory, number of nodes and
firmware, and prints "scenario MiB who value": the instructions from _start
until a stage is up, who being firmware and nodes. scripts/count_instructions.py
says how they are counted. To stderr: how long each boot took, why a machine
is left out, what the goals of docs/bench.md come to, the cost of one kmalloc()
and one page, and the memory that is taken. What is quick comes first: a UEFI
boot takes QEMU half a minute, nearly all of it before _start.
"""

import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("NOPANIC_BUILD", "build")
COUNT = os.path.join(HERE, "..", "scripts", "count_instructions.py")
sys.path.insert(0, os.path.join(HERE, "..", "tests", "boot"))
import nopanic      # noqa: E402  pylint: disable=wrong-import-position

STAGES = ("early", "memblock", "mapped", "bootmem", "buddy", "slab")
MEMORY = (16, 128, 1024, 16 << 10, 512 << 10, 1000 << 10)
XV6 = 224       # the MiB that its figure is for
OVMF = 128      # the MiB that it needs itself, about


def count(stages, mib, firmware, nodes):
    """The instructions up to each stage; none: no such machine."""
    command = [sys.executable, "-B", COUNT, "--memory", f"{mib}M",
               "--firmware", firmware, "--nodes", str(nodes), *stages]
    began = time.monotonic()
    done = subprocess.run(command, check=False, capture_output=True,
                          text=True)
    took = f"{firmware}, {mib} MiB, {nodes} nodes: " \
        f"{time.monotonic() - began:.0f} s"
    if done.returncode:
        say(took + f", failed: {done.stderr.strip().splitlines()[-1:]}")
        return []
    say(took)
    return [int(line) for line in done.stdout.split()]


def say(text):
    print(text, file=sys.stderr, flush=True)


def show_counts(stages, firmware):
    """The lines of the TSV; {(nodes, MiB): instructions to the last stage}."""
    last = {}
    for nodes in (1, 8):
        for mib in sorted(MEMORY + ((XV6,) if nodes == 1 else ())):
            if firmware == "uefi" and mib < OVMF:
                say(f"{firmware}, {mib} MiB: left out, OVMF itself needs more")
                continue
            counts = count(stages, mib, firmware, nodes)
            for stage, value in zip(stages, counts):
                print(f"{stage}\t{mib}\t{firmware}-{nodes}\t{value}",
                      flush=True)
                last[nodes, mib] = value
    return last


def show_goals(last, firmware):
    for nodes in (1, 8):
        small, large = last.get((nodes, 1024)), last.get((nodes, 1000 << 10))
        if small and large:
            say(f"{firmware}, {nodes} nodes: "
                f"{last.get((nodes, 128), 0)} instructions at 128M; "
                f"1000G is {large / small:.2f} of 1G")


def held(mib, firmware):
    """{stage: KiB not free}, as `meminfo` at the prompt has it."""
    options = ["--memory", f"{mib}M", "--firmware", firmware]
    try:
        with nopanic.Session(*options, build=BUILD) as session:
            session.prompt(timeout=90)
            table = session.command("meminfo")
    except AssertionError:
        return {}
    return {stage: int(kib) for stage, kib in re.findall(
        r"^  (\w+) +(\d+) KiB, \d+ KiB for each GiB", table, re.M)}


def show_held(firmware):
    say(f"\nmemory that is not free, KiB, {firmware}")
    for mib in MEMORY:
        kib = {} if firmware == "uefi" and mib < OVMF else held(mib, firmware)
        if kib:
            say(f"  {mib:8} MiB: "
                + ", ".join(f"{stage} {n}" for stage, n in kib.items())
                + f"; for each GiB {kib['now'] * 1024 // mib}")


def show_calls():
    say("\nonce the slab is up")
    out = subprocess.run([sys.executable, "-B", COUNT, "--calls"], check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    say("  " + out.strip().replace("\n", "\n  "))


def main():
    quick = "--quick" in sys.argv
    stages = STAGES[-1:] if quick else STAGES
    print("scenario\tMiB\twho\tvalue")
    for firmware in ("bios", "uefi"):
        show_goals(show_counts(stages, firmware), firmware)
        if quick:
            continue
        if firmware == "bios":
            show_calls()
        show_held(firmware)


if __name__ == "__main__":
    main()
