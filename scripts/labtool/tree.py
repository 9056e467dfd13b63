# SPDX-License-Identifier: GPL-2.0-only
"""A student's tree, made of the project.

The kernel with the stubs of some labs in the place of their functions, the
handouts, the visible tests and the student's commands; without the text of
any solution. The same project, labs and course give the same tree, byte for
byte; its version is a hash of all that.
"""

import hashlib
import json
import os
import re
import subprocess

from . import VERSION, Trouble, box, labs, objects, source

WHOLE = ("arch/host/", "arch/x86/", "boot/", "include/", "iso/", "kernel/",
         "lib/", "mm/", "scripts/qemu/", "scripts/gdb/", "scripts/trace/",
         "labs/runner/", ".vscode/", ".devcontainer/", "docs/")
SINGLE = {"COPYING", "Makefile", "qemu.sh", ".clang-format", ".clangd",
          ".editorconfig", ".gitignore", "scripts/lab"} | {
    "scripts/" + name for name in (
        "boot_log.py", "check_image.py", "check_init.py",
        "compile_commands.py", "env.sh", "gdb_session.py", "kallsyms.py",
        "make_iso.sh", "packages.txt", "setup.sh", "setup_user.sh")} | {
    "scripts/make/" + name for name in (
        "kernel.mk", "image.mk", "gdb.mk", "trace.mk")}
# What a student runs; the modules that these and the tests import come along.
COMMANDS = {"cli", "machine", "check", "mine", "submit", "update"}
TOOL = "scripts/labtool/"
FRAME = {"labs/kernel/lab.h": "include/linux/lab.h",
         "labs/kernel/lab.c": "kernel/lab.c",
         "labs/kernel/student.mk": "scripts/make/student.mk"}
GIT = {"GIT_AUTHOR_NAME": "nopanic", "GIT_AUTHOR_EMAIL": "labs@nopanic",
       "GIT_COMMITTER_NAME": "nopanic", "GIT_COMMITTER_EMAIL": "labs@nopanic",
       "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
       "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
       "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}


def project_files(root):
    """All files of the project, as git knows or would add them."""
    done = subprocess.run(["git", "ls-files", "-z", "--cached", "--others",
                           "--exclude-standard"], cwd=root, check=False,
                          capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"{root}: git ls-files: {done.stderr.strip()}")
    return sorted(p for p in set(done.stdout.split("\0"))
                  if p and os.path.isfile(os.path.join(root, p)))


def ships(path, chosen):
    """Does this file of the project go into a student's tree? Those of the
    tool are chosen by tool_modules()."""
    return path in SINGLE or path in FRAME or path.startswith(WHOLE) or \
        any(lab_ships(path, lab) for lab in chosen)


def imports(text):
    """Names of the tool's modules that a Python file may import."""
    found = set()
    for match in re.finditer(r"^\s*from (?:labtool|\.)(?:\.?(\w+))? import "
                             r"(\([^)]*\)|.*)", text, re.M):
        found |= {match[1]} if match[1] else set(
            re.findall(r"(\w+)(?: as \w+)?", match[2]))
    return found


def tool_modules(texts, tests):
    """{path: text} of the modules that a student's tree needs; @tests are
    the Python files of its labs."""
    ahead = set(COMMANDS).union(*map(imports, tests))
    found = {TOOL + "__init__.py": texts[TOOL + "__init__.py"]}
    while ahead:
        path = TOOL + ahead.pop() + ".py"
        if path in texts and path not in found:
            found[path] = texts[path]
            ahead |= imports(texts[path])
    return found


def lab_ships(path, lab):
    """Of a lab's folder: what the student reads and runs."""
    home = f"labs/{lab.name}/"
    if path.startswith("tests/maps/"):
        return uses_maps(lab)
    if not path.startswith(home):
        return False
    rest = path[len(home):]
    folder, name = os.path.split(rest)
    if lab.variant and folder == f"variants/{lab.variant}/tests":
        return not name.startswith("hidden")
    if lab.variant and folder == f"variants/{lab.variant}":
        return name in ("variant.toml", "README.md") or \
            name.endswith(".py") and not name.startswith("hidden")
    if rest.startswith("tests/"):
        return not rest.startswith("tests/hidden")
    return rest in ("lab.toml", "README.md") or "/" not in rest and \
        rest.endswith((".svg", ".png"))


def uses_maps(lab):
    """Do its tests read maps of real machines?"""
    for folder, _, names in os.walk(os.path.join(lab.path, "tests")):
        for name in names:
            if name.endswith(".py"):
                with open(os.path.join(folder, name),
                          encoding="utf-8") as file:
                    if "tests/maps" in file.read():
                        return True
    return False


def read(path):
    with open(path, "rb") as file:
        return file.read()


def read_text(path):
    return read(path).decode("utf-8")


# ---- what becomes of the sources -------------------------------------------

def hidden_names(chosen):
    """{file: names} of functions and helpers that these labs take out."""
    found = {}
    for lab in chosen:
        for function in lab.functions:
            found.setdefault(function.file, set()).add(function.name)
        for file, names in lab.drop.items():
            found.setdefault(file, set()).update(names)
    return found


def in_objects(text, labs_names, dropped):
    """What of a file others call: functions of labs, and helpers that are
    not static. Static ones come along with whoever calls them."""
    return {name for name, item in source.functions(text).items()
            if name in labs_names or name in dropped and not item.static}


def with_stubs(texts, lab):
    """The lab's functions get their stubs' bodies."""
    if not lab.functions:
        return
    stub = read_text(lab.stub)
    for file in {function.file for function in lab.functions}:
        text = source.take_from(texts[file], stub, lab.names(file), file,
                                lab.stub)
        texts[file] = source.add_include(text, "linux/lab.h")


def may_be_unused(text):
    """Static functions that nobody calls as long as stubs call nothing."""
    return source.cut(text, [
        (i.start, i.start + len("static"), "static __maybe_unused")
        for i in source.unused_statics(text) if i.kind == "function" and
        text.startswith("static ", i.start)])


def with_declarations(texts, lab):
    """The functions of a lab that is open elsewhere are declared only."""
    for file in {function.file for function in lab.functions}:
        text = source.declare(texts[file], lab.names(file), file)
        texts[file] = source.prune(text, keep=lab.names(file))


def operate(texts, chosen, withheld):
    """All that the labs change in the sources, in place."""
    dropped = {}
    for lab in chosen + withheld:
        for file, names in lab.drop.items():
            dropped.setdefault(file, set()).update(names)
        for file, words in lab.opening.items():
            texts[file] = source.set_opening(texts[file], words)
    for lab in chosen:
        with_stubs(texts, lab)
    for lab in withheld:
        with_declarations(texts, lab)
    for file, names in dropped.items():
        still = {i.name for i in source.split(texts[file])}
        gone = names if not withheld else names & still
        texts[file] = source.drop(texts[file], gone, file)
    for file in {f.file for lab in chosen for f in lab.functions}:
        texts[file] = may_be_unused(texts[file])


# ---- text that gives a solution away ---------------------------------------

TRIVIAL = re.compile(r"[{}();]*|else|break;|return 0;|continue;|u64 i;|"
                     r"u32 i;|\*/|/\*|\} else \{|\w+(--|\+\+);")


def plain_lines(text):
    """Lines without the blanks and the little ones."""
    lines = [re.sub(r"\s+", " ", line).strip() for line in text.splitlines()]
    return [line for line in lines if not TRIVIAL.fullmatch(line)]


def triples(text):
    lines = plain_lines(text)
    return set(zip(lines, lines[1:], lines[2:]))


def triples_of(text, names, file="the reference"):
    """{three lines in a row: whose} of functions and tables."""
    return {three: f"{item.name} of {file}" for item in source.split(text)
            if item.name in names and item.kind in ("function", "variable")
            for three in triples(text[item.body or item.start:item.end])}


def secret_triples(texts, hidden):
    """Those of anything that labs take out, and no other function of the
    same file has, too."""
    found = {}
    for file, names in hidden.items():
        rest = {item.name for item in source.split(texts[file])} - set(names)
        public = triples_of(texts[file], rest)
        found.update((three, whose) for three, whose in triples_of(
            texts[file], names, file).items() if three not in public)
    return found


def gives_away(text, secret):
    """Which function's text is quoted here, or None."""
    return next((secret[t] for t in triples(text) if t in secret), None)


# ---- putting it together ---------------------------------------------------

def makefile(text):
    """The project's, without what is not in the tree."""
    def keep(match):
        return match[0] if "scripts/make/" + match[1] in SINGLE else ""
    text = re.sub(r"include scripts/make/(\S+)\n", keep, text)
    first = text.index("include scripts/make/")
    return text[:first] + "-include labs/objects.mk\n" + text[first:] + \
        "include scripts/make/student.mk\n"


def readme(root, chosen):
    text = read_text(os.path.join(root, "labs/kernel/README.md"))
    rows = "\n".join(
        f"| {lab.number} | [{lab.title}](labs/{lab.name}/README.md) | "
        + (", ".join(f"`{f.name}()`" for f in lab.functions)
           or "none: questions about a boot") + " | "
        + ", ".join(sorted({f.file for f in lab.functions}) or lab.files)
        + " |" for lab in chosen)
    return text.replace("@LABS@", rows)


def handout_text(lab):
    """The handout as it stands in labs/NN-name/: a variant's lies two
    folders deeper here, and so do its links."""
    text = read_text(lab.handout)
    return text.replace("](../../../../", "](../../") if lab.variant else text


def answers_form(lab):
    """The file that the answers of a lab without code go into."""
    return (f"# SPDX-License-Identifier: GPL-2.0-only\n# Your answers; "
            f"labs/{lab.name}/README.md has the questions.\nstudent = \"\"\n"
            + "".join(f"\n# {rule.text}\n# {rule.id} = \n"
                      for rule in lab.rules))


def objects_mk():
    return ("# SPDX-License-Identifier: GPL-2.0-only\n"
            "# Functions of labs that are not in this tree, ready made.\n"
            "LAB_OBJECTS := $(shell find labs/objects/$(patsubst -%,%,"
            "$(if $(filter -Og -O0,$(OPT)),Og,O2))$(if $(filter 1,"
            "$(DEBUG)),-debug) -name '*.o' 2>/dev/null | sort)\n")


def collect(root, chosen, withheld):
    """({path: text or bytes} of the tree, {file: names} for objects)"""
    texts, data = {}, {}
    for path in project_files(root):
        try:
            texts[path] = read_text(os.path.join(root, path))
        except UnicodeDecodeError:
            data[path] = read(os.path.join(root, path))
    reference = dict(texts)
    operate(texts, chosen, withheld)
    secret = secret_triples(reference, hidden_names(chosen + withheld))
    tree = {}
    for path, content in list(texts.items()) + list(data.items()):
        if not ships(path, chosen) or path.startswith("docs/") and \
                path in texts and gives_away(content, secret):
            continue
        tree[FRAME.get(path, path)] = content
    tree.update(tool_modules(texts, [
        text for path, text in tree.items()
        if path.startswith("labs/") and path.endswith(".py")]))
    for lab in chosen:
        if lab.data.get("kind") == "answers":
            tree["answers.toml"] = answers_form(lab)
        tree[f"labs/{lab.name}/README.md"] = box.filled(
            lab, handout_text(lab))
    tree["Makefile"] = makefile(texts["Makefile"])
    tree["README.md"] = readme(root, chosen)
    tree["labs/objects.mk"] = objects_mk()
    want = {file: in_objects(
        reference[file], {name for lab in withheld for name in
                          lab.names(file)}, names)
            for file, names in hidden_names(withheld).items()
            if file.endswith(".c")}
    return tree, want, reference


def write(folder, tree, root):
    for path, content in sorted(tree.items()):
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(content if isinstance(content, bytes)
                       else content.encode())
        origin = os.path.join(root, path)
        runs = os.path.exists(origin) and os.access(origin, os.X_OK)
        os.chmod(full, 0o755 if runs else 0o644)


def tree_paths(folder):
    """All files of a tree but git's and what is built."""
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in
                            (".git", "build", "__pycache__"))
        found += [os.path.relpath(os.path.join(where, name), folder)
                  for name in names]
    return sorted(found)


def manifest(folder):
    """{path: sha256} of all files but labs/tree.json."""
    return {path: hashlib.sha256(read(os.path.join(folder, path))).hexdigest()
            for path in tree_paths(folder)
            if path != "labs/tree.json" and not path.startswith("labs/base/")}


def record(folder, chosen, withheld, made):
    """labs/tree.json: what this tree is; and its version."""
    files = manifest(folder)
    head = {"labs": [{"lab": lab.name, "variant": lab.variant}
                     for lab in chosen],
            "withheld": [lab.name for lab in withheld], "objects": made,
            "tool": VERSION}
    text = json.dumps([head, files], sort_keys=True)
    head["version"] = hashlib.sha256(text.encode()).hexdigest()[:16]
    head["files"] = files
    with open(os.path.join(folder, "labs", "tree.json"), "w",
              encoding="utf-8") as file:
        json.dump(head, file, indent=1, sort_keys=True)
        file.write("\n")
    return head["version"]


def student_files(chosen):
    return sorted({file for lab in chosen for file in lab.files})


def make(root, chosen, folder, withheld=()):
    """A student's tree in @folder, which must not exist. Its version."""
    if os.path.exists(folder) and os.listdir(folder):
        raise Trouble(f"{folder}: there is something already")
    chosen = sorted(chosen, key=lambda lab: lab.name)
    names = {lab.name for lab in chosen}
    withheld = {lab.name: lab for lab in
                [*withheld, *labs.give_away(chosen, root)]
                if lab.name not in names}
    withheld = [withheld[name] for name in sorted(withheld)]
    tree, want, reference = collect(root, chosen, withheld)
    write(folder, tree, root)
    made = objects.build(reference, folder, want)
    base = {"labs/base/" + file: read(os.path.join(folder, file))
            for file in student_files(chosen)
            if os.path.exists(os.path.join(folder, file))}
    write(folder, base, root)
    return record(folder, chosen, withheld, made)


def commit(folder, message):
    """One clean commit, the same whoever makes it and when."""
    env = {**os.environ, **GIT}
    for command in (["init", "-q", "-b", "main"], ["add", "-A"],
                    ["commit", "-q", "-m", message]):
        done = subprocess.run(["git", *command], cwd=folder, env=env,
                              check=False, capture_output=True, text=True)
        if done.returncode:
            raise Trouble(f"git {command[0]}: {done.stderr.strip()}")
