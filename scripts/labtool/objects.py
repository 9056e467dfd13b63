# SPDX-License-Identifier: GPL-2.0-only
"""Functions that a student's tree has without their text.

The functions of labs that are open in the course, but not in this tree, are
compiled from the project's source with the tree's own flags: a copy of each
file that keeps them and their helpers, and only declares the rest. They are
weak, so that a definition in the tree wins. No debug information is left.
"""

import functools
import glob
import hashlib
import os
import platform
import re
import shutil
import subprocess
import tempfile

from . import Trouble, labs, source

FOLDER = "labs/objects"
# What changes the kernel's objects: folder, and make's variables.
KERNEL_KINDS = {"O2": [], "Og": ["OPT=-Og"], "O2-debug": ["DEBUG=1"],
                "Og-debug": ["OPT=-Og", "DEBUG=1"]}
HOST_FLAGS = ["-std=gnu11", "-O1", "-g0", "-fno-omit-frame-pointer",
              "-fno-optimize-sibling-calls", "-ffunction-sections", "-fPIE",
              "-Ilabs/runner/include", "-Iinclude", "-Iarch/host/include",
              "-Iarch/x86/include", "-I.", "-w", "-DCONFIG_NUMA",
              "-DCONFIG_NODES_SHIFT=4", "-DCONFIG_DEBUG_KMEMLEAK"]


def host_folder(tree):
    return os.path.join(tree, FOLDER, "host-" + platform.machine())


def host_objects(tree=labs.HOUSE, sources=None):
    """The objects that a program of this machine needs of @tree; with
    @sources, those that belong to one of these files."""
    if not glob.glob(os.path.join(tree, FOLDER, "host-*")):
        return []
    if not os.path.isdir(host_folder(tree)):
        raise Trouble(f"{host_folder(tree)}: this tree was made without "
                      f"objects for {platform.machine()}: whoever makes it "
                      f"needs {platform.machine()}-linux-gnu-gcc")
    found = sorted(glob.glob("**/*.o", root_dir=host_folder(tree),
                             recursive=True))
    return [os.path.join(host_folder(tree), path) for path in found
            if sources is None or path[:-2] + ".c" in sources]


# ---- the source of an object -----------------------------------------------

def declaration(text, item):
    """An extern declaration of a global variable."""
    flat = source.top_level([t for t in item.tokens if t.kind not in
                             ("blank", "comment")])
    end = next((t.start for t in flat if t.text == "="), item.code_end - 1)
    return "extern " + text[item.start:end].rstrip() + ";"


def replacement(text, item, wanted):
    """What an item becomes in the object's source; None: it stays."""
    if item.kind == "macro" or item.name.isupper() and \
            item.kind == "function":        # early_param(), SELFTEST()
        return ""
    if item.kind == "function" and item.name in wanted:
        weak = "" if item.static else "__attribute__((weak)) "
        return weak + text[item.start:item.code_end]
    if item.kind == "function" and not item.static:
        return text[item.start:item.body].rstrip() + ";"
    if item.kind == "variable" and not item.static and \
            not text[item.start:].startswith("extern"):
        return declaration(text, item)
    return None


def global_text(text, names):
    """The items @names, static before, seen by other files."""
    return source.cut(text, [
        (i.start, i.end, source.not_static(text[i.start:i.end]))
        for i in source.split(text) if i.name in names and i.static
        and i.kind in ("function", "prototype")])


def object_source(text, path, wanted, shared=()):
    """@text with only the functions @wanted in it, and their helpers.
    @shared: static variables that the tree's file has, too."""
    text = global_text(text, wanted)
    changes = []
    for item in source.split(text):
        new = replacement(text, item, wanted)
        if item.kind == "variable" and item.name in shared:
            new = source.not_static(declaration(text, item).replace(
                "extern static", "extern"))
        if new is None and item.kind != "function":
            continue
        if new is None:
            new = text[item.start:item.code_end]
        if item.kind == "function":
            line = text.count("\n", 0, item.start) + 1
            new = f"\n#line {line} \"{path}\"\n{new}"
        changes.append((item.start, item.code_end, new))
    return source.cut(text, changes)


def closure(text, wanted):
    """Names of this file's static items that @wanted rest on."""
    items = {i.name: i for i in source.split(text)
             if i.kind in ("function", "variable") and
             (i.static or i.name in wanted)}
    seen, ahead = set(), set(wanted) & set(items)
    while ahead:
        seen |= ahead
        ahead = {word for name in ahead for word in items[name].words()
                 if word in items} - seen
    return seen


def shared_variables(text, rest, wanted):
    """Static variables that @wanted use, and @rest, the tree's file, too."""
    used = closure(text, wanted)
    return {item.name for item in source.split(rest)
            if item.kind == "variable" and item.name in used
            and "const" not in item.words()}


# ---- compiling -------------------------------------------------------------

def run(command, cwd, what):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True,
                          check=False, stdin=subprocess.DEVNULL,
                          env={k: v for k, v in os.environ.items() if k not in
                               ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "CI",
                                "OPT", "DEBUG", "BUILD", "V")})
    if done.returncode:
        raise Trouble(f"{what}:\n{(done.stderr or done.stdout).strip()}")
    return done.stdout


def strip(path, machine):
    """No debug information, no names of compilers, no local names."""
    tool = "objcopy" if machine == platform.machine() else \
        f"{machine}-linux-gnu-objcopy"
    run([tool, "--strip-debug", "--strip-unneeded", "-R", ".comment", path],
        None, path)


def compiler(machine):
    """Debian's gcc that makes code for @machine."""
    return "gcc" if machine == platform.machine() else \
        f"{machine}-linux-gnu-gcc"


@functools.lru_cache
def version(name):
    return run([name, "--version"], None, name)


def machines():
    """Those that programs can be compiled for here; this one first."""
    own = platform.machine()
    return [own] + [m for m in ("x86_64", "aarch64")
                    if m != own and shutil.which(compiler(m))]


class Shop:
    """Compiles, and keeps what it has compiled in build/labs/prebuilt under
    a hash of all that it is made of: most trees want the same objects."""

    def __init__(self, reference, scratch, into):
        self.scratch, self.into = scratch, into
        self.kept = os.path.join(labs.HOUSE, "build", "labs", "prebuilt")
        self.base = hashlib.sha256()
        for path, text in sorted(reference.items()):
            if path.endswith((".h", ".mk")) or path == "Makefile":
                self.add(self.base, path, text)

    @staticmethod
    def add(digest, *texts):
        for text in texts:
            digest.update(text.encode() + b"\0")

    def key(self, file, kind, machine):
        digest = self.base.copy()
        with open(os.path.join(self.scratch, file), encoding="utf-8") as text:
            self.add(digest, file, text.read(), kind, *HOST_FLAGS,
                     version(compiler(machine)))
        return os.path.join(self.kept, digest.hexdigest() + ".o")

    def wanted(self, kind, files, machine):
        """[(file, where the object goes, where it is kept)] of those that
        are not kept yet; the others are copied."""
        todo = []
        for file in files:
            to = os.path.join(self.into, kind, file[:-2] + ".o")
            kept = self.key(file, kind, machine)
            os.makedirs(os.path.dirname(to), exist_ok=True)
            if os.path.exists(kept):
                shutil.copyfile(kept, to)
            else:
                todo.append((file, to, kept))
        return todo

    def place(self, path, to, kept, machine):
        shutil.copyfile(path, to)
        strip(to, machine)
        os.makedirs(self.kept, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.kept, delete=False) as new:
            with open(to, "rb") as made:
                shutil.copyfileobj(made, new)
        os.replace(new.name, kept)

    def compile_kernel(self, files):
        for kind, variables in KERNEL_KINDS.items():
            todo = self.wanted(kind, files, "x86_64")
            build = os.path.join("build", kind)
            made = [f"{build}/k/{file[:-2]}.o" for file, _, _ in todo]
            if todo:
                run(["make", "-s", f"CC={compiler('x86_64')}",
                     f"BUILD={build}", *variables, *made], self.scratch,
                    f"the labs' objects ({kind})")
            for path, (_, to, kept) in zip(made, todo):
                self.place(os.path.join(self.scratch, path), to, kept,
                           "x86_64")

    def compile_host(self, files):
        for machine in machines():
            for file, to, kept in self.wanted("host-" + machine, files,
                                              machine):
                path = os.path.join(self.scratch, "host.o")
                run([compiler(machine), *HOST_FLAGS, "-c", "-o", path, file],
                    self.scratch, file)
                self.place(path, to, kept, machine)


def undefined(folder):
    """Names that these objects want of others, and those they define."""
    want, have = set(), set()
    for path in glob.glob(os.path.join(folder, "**", "*.o"), recursive=True):
        for line in run(["nm", path], None, path).splitlines():
            kind, name = line.split()[-2:]
            (want if kind == "U" else have).add(name)
    return want - have, have


def build(reference, tree, wanted):
    """Objects of the functions @wanted, {file: names}, into @tree.

    @reference: {path: text} of the project. Helpers that the objects need
    and the tree's sources lack come along. Returns {file: names} of all."""
    into = os.path.join(tree, FOLDER)
    defined = {i.name: path for path, text in reference.items()
               if re.match(r"(mm|kernel|lib|arch/x86)/.*\.c$", path)
               for i in source.split(text)
               if i.kind == "function" and not i.static}
    wanted = {file: set(names) for file, names in wanted.items() if names}
    with tempfile.TemporaryDirectory(prefix="lab-objects-") as scratch:
        write(scratch, reference)
        shop = Shop(reference, scratch, into)
        while wanted:
            shutil.rmtree(into, ignore_errors=True)
            for file, names in wanted.items():
                write_object(scratch, tree, file, reference[file], names)
            shop.compile_kernel(sorted(wanted))
            more = missing(tree, into, defined, wanted)
            if not more:
                shop.compile_host([f for f in sorted(wanted) if on_host(f)])
                break
            for name in more:
                wanted.setdefault(defined[name], set()).add(name)
    return {file: sorted(names) for file, names in sorted(wanted.items())}


def on_host(file):
    """Does this file compile for a program of the machine?"""
    return file.startswith("mm/") or "/e820" in file


def missing(tree, into, defined, wanted):
    """What the objects need, but neither they nor the tree define."""
    want, _ = undefined(os.path.join(into, "O2"))
    lost = set()
    for name in want & set(defined):
        file = defined[name]
        if name in wanted.get(file, ()):
            continue
        with open(os.path.join(tree, file), encoding="utf-8") as text:
            if name not in source.functions(text.read()):
                lost.add(name)
    return lost


def write(folder, texts):
    for path, text in texts.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)


def write_object(scratch, tree, file, text, names):
    """The object's source; what it shares becomes global in the tree's."""
    path = os.path.join(tree, file)
    with open(path, encoding="utf-8") as handle:
        rest = handle.read()
    shared = shared_variables(text, rest, names)
    write(scratch, {file: object_source(text, file, names, shared)})
    changes = [(i.start, i.end, source.not_static(rest[i.start:i.end]))
               for i in source.split(rest)
               if i.kind == "variable" and i.name in shared and i.static]
    if changes:
        write(tree, {file: source.cut(rest, changes)})
