# SPDX-License-Identifier: GPL-2.0-only
"""How things are said: sizes, ranges, tables, colours."""

import os

import gdb

COLOURS = {"red": 31, "green": 32, "yellow": 33, "blue": 34, "magenta": 35,
           "cyan": 36, "grey": 90, "bold": 1}


class NpColor(gdb.Parameter):
    """Whether `np map` and others use colours: on, off or auto.

auto: on a terminal, unless gdb's own `style enabled` or $NO_COLOR says no."""
    set_doc = "Set whether the np commands use colours."
    show_doc = "Show whether the np commands use colours."

    def __init__(self):
        super().__init__("np-color", gdb.COMMAND_DATA, gdb.PARAM_ENUM,
                         ["auto", "on", "off"])
        self.value = "auto"

    def get_set_string(self):
        return ""

    def get_show_string(self, value):
        return f"np-color is {value}"


WISH = NpColor()


def colours_on():
    if WISH.value != "auto":
        return WISH.value == "on"
    return (os.isatty(1) and not os.environ.get("NO_COLOR")
            and gdb.parameter("style enabled"))


def paint(words, colour):
    if not colour or not colours_on():
        return words
    return f"\x1b[{COLOURS[colour]}m{words}\x1b[0m"


def size(count):
    """510.9M: three digits are enough to see what is large."""
    for unit in ("", "K", "M", "G", "T"):
        if count < 1024 or unit == "T":
            whole = count == int(count)
            return f"{int(count)}{unit}" if whole else f"{count:.1f}{unit}"
        count /= 1024
    return str(count)


def span(base, length):
    """[mem FIRST-LAST], as the boot log has it: the end is inclusive."""
    if not length:
        return f"[mem 0x{base:012x}, empty]"
    return f"[mem 0x{base:012x}-0x{base + length - 1:012x}]"


def table(rows, right=()):
    """Rows of words in columns; those in @right are aligned there."""
    if not rows:
        return []
    widths = [max(len(str(row[i])) for row in rows)
              for i in range(len(rows[0]))]
    return ["  ".join(str(cell).rjust(width) if i in right
                      else str(cell).ljust(width)
                      for i, (cell, width) in enumerate(zip(row, widths))
                      ).rstrip() for row in rows]


def say(lines):
    for line in [lines] if isinstance(lines, str) else lines:
        gdb.write(line + "\n")
