# SPDX-License-Identifier: GPL-2.0-only
"""Instructions of the boot, stage by stage, on small and large machines.

    usage: boot.py [--quick] > TSV

Boots build/nopanic.iso with each size of memory, number of nodes and
firmware, and prints "scenario MiB who value": the instructions from _start
until a stage is up, who being firmware and nodes. scripts/count_instructions.py
says how they are counted. A size that this QEMU refuses is left out. Then, to
stderr, the cost of one kmalloc() and one page, and the memory that is taken.
"""

import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("NOPANIC_BUILD", "build")
COUNT = os.path.join(HERE, "..", "scripts", "count_instructions.py")
sys.path.insert(0, os.path.join(HERE, "..", "tests", "boot"))
import nopanic      # noqa: E402  pylint: disable=wrong-import-position

STAGES = ("early", "memblock", "mapped", "bootmem", "buddy", "slab")
MEMORY = (16, 128, 1024, 16 << 10, 512 << 10, 1000 << 10)


def count(stages, mib, firmware, nodes):
    """The instructions up to each stage; none: no such machine."""
    command = [sys.executable, "-B", COUNT, "--memory", f"{mib}M",
               "--firmware", firmware, "--nodes", str(nodes), *stages]
    done = subprocess.run(command, check=False, capture_output=True,
                          text=True)
    if done.returncode:
        print(f"{firmware}, {mib} MiB, {nodes} nodes: "
              f"{done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return []
    return [int(line) for line in done.stdout.split()]


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


def show_held():
    """A table, and lines for the plot."""
    print("\nmemory that is not free, KiB", file=sys.stderr)
    for firmware in ("bios", "uefi"):
        for mib in MEMORY:
            if firmware == "uefi" and mib < 128:
                continue
            kib = held(mib, firmware)
            if kib:
                print(f"  {firmware} {mib:8} MiB: " + ", ".join(
                    f"{stage} {n}" for stage, n in kib.items())
                    + f"; for each GiB {kib['now'] * 1024 // mib}",
                    file=sys.stderr)


def show_calls():
    print("\nonce the slab is up", file=sys.stderr)
    out = subprocess.run([sys.executable, "-B", COUNT, "--calls"], check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    print("  " + out.strip().replace("\n", "\n  "), file=sys.stderr)


def main():
    stages = STAGES[-1:] if "--quick" in sys.argv else STAGES
    print("scenario\tMiB\twho\tvalue")
    for firmware in ("bios", "uefi"):
        for nodes in (1, 8):
            for mib in MEMORY:
                if firmware == "uefi" and mib < 128:
                    continue    # OVMF itself needs more
                for stage, value in zip(
                        stages, count(stages, mib, firmware, nodes)):
                    print(f"{stage}\t{mib}\t{firmware}-{nodes}\t{value}",
                          flush=True)
    if "--quick" not in sys.argv:
        show_calls()
        show_held()


if __name__ == "__main__":
    main()
