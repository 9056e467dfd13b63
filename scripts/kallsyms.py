#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write the kernel's table of function names.

    nm -nS first.elf | kallsyms.py > kallsyms.s
    nm -nS second.elf | kallsyms.py --check kallsyms.s

The first form writes assembler for section .kallsyms, as kernel/kallsyms.c
reads it. The second makes the same table from the second link and fails if
it differs: then text has moved, and every name would be wrong.
"""

import re
import sys

# Symbols that the linker script puts between functions.
BOUNDS = {"_text", "_etext", "_sinittext", "_einittext", "__init_begin"}


def die(text):
    sys.exit("kallsyms.py: " + text)


def read_nm(lines):
    """All symbols as (address, size, type, name), sorted by address."""
    symbols = []
    for line in lines:
        words = line.split()
        if len(words) == 3:
            words.insert(1, "0")
        if len(words) == 4:
            symbols.append((int(words[0], 16), int(words[1], 16),
                            words[2], words[3]))
    return sorted(symbols)


def rank(symbol):
    """Of several names for one address, the best has the lowest rank."""
    _, size, kind, name = symbol
    return (size == 0, kind != "T", name.startswith("_"), len(name), name)


def functions(symbols):
    """The functions as (offset from _text, size, name), one an address."""
    bound = {name: addr for addr, _, _, name in symbols if name in BOUNDS}
    missing = BOUNDS - bound.keys()
    if missing:
        die("no symbol " + ", ".join(sorted(missing)))
    ranges = [(bound["_text"], bound["_etext"]),
              (bound["_sinittext"], bound["_einittext"])]
    found = {}
    for symbol in symbols:
        addr, _, kind, name = symbol
        # A dot within a name is nasm's local label, unless gcc split it off.
        local = re.search(r"^\.|\$|@", name)
        if kind not in "tTwW" or name in BOUNDS or local:
            continue
        if any(start <= addr < end for start, end in ranges):
            found.setdefault(addr, []).append(symbol)
    best = [min(found[addr], key=rank) for addr in sorted(found)]
    return sized(best, bound["_text"], [end for _, end in ranges])


def sized(symbols, text, ends):
    """A symbol without a size goes as far as the next one."""
    table = []
    for i, (addr, size, _, name) in enumerate(symbols):
        limits = [end for end in ends if end > addr]
        limits += [s[0] for s in symbols[i + 1:i + 2]]
        size = min(size or sys.maxsize, min(limits) - addr)
        table.append((addr - text, size, name))
    return table


def assembler(table):
    lines = ["# Made by scripts/kallsyms.py", '\t.section .kallsyms, "a"',
             "\t.balign 4", "\t.long %d" % len(table)]
    at = 0
    for start, size, name in table:
        lines.append("\t.long 0x%x, 0x%x, %d" % (start, size, at))
        at += len(name) + 1
    lines += ['\t.asciz "%s"' % name for _, _, name in table]
    lines.append('\t.section .note.GNU-stack, "", @progbits')
    return "\n".join(lines) + "\n"


def main():
    table = functions(read_nm(sys.stdin))
    if not table:
        die("no functions: is this the output of nm -nS?")
    text = assembler(table)
    if sys.argv[1:2] == ["--check"] and len(sys.argv) == 3:
        with open(sys.argv[2], encoding="ascii") as old:
            if old.read() != text:
                die("the second link moved functions: " + sys.argv[2]
                    + " no longer fits")
    elif len(sys.argv) == 1:
        sys.stdout.write(text)
    else:
        die("usage: kallsyms.py [--check FILE] < output of nm -nS")


main()
