# SPDX-License-Identifier: GPL-2.0-only
"""Other definitions of some functions, put into a file.

A wrong answer of a lab, a variant's reference, or a student's functions of
another tree: complete definitions, with the helpers they need in front. What
the file has under a name is replaced, what it has not is put in front of the
first function that changes.
"""

import re

from . import Trouble, source


def includes(text):
    return [item for item in source.split(text)
            if item.kind == "directive" and item.name == "include"]


def add_includes(text, other):
    """The includes of @other that @text has not, behind its last one."""
    have = {i.tokens[0].text.split()[-1] for i in includes(text)}
    new = [other[i.start:i.end] for i in includes(other)
           if i.tokens[0].text.split()[-1] not in have]
    if not new:
        return text
    last = includes(text)
    at = last[-1].end + 1 if last else 0
    return text[:at] + "".join(line + "\n" for line in new) + text[at:]


def homes(text):
    """{name: Item}: what a definition of that name takes the place of."""
    found = {}
    for item in source.split(text):
        if item.kind in ("directive", "comment", "macro") or not item.name:
            if not re.match(r"\s*#\s*define", text[item.start:item.end]):
                continue
        if found.get(item.name) is None or item.kind != "prototype":
            found[item.name] = item
    return found


def split_answer(other, mine, have):
    """(items that replace one of @have, items that are new)"""
    replaced, helpers = [], []
    first = True
    for item in source.split(other):
        if item.kind == "directive" and item.name == "include":
            continue
        if item.kind == "comment":
            if not first and not other[item.start:].startswith("//"):
                helpers.append(item)
            first = first and other[item.start:].startswith("//")
            continue
        first = False
        if item.kind == "function" and item.name not in mine:
            if item.name in have["others"]:
                continue
        if item.kind == "prototype" and item.name in mine:
            continue
        known = have["here"].get(item.name)
        if known and (known.kind == item.kind or item.kind == "function"):
            replaced.append((known, item))
        else:
            helpers.append(item)
    return replaced, helpers


def overlay(text, other, names, others=(), path="this file"):
    """@text with what @other defines.

    @names: the functions of a lab that live in this file; @others: those
    that @other may define, too, but that live in another file. Signatures
    of @names must be the same; comments of @text stay.
    """
    here = homes(text)
    replaced, helpers = split_answer(other, set(names),
                                     {"here": here, "others": set(others)})
    if not any(item.name in names for _, item in replaced):
        return text
    changes, first = [], len(text)
    for known, item in replaced:
        new = other[item.start:item.end]
        if item.name in names:
            check_signature(text, known, other, item, path)
            first = min(first, known.doc)
            if known.kind == "function":
                changes.append((known.body, known.code_end,
                                source.body(other, item)))
                continue
        changes.append((known.start, known.end, new))
    front = "".join(other[i.doc:i.end] + "\n" +
                    ("" if i.kind == "directive" else "\n") for i in helpers)
    changes.append((first, first, front))
    return add_includes(source.cut(text, changes), other)


def check_signature(text, known, other, item, path):
    one = source.signature(text, known)
    two = source.signature(other, item)
    if one != two:
        raise Trouble(f"{path}: {item.name}() is \"{one}\", "
                      f"the other one \"{two}\"")
