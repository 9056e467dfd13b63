# SPDX-License-Identifier: GPL-2.0-only
"""`make lint`: what a reader of the house may rely on, checked.

Licence line, lengths of files, lines and functions, blanks, words that say
"not done", kernel-doc on what is public, shell scripts by shellcheck. Prints
file:line and what is wrong; the last line counts.
"""

import json
import os
import re
import subprocess
import sys

MAX_FILE, MAX_FUNCTION, MAX_COLUMNS, TAB = 400, 60, 80, 8
SPDX = "SPDX-License-Identifier: GPL-2.0-only"
CODE = (".c", ".h", ".asm", ".ld")
SCRIPT = (".py", ".sh", ".mk", ".cfg")
NARROW = CODE + (".py", ".sh")
WEB = (".ts", ".css", ".html")
# In two parts, so that this file does not name them itself.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
# A prototype at the left margin: its name before the first parenthesis.
PROTOTYPE = re.compile(r"^(?!typedef|static|return|#)[a-z_][\w \t*]*?"
                       r"\b(\w+)\(", re.M)

problems = []


def report(path, line, text):
    problems.append(f"{path}:{line}: {text}")


def tracked():
    """All files of ours: those that git knows or would add."""
    out = subprocess.run(["git", "ls-files", "-z", "--cached", "--others",
                          "--exclude-standard"], check=True,
                         capture_output=True, text=True).stdout
    return sorted(p for p in set(out.split("\0")) if p and os.path.isfile(p))


def is_shell(path, text):
    return path.endswith(".sh") or re.match(r"#!/bin/(ba)?sh\b", text)


def is_source(path, text):
    return (path.endswith(CODE + SCRIPT + WEB) or text.startswith("#!")
            or os.path.basename(path) == "Makefile")


def check_text(path, text):
    """Licence, lengths and blanks, line by line."""
    lines = text.splitlines()
    if SPDX not in "".join(lines[:2]):
        report(path, 1, f"no line with {SPDX}")
    if len(lines) > MAX_FILE:
        report(path, len(lines), f"{len(lines)} lines, at most {MAX_FILE}")
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            report(path, number, "blank at the end of the line")
        if UNFINISHED.search(line):
            report(path, number, "a word that says it is not finished")
        width = len(line.expandtabs(TAB))
        if path.endswith(NARROW) and width > MAX_COLUMNS:
            report(path, number, f"{width} columns, at most {MAX_COLUMNS}")
    if text and not text.endswith("\n"):
        report(path, len(lines), "no newline at the end of the file")


def check_functions(paths):
    """Lengths of C functions, as universal-ctags sees them."""
    if not paths:
        return 0
    out = subprocess.run(["ctags", "--output-format=json", "--fields=+ne",
                          "--kinds-C=f", "--langmap=C:.c.h", "-o", "-",
                          *paths], check=True, capture_output=True,
                         text=True).stdout
    tags = [json.loads(line) for line in out.splitlines()]
    for tag in tags:
        length = tag.get("end", tag["line"]) - tag["line"] + 1
        if length > MAX_FUNCTION:
            report(tag["path"], tag["line"], f"{tag['name']}() has {length} "
                   f"lines, at most {MAX_FUNCTION}")
    return len(tags)


def documented(texts):
    """The names that a kernel-doc comment explains, anywhere in the house."""
    names = set()
    for path, text in texts.items():
        if path.endswith((".c", ".h")):
            names.update(re.findall(r"/\*\*\n \* (\w+)(?:\(\))?(?: - |:)",
                                    text))
    return names


def check_kernel_doc(texts):
    """Each function of include/linux has its kernel-doc, there or at its
    definition. A plain comment right above a group of one-line prototypes
    counts for the group: "the same, but ..."."""
    names = documented(texts)
    for path, text in texts.items():
        if not re.match(r"include/linux/\w+\.h$", path):
            continue
        bare = re.sub(r"^#.*(?:\\\n.*)*", "", text, flags=re.M)
        for match in PROTOTYPE.finditer(bare):
            name = match.group(1)
            rest = bare[match.end():].split(";", 1)[0]
            if name in names or "{" in rest or name.startswith("__attr"):
                continue
            if not above_is_comment(bare[:match.start()]):
                at = text.find(match.group())
                report(path, text.count("\n", 0, at) + 1,
                       f"{name}() has no kernel-doc")


def above_is_comment(before):
    """Does a comment stand over this group of declarations?"""
    group = before.rstrip("\n").split("\n\n")[-1]
    return before.endswith("\n") and not before.endswith("\n\n") \
        and "/*" in group


def check_shell(paths):
    if not paths:
        return
    out = subprocess.run(["shellcheck", "-x", "-f", "gcc", *paths],
                         check=False, capture_output=True, text=True)
    problems.extend(out.stdout.splitlines())
    if out.returncode > 1:
        report(paths[0], 1, f"shellcheck failed: {out.stderr.strip()}")


def main():
    texts = {}
    for path in tracked():
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except UnicodeDecodeError:
            continue    # a picture
        if is_source(path, text):
            texts[path] = text
            check_text(path, text)
    functions = check_functions([p for p in texts if p.endswith((".c", ".h"))])
    check_kernel_doc(texts)
    check_shell([p for p, text in texts.items() if is_shell(p, text)])
    print("\n".join(problems), end="\n" if problems else "")
    print(f"lint: {len(texts)} files, {functions} functions, "
          f"{len(problems)} problems")
    sys.exit(1 if problems or not texts or not functions else 0)


if __name__ == "__main__":
    main()
