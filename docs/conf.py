# SPDX-License-Identifier: GPL-2.0-only
"""How Sphinx makes the book of these documents: `make book`.

It reads what scripts/book/stage.py has put into build/book-src, never docs/
itself; the first page is docs/book/index.md.
"""

# pylint: disable=invalid-name
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "scripts", "book"))

project = "nopanic"
author = "the authors of nopanic"
copyright = "the authors of nopanic, GPL-2.0-only"   # noqa: A001
html_title = "nopanic: how a kernel gets its first memory"
html_short_title = "nopanic"

extensions = ["myst_parser", "readable"]
myst_heading_anchors = 5
# GNU's and nasm's dialects have words that the highlighter does not know.
suppress_warnings = ["myst.header", "misc.highlighting_failure"]
nitpicky = True

html_theme = "furo"
html_show_sphinx = False
html_use_index = False
html_copy_source = False
html_show_sourcelink = False
# A summary is fetched from the page found: no browser does that from disk.
html_show_search_summary = False
pygments_style = "readable.Light"
pygments_dark_style = "readable.Dark"
html_theme_options = {"navigation_with_keys": True}
