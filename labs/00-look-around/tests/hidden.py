# SPDX-License-Identifier: GPL-2.0-only
"""Lab 00: the key to the questions that only the grader answers. This file
is not in a student's tree."""

from labtool.beside import beside
from labtool.bootlog import DIRECT_MAP, BootLog

LAB = beside(__file__, "lab.py")


def top_down(free, size, align):
    """The highest multiple of @align with @size free bytes behind it."""
    fits = [(end - size) // align * align for start, end in free
            if (end - size) // align * align >= start]
    return max(fits)


def bottom_up(free, size, align, above):
    fits = []
    for start, end in free:
        place = -(-max(start, above) // align) * align
        if place + size <= end:
            fits.append(place)
    return min(fits)


def key(text, answers):
    log, machine = BootLog(text), LAB.Machine(str(answers["student"]))
    free = log.free()
    largest = max(log.early, key=lambda block: block[2])
    asked = log.early[machine.pick % len(log.early)]
    image_end = log.named["kernel image"][1]
    return {"R5": largest[3],
            "R6": asked[4],
            "R7": max(free, key=lambda span: span[1] - span[0]),
            "R8": top_down(free, machine.size, machine.align),
            "R9": bottom_up(free, machine.size, machine.align, image_end),
            "R10": log.served()[0] - DIRECT_MAP}
