# SPDX-License-Identifier: GPL-2.0-only
"""What a student's object may name: the kernel's functions, and its own.

The runner is a program of this machine, so the C library is there to be
linked, and the runner's own functions are. A kernel has neither: who uses
exit() or lab_note() hears so, and who defines a write() of his own keeps it
to himself.
"""

import os
import re
import subprocess

# Of the C library a kernel has these, or the compiler asks for them.
STRING = {"memcpy", "memmove", "memset", "memcmp", "memchr", "strlen",
          "strnlen", "strcmp", "strncmp", "strcpy", "strncpy", "strchr",
          "strrchr", "strstr", "snprintf", "vsnprintf", "strcat", "strsep",
          "__stack_chk_fail", "_GLOBAL_OFFSET_TABLE_", "_end"}
OURS = "lab_"       # of labs/runner; __lab_stub() is for stubs


def read_nm(text):
    """(undefined, defined) names in what nm prints."""
    undefined, defined = set(), set()
    for line in text.splitlines():
        words = line.split()
        if len(words) >= 2 and not line.endswith(":"):
            (undefined if words[-2] in "Uvw" else defined).add(words[-1])
    return undefined, defined


def defined_by(objects):
    """What these objects of ours define."""
    done = subprocess.run(["nm", "-g", "--defined-only", *objects],
                          capture_output=True, text=True, check=True)
    return read_nm(done.stdout)[1]


def library(compiler):
    """What the C library defines."""
    done = subprocess.run([compiler, "-print-file-name=libc.a"],
                          capture_output=True, text=True, check=True)
    path = done.stdout.strip()
    return defined_by([path]) if os.path.isabs(path) else set()


def place(name, texts):
    """Where the student's files, {path: bytes}, first use a name."""
    for path, text in texts.items():
        found = re.search(rf"\b{name}\b", text.decode("utf-8", "replace"))
        if found:
            line = text.count(b"\n", 0, len(found.string[:found.start()]
                                            .encode())) + 1
            return f"{path}:{line}: "
    return ""


def complaints(undefined, mine, others, texts):
    """Lines about names that no kernel has, as a linker would say it."""
    for name in sorted(undefined - mine - STRING):
        if name.startswith("__ubsan_"):
            continue
        if name.startswith(OURS):
            yield (f"{place(name, texts)}{name} belongs to the test program: "
                   f"the kernel has no such")
        elif name not in others:
            yield (f"{place(name, texts)}undefined reference to {name}: the "
                   f"kernel has no such")


def to_hide(mine, libc):
    """Names of the student's that would be taken for the C library's."""
    return sorted(mine & libc)
