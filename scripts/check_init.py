# SPDX-License-Identifier: GPL-2.0-only
"""Nobody who lives on may use what is freed with .init.

    nm -nS nopanic.elf | check_init.py OBJECT...

A reference from any section of an object to .init.* is an error, unless it
comes from .init.* itself, from a function marked __ref (it says that it
does so while booting only), or from debug information.
"""

import re
import subprocess
import sys

# The linker's own: where sections end, not what is in them.
BOUNDS = {"_edata", "_sinittext", "_einittext", "__init_begin", "__init_end"}
FREED = re.compile(r"\.init\.")
MAY = re.compile(r"\.(init\.|ref\.text|debug_|note|eh_frame)")


def freed_names(lines):
    """Symbols between __init_begin and __init_end: {name: global or not}."""
    found = {}
    for line in lines:
        words = line.split()
        if len(words) >= 3:
            found[words[-1]] = (int(words[0], 16), words[-2])
    start, end = found["__init_begin"][0], found["__init_end"][0]
    return {name: kind.isupper() for name, (addr, kind) in found.items()
            if start <= addr < end and name not in BOUNDS}


def references(objects):
    """(object, section, symbol or section referred to) of each relocation."""
    out = subprocess.run(["objdump", "-r", *objects], check=True, text=True,
                         capture_output=True).stdout
    path = section = ""
    for line in out.splitlines():
        if match := re.match(r"(\S+):\s+file format", line):
            path = match.group(1)
        elif match := re.match(r"RELOCATION RECORDS FOR \[(.*)\]", line):
            section = match.group(1)
        elif match := re.match(r"[0-9a-f]+ R_\S+\s+([^\s+-]+)", line):
            yield path, section, match.group(1)


def may(section, names):
    """Also the tables that clang makes for a switch in a freed function."""
    owner = re.match(r"\.rodata\.(\w+)$", section)
    return MAY.match(section) or owner and owner.group(1) in names


def main():
    names = freed_names(sys.stdin)
    bad = {f"{path}: {section} refers to {to}, which is freed with .init"
           for path, section, to in references(sys.argv[1:])
           if (FREED.match(to) or names.get(to)) and not may(section, names)}
    if not sys.argv[1:] or not names:
        sys.exit("check_init.py: no objects, or nothing in .init")
    if bad:
        sys.exit("\n".join(sorted(bad)))


main()
