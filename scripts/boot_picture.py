# SPDX-License-Identifier: GPL-2.0-only
"""boot_picture.py FILE.svg: a picture of a real boot, made from its serial
log, for the README. Boots what NOPANIC_BUILD holds."""

import html
import subprocess
import sys

WIDTH, LINE, MARGIN = 8.0, 17, 14
PAPER, INK = "#10141a", "#d6dde6"
COLOURS = [("stage: ", "#7fd1ff"), ("nopanic", "#ffd479"),
           ("WARNING", "#ff9a66"), ("MEMBLOCK", "#ffd479")]


def log_of_a_boot():
    """The lines of one boot, up to the prompt."""
    child = subprocess.Popen(["./qemu.sh", "--timeout", "60"],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL)
    text = b""
    while b"nopanic> " not in text:
        chunk = child.stdout.read1(4096)
        if not chunk:
            sys.exit("the boot ended before the prompt")
        text += chunk
    child.terminate()
    child.wait()
    lines = text.decode().replace("\r", "").splitlines()
    while lines and not lines[0].startswith("nopanic:"):
        lines.pop(0)        # GRUB's
    return [line.split("\x1b")[0].expandtabs() for line in lines]


def colour(line):
    for start, value in COLOURS:
        if line.startswith(start):
            return value
    return INK


def picture(lines):
    width = int(max(map(len, lines)) * WIDTH) + 2 * MARGIN
    height = len(lines) * LINE + 2 * MARGIN
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
           f'height="{height}" viewBox="0 0 {width} {height}">')
    yield "<title>A boot of nopanic, from GRUB to its prompt</title>"
    yield f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>'
    yield ('<g font-family="DejaVu Sans Mono, Consolas, monospace" '
           'font-size="13" xml:space="preserve">')
    for number, line in enumerate(lines):
        y = MARGIN + LINE * (number + 0.8)
        yield (f'<text x="{MARGIN}" y="{y:.0f}" fill="{colour(line)}">'
               f"{html.escape(line)}</text>")
    yield "</g></svg>"


def main():
    lines = log_of_a_boot()
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write("\n".join(picture(lines)) + "\n")
    print(f"{sys.argv[1]}: {len(lines)} lines of a real boot")


if __name__ == "__main__":
    main()
