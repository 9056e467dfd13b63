# SPDX-License-Identifier: GPL-2.0-only
"""What students of the bug museum get and hand in: a kernel with the bug, as
one commit that does not name it, and the folder as it comes back, which may
hold anything. museum.py has the commands.
"""

import difflib
import os
import shutil
import subprocess
import tomllib

from . import Trouble
from .museum_exhibit import ROOT, exhibit
from .museum_work import ALLOWED, sources

# Not in a student's kernel: labs, and what quotes or tests the sources.
LEFT_OUT = ("labs/", "docs/", "web/", "bench/", "tests/", "scripts/lab",
            "scripts/book", "scripts/docs", ".github/", ".devcontainer/",
            "README.md")
MOST_BYTES = 1 << 20
KEPT = ("tests/boot/rom.asm", "docs/trace.schema.json")
GIT = {"GIT_AUTHOR_NAME": "nopanic", "GIT_AUTHOR_EMAIL": "museum@nopanic",
       "GIT_COMMITTER_NAME": "nopanic",
       "GIT_COMMITTER_EMAIL": "museum@nopanic",
       "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}


def project_files():
    done = subprocess.run(["git", "ls-files", "-z", "--cached", "--others",
                           "--exclude-standard"], cwd=ROOT, check=True,
                          capture_output=True, text=True)
    return [p for p in sorted(set(done.stdout.split("\0"))) if p
            and (p in KEPT or not p.startswith(LEFT_OUT))
            and os.path.isfile(os.path.join(ROOT, p))]


def git(folder, *args, **more):
    done = subprocess.run(["git", *args], cwd=folder, check=False, text=True,
                          capture_output=True, env={**os.environ, **GIT},
                          **more)
    if done.returncode:
        raise Trouble(f"{folder}: git {args[0]}: {done.stderr.strip()}")
    return done.stdout


def form(show):
    """evidence.toml, to be filled in."""
    lines = ["# What you have found. Numbers as they are: 0x1f000 or 126976;",
             "# words in quotes. `scripts/lab museum check` reads this file.",
             ""]
    for name, question in show.questions.items():
        lines += [f"# {question}", f'{name} = ""', ""]
    return "\n".join(lines)


def start(number, folder, seed):
    """A kernel with the bug, as one commit that does not name it."""
    show = exhibit(number)
    folder = os.path.abspath(folder)
    if os.path.exists(folder) and os.listdir(folder):
        raise Trouble(f"{folder} is not empty")
    for path in project_files():
        new = os.path.join(folder, path)
        os.makedirs(os.path.dirname(new), exist_ok=True)
        shutil.copy(os.path.join(ROOT, path), new)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "apply", "--whitespace=nowarn", "-", input=show.bug)
    os.makedirs(os.path.join(folder, "exhibit"))
    show.machine(seed).save(os.path.join(folder, "exhibit"))
    extra = {"exhibit/seed": f"{show.number} {seed}\n",
             "README.md": show.text("README.md"), "evidence.toml": form(show),
             "symptom": "#!/usr/bin/python3 -B\n" + read(os.path.join(
                 ROOT, "scripts/labtool/museum_boot.py"))}
    for name, text in extra.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
    os.chmod(os.path.join(folder, "symptom"), 0o755)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "A kernel from the museum")
    return show


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def seed_of(folder):
    try:
        number, seed = read(os.path.join(folder, "exhibit/seed")).split(
            None, 1)
    except (OSError, ValueError):
        raise Trouble(f"{folder} was not made by `museum start`") from None
    return exhibit(int(number)), seed.strip()


def text_of(path):
    """A file that somebody handed in: no link, not long, and text."""
    if os.path.islink(path) or not os.path.isfile(path) or \
            os.path.getsize(path) > MOST_BYTES:
        raise Trouble(f"{path}: no plain file of at most {MOST_BYTES} bytes")
    try:
        text = read(path)
    except UnicodeDecodeError as error:
        raise Trouble(f"{path}: {error}") from None
    return text if not text or text.endswith("\n") else text + "\n"


def patch_of(show, folder, shop):
    """What was changed since `museum start`. Whatever else lies in @folder,
    its .git and Makefile among it, is not used: it may be anything."""
    shop.clean()
    if shop.apply(show.bug):
        raise Trouble(f"{show.name}/bug.patch does not apply")
    found = []
    for path in sources(shop.folder):
        if not ALLOWED.fullmatch(path):
            continue
        old, new = (text_of(os.path.join(place, path)).splitlines(True)
                    for place in (shop.folder, folder))
        found += difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
    return "".join(found)


def answers_of(folder):
    """evidence.toml, as a dictionary."""
    path = os.path.join(folder, "evidence.toml")
    try:
        return tomllib.loads(text_of(path))
    except tomllib.TOMLDecodeError as error:
        raise Trouble(f"{path}: {error}") from None
