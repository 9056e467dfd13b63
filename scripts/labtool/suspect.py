# SPDX-License-Identifier: GPL-2.0-only
"""What in a submission looks like an attack on the grader, in words for the
teacher. It changes no points: the sandbox and the judges outside see to it
that such things gain nothing. Looks at the text and, where the kernel was
compiled, at its objects, since macros can hide a word."""

import re

SIGNS = [
    (r"\b(constructor|destructor|init_array|preinit_array)\b",
     "has a constructor: code that runs before main()"),
    (r"\.incbin|\.include\b", "takes in a file with the assembler (.incbin)"),
    (r"#\s*include(_next)?\s*[<\"]\s*(/|.*\.\.)",
     "includes a file outside of the project's headers"),
    (r"#\s*include\s*[<\"][^\">]*\.(py|toml|json|c|o)\b",
     "includes what is no header"),
    (r"#\s*embed\b|__has_include", "asks which files there are"),
    (r"\b_?_?(exit|_exit|_Exit|abort|quick_exit)\s*\(",
     "ends the program (exit)"),
    (r"\b(v?fork|clone3?|execv\w*|system|popen|posix_spawn\w*|kill|ptrace|"
     r"prctl|dlopen|dlsym|mprotect)\s*\(", "calls the system"),
    (r"\b(open(at)?|f?open|socket|connect|sendto|unlink|chmod|symlink)\s*\(",
     "opens files or sockets"),
    (r"^[\w* ]*\b(write|read|mem(cpy|set|cmp|move)|str(len|n?cmp|n?cpy|chr)|"
     r"malloc|calloc|free|f?printf|puts|main|_start)\s*\([^;{]*\)\s*\{",
     "brings a C library function of its own"),
    (r"\bLD_PRELOAD\b|\bLD_LIBRARY_PATH\b", "names the loader's variables"),
    (r"/proc/|/sys/|/etc/|/dev/|/autograder|/grade/",
     "names a place of the system"),
    (r"\bsyscall\b|\bint\s+\$?0x80", "makes system calls itself"),
    (r"\bout[bwl]\b.*(0xf4|244)|\b0xf4\b", "switches QEMU off (port 0xf4)"),
    (r"\b(lidt|lgdt|ltr|wrmsr|mov\w*\s+.*%?cr[034])\b",
     "changes the state of the CPU"),
    (r"#\s*pragma\s+(GCC\s+)?(redefine_extname|weak|poison)",
     "renames symbols"),
    (r"__attribute__\s*\(\(.*\b(section|alias|ifunc|weakref)\b",
     "puts symbols into places of its own"),
    (r"^(not )?ok \d+|KTAP version|\"(not )?ok \d|@trace|stage: |nopanic> ",
     "prints what looks like the kernel's own results"),
    (r"\blab_answer_\w+|\blab_world_\w+|\blab_stub_\w+|__start_lab_ops",
     "reaches for the runner's own functions"),
    (r"\brunner_\w+\s*\(|\bmemblock_find_right\b", "reaches for the grader"),
]
SECTIONS = {".init_array", ".preinit_array", ".fini_array", ".ctors",
            ".dtors", ".init.setup", ".selftest", ".multiboot", ".kallsyms"}


def bare(text):
    """Without comments; literals stay: they may hold assembler."""
    text = re.sub(r"\\\r?\n", "", text)
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S)


def in_text(files, reference):
    """Notes on the sources; what the reference has, too, is no sign."""
    notes = []
    for file, data in sorted(files.items()):
        text = bare(data.decode("utf-8", "replace"))
        given = bare(reference.get(file, ""))
        for pattern, what in SIGNS:
            found = re.search(pattern, text, re.M)
            if found and not re.search(pattern, given, re.M):
                line = text.count("\n", 0, found.start()) + 1
                notes.append(f"{file}: {what}: "
                             f"{found.group().strip()!r:.60} (near line "
                             f"{line})")
    return notes


def in_objects(kernel, known):
    """Notes on compiled objects; @known: all symbols of our own kernel."""
    notes = []
    strange = sorted(s for s in kernel.sections()
                     if any(s == k or s.startswith(k + ".")
                            for k in SECTIONS))
    if strange:
        notes.append("its object has sections " + ", ".join(strange))
    symbols = kernel.symbols()
    defined = {name for _, name in symbols if _ != "U"}
    lost = sorted({name for kind, name in symbols if kind == "U"}
                  - known - defined)
    if lost:
        notes.append("its object uses what no kernel file has: "
                     + ", ".join(lost[:5]))
    return notes
