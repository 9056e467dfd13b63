# SPDX-License-Identifier: GPL-2.0-only
"""The lines of trace=serial (kernel/trace_serial.c), taken out of a serial
log and read. What is not of the trace stays as the log was."""

import re

LINE = re.compile(rb"@trace(-boot|-map|-end|) ([^\r\n]*)\r?\n")
STAGES = ("entry", "early", "memblock", "mapped", "bootmem", "buddy", "slab")
WHY = ("taken", "too small", "alignment", "below start", "above end",
       "other node", "hot-pluggable", "not mirrored", "not mapped", "driver",
       "not said")
SLAB = ("cache", "grow", "alloc")
LISTS = {"m": "memory", "r": "reserved"}
MAX_NUMNODES = 16
# Bits of an event (mm/trace.h).
ASIDE, SET, UP, WINDOW, SIZE, ALIGN, RESULT = 1, 2, 2, 4, 8, 16, 32


class Broken(Exception):
    """A line that is no event; says which and why."""


def node(number):
    """None for NUMA_NO_NODE and MAX_NUMNODES."""
    return number if 0 <= number < MAX_NUMNODES else None


def region(text):
    base, size, nid, flags = text.split(":")
    return {"base": hex(int(base, 16)), "size": hex(int(size, 16)),
            "node": node(int(nid)), "flags": int(flags, 16)}


def change(name, text):
    """m:at,remove,base:size:node:flags,..."""
    at, remove, *insert = text.split(",")
    return {"list": LISTS[name], "at": int(at, 16),
            "remove": int(remove, 16), "insert": [region(r) for r in insert]}


def candidate(text):
    base, size, why = text.split(":")
    return {"base": hex(int(base, 16)), "size": hex(int(size, 16)),
            "why": WHY[int(why)]}


class Event:
    """One line: numbers by their names, .frames as addresses."""

    def __init__(self, text):
        head, function, between, name, rest = text.split('"', 4)
        if between != " ":
            raise ValueError("no second name")
        words = head.split()
        self.seq, self.tsc = int(words[0], 16), int(words[1], 16)
        self.stage, self.kind = STAGES[int(words[2])], words[3]
        self.bits, self.node = int(words[4], 16), int(words[5])
        self.value, self.result = int(words[6], 16), int(words[7])
        self.base, self.size, *self.more = (int(w, 16) for w in words[8:14])
        self.function, self.name = function or None, name or None
        self.frames, self.changes, self.candidates = [], [], []
        for word in rest.split():
            key, _, value = word.partition(":")
            if key == "b":      # the kernel lies in the topmost 2 GiB
                self.frames = [int(f, 16) | 0xffffffff << 32
                               for f in value.split(",")]
            elif key == "c":
                self.candidates = [candidate(c) for c in value.split(",")]
            else:
                self.changes.append(change(key, value))

    def known(self, bit, value):
        return hex(value) if self.bits & bit else None

    def fields(self):
        """What this kind of event has of its own (docs/trace.md)."""
        span = {"base": hex(self.base), "size": hex(self.size)}
        up = bool(self.bits & UP)
        done = {"result": self.result}
        if self.kind == "reserve" and self.name:
            done["name"] = self.name
        if self.kind == "find":
            return {"start": self.known(WINDOW, self.base),
                    "end": self.known(WINDOW, self.more[0]),
                    "size": self.known(SIZE, self.size),
                    "align": self.known(ALIGN, self.more[1]),
                    "node": node(self.node), "bottom_up": up,
                    "hint": hex(self.more[2]), "candidates": self.candidates,
                    "candidates_not_recorded": self.value,
                    "result": self.known(RESULT, self.more[3])}
        if self.kind == "slab":
            grow = self.value == SLAB.index("grow")
            place = {"pfn": self.more[0], "order": self.more[1]}
            return {"what": SLAB[self.value], "cache": self.name,
                    "size": span["size"],
                    "base": span["base"] if self.base else None,
                    **(place if grow else {})}
        return {
            "add": lambda: {**span, **done}, "remove": lambda: {**span, **done},
            "reserve": lambda: {**span, **done},
            "free": lambda: {**span, **done},
            "mark": lambda: {**span, "flags": self.value, "set": up, **done},
            "node": lambda: {**span, "node": node(self.node), **done},
            "trim": lambda: span, "list": lambda: {},
            "grow": lambda: {
                "list": "reserved" if self.value else "memory",
                "old": {"base": span["base"], "max": self.size},
                "new": {"base": hex(self.more[0]), "max": self.more[1]}},
            "limit": lambda: {"old": span["base"], "new": span["size"]},
            "direction": lambda: {"bottom_up": up},
            "stage": lambda: {"name": self.stage},
            "handover": lambda: {"node": self.node, "pfn": self.base,
                                 "order": self.value, "count": self.size},
            "late_free": lambda: span,
            "aside": lambda: {"on": bool(self.bits & ASIDE)},
        }[self.kind]()


class Stream:
    """What a serial log says of the trace."""

    def __init__(self, data):
        self.events, self.maps = [], {False: {}, True: {}}
        self.command_line = None
        self.dropped = self.slab_lost = 0
        for number, match in enumerate(LINE.finditer(data), 1):
            text = match.group(2).decode("utf-8", "replace")
            try:
                self.take(match.group(1), text)
            except (ValueError, IndexError, KeyError) as error:
                raise Broken(f"line {number} of the trace: {error}: "
                             f"{text[:120]}") from error
        self.log = LINE.sub(b"", data).decode("utf-8", "replace").replace(
            "\r", "")

    def take(self, which, text):
        if which == b"":
            self.events.append(Event(text))
        elif which == b"-boot":
            version, _, self.command_line = text.partition(" ")
            if version != "1":
                raise ValueError(f"version {version} instead of 1")
        elif which == b"-map":
            aside, table, base, size, kind = text.split()
            self.maps[aside == "1"].setdefault(table, []).append(
                (int(base, 16), int(size, 16), int(kind)))
        else:
            _, self.dropped, self.slab_lost = map(int, text.split())
