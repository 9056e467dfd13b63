# SPDX-License-Identifier: GPL-2.0-only
"""Make rules for the host tests, from what each one says in its comment.

    usage: unit_rules.py KIND FOLDER TEST.c... > rules.mk

KIND is the first word of the make macros that compile and link, and of the
variables that list what there is: unit, fuzz (libFuzzer) or cover. A target
of tests/fuzz gets its entry, and but for fuzz the main() that feeds files.

" * sources: GLOB..." and " * cflags: FLAG..." (and " * include: FILE...",
forced includes, " * ldflags: FLAG...") may stand more than once. Objects are
shared by the tests that have the same flags.
"""

import glob
import hashlib
import os
import re
import sys


def told(text, word):
    """All that @text says after "@word:", joined."""
    return " ".join(re.findall(rf"^ \* {word}:[ \t]*(.*\S)", text, re.M))


def sources(test, patterns):
    found = [test]
    for pattern in patterns.split():
        files = sorted(glob.glob(pattern))
        if not files:
            sys.exit(f"{test}: sources: no file matches {pattern}")
        found += files
    return list(dict.fromkeys(found))


def entry(kind, test):
    """What a fuzz target is linked with, before all else."""
    if not test.startswith("tests/fuzz/"):
        return ""
    return "tests/fuzz/fuzz.c " + ("" if kind == "fuzz"
                                   else "tests/fuzz/feed.c ")


def rules(kind, folder, test):
    with open(test, encoding="utf-8") as file:
        text = file.read(8192)
    flags = told(text, "cflags")
    for name in told(text, "include").split():
        flags += f" -include {name}"
    key = hashlib.sha1(flags.encode()).hexdigest()[:8]
    program = os.path.join(folder, os.path.basename(test)[:-2])
    objects = []
    for source in sources(test, entry(kind, test) + told(text, "sources")):
        obj = f"{folder}/{key}/{source[:-2]}.o"
        objects.append(obj)
        yield obj, (f"{obj}: {source} {folder}/flags\n"
                    f"\t$(call {kind}-cc,{flags})")
    link = f"$(call {kind}-ld,{told(text, 'ldflags').replace(',', '$(comma)')})"
    yield program, (f"{program}: {' '.join(objects)}\n\t{link}\n"
                    f"{kind.upper()}_PROGRAMS += {program}\n"
                    f"{kind.upper()}_OBJECTS += {' '.join(objects)}")


def main():
    kind, folder, tests = sys.argv[1], sys.argv[2], sys.argv[3:]
    wanted = {}
    for test in tests:
        wanted.update(rules(kind, folder, test))
    print("# made by scripts/make/unit_rules.py")
    print("\n".join(wanted.values()))


if __name__ == "__main__":
    main()
