# SPDX-License-Identifier: GPL-2.0-only
"""A boot to the prompt, as the documents show it. boot_picture.py and
docs_update.py use it; it boots through ./qemu.sh, as a reader would."""

import os
import re
import select
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROMPT = "nopanic> "
# What ./qemu.sh prints before it starts the machine; the build comes before.
START = "qemu.sh: "
# How the story must end: the slab serves. A sick boot is no quotation.
SERVED = re.compile(r"^switch: .* from kmalloc-", re.M)
SECONDS = 60
ESCAPE = re.compile(r"\x1b(?:\[[0-9;?=]*[A-Za-z]|[()][A-Z0-9]|[=>78c])")


class BootFailed(Exception):
    """No prompt came, or no kzalloc(); says what came instead."""


def plain(data):
    """Lines of text, as a terminal would show them."""
    text = ESCAPE.sub("", data.decode("utf-8", "replace")).replace("\r", "")
    return [line.expandtabs(8).rstrip() for line in text.split("\n")]


class Machine:
    """./qemu.sh with somebody at the serial line."""

    def __init__(self, options):
        self.data = b""
        self.child = subprocess.Popen(
            ["./qemu.sh", *options], cwd=ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def until_prompt(self, text=PROMPT):
        """What came up to the next prompt, or another text."""
        end, start = time.monotonic() + SECONDS, len(self.data)
        while text.encode() not in self.data[start:]:
            left = max(0, end - time.monotonic())
            pipe = self.child.stdout
            chunk = (os.read(pipe.fileno(), 65536)
                     if select.select([pipe], [], [], left)[0] else b"")
            if not chunk:
                tail = "\n".join(plain(self.data)[-15:])
                raise BootFailed(f"no {text!r} came; the last lines:\n{tail}")
            self.data += chunk
        return self.data[start:]

    def type(self, line):
        os.write(self.child.stdin.fileno(), line.encode() + b"\r")

    def close(self):
        if self.child.poll() is None:
            self.child.terminate()
        self.child.wait()
        self.child.stdin.close()
        self.child.stdout.close()


def boot(options=(), commands=()):
    """(lines before the prompt, {command: lines that it prints})"""
    machine = Machine(options)
    try:
        story = plain(machine.until_prompt())
        if not SERVED.search("\n".join(story)):
            tail = "\n".join(story[-15:])
            raise BootFailed("the slab serves nobody; the last lines:\n"
                             f"{tail}")
        answers = {}
        for command in commands:
            machine.type(command)
            answers[command] = plain(machine.until_prompt())[1:-1]
        machine.type("poweroff")
        machine.child.wait(timeout=SECONDS)
    finally:
        machine.close()
    first = next((number for number, line in enumerate(story)
                  if line.startswith(START)), 0)
    return story[first:-1], answers


def panic(options=()):
    """The lines of a boot that must end in a panic."""
    machine = Machine(options)
    try:
        return plain(machine.until_prompt("---[ end Kernel panic"))
    finally:
        machine.close()


def shape(lines):
    """What must stay the same when compiler, firmware or kernel change a
    little: the words, without numbers, and each run of like lines once. Of
    function names only those of a backtrace (which -O2 and -Og share)."""
    shapes = []
    for line in lines:
        line = re.sub(r"^( \w+)\+0x[0-9a-f]+/0x[0-9a-f]+$", r"\1", line)
        line = re.sub(r"\w+\+0x[0-9a-f]+/0x[0-9a-f]+", "NAME", line)
        line = re.sub(r"(\[mem \S+\]) (usable|reserved|ACPI [dN]\w+)$",
                      r"\1 TYPE", line)
        line = re.sub(r"GRUB \d\S*,", "GRUB N,", line)
        line = re.sub(r"\b(0x[0-9a-f]+|[0-9]+)\b", "N", line)
        line = re.sub(r"\s+", " ", line).strip()
        if not shapes or shapes[-1] != line:
            shapes.append(line)
    return shapes
