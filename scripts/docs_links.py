# SPDX-License-Identifier: GPL-2.0-only
"""docs_links.py [FILE]...: does what README.md, docs/ and the handouts of the
labs point at exist?

Files, folders and headings; and where a link's text is a function, as in
[`kzalloc()`](mm/kmalloc.c), that file must define it.
"""

import glob
import os
import re
import sys

import docs_update

LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]+)\)")
FUNCTION = re.compile(r"`(\w+)(?:\(\))?`")
CODE = (".c", ".h", ".asm")


def without_code(text):
    """Fenced blocks show things; they do not link."""
    return re.sub(r"^```.*?^```$", lambda m: "\n" * m.group().count("\n"),
                  text, flags=re.M | re.S)


def anchors(text):
    """The names that GitHub gives to headings."""
    names = set()
    for heading in re.findall(r"^#+ +(.*)$", without_code(text), re.M):
        words = re.sub(r"[^\w\- ]", "", LINK.sub(r"\1", heading).lower())
        names.add(words.strip().replace(" ", "-"))
    return names


def definition(name, source):
    """The text of C function, macro or assembler label @name, or None."""
    label = re.search(rf"^{name}:.*?(?=^[a-z]\w*:|\Z)", source, re.M | re.S)
    if label:
        return label.group()
    for match in re.finditer(rf"^(?:[a-z_][\w \t*()]*?\b)?{name}\(", source,
                             re.M):
        rest = source[match.start():]
        # a declaration has its ";" before any "{"
        if re.match(r"[^;{]*\{", rest):
            first = rest.split("\n", 1)[0]
            return first if first.endswith("}") \
                else rest.split("\n}", 1)[0]
    macro = re.search(rf"^#define {name}\b(?:.*\\\n)*.*$", source, re.M)
    return macro.group() if macro else None


def check_target(folder, text, target, own_anchors):
    """What is wrong with one link, or None."""
    path, _, anchor = target.partition("#")
    full = os.path.normpath(os.path.join(folder, path)) if path else None
    if full and not os.path.exists(full):
        return f"{target}: no such file"
    if anchor:
        names = own_anchors
        if full:
            with open(full, encoding="utf-8") as file:
                names = anchors(file.read())
        if anchor not in names:
            return f"{target}: no such heading"
    function = FUNCTION.fullmatch(text)
    if full and function and full.endswith(CODE):
        with open(full, encoding="utf-8") as file:
            if definition(function.group(1), file.read()) is None:
                return f"{function.group(1)}() is not defined in {path}"
    return None


def check(path):
    """(links seen, lines that say what is wrong)"""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    bare, problems, seen = without_code(text), [], 0
    for match in LINK.finditer(bare):
        seen += 1
        label, target = match.groups()
        if re.match(r"(https?|mailto):", target):
            continue
        wrong = check_target(os.path.dirname(os.path.abspath(path)), label,
                             target, anchors(text))
        if wrong:
            line = bare.count("\n", 0, match.start()) + 1
            problems.append(f"{os.path.relpath(path)}:{line}: {wrong}")
    return seen, problems


def documents():
    root = docs_update.boot_log.ROOT
    return docs_update.documents() + sorted(
        path for pattern in ("labs/[0-9]*/README.md",
                             "labs/[0-9]*/variants/*/README.md",
                             "labs/museum/[0-9]*/README.md")
        for path in glob.glob(os.path.join(root, pattern)))


def main():
    paths = sys.argv[1:] or documents()
    results = [check(path) for path in paths]
    problems = [line for _, lines in results for line in lines]
    print("\n".join(problems), end="\n" if problems else "")
    print(f"docs_links: {sum(seen for seen, _ in results)} links in "
          f"{len(paths)} documents, {len(problems)} wrong")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
