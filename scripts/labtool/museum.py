# SPDX-License-Identifier: GPL-2.0-only
"""The bug museum (labs/museum/): kernels with one historical bug each.

  scripts/lab museum list                       what there is
  scripts/lab museum start NN DIR [--seed S]    a kernel with bug NN, in DIR
  scripts/lab museum check DIR [--fix-only]     your evidence, and your fix
  scripts/lab museum key NN --seed S            the evidence (for teachers)

A seed (your student number, say) changes the machine: its memory, its map,
its command line. So each student's evidence is another, and the key is taken
from a boot of that very machine. check builds what you wrote in a sandbox;
--trusted does without.
"""

import argparse
import hashlib
import importlib.util
import os
import random
import re
import shutil
import subprocess
import tomllib

from . import Trouble
from .museum_boot import PASSED
from .museum_parts import facts
from .museum_work import Workshop, changed_files, patch_fault

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
MUSEUM = os.path.join(ROOT, "labs/museum")
# Not in a student's kernel: labs, and what quotes or tests the sources.
LEFT_OUT = ("labs/", "docs/", "web/", "bench/", "tests/", "scripts/lab",
            ".github/", ".devcontainer/", "README.md")
KEPT = ("tests/boot/rom.asm", "docs/trace.schema.json")
GIT = {"GIT_AUTHOR_NAME": "nopanic", "GIT_AUTHOR_EMAIL": "museum@nopanic",
       "GIT_COMMITTER_NAME": "nopanic",
       "GIT_COMMITTER_EMAIL": "museum@nopanic",
       "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}


class Exhibit:
    """One folder of the museum: .number, .name, .meta (exhibit.toml)."""

    def __init__(self, folder):
        self.folder, self.name = folder, os.path.basename(folder)
        self.number = int(self.name[:2])
        with open(os.path.join(folder, "exhibit.toml"), "rb") as file:
            self.meta = tomllib.load(file)
        self.title = self.meta["title"]
        self.questions = self.meta["evidence"]
        spec = importlib.util.spec_from_file_location(
            f"museum_judge_{self.number}", os.path.join(folder, "judge.py"))
        self.judge = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.judge)

    def text(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()

    @property
    def bug(self):
        return self.text("bug.patch")

    def has_fix(self):
        return os.path.isfile(os.path.join(self.folder, "fix.patch"))

    def machine(self, seed):
        digest = hashlib.sha256(f"{self.name}:{seed}".encode()).digest()
        return self.judge.machine(random.Random(digest))

    def symptom(self, run, machine):
        """What is wrong in this boot, in a line; None: nothing."""
        if hasattr(self.judge, "symptom"):
            return self.judge.symptom(run, machine)
        found = re.search(self.meta["symptom"], run.log, re.M)
        return found[0].strip() if found else None

    def evidence(self, run, machine, tree):
        """The key of this boot; @tree has the sources with the bug."""
        found = dict(self.judge.evidence(run, machine))
        place = self.meta.get("cause", {})
        files = changed_files(self.bug)
        found["file"] = place.get("file", files[0])
        if "function" in self.questions:
            found["function"] = cause_function(self.bug, tree, found["file"])
        return {name: found[name] for name in self.questions}


def cause_function(patch, tree, path):
    """The function that the first hunk of @path in @patch changes: in C as
    it is written here, its name begins the last line at the left margin."""
    part = re.split(r"^diff ", patch, flags=re.M)
    part = next(p for p in part if f"+++ b/{path}\n" in p)
    start = int(re.search(r"^@@ -\d+(?:,\d+)? \+(\d+)", part, re.M)[1])
    body = part[part.index("@@", part.index("@@") + 2):].split("\n")[1:]
    start += next(i for i, line in enumerate(body) if line[:1] in "+-")
    with open(os.path.join(tree, path), encoding="utf-8") as file:
        above = file.read().split("\n")[:start - 1]
    for line in reversed(above):
        found = re.match(r"(?!\s|#|/|\*)[\w\s*]*?\b(\w+)\(", line)
        if found:
            return found[1]
    raise Trouble(f"{path}:{start}: in no function")


def list_exhibits():
    """All exhibits, in order."""
    return [Exhibit(os.path.join(MUSEUM, name))
            for name in sorted(os.listdir(MUSEUM))
            if os.path.isfile(os.path.join(MUSEUM, name, "exhibit.toml"))]


def exhibit(number):
    for found in list_exhibits():
        if found.number == number:
            return found
    raise Trouble(f"there is no exhibit {number}; `museum list` shows all")


# ---- a student's folder -----------------------------------------------------

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


def patch_of(folder):
    """What the student has changed since `museum start`."""
    first = git(folder, "rev-list", "--max-parents=0", "HEAD").split()[-1]
    return git(folder, "diff", "--no-color", "--no-ext-diff", first, "--",
               ".", ":!evidence.toml", ":!exhibit", ":!README.md")


# ---- judging ----------------------------------------------------------------

def keys(show, seeds, shop):
    """The evidence of each seed: taken from boots with the bug."""
    shop.clean()
    fault = shop.apply(show.bug)
    if fault:
        raise Trouble(f"{show.name}/bug.patch: {fault}")
    shop.must_make()
    return [key_of(show, seed, shop) for seed in seeds]


def key_of(show, seed, shop):
    machine = show.machine(seed)
    run = shop.boot(machine)
    if show.symptom(run, machine) is None:
        raise Trouble(f"{show.name}, seed {seed}: no symptom to be seen:\n"
                      + "\n".join(run.log.splitlines()[-20:]))
    return show.evidence(run, machine, shop.folder)


def as_value(given):
    """A number for whatever reads as one; else a word, without ()."""
    if isinstance(given, int):
        return given
    text = str(given).strip()
    try:
        return int(text, 0)
    except ValueError:
        return text.removesuffix("()").removeprefix("./")


def check_evidence(show, seed, evidence, shop):
    """[(name, True, False or None for not answered)]."""
    right, = keys(show, [seed], shop)
    return [(name, None if evidence.get(name, "") == "" else
             as_value(evidence[name]) == wanted)
            for name, wanted in right.items()]


def check_fix(show, seed, patch, shop):
    """None for a good fix, else what is wrong with it."""
    fault = patch_fault(patch)
    if fault:
        return fault
    shop.clean()
    if shop.apply(show.bug):
        raise Trouble(f"{show.name}/bug.patch does not apply")
    fault = shop.apply(patch)
    if fault:
        return f"it does not apply: {fault}"
    said = shop.make(strange=True)
    if said:
        return f"it does not build:\n{said}"
    # Another machine, too: a fix is not for one number alone.
    for where in (seed, f"{seed} and another"):
        machine = show.machine(where)
        fault = boot_fault(show, machine, shop)
        if fault:
            return fault
    if hasattr(show.judge, "unfixed"):
        return show.judge.unfixed(shop)
    return None


def boot_fault(show, machine, shop):
    """What is wrong with the kernel built last, on this machine, or None:
    the symptom, what memblock has in the end, or a self-test."""
    run = shop.boot(machine)
    seen = show.symptom(run, machine)
    if seen:
        return f"the symptom is still there: {seen}"
    must, found = facts(shop.sound(machine).log), facts(run.log)
    if must != found:
        odd = sorted(found - must) or sorted(must - found)
        there = "has, and should not" if found - must else "should have"
        return (f"no message any more, but a machine of this kind {there}: "
                f"{odd[0]}")
    run = shop.boot(machine, test=True)
    if run.status != PASSED:
        return (f"the self-tests end with status {run.status}:\n"
                + "\n".join(run.log.splitlines()[-15:]))
    return None


def difference(show):
    """The reference fix as a patch on top of the bug."""
    if show.has_fix():
        return show.text("fix.patch")
    return reverse(show.bug)


def reverse(patch):
    """A patch the other way round: - for +, and old for new."""
    swap = {"+": "-", "-": "+"}
    lines = []
    for line in patch.split("\n"):
        hunk = re.match(r"@@ -(\S+) \+(\S+) @@(.*)", line)
        if hunk:
            line = f"@@ -{hunk[2]} +{hunk[1]} @@{hunk[3]}"
        elif not line.startswith(("---", "+++")) and line[:1] in swap:
            line = swap[line[0]] + line[1:]
        lines.append(line)
    return "\n".join(lines)


# ---- commands ---------------------------------------------------------------

def say_list():
    for show in list_exhibits():
        print(f"{show.number:02}  {'*' * show.meta['difficulty']:<3}  "
              f"{show.title}")


def say_start(args):
    show = start(args.number, args.folder, args.seed)
    print(f"{args.folder}: \"{show.title}\", seed {args.seed}. "
          f"Read {args.folder}/README.md;\n`{args.folder}/symptom` boots it.")


def say_check(args):
    show, seed = seed_of(args.folder)
    good = True
    with Workshop(ROOT, trusted=args.trusted) as shop:
        if not args.fix_only:
            with open(os.path.join(args.folder, "evidence.toml"),
                      "rb") as file:
                given = tomllib.load(file)
            for name, right in check_evidence(show, seed, given, shop):
                print(f"{name:<12} " + {True: "right", False: "wrong",
                                        None: "not answered"}[right])
                good = good and bool(right)
        patch = patch_of(args.folder)
        fault = check_fix(show, seed, patch, shop) if patch else \
            "nothing is changed yet"
        print("fix          " + (fault or "good: the symptom is gone, and "
                                 "the self-tests pass"))
    return 0 if good and not fault else 1


def say_key(args):
    with Workshop(ROOT) as shop:
        found, = keys(exhibit(args.number), [args.seed], shop)
        for name, value in found.items():
            shown = f"{value:#x}" if isinstance(value, int) else f'"{value}"'
            print(f"{name} = {shown}")


def main(argv):
    parser = argparse.ArgumentParser(
        prog="lab museum", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list")
    one = commands.add_parser("start")
    one.add_argument("number", type=int)
    one.add_argument("folder")
    one.add_argument("--seed", default="0")
    one = commands.add_parser("check")
    one.add_argument("folder")
    one.add_argument("--fix-only", action="store_true")
    one.add_argument("--trusted", action="store_true")
    one = commands.add_parser("key")
    one.add_argument("number", type=int)
    one.add_argument("--seed", required=True)
    args = parser.parse_args(argv)
    if args.command == "list":
        say_list()
    elif args.command == "start":
        say_start(args)
    elif args.command == "key":
        say_key(args)
    else:
        return say_check(args)
    return 0
