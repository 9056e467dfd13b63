# SPDX-License-Identifier: GPL-2.0-only
"""What makes the book's pages readable for everyone: a Sphinx extension.

Colours of code with a contrast of 7:1 and more on both backgrounds, and
blocks of code that the keyboard can scroll. docs/conf.py names it.
"""

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


def scrollable(_app, _page, _template, context, _tree):
    """What may be wider than the page can be reached with the tab key."""
    if "body" in context:
        context["body"] = context["body"].replace("<pre>",
                                                  '<pre tabindex="0">')


def setup(app):
    app.connect("html-page-context", scrollable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
