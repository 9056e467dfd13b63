# SPDX-License-Identifier: GPL-2.0-only
"""The slower half of `make lint`: what tools find in the kernel's C.

gcc -fanalyzer and cppcheck on every file of compile_commands.json, and
hunspell on the words of all messages. What is known and accepted is in
scripts/analyse.txt, each with its reason; an entry that nothing matches any
more is a problem, too. Prints file:line and what is wrong; the last line
counts.
"""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ACCEPTED = "scripts/analyse.txt"
# file:line: text [check], as gcc prints it and cppcheck is told to.
FINDING = re.compile(r"^([^:\n]+):(\d+):(?:\d+:)? (?:warning|error)?:? ?"
                     r"(.*) \[([\w.-]+)\]$", re.M)
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
FORMAT = re.compile(r"\\x[0-9a-f]+|\\.|%[-#0 +]*[\d*]*(?:\.[\d*]+)?"
                    r"(?:hh|h|ll|l|z)?[a-zA-Z]S?")


def run(command, **more):
    out = subprocess.run(command, capture_output=True, text=True, check=False,
                         **more)
    return out.stdout + out.stderr


def gcc(entry):
    """-fanalyzer on one file, with the flags it is built with."""
    args = ["gcc", "-fanalyzer", *entry["arguments"][1:-2], "-Wno-error"]
    out = run([*args, "-S", "-o", os.devnull, entry["file"]])
    found = [m.groups() for m in FINDING.finditer(out)]
    # What is no warning is a compiler that did not get to analyse anything.
    if not found and out:
        found.append((entry["file"], "1", out.splitlines()[0], "gcc-failed"))
    return found


def cppcheck(files):
    out = run(["cppcheck", "--quiet", "--std=c11", "--platform=unix64",
               "--enable=warning,performance,portability",
               "--template={file}:{line}: {message} [{id}]",
               "--template-location=", "-D__KERNEL__", "-D__GNUC__=12",
               "-DCONFIG_NUMA", "-DCONFIG_NODES_SHIFT=4",
               "-DCONFIG_DEBUG_KMEMLEAK", "-Iinclude", "-Iarch/x86/include",
               *files])
    return [m.groups() for m in FINDING.finditer(out)]


def messages(path):
    """The strings of a file with their line; no asm, comment or #include."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r"/\*.*?\*/|^#include[^\n]*|__asm__[^;]*;",
                  lambda m: re.sub(r"[^\n]", " ", m.group()), text,
                  flags=re.S | re.M)
    for match in STRING.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match.group(1)


def spelling(files):
    """Words of messages that no dictionary and no list of ours has."""
    words = {}
    for path in files:
        for line, text in messages(path):
            for word in re.findall(r"[A-Za-z][A-Za-z']*",
                                   FORMAT.sub(" ", text)):
                words.setdefault(word, (path, str(line)))
    out = subprocess.run(["hunspell", "-d", "en_GB", "-l"], check=True,
                         input="\n".join(words), capture_output=True,
                         text=True).stdout
    return [(*words[word], f'unknown word "{word}" in a message', "word")
            for word in out.split() if word in words]


def accepted():
    """Lines "check file-or-* reason"; a word list: "word * a b c"."""
    entries, words = {}, {}
    with open(ACCEPTED, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#") or not line.strip():
                continue
            check, path, rest = line.rstrip().split(None, 2)
            if check == "word":
                words.update({word: number for word in rest.split()})
            else:
                entries[check, path] = number
    return entries, words


def main():
    with open("compile_commands.json", encoding="utf-8") as file:
        kernel = json.load(file)
    kernel = [e for e in kernel if not e["file"].startswith("tests/")]
    files = [entry["file"] for entry in kernel]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = sum(pool.map(gcc, kernel), [])
    found += cppcheck(files) + spelling(files)
    entries, words = accepted()
    used, problems = set(), []
    for path, line, text, check in found:
        word = text.split('"')[1] if check == "word" else None
        entry = (check, path) if (check, path) in entries else (check, "*")
        if entry in entries:
            used.add(entry)
        elif word in words:
            used.add(word)
        else:
            problems.append(f"{path}:{line}: {text} [{check}]")
    problems += [f"{ACCEPTED}:{number}: nothing needs "
                 f"{key if isinstance(key, str) else ' '.join(key)} any more"
                 for key, number in [*entries.items(), *words.items()]
                 if key not in used]
    print("\n".join(problems), end="\n" if problems else "")
    print(f"analysis: {len(files)} files by gcc -fanalyzer and cppcheck, "
          f"{len(problems)} problems")
    sys.exit(1 if problems or not files else 0)


if __name__ == "__main__":
    main()
