# SPDX-License-Identifier: GPL-2.0-only
"""A function, structure, macro or label of a source file, by its name.

For docs_update.py, whose documents quote code, and for nobody else:

    <!-- code: mm/memblock.c memblock_reserve -->
    <!-- code: include/linux/memblock.h struct memblock_region -->
    <!-- code: mm/page_block.h enum page_kind + -->

shows what stands there today; with "+", the comment above it, too.
"""

import os
import re

import boot_log


def end_of_braces(source, start):
    """Just behind the line on which what opens after @start closes."""
    depth = 0
    for match in re.finditer(r"[{}]", source[start:]):
        depth += 1 if match.group() == "{" else -1
        if not depth:
            at = start + match.end()
            return source.index("\n", at) + 1
    raise boot_log.BootFailed("a brace is never closed")


def bare(source):
    """The same text, strings and comments blanked: only code has braces."""
    return re.sub(r'/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'',
                  lambda m: re.sub(r"[^\n]", " ", m.group()), source,
                  flags=re.S)


def span_of_c(source, name):
    """(start, end) of a definition in C, or None."""
    code = bare(source)
    kind, _, tag = name.rpartition(" ")
    if kind:
        match = re.search(rf"^(?:typedef )?{kind} {tag}\b[^;(]*?\{{", code,
                          re.M)
        return match and (match.start(), end_of_braces(code, match.start()))
    macro = re.search(rf"^#define {tag}\b(?:.*\\\n)*.*\n", source, re.M)
    if macro:
        return macro.span()
    for match in re.finditer(rf"^[a-z_][\w \t*()]*?\b{tag}(?=\(|\[| = )",
                             code, re.M):
        opens = re.match(r"[^;{]*\{", code[match.start():])
        if opens:
            return match.start(), end_of_braces(code, match.start())
    return None


def span_of_label(source, name):
    """(start, end) of what stands under a label in assembler, or None."""
    match = re.search(rf"^(?:function {name}\n)?{name}:.*?"
                      r"(?=\n\.end:|\n\n(?:;|[a-z]\w*[: ])|\Z)", source,
                      re.M | re.S)
    return match and match.span()


def comment_above(source, start):
    """Where the comment that ends right above @start begins, or @start."""
    before = source[:start]
    if before.endswith("*/\n"):
        return before.rindex("/*")
    match = re.search(r"(?:^;.*\n)+\Z", before, re.M)
    return match.start() if match else start


def excerpt(where):
    """The lines that "FILE NAME" or "FILE NAME +" names."""
    words = where.split()
    commented = words[-1] == "+"
    path, name = words[0], " ".join(words[1:-1] if commented else words[1:])
    try:
        with open(os.path.join(boot_log.ROOT, path), encoding="utf-8") as file:
            source = file.read()
    except OSError as error:
        raise boot_log.BootFailed(f"code: {where}: {error}") from error
    find = span_of_label if path.endswith(".asm") else span_of_c
    span = find(source, name)
    if not span:
        raise boot_log.BootFailed(f"code: {path} does not define {name}")
    start = comment_above(source, span[0]) if commented else span[0]
    return source[start:span[1]].rstrip("\n").split("\n")
