# SPDX-License-Identifier: GPL-2.0-only
"""A lab's functions in a student's file, and everybody else's beside them.

A student's mm/memblock_search.c may hold stubs of other labs, their answers
to them, or only declarations where the course keeps a text back. The grade
of one lab must not hang on that: functions of other labs are cut out and
linked from the reference. Helpers that the student wrote stay."""

import os
import re
import tempfile

from . import Trouble, build, labs, objects, overlay, source


def read_text(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def reference_files(lab, tree):
    """{file: text of the right answer}, in the lab's variant."""
    found = {}
    answer = os.path.join(lab.folder, "reference.c")
    for file in lab.files:
        path = os.path.join(tree, file)
        if os.path.exists(path) and lab.names(file):
            found[file] = read_text(path)
            if lab.variant and os.path.exists(answer):
                found[file] = overlay.overlay(
                    found[file], read_text(answer), lab.names(file),
                    lab.names(), file)
    return found


def global_variables(text, names):
    """@text with its static variables @names seen by other files."""
    return source.cut(text, [
        (i.start, i.end, source.not_static(text[i.start:i.end]))
        for i in source.split(text)
        if i.kind == "variable" and i.name in names and i.static])


def declared_only(text, names):
    """@text with the bodies of @names gone; no line moves."""
    changes = []
    for name, item in source.functions(text).items():
        if name in names:
            head = source.not_static(text[item.start:item.body]).rstrip()
            lines = text.count("\n", item.start, item.code_end) \
                - head.count("\n")
            changes.append((item.start, item.code_end,
                            head + ";" + "\n" * lines))
    return source.cut(text, changes)


class Ours:
    """The part of a lab's files that is not the student's."""

    def __init__(self, lab, builder):
        self.lab, self.builder = lab, builder
        self.reference = reference_files(lab, builder.tree)
        self.others = {file: {
            name for other in labs.all_labs(builder.tree)
            if other.name != lab.name for name in other.names(file)}
            for file in lab.files}

    def wanted(self, file, text):
        """Functions of @file that come from us: those of other labs, and
        those that @text only declares."""
        mine = self.lab.names(file)
        theirs = source.functions(text)
        known = {i.name for i in source.split(text)
                 if i.kind == "prototype"} | set(theirs)
        return sorted(
            name for name, item in
            source.functions(self.reference[file]).items()
            if name not in mine and name in known
            and (name in self.others[file]
                 or not item.static and name not in theirs))

    def given(self):
        """Names of functions in the lab's files that students find there."""
        return {name for file, text in self.reference.items()
                for name in source.functions(text)} - set(self.lab.names())

    def take(self, files, flags):
        """({file: bytes to compile}, [our objects]). Raises nothing: what
        cannot be read as C is left for the compiler to explain."""
        own, linked = dict(files), []
        for file, data in files.items():
            if file not in self.reference:
                continue
            text = data.decode("utf-8", "surrogateescape")
            try:
                names = self.wanted(file, text)
                if not names:
                    continue
                text = declared_only(text, names)
                shared = objects.shared_variables(self.reference[file], text,
                                                  set(names))
                text = global_variables(text, shared)
                linked.append(self.object(file, tuple(names), flags,
                                          tuple(sorted(shared))))
            except (Trouble, ValueError, IndexError, KeyError, TypeError,
                    RecursionError):
                continue
            own[file] = text.encode("utf-8", "surrogateescape")
        return own, linked

    def object(self, file, names, flags, shared):
        """An object with these functions of the reference."""
        text = objects.object_source(self.reference[file], file, set(names),
                                     set(shared))
        text = re.sub(r'^#line .*$', "", text, flags=re.M)
        key = build.digest(file, text, *flags, self.builder.headers_key)

        def make(new):
            with tempfile.TemporaryDirectory(prefix="lab-ours-") as folder:
                path = os.path.join(folder, "ours.c")
                with open(path, "w", encoding="utf-8") as handle:
                    handle.write(text)
                self.builder.compile_ours(
                    [*flags, "-w", "-iquote", os.path.dirname(file), "-c",
                     path, "-o", new])
        return self.builder.keep("ours", key + ".o", make)
