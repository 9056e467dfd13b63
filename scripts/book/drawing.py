# SPDX-License-Identifier: GPL-2.0-only
"""SVG by hand: rectangles, lines, text, and an axis of addresses.

For scripts/trace_picture.py. Every picture has its own white ground, a title
and a description in words, no fonts of its own, and says with marks what it
says with colours (those of Okabe and Ito).
"""

import math
from xml.sax.saxutils import escape

WIDTH, LINE, SIZE = 860, 19, 13
COLOURS = {"usable": "#f0e442", "firmware": "#999999", "free": "#8fd3b8",
           "reserved": "#f4a582", "new": "#0072b2", "ink": "#1b1f24",
           "soft": "#666666"}
STYLE = (f'text{{font:{SIZE}px "DejaVu Sans",Verdana,Helvetica,sans-serif;'
         f'fill:{COLOURS["ink"]}}} .mono{{font-family:"DejaVu Sans Mono",'
         'Menlo,Consolas,monospace;font-size:12px;white-space:pre}'
         ' .small{font-size:11px}'
         ' .in{fill:#fff;font-weight:bold} .end{text-anchor:end}'
         ' .mid{text-anchor:middle} .bold{font-weight:bold}')


class Drawing:
    """Elements, one a line, and how far down they reach."""

    def __init__(self, title, about):
        self.title, self.about = title, about
        self.parts, self.height = [], 0

    def reach(self, y):
        self.height = max(self.height, y)

    def text(self, x, y, text, kind=""):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}"'
                          + (f' class="{kind}"' if kind else "")
                          + f">{escape(text)}</text>")
        self.reach(y)

    def rect(self, x, y, w, h, colour, edge="ink"):
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(w, 1):.1f}" '
            f'height="{h:.1f}" fill="{COLOURS.get(colour, colour)}" '
            f'stroke="{COLOURS[edge]}" stroke-width="0.7"/>')
        self.reach(y + h)

    def path(self, d, dash=False):
        self.parts.append(f'<path d="{d}" fill="none" '
                          f'stroke="{COLOURS["soft"]}"'
                          + (' stroke-dasharray="3 3"' if dash else "") + "/>")

    def svg(self):
        height = math.ceil(self.height + 14)
        return "\n".join([
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'width="{WIDTH}" height="{height}" '
            f'viewBox="0 0 {WIDTH} {height}">',
            "<!-- SPDX-License-Identifier: GPL-2.0-only; drawn by "
            "scripts/trace_picture.py -->",
            f"<title>{escape(self.title)}</title>",
            f"<desc>{escape(self.about)}</desc>",
            f"<style>{STYLE}</style>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            *self.parts, "</svg>", ""])


class Axis:
    """Addresses to x: each piece between two edges as wide as the logarithm
    of its bytes, so that a page and half a gigabyte fit on one line; a piece
    that nothing covers is narrow, and has a mark."""

    def __init__(self, edges, covered, left, right):
        self.edges = sorted(set(edges))
        pairs = list(zip(self.edges, self.edges[1:]))
        self.holes = [pair for pair in pairs
                      if not any(a < pair[1] and pair[0] < b
                                 for a, b in covered)]
        weights = [1.5 if pair in self.holes
                   else 2 + math.log2(pair[1] - pair[0]) / 4
                   for pair in pairs]
        scale = (right - left) / sum(weights)
        self.at = [left]
        for weight in weights:
            self.at.append(self.at[-1] + weight * scale)

    def x(self, address):
        for number, edge in enumerate(self.edges[1:]):
            if address <= edge:
                low = self.edges[number]
                part = (max(address, low) - low) / (edge - low)
                return self.at[number] + part * (self.at[number + 1]
                                                 - self.at[number])
        return self.at[-1]

    def draw(self, drawing, y, bottom):
        """A line with marks where a hole is, from @y down to @bottom."""
        drawing.path(f"M{self.at[0]:.1f} {y}H{self.at[-1]:.1f}")
        for low, high in self.holes:
            a, b = self.x(low), self.x(high)
            middle = (a + b) / 2
            for x in (middle - 3, middle + 3):
                drawing.path(f"M{x - 3:.1f} {y + 5}L{x + 3:.1f} {y - 5}")
        for x in self.at:
            drawing.path(f"M{x:.1f} {y}V{bottom}", dash=True)


def human(size):
    """12 bytes, 4K, 1.5K, 511M: as the kernel's log would say it."""
    for unit, name in ((1 << 30, "G"), (1 << 20, "M"), (1 << 10, "K")):
        if size >= unit:
            text = f"{size / unit:.1f}".rstrip("0").rstrip(".")
            return text + name
    return f"{size} bytes"
