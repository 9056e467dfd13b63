# SPDX-License-Identifier: GPL-2.0-only
"""Two compilers, two firmwares, two emulators: every build boots everywhere,
all self-tests pass. Machines that cannot run the kernel say so. Writes
$PROOF_DIR/matrix.md (docs/proof.md); status 1 if a boot is not as it must be.
"""

import os
import re
import subprocess
import sys
import time

HOUSE = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(HOUSE, "tests/boot"))
# pylint: disable=wrong-import-position
import bochs    # noqa: E402
import direct   # noqa: E402
import nopanic  # noqa: E402

OUT = os.environ.get("PROOF_DIR", os.path.join(HOUSE, "build/proof"))
BUILDS = [("gcc -O2", ("CC=gcc",)), ("gcc -Og", ("CC=gcc", "OPT=-Og")),
          ("gcc DEBUG=1", ("CC=gcc", "DEBUG=1")), ("clang -O2", ("CC=clang",)),
          ("clang DEBUG=1", ("CC=clang", "DEBUG=1"))]
MACHINES = [
    ("SeaBIOS", "q35, 512M", ("--memory", "512M")),
    ("SeaBIOS", "pc, 512M", ("--memory", "512M", "--", "-machine", "pc")),
    ("SeaBIOS", "q35, 4 nodes, 4G", ("--memory", "4G", "--nodes", "4")),
    ("SeaBIOS", "no 1 GiB pages, 8G", (
        "--memory", "8G", "--", "-cpu", "max,vendor=GenuineIntel,-pdpe1gb")),
    ("SeaBIOS", "no NX", ("--memory", "512M", "--", "-cpu", "qemu64,-nx")),
    ("OVMF", "q35, 512M", ("--firmware", "uefi", "--memory", "512M")),
    ("OVMF", "pc, 512M", ("--firmware", "uefi", "--memory", "512M", "--",
                          "-machine", "pc")),
    ("OVMF", "no 1 GiB pages, no NX", (
        "--firmware", "uefi", "--memory", "512M", "--", "-cpu",
        "qemu64,-nx")),
]
NO_64_BIT = "this CPU has no 64-bit long mode; a 64-bit x86 CPU is needed"


def make(name, variables):
    """Build into a folder of its own; where the ISO is."""
    folder = os.path.join(OUT, "kernel-" + re.sub(r"\W+", "-", name))
    env = {k: v for k, v in os.environ.items()
           if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    subprocess.run(["make", "-s", f"BUILD={os.path.relpath(folder, HOUSE)}",
                    *variables, "iso"], cwd=HOUSE, env=env, check=True)
    return folder


def in_qemu(folder, options):
    began = time.monotonic()
    result = nopanic.boot("--test", "--timeout", 240, *options, build=folder)
    end = "passed" if result.status == 0 else f"status {result.status}"
    return direct.Outcome(end, result.log.encode(),
                          time.monotonic() - began)


def judge(outcome):
    """(is it good, the words for the table)."""
    result = nopanic.Result(0, outcome.log.encode())
    planned, good, bad = result.ktap()
    fine = outcome.end == "passed" and not bad and planned == len(set(good))
    fine = fine and result.stages == nopanic.STAGES
    return fine, f"{len(good)} of {planned} pass" if planned else outcome.end


def judge_refusal(outcome, text):
    """For a machine that must say @text and end."""
    fine = outcome.end == "panic" and text in outcome.log
    return fine, text if fine else outcome.end


class Table:
    def __init__(self):
        self.rows, self.bad = [], []

    def add(self, build, emulator, machine, outcome, verdict):
        fine, words = verdict
        if not fine:
            self.bad.append((build, emulator, machine, outcome.log))
            words = f"**{words}**"
        self.rows.append(f"| {build} | {emulator} | {machine} | {words} "
                         f"| {outcome.seconds:.1f} |")
        print(self.rows[-1], flush=True)

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            print("## Compilers, firmwares, emulators\n\n"
                  "    make proof PART=matrix\n\n"
                  "Each row is one boot from the ISO with all self-tests; "
                  "seconds are from its start to its end.\n\n"
                  "| build | firmware | machine | self-tests | s |\n"
                  "| --- | --- | --- | --- | ---: |\n"
                  + "\n".join(self.rows), file=file)
            print(f"\n{len(self.rows)} boots, {len(self.bad)} not as they "
                  "must be.", file=file)


def boot_all(table, name, folder):
    for firmware, machine, options in MACHINES:
        outcome = in_qemu(folder, options)
        table.add(name, firmware, machine, outcome, judge(outcome))
    outcome = bochs.boot(folder)
    table.add(name, "Bochs BIOS", "Bochs, Haswell, 128M", outcome,
              judge(outcome))


def boot_others(table, name, folder):
    """What one build shows for all: old CPUs, another loader."""
    outcome = bochs.boot(folder, "athlon64_clawhammer", 64)
    table.add(name, "Bochs BIOS", "Bochs, first Athlon 64, 64M", outcome,
              judge(outcome))
    outcome = bochs.boot(folder, "p3_katmai")
    table.add(name, "Bochs BIOS", "Bochs, Pentium III", outcome,
              judge_refusal(outcome, NO_64_BIT))
    for program, cpu in (("qemu-system-x86_64", "pentium3"),
                         ("qemu-system-x86_64", "486"),
                         ("qemu-system-i386", "qemu32")):
        outcome = old_cpu(program, cpu, folder)
        table.add(name, "SeaBIOS", f"{program} -cpu {cpu}", outcome,
                  judge_refusal(outcome, NO_64_BIT))
    text = "not loaded by a multiboot2 boot loader (eax is not 0x36d76289)"
    outcome = direct.boot(b"", magic=0x2badb002, build=folder)
    table.add(name, "none", "Multiboot 1's magic number", outcome,
              judge_refusal(outcome, text))


def old_cpu(program, cpu, folder):
    return direct.run(
        [program, "-machine", "pc", "-cpu", cpu, "-m", "128M", "-cdrom",
         f"{folder}/nopanic.iso", "-display", "none", "-net", "none",
         "-no-reboot", "-serial", "stdio", "-smbios",
         "type=1,serial=nopanic-now", "-device",
         "isa-debug-exit,iobase=0xf4,iosize=4"], 120)


def main():
    subprocess.run(["scripts/setup.sh", "--if-possible", "clang", "bochs"],
                   cwd=HOUSE, check=False)
    if bochs.missing():
        sys.exit(f"matrix: not there: {bochs.missing()} (Debian: "
                 f"{bochs.PACKAGES})")
    os.makedirs(OUT, exist_ok=True)
    table = Table()
    for name, variables in BUILDS:
        folder = make(name, variables)
        boot_all(table, name, folder)
        if name == BUILDS[0][0]:
            boot_others(table, name, folder)
    table.write(os.path.join(OUT, "matrix.md"))
    for build, emulator, machine, log in table.bad:
        print(f"---- {build}, {emulator}, {machine}:\n"
              + "\n".join(log.splitlines()[-30:]))
    sys.exit(1 if table.bad else 0)


if __name__ == "__main__":
    main()
