# SPDX-License-Identifier: GPL-2.0-only
"""What `check` prints: a line a rule, and under a broken one the call, the
smallest input that shows it, a picture, what was expected and what came.
"""

import os
import re
import shutil
import sys

from . import judge, labs, picture, source
from .case import MAX_NUMNODES, free_ranges, number

HEADERS = ["include/linux/memblock.h", "include/linux/bootmem.h",
           "include/linux/memblock_iter.h", "mm/memblock_internal.h",
           "arch/x86/include/asm/e820.h"]
FRAMES, PRINTED, SAID = 6, 6, 12
DETAILS = 3         # so many broken rules are shown in full


class Style:
    """Colours, if somebody wants them, and pictures, or words."""

    def __init__(self, plain=False, colour=None):
        self.plain = plain
        if colour is None:
            colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self.colour = colour and not plain

    def paint(self, text, code):
        return f"\033[{code}m{text}\033[m" if self.colour else text

    def good(self, text):
        return self.paint(text, "32")

    def bad(self, text):
        return self.paint(text, "31")


# ---- calls as C has them ----------------------------------------------------

def parameters(root, function):
    """Names of a function's parameters, from its prototype; [] if none."""
    for header in HEADERS:
        try:
            with open(os.path.join(root, header), encoding="utf-8") as file:
                found = re.search(rf"\b{function}\(([^()]*)\);", file.read())
        except OSError:
            continue
        if found:
            return [re.findall(r"\w+", part)[-1]
                    for part in found.group(1).split(",")]
    return []


def argument(name, value):
    if name == "nid" and isinstance(value, int) and \
            not 0 <= value < MAX_NUMNODES:
        return "nid any" if value < 0 else "nid none"
    text = value if isinstance(value, str) else number(value)
    return f"{name} {text}" if name else text


def call_text(root, call):
    names = parameters(root, call.function)
    if len(names) != len(call.args):    # the test's own way to call it
        names = [""] * len(call.args)
    return (f"{call.function}("
            + ", ".join(map(argument, names, call.args)) + ")")


def place(root, lab):
    """File and line of the lab's first function in this tree."""
    for function in lab.functions:
        try:
            path = os.path.join(root, function.file)
            with open(path, encoding="utf-8") as file:
                text = file.read()
            item = source.functions(text)[function.name]
        except (OSError, KeyError, source.Trouble):
            return f"{function.name}  {function.file}"
        line = text.count("\n", 0, item.start) + 1
        return f"{function.name}  {function.file}:{line}"
    return ""


# ---- one failure ------------------------------------------------------------

def failure(verdict, first, root, style):
    """The lines about a failed case; @first is it before shrinking."""
    case, answer = verdict.case, verdict.answer
    yield "test", case.name
    yield from call_lines(case, root)
    yield from world_lines(case, first.case)
    if answer.kind:
        yield "got", verdict.why
        yield from trace_lines(answer)
    else:
        yield from difference(verdict, style)
    for n, line in enumerate(answer.printed[-PRINTED:]):
        yield ("printed" if not n else ""), line
    again = f"scripts/lab check --only {case.id}"
    yield "again", f"{again}      in gdb: {again} --gdb"


def call_lines(case, root):
    """The calls; one that is made again and again, once."""
    shown = []
    for call in case.calls:
        text = call_text(root, call)
        if shown and shown[-1][0] == text:
            shown[-1][1] += 1
        else:
            shown.append([text, 1])
    for n, (text, times) in enumerate(shown):
        yield ("call" if not n else ""), text + (
            f"   {times} times" if times > 1 else "")


def world_lines(case, before):
    """What the call finds, in few words."""
    world = case.world
    count = size(world)
    shrunk = (f"   (input shrunk from {size(before.world)} to {count})"
              if size(before.world) > count else "")
    if not count:
        if world.memory or world.reserved or not world.extra:
            yield "lists", "both empty" + shrunk
    elif any(c.function in picture.SIZE_OF for c in case.calls):
        nodes = {r.nid for r in world.memory}
        if len(nodes) > 1 or any(r.flags for r in world.memory):
            yield "memory", picture.regions_text(world.memory)
        yield "free", picture.ranges_text(free_ranges(world)) + shrunk
    else:
        for name in ("memory", "reserved"):
            if getattr(world, name):
                yield name, picture.regions_text(getattr(world, name)) \
                    + shrunk
                shrunk = ""
    for name in ("memory", "reserved"):
        most = getattr(world, f"max_{name}")
        if most != 128:
            yield "", f"{name} has room for {most} regions"
    if world.bottom_up:
        yield "", f"bottom-up; the kernel ends at {world.kernel_end:#x}"
    for name, rows in world.extra.items():
        if rows == ():
            continue
        yield name, judge.shown(rows) + (shrunk if isinstance(rows, list)
                                         else "")


def size(world):
    """Regions and rows of an input."""
    return (len(world.memory) + len(world.reserved)
            + sum(len(v) for v in world.extra.values()
                  if isinstance(v, list)))


def trace_lines(answer):
    """Their functions in the backtrace, a line for a recursion."""
    frames = [f for f in answer.trace if f.file in answer.files]
    shown = []
    for frame in frames:
        if not shown or str(shown[-1][0]) != str(frame):
            shown.append([frame, 0])
        shown[-1][1] += 1
    for n, (frame, times) in enumerate(shown[:FRAMES]):
        yield ("in" if not n else ""), str(frame) + (
            f", {times} times and more" if times > 4 else "")


def difference(verdict, style):
    """Picture, expected, got: of a result, else of a list, else in words."""
    case, want, got = verdict.case, verdict.want, verdict.answer.outcome
    for n, expected in enumerate(want.results or ()):
        if expected is None or judge.same(expected, got.results[n]):
            continue
        yield from pictures(style, picture.search, picture.search_words,
                            case, n, expected, got.results[n])
        yield "expected", judge.shown(expected)
        yield "got", words(judge.shown(got.results[n]), verdict.why)
        return
    for name in judge.LISTS:
        one, two = getattr(want, name), getattr(got, name)
        if name in case.looks and one is not None and one != two:
            yield from pictures(style, picture.lists, picture.lists_words,
                                one, two)
            yield "expected", f"{name}: {picture.regions_text(one)}"
            yield "got", f"{name}: {picture.regions_text(two)}"
            yield "", verdict.why
            return
    for name, value in want.extra.items():
        if not judge.same(value, got.extra.get(name)):
            if name == "e820":
                yield from pictures(style, picture.maps, picture.maps_words,
                                    value, got.extra.get(name))
            yield "expected", f"{name}: {judge.shown(value)}"
            yield "got", f"{name}: " + judge.shown(
                judge.like(value, got.extra.get(name)))
            yield "", verdict.why
            return
    yield "got", verdict.why


def words(value, why):
    """A value, and what is wrong with it, without saying it twice."""
    return why if why.startswith(value) else f"{value}: {why}"


def pictures(style, draw, say, *what):
    lines = [say(*what)] if style.plain else draw(*what)
    for n, line in enumerate(lines):
        yield ("picture" if not n else ""), line


# ---- the whole --------------------------------------------------------------

def headline(lab, root):
    name = lab.name + (f" ({lab.variant})" if lab.variant else "")
    return f"{name}  {place(root, lab)}"


def in_full(verdicts):
    """The first failures of the first rules that are broken; none where
    only a stub was called."""
    first = {}
    for verdict in verdicts:
        if not verdict.passed and not verdict.trouble and not still_stub(
                verdict):
            first.setdefault(verdict.case.rule, verdict)
    return list(first.values())[:DETAILS]


def still_stub(verdict):
    return bool(verdict.answer.stubs) or verdict.answer.kind == "missing"


def check(lab, root, verdicts, small, program, style, whole=True):
    """The report; @small: {rule: (shrunk Verdict, Verdict)} of in_full();
    @whole: all tests ran."""
    result = judge.score(lab.rules, verdicts)
    lines = [headline(lab, root)]
    lines += ["  " + line for line in warnings(program)]
    lines += stub_lines(lab, root, verdicts)
    width = max(len(rule.text) for rule in lab.rules)
    for rule in lab.rules:
        part = result.rules[rule.id]["visible"]
        mine = [v for v in verdicts if v.case.rule == rule.id]
        if part.total:
            lines.append(rule_line(rule, part, width, mine, style))
        if rule.id in small:
            lines += [f"      {title:9} {text}".rstrip() for title, text
                      in failure(*small[rule.id], root, style)]
    lines += [f"  trouble of the lab's own: {v.trouble}"
              for v in verdicts if v.trouble]
    broken = {v.case.rule for v in verdicts if not v.passed}
    if small and len(broken) > DETAILS:
        lines.append(f"  {DETAILS} broken rules in full; another one: "
                     f"scripts/lab check --only {rest(lab, broken, small)}")
    if whole:
        lines.append(points_line(lab, result))
    return "\n".join(lines)


def rest(lab, broken, small):
    """A broken rule that is not shown in full."""
    return next((r.id for r in lab.rules if r.id in broken
                 and r.id not in small), "R1")


def stub_lines(lab, root, verdicts):
    """Which stubs were called; those of other labs of this tree, too."""
    homes = {name: one.name for one in labs.all_labs(root)
             for name in one.names()}
    names = dict.fromkeys(name for v in verdicts for name in v.answer.stubs)
    for name in names:
        home = lab.name if name in lab.names() else homes.get(name, lab.name)
        yield f"  {name}() is still the stub: read labs/{home}/README.md"
        if home != lab.name:
            yield (f"    it is of lab {home}, and this lab's tests call it: "
                   f"do that first, or start this lab in a tree of its own")
    for text in dict.fromkeys(v.answer.what for v in verdicts
                              if v.answer.kind == "missing"):
        home = text.removeprefix("lab ").split(":")[0]
        yield f"  {text}: read labs/{home}/README.md"


def rule_line(rule, part, width, verdicts, style):
    failed = [v for v in verdicts if not v.passed]
    count = f"{part.passed} of {part.total}"
    count = style.bad(count) if failed else style.good(count)
    return (f"  {rule.id:4}{rule.text:{width}}   {count}"
            + "".join(f"   {v.case.id}" for v in failed)).rstrip()


def points_line(lab, result):
    boot = sum(r.visible for r in lab.rules
               if not result.rules[r.id]["visible"].total)
    possible = result.possible("visible") - boot
    more = [f"hidden tests: {lab.hidden_points} more, when it is graded"]
    if boot:
        more.insert(0, f"the boot: {boot} more, scripts/lab mine")
    return (f"  visible points {result.earned('visible')} of {possible} "
            f"({'; '.join(more)})")


def warnings(program):
    """What the compiler has said about the student's files."""
    return program.said.splitlines()[:SAID]


def not_built(lab, error, style):
    """The report on files that do not compile or link."""
    what = "does not compile" if error.stage == "compile" else "does not link"
    width = shutil.get_terminal_size().columns
    lines = [line[:max(width, 80)] for line in error.said.splitlines()]
    return "\n".join([f"{lab.name}  {style.bad(what)}; no test ran",
                      *("  " + line for line in lines[:40])])
