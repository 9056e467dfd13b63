# SPDX-License-Identifier: GPL-2.0-only
"""What makes the book's pages readable for everyone: a Sphinx extension.

Colours of code with a contrast of 7:1 and more on both backgrounds, and what
the theme's pages lack: names for a screen reader, blocks that the keyboard
can scroll, and all files in the book itself. docs/conf.py names it.
"""

import os
import re

from pygments.style import Style
from pygments.token import (Comment, Error, Keyword, Name, Number, Operator,
                            String, Token)


class Light(Style):
    """On white."""

    background_color = "#f8f9fb"
    styles = {Token: "#1b1f24", Comment: "italic #4a4f57",
              Comment.Preproc: "noitalic #6b2f00", Keyword: "bold #0b3d91",
              Keyword.Type: "nobold #0b3d91", Name.Function: "#5b1e7a",
              String: "#0a4d1c", Number: "#7a1f1f", Operator: "#1b1f24",
              Error: "#1b1f24"}


class Dark(Style):
    """On black."""

    background_color = "#16181c"
    styles = {Token: "#e6e9ee", Comment: "italic #b3b9c4",
              Comment.Preproc: "noitalic #f0b27a", Keyword: "bold #9cc4ff",
              Keyword.Type: "nobold #9cc4ff", Name.Function: "#d9b3ff",
              String: "#9fe0a8", Number: "#ffb3b3", Operator: "#e6e9ee",
              Error: "#e6e9ee"}


# What the theme's pages lack for a screen reader or for the keyboard.
REPAIRS = (
    (r"<pre>", '<pre tabindex="0">'),
    (r'<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'),
    (r'<p class="caption" role="heading">',
     '<p class="caption" role="heading" aria-level="2">'),
    (r'<aside class="sidebar-drawer">',
     '<aside class="sidebar-drawer" aria-label="Contents">'),
    (r'<aside class="toc-drawer', '<aside aria-label="On this page" '
                                  'class="toc-drawer'),
    (r'<label class="overlay', '<label aria-hidden="true" class="overlay'),
    (r'<div id="search-results">', '<h1>Search</h1><div id="search-results">'),
    (r'<th class="head">(<p></p>)?</th>', "<td></td>"),
)


def repair_page(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for pattern, better in REPAIRS:
        text = re.sub(pattern, better, text)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def repair_theme(static):
    """Debian's furo asks a web server for a style sheet of another package,
    and its script is a module, which no browser loads from disk."""
    path = os.path.join(static, "styles", "furo.css")
    sheet = read(path)
    for name in re.findall(r"@import url\((/javascript/[^)]*)\);", sheet):
        there = "/usr/share" + name
        sheet = sheet.replace(f"@import url({name});",
                              read(there) if os.path.exists(there) else "")
    with open(path, "w", encoding="utf-8") as file:
        file.write(sheet)
    path = os.path.join(static, "scripts", "furo.js")
    script = read(path)
    match = re.match(r'import Gumshoe from "\./([\w.-]+)";', script)
    if match:
        script = read(os.path.join(static, "scripts", match.group(1))) \
            + script[match.end():]
        with open(path, "w", encoding="utf-8") as file:
            file.write(script)


def repair(app, error):
    """When all pages are written."""
    if error:
        return
    for folder, _, names in os.walk(app.outdir):
        for name in names:
            if name.endswith(".html"):
                repair_page(os.path.join(folder, name))
    repair_theme(os.path.join(app.outdir, "_static"))


def setup(app):
    app.connect("build-finished", repair)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
