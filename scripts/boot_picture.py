# SPDX-License-Identifier: GPL-2.0-only
"""boot_picture.py [--check] [FILE]: a real boot as a picture (docs/boot.svg).

Boots through ./qemu.sh, types two commands at the prompt, and writes what
the terminal showed as SVG: text, one element a line, no fonts of its own.
--check writes nothing and says whether the picture still tells the same
story (addresses and numbers may differ).
"""

import difflib
import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

import boot_log

COMMANDS = ["alloc 100", "poweroff"]
SIZE, CELL, LINE, MARGIN, BAR = 13, 7.8, 17, 16, 30
# Light on dark, with its own background: the same on every page.
STYLE = f"""
text {{ font: {SIZE}px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas,
  monospace; fill: #d0d7de; white-space: pre; }}
.typed {{ fill: #ffffff; font-weight: bold; }}
.stage {{ fill: #7ee787; font-weight: bold; }}
.warn {{ fill: #f2cc60; }}
.name {{ fill: #79c0ff; }}
"""
NAME = re.compile(r"(\w+\+0x[0-9a-f]+/0x[0-9a-f]+|\bkmalloc-\w+)")


def session():
    """The lines of the terminal, from the command to the power-off."""
    story, answers = boot_log.boot(commands=COMMANDS[:-1])
    lines = ["$ ./qemu.sh", *story]
    for command in COMMANDS:
        lines += [boot_log.PROMPT + command, *answers.get(command, [])]
    # GRUB draws some empty lines; one is enough
    return [line for number, line in enumerate(lines)
            if line or lines[number - 1]]


def span(kind, text):
    return f'<tspan class="{kind}">{escape(text)}</tspan>'


def coloured(line, in_warning):
    for prompt in ("$ ", boot_log.PROMPT):
        if line.startswith(prompt):
            return escape(prompt) + span("typed", line[len(prompt):])
    if line.startswith("stage: "):
        return span("stage", line)
    if in_warning:
        return span("warn", line)
    return "".join(span("name", part) if NAME.fullmatch(part)
                   else escape(part) for part in NAME.split(line))


def frame(width, height):
    """What is around the text: a window, so to say."""
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
           f'width="{width}" height="{height}" '
           f'viewBox="0 0 {width} {height}">')
    yield ("<!-- SPDX-License-Identifier: GPL-2.0-only; drawn by "
           "scripts/boot_picture.py -->")
    yield ("<title>nopanic boots in a terminal, from the firmware's map to "
           "the prompt</title>")
    yield f"<style>{STYLE}</style>"
    yield (f'<rect x="0.5" y="0.5" width="{width - 1}" '
           f'height="{height - 1}" rx="8" fill="#0d1117" stroke="#6e7681"/>')
    for number, colour in enumerate(("#ff7b72", "#f2cc60", "#7ee787")):
        yield (f'<circle cx="{MARGIN + 6 + 18 * number}" cy="16" r="5" '
               f'fill="{colour}"/>')


def svg(lines):
    out = list(frame(round(2 * MARGIN + CELL * max(map(len, lines))),
                     BAR + LINE * len(lines) + MARGIN))
    in_warning = False
    for number, line in enumerate(lines):
        in_warning = in_warning or "[ cut here ]" in line
        y = BAR + LINE * number + SIZE
        # textLength: columns stay columns, whatever the reader's font is
        length = f' textLength="{CELL * len(line):.1f}"' if line else ""
        out.append(f'<text x="{MARGIN}" y="{y}"{length} '
                   f'xml:space="preserve">{coloured(line, in_warning)}'
                   "</text>")
        in_warning = in_warning and "---[ end trace" not in line
    return "\n".join([*out, "</svg>", ""])


def lines_of(text):
    """The lines that an SVG of ours shows."""
    root = ElementTree.fromstring(text)
    return ["".join(element.itertext()) for element
            in root.iter("{http://www.w3.org/2000/svg}text")]


def check(path, text):
    """Print what differs; is the picture still true?"""
    if not os.path.exists(path):
        print(f"{path}: no such file")
        return False
    with open(path, encoding="utf-8") as file:
        shown = boot_log.shape(lines_of(file.read()))
    diff = list(difflib.unified_diff(
        shown, boot_log.shape(lines_of(text)), path, "this boot",
        lineterm="", n=0))
    print("\n".join(diff) if diff else f"{path}: still true")
    return not diff


def main():
    args = [arg for arg in sys.argv[1:] if arg != "--check"]
    path = args[0] if args else os.path.join(boot_log.ROOT, "docs/boot.svg")
    try:
        text = svg(session())
    except boot_log.BootFailed as error:
        sys.exit(f"boot_picture.py: {error}")
    if "--check" in sys.argv[1:]:
        sys.exit(0 if check(path, text) else 1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"{path}: drawn from a boot of {len(lines_of(text))} lines")


if __name__ == "__main__":
    main()
