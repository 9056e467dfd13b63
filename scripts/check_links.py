# SPDX-License-Identifier: GPL-2.0-only
"""Every link to a file of the house, in README.md and docs/, leads there."""

import glob
import os
import re
import sys


def broken(path):
    """(line number, target) of each relative link that leads nowhere."""
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            for target in re.findall(r"\]\(([^)\s]+)\)", line):
                if re.match(r"[a-z]+:|#", target):
                    continue
                name = target.split("#")[0]
                if not os.path.exists(os.path.join(os.path.dirname(path),
                                                   name)):
                    yield number, target


def main():
    pages = [p for p in ["README.md", *sorted(glob.glob("docs/**/*.md",
                                                        recursive=True))]
             if os.path.isfile(p)]
    bad = [f"{page}:{number}: no such file: {target}"
           for page in pages for number, target in broken(page)]
    print("\n".join(bad + [f"links: {len(pages)} pages, {len(bad)} broken"]))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
