# SPDX-License-Identifier: GPL-2.0-only
"""The museum's workshop: one copy of the kernel's sources, into which bugs
and fixes are put and taken out again, so that only what has changed is
built. What students wrote is built in a sandbox (bubblewrap): it sees the
copy and the system's programs, no network, and nothing else of the project
(sandbox.py).
"""

import fcntl
import filecmp
import functools
import os
import re
import shutil
import subprocess
import tempfile

import maker

from . import Trouble, sandbox
from .museum_boot import boot, command, read_until

PARTS = ("arch", "boot", "include", "iso", "kernel", "lib", "mm", "scripts")
FILES = ("Makefile", "qemu.sh")
SKIP = {"__pycache__", "labtool", "node_modules"}
# What a fix may change, and how much of it: nobody rewrites the kernel.
ALLOWED = re.compile(r"(?:arch/x86|boot|include|kernel|lib|mm)/[\w/]+\."
                     r"(?:c|h|asm|ld)|scripts/make/kernel\.mk")
MOST_LINES = 80
MINUTES = 5


def sources(root):
    """Paths, from @root on, of what builds the kernel."""
    found = [name for name in FILES]
    for part in PARTS:
        for folder, names, files in os.walk(os.path.join(root, part)):
            names[:] = [n for n in names if n not in SKIP]
            found += [os.path.relpath(os.path.join(folder, f), root)
                      for f in files if not f.endswith(".pyc")]
    return sorted(found)


def changed_files(patch):
    """The paths that a patch names, old and new."""
    return sorted(set(re.findall(r"^(?:---|\+\+\+) [ab]/(\S+)", patch, re.M)))


def patch_fault(patch):
    """Why this is no patch that we would build, or None."""
    files = changed_files(patch)
    if not files:
        return "it changes no file"
    for path in files:
        if not ALLOWED.fullmatch(path) or ".." in path:
            return (f"it changes {path}: only C, assembler and headers of "
                    "the kernel, and scripts/make/kernel.mk")
    if re.search(r"^(?:new file mode|rename|copy|GIT binary|old mode)", patch,
                 re.M):
        return "it adds, renames or re-modes a file"
    lines = len(re.findall(r"^[+-](?![+-])", patch, re.M))
    if lines > MOST_LINES:
        return f"it changes {lines} lines, at most {MOST_LINES}"
    return None


def inside(line, folder):
    """@line in the sandbox, able to write to @folder alone."""
    if sandbox.why_not():
        raise Trouble(sandbox.why_not())
    return sandbox.wrap(line, write=[(folder, folder)], folder=folder)


class Workshop:
    """Used with `with`: one user at a time; clean when it begins."""

    def __init__(self, root, folder=None, trusted=False):
        self.root, self.trusted = root, trusted
        self.folder = folder or os.path.join(root, "build/museum/work")
        self.build = os.path.join(self.folder, "build")
        self.lock = None
        # Of a repository that may lie around us, git apply knows nothing.
        self.env = {k: v for k, v in os.environ.items() if k not in
                    ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "NOPANIC_BUILD")}
        self.env["GIT_CEILING_DIRECTORIES"] = os.path.dirname(self.folder)

    def __enter__(self):
        os.makedirs(self.folder, exist_ok=True)
        self.lock = open(self.folder + ".lock", "w", encoding="utf-8")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.clean()
        return self

    def __exit__(self, *error):
        self.lock.close()

    def clean(self):
        """As the project has it; what is the same keeps its time."""
        wanted = sources(self.root)
        for path in set(sources(self.folder)) - set(wanted):
            if os.path.exists(os.path.join(self.folder, path)):
                os.unlink(os.path.join(self.folder, path))
        for path in wanted:
            old = os.path.join(self.folder, path)
            new = os.path.join(self.root, path)
            if os.path.isfile(old) and filecmp.cmp(new, old, shallow=False):
                continue
            os.makedirs(os.path.dirname(old), exist_ok=True)
            shutil.copy(new, old)
        self.borrow_build()

    def borrow_build(self):
        """The project's objects, as long as they are newer than sources:
        what is built already need not be built again."""
        theirs = os.path.join(self.root, "build")
        if os.path.isdir(self.build) or \
                not os.path.isfile(f"{theirs}/nopanic.elf"):
            return
        for name in ("k", "iso"):
            shutil.copytree(f"{theirs}/{name}", f"{self.build}/{name}")
        # The copies of the sources are older than those of the objects.
        old = os.stat(f"{theirs}/k/flags").st_mtime - 3600
        for path in sources(self.folder):
            os.utime(os.path.join(self.folder, path), (old, old))

    def apply(self, patch, reverse=False):
        """None, or why it cannot be applied."""
        done = subprocess.run(
            ["git", "apply", "--whitespace=nowarn",
             *(["-R"] if reverse else []), "-"], input=patch, text=True,
            cwd=self.folder, env=self.env, check=False, capture_output=True)
        return None if done.returncode == 0 else done.stderr.strip()

    def make(self, strange=False):
        """Build; None, or what the compiler said. @strange: not our code."""
        line = ["make", "-s", "--no-print-directory",
                   f"-j{min(os.cpu_count() or 1, 4)}", "iso"]
        if strange and not self.trusted:
            line = inside(line, self.folder)
        try:
            done = subprocess.run(line, cwd=self.folder, env=self.env,
                                  check=False, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True,
                                  timeout=MINUTES * 60)
        except subprocess.TimeoutExpired:
            return f"the build took more than {MINUTES} minutes"
        return None if done.returncode == 0 else done.stdout.strip()

    def must_make(self):
        """Build what is ours; it cannot fail."""
        said = self.make()
        if said:
            raise Trouble(f"the museum's kernel does not build:\n{said}")

    def sound(self, machine):
        """One boot of the project's own kernel, without a bug."""
        done = maker.make(self.root, "iso", stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise Trouble(f"{self.root}: make iso: {done.stdout}")
        return boot(self.root, f"{self.root}/build", machine)

    def boot(self, machine, **options):
        """One boot of what was built last, by the project's own qemu.sh. To
        judge it, there are also .peek() and .symbol() of the same kernel."""
        run = boot(self.root, self.build, machine, **options)
        run.peek = functools.partial(self.peek, machine)
        run.symbol = self.symbol
        return run

    def symbol(self, name):
        """The address of a symbol of what was built last."""
        out = subprocess.run(["nm", f"{self.build}/nopanic.elf"], text=True,
                             check=True, capture_output=True).stdout
        return int(re.search(rf"^(\w+) \w {name}$", out, re.M)[1], 16)

    def peek(self, machine, place, *expressions):
        """What @expressions are worth when @machine first gets to @place, a
        function: read by gdb, from outside."""
        shown = [word for text in expressions
                 for word in ("-ex", f"output/x {text}", "-ex", "echo \\n")]
        with tempfile.TemporaryDirectory(prefix="museum-") as folder:
            machine.save(folder)
            args = command(self.root, self.build, folder,
                           ["--gdb", f"{folder}/gdb"])
            child = subprocess.Popen(
                [f"{self.root}/qemu.sh", *args], stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                env={**os.environ, "NOPANIC_BUILD": self.build})
            try:
                read_until(child.stdout, b"target remote", 30)
                out = subprocess.run(
                    ["gdb", "-nx", "-batch", "-ex", "set auto-load no",
                     f"{self.build}/nopanic.elf", "-ex",
                     f"target remote {folder}/gdb", "-ex", f"hbreak {place}",
                     "-ex", "continue", *shown, "-ex", "kill"], text=True,
                    check=False, capture_output=True, timeout=90)
            finally:
                child.terminate()
                child.stdout.close()
                child.wait()
        found = re.findall(r"^(0x[0-9a-f]+)$", out.stdout, re.M)
        if len(found) != len(expressions):
            raise Trouble(f"gdb at {place}: {out.stdout}{out.stderr}")
        return [int(text, 16) for text in found]
