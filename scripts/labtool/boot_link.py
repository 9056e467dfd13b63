# SPDX-License-Identifier: GPL-2.0-only
"""A kernel with a student's objects in the place of ours. Only the student's
files are compiled, with the flags of the build (build/k/flags) and nothing
but headers in sight; all other objects are those that make has built. Every
program that reads what a student wrote runs in the sandbox."""

import glob
import os
import re
import shlex
import shutil
import subprocess
import sys

from . import Trouble
from .build import NotBuilt, tidy_link

LINK = ("-nostdlib", "-static", "-Wl,--build-id=none",
        "-Wl,-z,max-page-size=4096", "-Wl,-z,noexecstack",
        "-Wl,--no-warn-rwx-segments", "-Wl,-T,boot/linker.ld")
SECONDS = 60
LOCAL = re.compile(r"\.(part|constprop|isra|cold|lto_priv)\b.*")


def flags(kernel):
    """Compiler and flags that the objects in @kernel/k were made with; of a
    student's file warnings are none of the grader's business, though ours
    may have been built with CI=1."""
    try:
        with open(os.path.join(kernel, "k/flags"), encoding="utf-8") as file:
            return [flag for flag in shlex.split(file.read())
                    if flag != "-Werror"]
    except FileNotFoundError as error:
        raise Trouble(f"{kernel}: no kernel is built there: make iso"
                      ) from error


def strict(args):
    """Those flags, and a frame that is too large for the kernel's stack is
    an error: elsewhere it is only a warning."""
    most = "" if "clang" in args[0] else "4096"
    return [*args, "-Werror=frame-larger-than=" + most]


def objects(kernel):
    """{source: object} of all that make has compiled for the kernel."""
    found, base = {}, os.path.join(kernel, "k")
    for path in glob.glob(base + "/**/*.o", recursive=True):
        name = os.path.relpath(path, base)
        source = name[:-2] if name.endswith(".asm.o") else name[:-2] + ".c"
        if name != "kallsyms.o" and source != "kernel/lab.c":
            found[source] = name
    return found


def staged(kernel, files, folder):
    """A copy of @kernel/k that another user may read, without what is made
    of @files: an answer must not take ours into its object."""
    for source, name in objects(kernel).items():
        place = os.path.join(folder, "k", name)
        if source in files or os.path.exists(place):
            continue
        os.makedirs(os.path.dirname(place), exist_ok=True)
        shutil.copyfile(os.path.join(kernel, "k", name), place)
    shutil.copyfile(os.path.join(kernel, "k/flags"),
                    os.path.join(folder, "k/flags"))
    return folder


class Kernel:
    """A work folder, from a student's files to nopanic.elf. @ours: objects
    of functions that their files leave to us."""

    def __init__(self, builder, sandbox, kernel, files, ours=()):
        self.builder, self.sandbox, self.kernel = builder, sandbox, kernel
        self.files, self.ours = files, list(ours)
        self.folder = builder.work(files)
        os.makedirs(os.path.join(self.folder, "boot"), exist_ok=True)
        shutil.copyfile(os.path.join(builder.tree, "boot/linker.ld"),
                        os.path.join(self.folder, "boot/linker.ld"))
        self.own = {}           # source: object, as the sandbox has it

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        shutil.rmtree(self.folder, ignore_errors=True)

    def out(self, name):
        return os.path.join(self.folder, "out", name)

    def run(self, args, stage, more=()):
        places = self.builder.places(self.folder)
        places["show"] = places["show"] + list(more)
        try:
            done = self.sandbox.run(args, capture_output=True, text=True,
                                    stdin=subprocess.DEVNULL,
                                    errors="replace", timeout=SECONDS,
                                    **places)
        except subprocess.TimeoutExpired as error:
            raise NotBuilt(stage, f"{args[0]} does not come to an end"
                           ) from error
        if done.returncode:
            raise NotBuilt(stage, tidy_link(done.stderr) if stage == "link"
                           else done.stderr or f"{args[0]} died")
        return done.stdout

    def compile(self):
        for number, file in enumerate(sorted(self.files)):
            if file.endswith(".c"):
                self.own[file] = f"out/{number}.o"
                self.run([*strict(flags(self.kernel)), "-c", file, "-o",
                          self.own[file]], "compile")

    def link(self):
        """nopanic.elf, with its table of symbols; its path outside."""
        cc, there = flags(self.kernel)[0], objects(self.kernel)
        every = [self.own.get(source) or f"/k/{there[source]}"
                 for source in sorted({*there, *self.own})]
        show = [(os.path.join(self.kernel, "k"), "/k")]
        for number, path in enumerate(self.ours):
            every.append(f"/ours/{number}.o")
            show.append((path, every[-1]))
        self.run([cc, *LINK, "-o", "out/first", *every], "link", show)
        self.names()
        self.run([cc, "-c", "-o", "out/kallsyms.o", "out/kallsyms.s"],
                 "link")
        self.run([cc, *LINK, "-o", "out/nopanic.elf", *every,
                  "out/kallsyms.o"], "link", show)
        return self.out("nopanic.elf")

    def names(self):
        """The table of symbols, by scripts/kallsyms.py."""
        listed = self.run(["nm", "-nS", "out/first"], "link")
        path = self.out("kallsyms.s")
        made = subprocess.run(
            [sys.executable, "-B", "scripts/kallsyms.py"],
            cwd=self.builder.tree, text=True, input=listed,
            capture_output=True, check=False)
        if made.returncode:
            raise NotBuilt("link", "the kernel's table of symbols: "
                           + made.stderr.strip()[-300:])
        if os.path.lexists(path):
            os.remove(path)
        with open(path, "x", encoding="ascii") as file:
            file.write(made.stdout)

    def symbols(self):
        """[(kind, name)] of the student's objects, by nm."""
        if not self.own:
            return []
        text = self.run(["nm", *self.own.values()], "link")
        return re.findall(r"^(?:[0-9a-f]+| +) ([A-Za-z]) (\S+)$", text, re.M)

    def sections(self):
        """Names of the sections of the student's objects."""
        if not self.own:
            return set()
        text = self.run(["readelf", "-SW", *self.own.values()], "link")
        return set(re.findall(r"^ +\[ *\d+\] (\S+)", text, re.M))

    def functions(self):
        """Names of the functions that are the student's."""
        return {LOCAL.sub("", name) for kind, name in self.symbols()
                if kind in "tTwW"}
