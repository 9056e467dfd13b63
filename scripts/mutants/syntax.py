# SPDX-License-Identifier: GPL-2.0-only
"""The functions of one C file as clang sees them, with their place in its
text. Used by changes.py; knows nothing of mutants.

clang writes its tree as JSON. Of a place it names the file only when that
differs from the place before, so the tree is read in the order of the text;
what a macro makes stands where the macro is named, and what was handed to
a macro stands where it was written.
"""

import json
import re
import subprocess

IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


class SyntaxFailed(Exception):
    """clang could not read the file."""


class Node:
    """One node of the tree: its kind, its part of the text or None."""

    def __init__(self, data, text, path):
        self.data = data
        self.kind = data.get("kind", "")
        self.opcode = data.get("opcode", "")
        self.type = data.get("type", {}).get("qualType", "")
        self.span, self.in_macro = place(data.get("range", {}), text, path)
        self.text = text[self.span[0]:self.span[1]] if self.span else ""
        self.inner = [Node(child, text, path)
                      for child in data.get("inner", [])]

    def walk(self):
        yield self
        for child in self.inner:
            yield from child.walk()


def end_of_call(text, at):
    """The end of a macro's name at @at, with its arguments if it has any."""
    match = IDENTIFIER.match(text, at)
    end = match.end() if match else at
    opening = re.compile(r"\s*\(").match(text, end)
    if not opening:
        return end
    depth, quote, at = 0, "", opening.end() - 1
    while at < len(text):
        char = text[at]
        if quote:
            if char == "\\":
                at += 1
            elif char == quote:
                quote = ""
        elif char in "\"'":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return end


def one_place(loc, text, path):
    """(first, end, made by a macro's body) of one location, or None."""
    if "offset" in loc:
        if loc.get("file") != path:
            return None
        return loc["offset"], loc["offset"] + loc["tokLen"], False
    written, named = loc.get("spellingLoc"), loc.get("expansionLoc")
    if not written or not named:
        return None
    if named.get("isMacroArgExpansion") and written.get("file") == path:
        return (written["offset"], written["offset"] + written["tokLen"],
                False)
    if named.get("file") != path:
        return None
    return named["offset"], end_of_call(text, named["offset"]), True


def place(span, text, path):
    """((start, end) or None, whether a macro's body made a side of it)"""
    first = one_place(span.get("begin", {}), text, path)
    last = one_place(span.get("end", {}), text, path)
    if not first or not last or last[1] <= first[0]:
        return None, True
    part = text[first[0]:last[1]]
    if any(part.count(a) != part.count(b) for a, b in ("()", "[]", "{}")):
        return None, True
    return (first[0], last[1]), first[2] or last[2]


def name_files(data, now):
    """Give each place in the tree the file that it is in."""
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(reversed(item))
            continue
        if not isinstance(item, dict):
            continue
        if "offset" in item and "tokLen" in item:
            now = item.get("file", now)
            item["file"] = now
        stack.extend(reversed([value for key, value in item.items()
                               if isinstance(value, (dict, list))
                               and key != "includedFrom"]))


def functions(path, via, flags):
    """The Nodes of the functions defined in @path, read while @via is
    compiled with @flags (@via is @path unless that is a header)."""
    done = subprocess.run(["clang", *flags, "-w", "-fsyntax-only", "-Xclang",
                           "-ast-dump=json", via], capture_output=True,
                          check=False)
    if done.returncode:
        raise SyntaxFailed(f"{via}: clang: "
                           + done.stderr.decode(errors="replace").strip())
    tree = json.loads(done.stdout)
    name_files(tree, via)
    with open(path, "rb") as file:
        text = file.read().decode("latin-1")    # offsets are bytes
    found = []
    for data in tree.get("inner", []):
        begin = one_place(data.get("range", {}).get("begin", {}), text, path)
        if data.get("kind") == "FunctionDecl" and begin and any(
                child.get("kind") == "CompoundStmt"
                for child in data.get("inner", [])):
            found.append(Node(data, text, path))
    return text, found
