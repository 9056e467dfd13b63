# SPDX-License-Identifier: GPL-2.0-only
"""compile_commands.py FILE COMPILER FLAGS SOURCE...: how each source of the
kernel is compiled, in the form that clangd and other editors' helpers read.
`make compile_commands.json` calls it."""

import json
import os
import shlex
import sys


def main():
    path, compiler, flags, *sources = sys.argv[1:]
    here = os.getcwd()
    entries = [{"directory": here, "file": source, "arguments":
                [*shlex.split(compiler), *shlex.split(flags), "-c", source]}
               for source in sources]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(entries, file, indent=1)
        file.write("\n")
    print(f"{path}: {len(entries)} sources")


if __name__ == "__main__":
    main()
