# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab box: fills the box that each handout opens with.

Hours, prerequisites, difficulty and points come from lab.toml; the lines of
the reference are counted in it, comments and blank lines left out.
"""

import argparse
import os
import re
import sys

from . import Trouble, labs, source

BOX = re.compile(r"(<!-- box -->\n).*?(<!-- /box -->)", re.S)
HEAD = ["hours", "prerequisites", "difficulty", "lines in the reference",
        "points seen", "points hidden"]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def code_lines(text, item):
    """Lines of an item with code in them."""
    part = text[item.start:item.code_end]
    bare = "".join(t.text for t in source.tokens_of(part)
                   if t.kind != "comment")
    return sum(1 for line in bare.splitlines() if line.strip())


def variants_own(lab):
    """(text, items) of a variant's reference: what it has instead."""
    if not lab.variant or not lab.functions:
        return "", []
    text = read(os.path.join(lab.folder, "reference.c"))
    return text, [item for item in source.split(text) if item.kind not in
                  ("comment", "prototype") and item.name != "include"]


def reference_lines(lab):
    """How long the functions and their own helpers are, as we wrote them."""
    own_text, own = variants_own(lab)
    total = sum(code_lines(own_text, item) for item in own)
    for file in sorted({f.file for f in lab.functions} | set(lab.drop)):
        text = read(os.path.join(lab.root, file))
        names = set(lab.names(file)) | set(lab.drop.get(file, ()))
        names -= {item.name for item in own}
        total += sum(code_lines(text, item) for item in source.split(text)
                     if item.name in names and item.kind != "prototype")
    return total


def needs(lab):
    words = [f"lab {one}" if re.fullmatch(r"\d\d", one) else one
             for one in lab.needs]
    return ", ".join(words) or "none"


def box(lab):
    """The table, as Markdown."""
    cells = [f"{lab.hours:g}", needs(lab), f"{lab.difficulty} of 3",
             str(reference_lines(lab)), str(lab.visible_points),
             str(lab.hidden_points)]
    return "".join("| " + " | ".join(row) + " |\n" for row in
                   (HEAD, ["---"] * len(HEAD), cells))


def filled(lab, text):
    """The handout with its box as it must be."""
    if not BOX.search(text):
        raise Trouble(f"{lab.handout}: no <!-- box --> ... <!-- /box -->")
    return BOX.sub(lambda match: match[1] + box(lab) + match[2], text,
                   count=1)


def every_lab(root=labs.HOUSE):
    for lab in labs.all_labs(root):
        yield lab
        yield from (lab.in_variant(name) for name in lab.variants)


def main(args):
    parser = argparse.ArgumentParser(prog="lab box", description=(
        "Fill the boxes of the handouts."))
    parser.add_argument("--check", action="store_true",
                        help="change nothing, say which are not right")
    options = parser.parse_args(args)
    wrong = 0
    for lab in every_lab():
        try:
            text = read(lab.handout)
            new = filled(lab, text)
        except (Trouble, OSError) as error:
            print(f"lab box: {error}", file=sys.stderr)
            wrong += 1
            continue
        if new == text:
            continue
        path = os.path.relpath(lab.handout)
        if options.check:
            print(f"{path}: the box is not right: scripts/lab box fills it")
            wrong += 1
        else:
            print(f"{path}: filled")
            with open(lab.handout, "w", encoding="utf-8") as file:
                file.write(new)
    return 1 if wrong else 0
