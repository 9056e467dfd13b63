# SPDX-License-Identifier: GPL-2.0-only
"""Instructions of the boot, stage by stage, on small and large machines.

    usage: boot.py [--quick] > TSV

Boots build/nopanic.iso with each size of memory, number of nodes and
firmware, and prints "scenario MiB who value": the instructions from _start
until a stage is up, who being firmware and nodes. scripts/count_instructions.py
says how they are counted. A size that this QEMU refuses is left out.
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
COUNT = os.path.join(HERE, "..", "scripts", "count_instructions.py")
STAGES = ("early", "memblock", "mapped", "bootmem", "buddy", "slab")
MEMORY = (16, 128, 1024, 16 << 10, 512 << 10, 1000 << 10)


def count(stage, mib, firmware, nodes):
    """The instructions, or None: no such machine."""
    command = [sys.executable, "-B", COUNT, "--memory", f"{mib}M",
               "--firmware", firmware, "--nodes", str(nodes), stage]
    done = subprocess.run(command, check=False, capture_output=True,
                          text=True)
    if done.returncode:
        print(f"{firmware}, {mib} MiB, {nodes} nodes, {stage}: "
              f"{done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return int(done.stdout)


def main():
    stages = STAGES[-1:] if "--quick" in sys.argv else STAGES
    print("scenario\tMiB\twho\tvalue")
    for firmware in ("bios", "uefi"):
        for nodes in (1, 8):
            for mib in MEMORY:
                if firmware == "uefi" and mib < 128:
                    continue    # OVMF itself needs more
                for stage in stages:
                    value = count(stage, mib, firmware, nodes)
                    if value is not None:
                        print(f"{stage}\t{mib}\t{firmware}-{nodes}\t{value}",
                              flush=True)


if __name__ == "__main__":
    main()
