# SPDX-License-Identifier: GPL-2.0-only
"""Make rules for the host tests, from what each one says in its comment.

    usage: unit_rules.py FOLDER TEST.c... > rules.mk

" * sources: GLOB..." and " * cflags: FLAG..." (and " * include: FILE...",
forced includes) may stand more than once. Objects are shared by the tests
that have the same flags.
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


def rules(folder, test):
    with open(test, encoding="utf-8") as file:
        text = file.read(8192)
    flags = told(text, "cflags")
    for name in told(text, "include").split():
        flags += f" -include {name}"
    key = hashlib.sha1(flags.encode()).hexdigest()[:8]
    program = os.path.join(folder, os.path.basename(test)[:-2])
    objects = []
    for source in sources(test, told(text, "sources")):
        obj = f"{folder}/{key}/{source[:-2]}.o"
        objects.append(obj)
        yield obj, f"{obj}: {source} {folder}/flags\n\t$(call unit-cc,{flags})"
    yield program, (f"{program}: {' '.join(objects)}\n\t$(unit-ld)\n"
                    f"UNIT_PROGRAMS += {program}\n"
                    f"UNIT_OBJECTS += {' '.join(objects)}")


def main():
    folder, tests = sys.argv[1], sys.argv[2:]
    wanted = {}
    for test in tests:
        wanted.update(rules(folder, test))
    print("# made by scripts/make/unit_rules.py")
    print("\n".join(wanted.values()))


if __name__ == "__main__":
    main()
