# SPDX-License-Identifier: GPL-2.0-only
"""Instructions for one block taken and given back, by valgrind.

    usage: count_slab.py PROGRAM [NAME=LIBRARY...]

PROGRAM is bench/slab.c. Each LIBRARY takes the place of malloc() for a
further column, called NAME. Prints "pattern bytes who value".
"""

import os
import sys

from count import count

PATTERNS = ("pair", "lifo", "fifo", "random", "random_size")
SIZES = (8, 64, 192, 1024, 2048, 4096, 8192)
PAGE_PATTERNS = ("pages_pair", "pages_random")
PAGE_SIZES = (4096, 16384, 131072, 1048576)


def main():
    program, libraries = sys.argv[1], sys.argv[2:]
    print("pattern\tbytes\twho\tvalue")
    whos = [("nopanic", ""), ("glibc", "")]
    whos += [tuple(text.split("=", 1)) for text in libraries]
    cells = [(p, s) for p in PATTERNS for s in SIZES]
    cells += [(p, s) for p in PAGE_PATTERNS for s in PAGE_SIZES]
    for pattern, size in cells:
        for who, library in whos:
            os.environ["LD_PRELOAD"] = library
            value = count(program, pattern, size, who)
            print(f"{pattern}\t{size}\t{who}\t{value:.1f}", flush=True)


if __name__ == "__main__":
    main()
