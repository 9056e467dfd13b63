# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab mine [DIR...]: all functions of a student in one kernel.

This tree's, and those of the other trees named; booted with the self-tests.
Says of each lab's function whose it was, and of a failure which functions of
the student's were running.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys

from . import Trouble, labs, overlay, source

STUB = re.compile(r"\blab_(stub|missing)\(\s*\"")
# What qemu.sh's exit status means for whoever wrote the functions.
VERDICTS = {0: "all self-tests passed", 1: "a self-test failed",
            2: "the kernel panicked", 3: "time ran out",
            4: "QEMU or the set-up failed",
            5: "the CPU reset (triple fault)",
            6: "a function is missing"}
DIED = {2, 3, 5}        # no kernel is left to say why
MAX_SAID = 40           # lines of a panic


def read(path):
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}") from error


def is_stub(text, name):
    item = source.functions(text).get(name)
    return bool(item and STUB.search(source.body(text, item)))


def stubs(lab, root):
    """The lab's functions that are still the stub."""
    return [f.name for f in lab.functions
            if is_stub(read(os.path.join(root, f.file)), f.name)]


# ---- one tree of several ---------------------------------------------------

def own_items(text, base, here):
    """What a student's file has, and @here lacks: helpers of their own, or
    of the lab, variables, macros; and all that it includes."""
    there = {i.name for i in source.split(here)}
    known = {(i.kind, i.name) for i in source.split(base)
             if i.name in there}
    return [i for i in source.split(text) if i.kind != "comment" and
            ((i.kind, i.name) not in known or i.kind == "directive" and
             (i.name == "include" or text[i.start:i.end] not in base))]


def taken_names(target):
    """What a helper must not be called: all that other files can see."""
    found = set()
    for where, _, names in os.walk(target):
        for name in names:
            path = os.path.join(where, name)
            rest = os.path.relpath(path, target)
            if not re.match(r"(mm|include|kernel|lib|arch/x86)/.*\.[ch]$",
                            rest):
                continue
            found |= {i.name for i in source.split(read(path)) if i.kind in
                      ("function", "prototype", "variable", "type") and
                      (rest.endswith(".h") or not i.static)}
    return found


def rename_clashes(answer, names, taken, suffix):
    """Helpers of two trees may have one name: the second gets another."""
    for name in names & taken:
        answer = re.sub(rf"\b{re.escape(name)}\b", name + suffix, answer)
    return answer


def merge_lab(lab, folder, target, number):
    """The functions of @lab as they are in @folder, into tree @target."""
    seen = taken_names(target)
    for file in sorted({f.file for f in lab.functions}):
        names = lab.names(file)
        text = read(os.path.join(folder, file))
        here = read(os.path.join(target, file))
        items = own_items(text, read(os.path.join(folder, "labs/base", file)),
                          here)
        functions = source.functions(text)
        missing = [name for name in names if name not in functions]
        if missing:
            raise Trouble(f"{folder}/{file}: no definition of {missing[0]}()")
        parts = [i for i in items if i.name not in names] + \
            [functions[name] for name in names]
        answer = "\n".join(text[i.start:i.end] for i in
                           sorted(parts, key=lambda i: i.start))
        taken = seen | {i.name for i in source.split(here)
                        if i.kind in ("function", "variable", "type")}
        mine = {i.name for i in items if i.kind != "directive"} - set(names)
        answer = rename_clashes(answer, mine, taken, f"_tree{number}")
        here = overlay.overlay(here, answer, names, path=file)
        with open(os.path.join(target, file), "w", encoding="utf-8",
                  errors="surrogateescape") as out:
            out.write(here)


def copy_tree(folder, target):
    """The sources; what was built there before stays, for speed."""
    done = subprocess.run(["git", "ls-files", "-z", "--cached", "--others",
                           "--exclude-standard"], cwd=folder, check=False,
                          capture_output=True, text=True)
    if done.returncode:
        paths = [os.path.relpath(os.path.join(where, name), folder)
                 for where, folders, names in os.walk(folder)
                 for name in names if "build" not in
                 os.path.relpath(where, folder).split(os.sep)]
    else:
        paths = [path for path in done.stdout.split("\0") if path]
    for path in paths:
        origin, to = os.path.join(folder, path), os.path.join(target, path)
        if not os.path.isfile(origin):
            continue
        os.makedirs(os.path.dirname(to), exist_ok=True)
        if not os.path.exists(to) or same_not(origin, to):
            shutil.copy(origin, to)


def same_not(one, two):
    with open(one, "rb") as a, open(two, "rb") as b:
        return a.read() != b.read()


def gather(folders, target):
    """(owner of each function, labs) of the tree put together in @target."""
    copy_tree(labs.HOUSE, target)
    owners, every = {}, []
    for number, folder in enumerate([labs.HOUSE] + folders):
        tree = labs.student_tree(folder)
        if tree is None:
            raise Trouble(f"{folder}: no labs/tree.json: no student's tree")
        for lab in labs.all_labs(folder):
            if lab.name in {one.name for one in every}:
                continue
            every.append(lab)
            if number:
                merge_lab(lab, folder, target, number + 1)
            for function in lab.functions:
                owners[function.name] = (lab, function.file, number)
    return owners, every


# ---- what it says ----------------------------------------------------------

def place(target, file, name):
    text = read(os.path.join(target, file))
    item = source.functions(text).get(name)
    line = text.count("\n", 0, item.start) + 1 if item else 0
    return f"{file}:{line}"


def who(target, owners, folders):
    """Lines that say whose each function is; and how many are stubs."""
    lines, left = [], 0
    for name, (lab, file, number) in owners.items():
        text = read(os.path.join(target, file))
        stub = is_stub(text, name)
        left += stub
        from_where = f" of {folders[number - 1]}" if number else ""
        lines.append(f"  {name:<36} {place(target, file, name):<32} "
                     + ("still the stub" if stub else "yours") + from_where)
    tree = labs.student_tree(target)
    for file, names in tree["objects"].items():
        lines += [f"  {name:<36} {file:<32} the course's" for name in names
                  if name not in owners]
    return lines, left


def blame(log, owners):
    """The student's functions that a backtrace in the log names, be it the
    kernel's own or qemu.sh's."""
    found = []
    for name in re.findall(
            r"^(?: | {2}0x\w+ |RIP: (?:0010:)?\w+ )(\w+)\+0x", log, re.M):
        if name in owners and name not in found:
            found.append(name)
    return found


def post_mortem(log):
    """What is known of a kernel that did not come through: qemu.sh's report,
    or what the kernel said since its last stage."""
    lines = log.rstrip().splitlines()
    for at, line in enumerate(lines):
        if line.endswith("; read from outside:"):
            return [line for line in lines[at + 1:]
                    if line and not line.startswith(("qemu.sh:", "last st"))]
    since = [at for at, line in enumerate(lines)
             if line.startswith("stage: ")]
    return lines[since[-1] + 1 if since else 0:][-MAX_SAID:]


def line_of(target, log):
    """File and line where the kernel says that it faulted, or nothing;
    panic() itself is no place to look at."""
    at = re.search(r"^RIP: 0010:([0-9a-f]+) (?!panic\+)", log, re.M)
    if not at:
        return ""
    said = subprocess.run(
        ["addr2line", "-e", os.path.join(target, "build/nopanic.elf"),
         "0x" + at.group(1)], check=False, capture_output=True,
        text=True).stdout.split(" (")[0].strip()
    return "" if "?" in said else said.removeprefix(target + os.sep)


def failures(log):
    """The self-tests that failed, each with its diagnosis."""
    lines, notes = [], []
    for line in log.splitlines():
        if line.startswith("# "):
            notes.append("    " + line[2:])
        elif line.startswith("not ok"):
            lines += ["  " + line] + notes[-3:]
            notes = []
        elif line.startswith("ok "):
            notes = []
    return lines


def tell(status, log, owners, target):
    """The result, and what points at the cause."""
    passed = len(re.findall(r"^ok \d+", log, re.M))
    failed = len(re.findall(r"^not ok \d+", log, re.M))
    print(f"result: {VERDICTS.get(status, 'status ' + str(status))}"
          + (f"; self-tests: {passed} passed, {failed} failed"
             if passed + failed else "; no self-test has run"))
    for line in failures(log):
        print(line)
    for line in re.findall(r"^lab .*", log, re.M):
        print("  " + line)
    if not status:
        return
    stages = re.findall(r"^stage: (\w+)", log, re.M)
    if stages:
        print(f"  last stage reached: {stages[-1]}")
    if status in DIED:
        tell_death(log, target)
    for line in re.findall(r"^.*WARNING.*", log, re.M)[:3] \
            if status not in DIED else []:
        print("  " + line)
    for name in blame(log, owners):
        print(f"  in the backtrace, yours: {name}  "
              f"{place(target, owners[name][1], name)}")
    print(f"  the whole log: {os.path.relpath(target)}/build/mine.out")


def tell_death(log, target):
    """The last words, and where they were said."""
    for line in post_mortem(log):
        print("  " + line)
    where = line_of(target, log)
    if where:
        print(f"  that RIP is {where}")


def boot(target, options):
    """(status, log) of make and ./qemu.sh --test in the tree @target."""
    env = {k: v for k, v in os.environ.items() if k not in
           ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "NOPANIC_BUILD", "CI")}
    made = subprocess.run(["make", "-s", f"-j{os.cpu_count() or 1}", "iso"],
                          cwd=target, env=env, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, errors="replace")
    if made.returncode:
        print(made.stderr or made.stdout)
        return None, ""
    log = os.path.join(target, "build", "mine.log")
    with open(os.path.join(target, "build", "mine.out"), "wb") as out:
        done = subprocess.run(
            ["./qemu.sh", "--test", "--timeout", str(options.timeout),
             "--log", log, *options.qemu], cwd=target, check=False,
            env={**env, "NOPANIC_BUILD": "build"},
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    return done.returncode, read(out.name)


def main(args):
    parser = argparse.ArgumentParser(prog="lab mine", description=(
        "Boot one kernel with all functions that you have written."))
    parser.add_argument("folders", metavar="DIR", nargs="*",
                        help="other trees of yours")
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--plain", action="store_true", help="no difference "
                        "here: the output is always plain")
    parser.add_argument("qemu", nargs=argparse.REMAINDER, metavar="-- ARGS",
                        help="more options for qemu.sh")
    options = parser.parse_args(args)
    options.qemu = [arg for arg in options.qemu if arg != "--"]
    if labs.student_tree() is None:
        print("lab mine: this is the project: all functions are its own",
              file=sys.stderr)
        return 2
    target = os.path.join(labs.HOUSE, "build", "mine")
    folders = [os.path.abspath(folder) for folder in options.folders]
    owners, _ = gather(folders, target)
    lines, left = who(target, owners, folders)
    print("\n".join(lines), flush=True)
    if sys.stderr.isatty():
        print(f"building and booting: {options.timeout:g} s at most for the "
              "boot", file=sys.stderr)
    status, log = boot(target, options)
    if status is None:
        print("result: it does not compile (the messages are above)")
        return 1
    tell(status, log, owners, target)
    return 0 if status == 0 and not left else 1
