# SPDX-License-Identifier: GPL-2.0-only
"""`make`, one at a time in a tree: two that write the same ISO spoil it, be
they two terminals or two tests. run.py and the labs' tools build by this; it
never says what there is to build.
"""

import fcntl
import os
import subprocess

# What a make that runs us has set for its own children.
OUTER = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")


def make(root, *targets, **options):
    """What subprocess.run(@options) returns of make in @root. The Makefile
    is the lock: it is there, and need not be writable."""
    env = {k: v for k, v in os.environ.items() if k not in OUTER}
    with open(os.path.join(root, "Makefile"), encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return subprocess.run(
            ["make", "-s", "--no-print-directory",
             f"-j{os.cpu_count() or 1}", *targets],
            cwd=root, env=env, check=False, stdin=subprocess.DEVNULL,
            **options)
