# SPDX-License-Identifier: GPL-2.0-only
"""Lab 00: a machine for each student, and the key to the questions that
`lab check` may answer. The key is computed from the log handed in."""

import hashlib
import random

from labtool.answers import NAME, NUMBER, RANGE
from labtool.bootlog import BadLog, BootLog     # noqa: F401

MiB = 1 << 20
PAGE = 4096
FIRMWARE = "bios"
# (rule, form of the answer, where in the log it is found)
QUESTIONS = [
    ("R1", NAME, "the line `command line:`"),
    ("R2", NUMBER, "the lines `BIOS-e820:` that end in `usable`"),
    ("R3", NUMBER, "`MEMBLOCK configuration:`"),
    ("R4", NUMBER, "the line `reserved for ...: kernel image`"),
    ("R5", NAME, "the list under `early allocations:`"),
    ("R6", NUMBER, "the list under `early allocations:`"),
    ("R7", RANGE, "memory[] and reserved[] together"),
    ("R8", NUMBER, "memory[] and reserved[] together"),
    ("R9", NUMBER, "memory[] and reserved[] above the kernel image"),
    ("R10", NUMBER, "the line `switch: asked bootmem for ...`"),
]


class Machine:
    """What is personal: the machine, and the numbers in the questions."""

    def __init__(self, student):
        seed = hashlib.sha256(student.strip().lower().encode()).hexdigest()
        rng = random.Random(seed)
        self.mark = seed[:8]
        self.memory = rng.randrange(150, 900)           # MiB
        self.nodes = rng.choice([1, 2, 3])
        self.size = rng.randrange(3, 200) * PAGE - rng.randrange(PAGE)
        self.align = PAGE << rng.randrange(2, 8)
        self.pick = rng.randrange(1000)

    def command(self):
        nodes = f" --nodes {self.nodes}" if self.nodes > 1 else ""
        firmware = "" if FIRMWARE == "bios" else f" --firmware {FIRMWARE}"
        return (f"./qemu.sh{firmware} --memory {self.memory}M{nodes} "
                f"--cmdline 'memblock=debug student={self.mark}' "
                "--log boot.log")


def personal(student):
    """Lines for the student: what to boot, and the personal numbers."""
    machine = Machine(student)
    return [f"boot:  {machine.command()}",
            "       (type `poweroff` at its prompt)",
            f"R6:    allocation number {machine.pick} modulo how many "
            "there are",
            f"R8:    {machine.size} bytes, aligned to {machine.align:#x}",
            f"R9:    {machine.size} bytes, aligned to {machine.align:#x}"]


def wrong_machine(log, machine):
    """Why this is not the student's machine; None if it is."""
    if f"student={machine.mark}" not in log.command_line():
        return (f"boot.log is of another boot: its command line has no "
                f"student={machine.mark}")
    if log.ram_end() != machine.memory * MiB:
        return (f"boot.log is of a machine with {log.ram_end() // MiB} MiB, "
                f"yours has {machine.memory}")
    return None


def firmware_usable(log):
    return sum(end - start for start, end, kind in log.firmware
               if kind == "usable")


def key(text, answers):
    """(the visible key, None), or (..., why the log is refused)."""
    student = str(answers.get("student", "")).strip()
    if not student:
        return {}, "answers.toml: `student` is empty: put your id there"
    log, machine = BootLog(text), Machine(student)
    wrong = wrong_machine(log, machine)
    start, end = log.named["kernel image"]
    return {"R1": machine.mark,
            "R2": firmware_usable(log),
            "R3": sum(end - start for start, end in log.memory),
            "R4": -(-end // PAGE) - start // PAGE}, wrong
