# SPDX-License-Identifier: GPL-2.0-only
"""One boot in QEMU, as a test sees it: through ./qemu.sh, as a person would.

boot() runs to the end; Session talks to the prompt.
"""

import os
import re
import select
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
RELEASE = os.path.join(ROOT, "build")
DEBUG = os.path.join(ROOT, "build", "debug")
PROMPT = "nopanic> "
STAGES = ["early", "memblock", "mapped", "bootmem", "buddy", "slab"]


def environment(build):
    return {**os.environ, "NOPANIC_BUILD": build}


class Result:
    """What is left of a boot: .status of qemu.sh, .log, .stages, .rss."""

    def __init__(self, status, output, rss=0):
        self.status = status
        self.log = output.decode("utf-8", "replace").replace("\r", "")
        self.rss = rss          # bytes that QEMU held at most

    @property
    def lines(self):
        return self.log.splitlines()

    @property
    def stages(self):
        return re.findall(r"^stage: (\w+)$", self.log, re.M)

    def ktap(self):
        """(planned, names of those that passed, other result lines)"""
        plan = re.findall(r"^1\.\.(\d+)$", self.log, re.M)
        good = re.findall(r"^ok \d+ (\S.*)$", self.log, re.M)
        bad = re.findall(r"^not ok .*$|^ok .*# SKIP.*$", self.log, re.M)
        return int(plan[0]) if len(plan) == 1 else None, good, bad


def boot(*options, build=RELEASE, env=None):
    """Run qemu.sh to its end; nothing is typed."""
    child = subprocess.Popen(
        [os.path.join(ROOT, "qemu.sh"), *map(str, options)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env={**environment(build), **(env or {})})
    output = child.stdout.read()
    child.stdout.close()
    # QEMU is a child of qemu.sh: its peak counts in, too.
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Result(child.returncode, output, usage.ru_maxrss << 10)


class Session:
    """A boot to the prompt, with somebody at the serial line."""

    def __init__(self, *options, build=RELEASE, timeout=60, stdin=None):
        self.child = subprocess.Popen(
            [os.path.join(ROOT, "qemu.sh"), *map(str, options)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env=environment(build))
        self.output = b""
        self.seen = 0           # what expect() has consumed
        self.timeout = timeout

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        if self.child.poll() is None:
            self.child.terminate()
        self.child.wait()
        self.child.stdin.close()
        self.child.stdout.close()

    @property
    def log(self):
        return self.output.decode("utf-8", "replace").replace("\r", "")

    def _read(self, until):
        """More output, or False at its end; fails when time runs out."""
        left = until - time.monotonic()
        pipe = self.child.stdout
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise AssertionError("nothing more came; the log ends with:\n"
                                 + "\n".join(self.log.splitlines()[-15:]))
        chunk = os.read(pipe.fileno(), 65536)
        self.output += chunk
        return bool(chunk)

    def expect(self, text, timeout=None):
        """What came before @text since the last call."""
        until = time.monotonic() + (timeout or self.timeout)
        wanted = text.encode()
        while wanted not in self.output[self.seen:]:
            if not self._read(until):
                raise AssertionError(f"ended before {text!r}:\n{self.log}")
        at = self.output.index(wanted, self.seen)
        before = self.output[self.seen:at]
        self.seen = at + len(wanted)
        return before.decode("utf-8", "replace").replace("\r", "")

    def send(self, text):
        os.write(self.child.stdin.fileno(), text.encode())

    def prompt(self, timeout=None):
        return self.expect(PROMPT, timeout)

    def command(self, line, timeout=None):
        """Type @line; what it prints, without the echo of the line."""
        self.send(line + "\r")
        return self.prompt(timeout).split("\n", 1)[-1]

    def end(self, timeout=None):
        """Wait for the end of qemu.sh."""
        until = time.monotonic() + (timeout or self.timeout)
        while self._read(until):
            pass
        return Result(self.child.wait(), self.output)
