# SPDX-License-Identifier: GPL-2.0-only
"""Cases go into a runner, answers come out of it.

One process of a runner a case, started by labs/runner/spawn.c inside of the
sandbox. An Answer is what came back as an Outcome, or how it broke: a crash,
a hang, a panic, a stub that cannot return, an end without an answer.
"""

import json
import os
import re
import signal
import subprocess
from dataclasses import dataclass, field

from . import Trouble
from .case import Outcome, Region, text_of

HEAD = re.compile(r"answer (\d+) said (\d+) status (-?\d+) signal (\d+) "
                  r"cpu (\d+) wall (\d+)")
KINDS = ("crash", "hang", "panic", "missing")
SECONDS = 300
# spawn.c: who was killed after so long, and has used so little, did not run.
WALL_MS, IDLE_MS = 10000, 200


@dataclass
class Frame:
    """A line of a backtrace."""
    function: str
    file: str = ""
    line: int = 0

    def __str__(self):
        where = f" ({self.file}:{self.line})" if self.line else ""
        return f"{self.function}(){where}"


@dataclass
class Answer:
    """What came back for one case."""
    outcome: Outcome
    kind: str = ""              # "" is an answer, else of KINDS, or "end"
    what: str = ""
    address: int = 0
    trace: list = field(default_factory=list)       # numbers, then Frames
    printed: list = field(default_factory=list)     # printk, not warnings
    stubs: list = field(default_factory=list)
    totals: dict = field(default_factory=dict)      # list: (cnt, total)
    said: str = ""              # what it wrote to standard output
    cpu_ms: int = 0
    files: list = field(default_factory=list)       # the student's

    @property
    def theirs(self):
        """The innermost frame that lies in a file of the student's."""
        return next((f for f in self.trace if f.file in self.files), None)


def regions(raw):
    """Region objects of a list as the runner prints it."""
    return [Region(*row) for row in raw["regions"][:raw["cnt"]]]


def read_answer(text, status, signum, said, cpu):
    """An Answer from the runner's object, or from the lack of one."""
    common = {"said": said, "cpu_ms": cpu}
    try:
        raw = json.loads(text)
        outcome = Outcome(results=raw["results"], log=raw["log"],
                          notes=raw["notes"])
        common |= {"printed": raw["printed"], "stubs": raw["stubs"]}
        kind = next((k for k in KINDS if k in raw), "")
        if kind:
            return Answer(outcome, kind, raw[kind]["what"],
                          raw[kind]["address"], raw[kind]["trace"], **common)
        for name in ("memory", "reserved"):
            setattr(outcome, name, regions(raw[name]))
            common.setdefault("totals", {})[name] = (
                raw[name]["cnt"], raw[name]["total"])
        outcome.extra = {k: v for k, v in raw.items() if k not in
                         ("id", "results", "log", "notes", "printed",
                          "stubs", "memory", "reserved")}
        return Answer(outcome, **common)
    except (ValueError, KeyError, TypeError, IndexError):
        return Answer(Outcome(results=[]), "end",
                      how_it_ended(status, signum, text), **common)


def how_it_ended(status, signum, text):
    if signum in (signal.SIGXCPU, signal.SIGKILL):
        return "was stopped: it used all of its time"
    if signum == signal.SIGSYS:
        return "made a system call, before the test had begun"
    if signum:
        return f"was killed by {signal.Signals(signum).name}"
    if text.strip():
        return "ended with an answer that is none"
    return f"ended the program itself, with status {status}"


def run(runner, spawn, cases):
    """The Answers to @cases, in order."""
    texts = "".join(map(text_of, cases))
    try:
        done = runner.sandbox.run(
            ["/spawn", "/runner"], show=[(spawn, "/spawn"),
                                         (runner.path, "/runner")],
            system=False, input=texts.encode(), capture_output=True,
            timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Trouble(f"{len(cases)} tests took {SECONDS} s") from error
    answers = list(split_answers(done.stdout))
    if done.returncode or len(answers) != len(cases):
        said = done.stderr.decode(errors="replace").strip()
        raise Trouble(f"{len(answers)} of {len(cases)} answers, status "
                      f"{done.returncode}: {said}")
    for case, answer in zip(cases, answers):
        if answer.kind == "end" and "runner: " in answer.said:
            raise Trouble(f"{case.id}: {answer.said.strip()}")
        answer.files = runner.files
    name_frames(runner, answers)
    return answers


def split_answers(out):
    at = 0
    while at < len(out):
        line_end = out.index(b"\n", at)
        head = HEAD.fullmatch(out[at:line_end].decode())
        size, said, status, signum, cpu, wall = map(int, head.groups())
        if signum == signal.SIGKILL and wall >= WALL_MS and cpu < IDLE_MS:
            raise Trouble("this machine is too busy: a test was waiting for "
                          f"{wall / 1000:.0f} s")
        middle = line_end + 1 + size
        at = middle + said
        yield read_answer(out[line_end + 1:middle].decode(errors="replace"),
                          status, signum,
                          out[middle:at].decode(errors="replace"), cpu)


# ---- backtraces -------------------------------------------------------------

def name_frames(runner, answers):
    """Numbers in backtraces become Frames, all with one addr2line."""
    wanted = {(addr if n == 0 and a.kind != "panic" else addr - 1): None
              for a in answers for n, addr in enumerate(a.trace)}
    if wanted:
        names = look_up(runner, list(wanted))
        for answer in answers:
            answer.trace = [
                names[addr if n == 0 and answer.kind != "panic"
                      else addr - 1] for n, addr in enumerate(answer.trace)]


def look_up(runner, addresses):
    """{address: Frame}; the program is a stranger's, so this is inside."""
    done = runner.sandbox.run(
        ["addr2line", "-f", "-e", "/runner"],
        show=[(runner.path, "/runner")], capture_output=True, text=True,
        input="".join(f"{a:#x}\n" for a in addresses), errors="replace")
    lines = done.stdout.splitlines()
    frames = {}
    for addr, name, place in zip(addresses, lines[::2], lines[1::2]):
        path, _, line = place.rpartition(":")
        line = re.match(r"\d*", line).group()
        path = os.path.normpath(path) if path not in ("", "??") else ""
        path = path.removeprefix(runner.tree + "/").removeprefix("./")
        frames[addr] = Frame(name, path, int(line or 0))
    return {a: frames.get(a, Frame("??")) for a in addresses}
