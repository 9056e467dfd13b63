# SPDX-License-Identifier: GPL-2.0-only
"""A student's files and everybody else's objects become a runner.

Of a submission only the files that lab.toml names are compiled, in the
sandbox, with the headers of @tree around them and UBSan in them. All else
comes from objects that are kept in build/labs/ under a hash of what they
are made of, so that a second submission costs one compiler run and one link.
"""

import contextlib
import glob
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field

from . import Trouble, objects, symbols
from .sandbox import Sandbox

SOURCES = ["mm/memblock*.c", "mm/nobootmem.c", "lib/sort.c",
           "arch/x86/kernel/e820_sanitize.c", "kernel/ubsan.c",
           "labs/runner/*.c"]
SPAWN = ["labs/runner/spawn.c", "labs/runner/jail.c"]
HEADERS = ["include/**/*.h", "arch/host/include/**/*.h",
           "arch/x86/include/**/*.h", "labs/runner/**/*.h", "mm/*.h",
           "lib/*.h", "arch/x86/kernel/*.h", "labs/kernel/**/*.h"]
INCLUDES = ["labs/runner/include", "labs/kernel/include", "labs/kernel",
            "include", "arch/host/include", "arch/x86/include",
            "labs/runner", "."]
CONFIG = ["-DCONFIG_NUMA", "-DCONFIG_NODES_SHIFT=4",
          "-DCONFIG_DEBUG_KMEMLEAK"]
COMMON = ["-std=gnu11", "-g", "-fno-omit-frame-pointer", "-fno-pie",
          "-fno-optimize-sibling-calls", "-Wall", "-Wextra",
          "-Wno-unused-parameter", *CONFIG,
          *(f"-I{folder}" for folder in INCLUDES)]
BASE = ["-O1", *COMMON]
# As it is written, for gdb; what is not initialised is 0xfe everywhere.
STUDENT = ["-O0", *COMMON, "-Wdeclaration-after-statement",
           "-fsanitize=undefined",
           "-fno-sanitize=alignment", "-fno-sanitize-recover=all",
           "-ftrivial-auto-var-init=pattern"]
SECONDS = 60


class NotBuilt(Exception):
    """The student's files do not compile or link; the text is for them."""

    def __init__(self, stage, said):
        super().__init__(said)
        self.stage, self.said = stage, said


class Broken(Trouble):
    """Something of ours does not build: the tool's trouble."""


@dataclass
class Runner:
    """A runner that can be used: its program, what the compiler said."""
    path: str
    files: list
    tree: str
    said: str = ""
    sandbox: Sandbox = field(default_factory=Sandbox.if_possible)


def which_compiler():
    """$CC if it is one of the two that the project knows, else what there
    is."""
    names = [os.environ.get("CC", "").split(" ")[0], "gcc", "clang"]
    found = [n for n in names if re.fullmatch(r"(.*/)?(gcc|clang)(-\d+)?", n)
             and shutil.which(n)]
    if not found:
        raise Broken("there is neither gcc nor clang: scripts/setup.sh "
                     "installs what is missing")
    return found[0]


def digest(*texts):
    key = hashlib.sha256()
    for text in texts:
        key.update(text if isinstance(text, bytes) else str(text).encode())
        key.update(b"\0")
    return key.hexdigest()[:24]


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Builder:
    """Builds runners for one lab out of one tree: a project, or what
    `lab start` has made. Keeps its objects in @cache."""

    def __init__(self, tree, host=None, ops=None, cache=None,
                 compiler=None):
        """@host: what lab.toml says of the runner: sources to add, and
        those to leave out ("without"); @ops: its tests/ops.c."""
        host = host or {}
        self.tree = os.path.abspath(tree)
        self.compiler = compiler = compiler or which_compiler()
        self.cache = cache or os.path.join(self.tree, "build", "labs")
        self.sources = SOURCES + list(host.get("sources", ()))
        self.without = list(host.get("without", ())) + SPAWN
        self.ops = os.path.relpath(ops, self.tree) if ops else None
        os.makedirs(os.path.join(self.cache, "work"), exist_ok=True)
        self.headers = self.find(HEADERS)
        self.headers_key = digest(*(part for h in self.headers
                                    for part in (h, self.text(h))))
        self.most = "-ferror-limit=20" if "clang" in compiler else \
            "-fmax-errors=20"
        self.version = subprocess.run(
            [compiler, "--version"], capture_output=True, text=True,
            check=True).stdout.splitlines()[0]

    def text(self, path):
        return read(os.path.join(self.tree, path))

    def find(self, patterns):
        found = {os.path.normpath(path) for pattern in patterns
                 for path in glob.glob(pattern, root_dir=self.tree,
                                       recursive=True)}
        return sorted(found)

    # ---- objects of ours ------------------------------------------------

    def keep(self, kind, key, make):
        """cache/kind/key, made by make(path) if it is not there."""
        path = os.path.join(self.cache, kind, key)
        if not os.path.exists(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=os.path.dirname(path),
                                             delete=False) as new:
                pass
            make(new.name)
            os.chmod(new.name, 0o755)
            os.replace(new.name, path)
        return path

    def compile_ours(self, command):
        done = subprocess.run(command, cwd=self.tree, capture_output=True,
                              text=True, check=False, timeout=SECONDS)
        if done.returncode:
            raise Broken(f"{' '.join(command[:1] + command[-3:])}:\n"
                         f"{done.stderr.strip()}")

    def object(self, source):
        """The object of a file that is not the student's."""
        flags = BASE
        key = digest(self.version, flags, source, self.text(source),
                     self.headers_key)
        return self.keep("objects", key + ".o", lambda new: self.compile_ours(
            [self.compiler, *flags, "-c", source, "-o", new]))

    def spawn(self):
        """The program that starts runners: nothing of a student in it."""
        parts = [self.text(s) for s in SPAWN + ["labs/runner/jail.h"]]
        return self.keep("spawn", digest(self.version, *parts),
                         lambda new: self.compile_ours(
                             [self.compiler, "-std=gnu11", "-O1", "-static",
                              *SPAWN, "-o", new]))

    def prebuilt(self):
        """What a student's tree has as objects instead of as text."""
        return objects.host_objects(self.tree,
                                    self.find(SOURCES + self.sources))

    # ---- the student's ------------------------------------------------------

    def work(self, files):
        """A folder with the headers, and with these files in it."""
        folder = tempfile.mkdtemp(dir=os.path.join(self.cache, "work"))
        for name in self.headers:
            place = os.path.join(folder, name)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            shutil.copyfile(os.path.join(self.tree, name), place)
        for name, text in files.items():
            place = os.path.join(folder, name)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "wb") as file:
                file.write(text)
        os.mkdir(os.path.join(folder, "out"))
        os.chmod(folder, 0o755)
        os.chmod(os.path.join(folder, "out"), 0o777)
        return folder

    def linked(self):
        """The sources that make up this lab's runner."""
        names = set(self.find(self.sources)) - set(self.find(self.without))
        return names | ({self.ops} if self.ops else set())

    def others(self, mine):
        """Objects of all that is linked beside the student's files."""
        return [self.object(n) for n in sorted(self.linked())
                if n not in mine]

    def runner(self, files, sandbox=None):
        """A Runner with these files, {path: bytes}, in the place of the
        tree's. NotBuilt if they do not compile."""
        sandbox = sandbox or Sandbox.if_possible()
        mine = [name for name in files if name.endswith(".c")]
        others = self.others(mine) + self.prebuilt()
        key = digest(self.headers_key, STUDENT, self.version, *others,
                     *(part for item in sorted(files.items())
                       for part in item), *map(read, self.prebuilt()))
        said = os.path.join(self.cache, "runners", key + ".txt")

        def make(new):
            text = self.make_runner(files, mine, others, sandbox, new)
            with open(said, "w", encoding="utf-8") as file:
                file.write(text)
        path = self.keep("runners", key, make)
        self.forget_runners()
        with open(said, encoding="utf-8") as file:
            return Runner(path, mine, self.tree, file.read(), sandbox)

    def forget_runners(self, most=128):
        """The oldest ones go: each is a megabyte."""
        found = []
        for path in glob.glob(os.path.join(self.cache, "runners", "*")):
            # Another process may do the same.
            with contextlib.suppress(FileNotFoundError):
                found.append((os.path.getmtime(path), path))
        for _, path in sorted(found)[:-2 * most]:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)

    def make_runner(self, files, mine, others, sandbox, new):
        folder = self.work(files)
        try:
            said = [self.compile_theirs(folder, name, sandbox)
                    for name in mine]
            self.check_names(folder, files, mine, others, sandbox)
            self.link(folder, mine, others, sandbox)
            shutil.copyfile(os.path.join(folder, "out", "runner"), new)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return "".join(said)

    def places(self, folder):
        """The work folder's parts, as the sandbox has them."""
        return {"show": [(folder, "/tree")],
                "write": [(os.path.join(folder, "out"), "/tree/out")],
                "folder": "/tree"}

    def compile_theirs(self, folder, name, sandbox):
        status, said = sandbox.talk([
            self.compiler, *STUDENT, "-fdiagnostics-color=never", self.most,
            "-fdebug-prefix-map=/tree=.",
            f"-fdebug-prefix-map={folder}=.", "-c", name,
            "-o", object_name(name)], **self.places(folder))
        if status:
            raise NotBuilt("compile", why_died(status, said) + said)
        return said

    def names(self, kind, key, find):
        """A set of names, kept: nm takes its time."""
        def make(new):
            with open(new, "w", encoding="utf-8") as file:
                file.write("\n".join(sorted(find())))
        return set(read(self.keep("names", f"{kind}-{key}", make)).decode(
            ).split("\n"))

    def check_names(self, folder, files, mine, others, sandbox):
        """The student's objects name what a kernel has, or NotBuilt."""
        made = [object_name(name) for name in mine]
        _, said = sandbox.talk(["nm", "-g", *made], **self.places(folder))
        undefined, defined = symbols.read_nm(said)
        known = self.names("ours", digest(*others),
                           lambda: symbols.defined_by(others))
        lines = list(symbols.complaints(undefined, defined, known, files))
        if lines:
            raise NotBuilt("link", "\n".join(lines))
        hide = symbols.to_hide(defined, self.names(
            "libc", digest(self.version),
            lambda: symbols.library(self.compiler)))
        for name in made if hide else ():
            sandbox.talk(["objcopy", *(f"-L{h}" for h in hide), name],
                         **self.places(folder))

    def link(self, folder, mine, others, sandbox):
        places = self.places(folder)
        inside = [os.path.join("/o", str(n) + os.path.splitext(path)[1])
                  for n, path in enumerate(others)]
        places["show"] = places["show"] + list(zip(others, inside))
        status, said = sandbox.talk([
            self.compiler, "-static", "-no-pie", "-o", "out/runner",
            *map(object_name, mine), *inside], **places)
        if "cannot find -lc" in said:
            raise Broken("the runner is linked with libc.a, which is missing "
                         "here: install glibc-static, or what it is called")
        if status:
            raise NotBuilt("link", why_died(status, said) + tidy_link(said))


def why_died(status, said):
    """What the compiler itself cannot say, or says badly."""
    if status in (1, 2) and not re.search(
            r"(Killed|limit exceeded) signal|out of memory|"
            r"internal compiler error", said):
        return ""
    return ("the compiler was stopped: these files take too long, or too "
            "much memory\n")


def object_name(source):
    return "out/" + source.replace("/", "_")[:-2] + ".o"


def tidy_link(said):
    """The linker's lines that a student can act on."""
    lines = [re.sub(r"^\S*ld: |^out/|\S*/", "", line)
             for line in said.splitlines()
             if "undefined reference" in line or "multiple def" in line]
    return "\n".join(dict.fromkeys(lines)) or said
