# SPDX-License-Identifier: GPL-2.0-only
"""What a boot of a student's kernel is worth, and why. Nothing that the
kernel prints is believed: it must stand at its prompt, called by our own
monitor(), with memblock's lists in memory as they must be; those come from a
boot of the reference on the same machine, which the student's kernel never
sees. A boot that fails gets a report that says what to do next."""

import dataclasses
import re

from .boot import EXITS, Booted

SLAB = 6                # enum boot_stage
SYMBOL = re.compile(r"\b([A-Za-z_]\w*(?:\.\w+)*)\+0x[0-9a-f]+/0x[0-9a-f]+")
PANIC = re.compile(r"^(?:Kernel panic - not syncing|kernel BUG at|BUG|Oops)"
                   r"[: ](.*)$", re.M)
MISSING = re.compile(r"^(lab .*|.*\b(?:missing|stub)\b.*)$", re.M)
DEEP = 8                # so often in a backtrace: it calls itself


@dataclasses.dataclass
class Verdict:
    """status: pass, fail, or error (the grader's own trouble)."""
    status: str
    says: str
    function: str = ""      # the student's, that was running
    report: str = ""        # the post-mortem, some lines
    instructions: int = 0


def bare(symbol):
    """function of function+0x1/0x2 and function.part.0+0x1/0x2."""
    return re.sub(r"[.+].*", "", symbol)


def running(booted, mine):
    """The innermost of the student's functions that was running."""
    found = [*booted.inlined, booted.rip, *booted.trace] if booted.rip else \
        SYMBOL.findall(booted.log[crash_at(booted.log):])
    for symbol in found:
        if bare(symbol) in mine:
            return bare(symbol)
    return ""


def crash_at(log):
    """Where the last report of a failure begins."""
    found = PANIC.search(log)
    return found.start() if found else max(0, len(log) - 2000)


def deep(booted, mine):
    """The student's function that calls itself without end, or ""."""
    calls = [bare(symbol) for symbol in booted.trace] or \
        [bare(symbol) for symbol in SYMBOL.findall(
            booted.log[crash_at(booted.log):])]
    for name in set(calls) & mine:
        if calls.count(name) >= DEEP:
            return name
    return ""


def endless(booted):
    """"4000 moves `reserve` of 4096 bytes": what the trace repeats."""
    moves = [event for event in booted.events() or ()
             if event.kind in ("reserve", "find", "add", "grow", "free")]
    last = moves[-200:]
    if len(last) < 200 or len({(e.kind, e.function) for e in last}) > 3:
        return ""
    reserves = [e for e in last if e.kind == "reserve"]
    if not reserves:
        return f"the last {len(last)} moves are all `{last[-1].kind}`"
    return (f"it allocates without end: {len(moves)} moves, the last "
            f"reserves {reserves[-1].size:#x} bytes at "
            f"{reserves[-1].base:#x}")


def where(booted, mine):
    function = running(booted, mine)
    stage = f"last stage: {booted.stage}"
    return f"{stage}; in your {function}()" if function else stage


def broken(booted, mine):
    """One sentence on a boot that did not get to the prompt."""
    loop, at = deep(booted, mine), where(booted, mine)
    if booted.end == "panic":
        said = PANIC.search(booted.log)
        text = said.group(0).strip() if said else "without a message"
        return f"the kernel panicked ({at}): {text}" + (
            f"; {loop}() calls itself without end" if loop else "")
    if booted.end == "missing":
        said = MISSING.findall(booted.log)
        return (said[-1] if said else "a function of a lab is missing") + \
            f" ({at})"
    if booted.end == "reset":
        what = f"the stack has overflowed: {loop}() calls itself without " \
            "end" if loop else "the CPU reset (triple fault)"
        return f"{what} ({at}); RIP {booted.rip or 'unknown'}"
    if booted.end in ("hang", "flood"):
        what = "the kernel prints without end" if booted.end == "flood" else \
            f"the boot does not end: {booted.instructions} instructions, a " \
            "right one takes 3 million" if booted.instructions > 3e6 else \
            "the boot does not go on: the CPU stands still, or nearly"
        return f"{what} ({at}); " + (
            endless(booted) or f"RIP {booted.rip or 'unknown'}")
    said = EXITS.get(booted.status, f"status {booted.status}"
                     if booted.status else "power-off")
    return (f"the kernel switched the machine off ({said}) instead of "
            f"reaching its prompt ({at})")


def impostor(booted):
    """Who printed the prompt, if it was not our monitor(); or ""."""
    calls = [bare(symbol) for symbol in booted.trace]
    if calls[:2] != ["monitor", "start_kernel"]:
        return "it printed the prompt, but RIP is " + (booted.rip or "?")
    if not booted.seen:
        return "memblock cannot be read: its memory is gone"
    if booted.seen["stage"] != SLAB:
        return ("it printed the prompt in stage number "
                f"{booted.seen['stage']}, before the slab was up")
    return ""


def without(regions, start, end):
    """The regions less [start, end): images differ in size."""
    left = []
    for base, size, flags, nid in regions:
        for a, b in ((base, min(base + size, start)),
                     (max(base, end), base + size)):
            if a < b:
                left.append((a, b, flags, nid))
    return left


def outside_image(seen, name, end):
    return without(seen[name]["regions"], seen["image"][0], end)


def text_of(region):
    base, end, flags, nid = region
    nid -= (nid >> 31) << 32            # an int, as C has it
    more = (f", flags {flags:#x}" if flags else "") + \
        (f", node {nid}" if nid != 16 else "")
    return f"[{base:#x}-{end - 1:#x}]{more}"


def lists_differ(seen, right, log):
    """The first difference of the lists in words, or ""."""
    end = max(seen["image"][1], right["image"][1])
    for name in ("memory", "reserved"):
        got, want = (outside_image(side, name, end) for side in (seen, right))
        if got != want:
            extra = [text_of(r) for r in got if r not in want][:3]
            lost = [text_of(r) for r in want if r not in got][:3]
            return (f"memblock.{name} is wrong at the prompt: "
                    + "; ".join(
                        ([f"there is {' '.join(extra)}"] if extra else [])
                        + ([f"missing {' '.join(lost)}"] if lost else [])
                        or ["the regions stand in another order"]))
        total = sum(size for _, size, _, _ in seen[name]["regions"])
        if total != seen[name]["total"]:
            return (f"memblock.{name}.total_size is "
                    f"{seen[name]['total']:#x}, the regions are {total:#x}")
    if seen["warnings"] > right["warnings"]:
        return (f"the kernel warned {seen['warnings']} times, "
                f"{right['warnings']} would be right" + last_warning(log))
    return ""


def last_warning(log):
    """What it said, for a person; or ""."""
    said = re.findall(r"WARNING: .*\n.*", log)
    return f"; the last one: {' '.join(said[-1].split()):.200}" if said \
        else ""


def move(event):
    """A move of the trace, without what depends on the image."""
    return (event.kind, event.base, event.size, tuple(event.more[:4]),
            event.result)


def departs(booted, right):
    """Where the trace first departs from the reference's, in words."""
    got, want = booted.events(), right.events()
    if got is None:
        return "lines that look like the trace's are none: did you print them?"
    kinds = ("find", "reserve", "add", "remove", "free", "handover")
    got = [e for e in got if e.kind in kinds]
    want = [e for e in want or () if e.kind in kinds]
    inside = range(0x100000, right.seen["image"][1] + (1 << 16))
    for number, (ours, theirs) in enumerate(zip(got, want)):
        if move(ours) != move(theirs) and not (
                ours.kind == theirs.kind and ours.base in inside):
            return (f"the trace first departs at move {number}: `{ours.kind}` "
                    f"of {ours.size:#x} bytes at {ours.base:#x}"
                    + answer(ours) + f"; it should be `{theirs.kind}` of "
                    f"{theirs.size:#x} bytes at {theirs.base:#x}"
                    + answer(theirs))
    return ""


def answer(event):
    return f" found {event.more[3]:#x}" if event.kind == "find" and \
        len(event.more) > 3 else ""


def judge(booted: Booted, right: Booted, mine):
    """@right: the reference's boot on the same machine; @mine: names of the
    student's functions."""
    if booted.end in ("busy", "qemu"):
        return Verdict("error", f"QEMU: {booted.end}, status {booted.status}",
                       report=booted.report)
    if booted.end != "prompt":
        first = departs(booted, right)
        return Verdict("fail", broken(booted, mine)
                       + (f"; {first}" if first else ""),
                       running(booted, mine), booted.report,
                       booted.instructions)
    fake = impostor(booted)
    if fake:
        return Verdict("fail", f"this is not the kernel's prompt: {fake} "
                       f"({where(booted, mine)})", running(booted, mine),
                       "\n".join(booted.log.splitlines()[-20:]),
                       booted.instructions)
    wrong = lists_differ(booted.seen, right.seen, booted.log)
    if wrong:
        first = departs(booted, right)
        return Verdict("fail", wrong + (f"; {first}" if first else ""),
                       instructions=booted.instructions)
    return Verdict("pass", "boots to its prompt", "", "",
                   booted.instructions)



