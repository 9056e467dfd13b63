# SPDX-License-Identifier: GPL-2.0-only
"""`make lint`'s analysis notices: gcc is shown defects, and which words of
a file are messages."""

import os
import sys

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "scripts"))
import analyse  # noqa: E402


def write(path, text):
    path.write_text(text)
    return str(path)


def test_gcc_sees_a_null_pointer(tmp_path):
    path = write(tmp_path / "null.c",
                 "int f(void);\nint f(void)\n{\n\tint *p = 0;\n"
                 "\treturn *p;\n}\n")
    found = analyse.gcc({"file": path, "arguments": ["gcc", "-c", path]})
    assert [(f[1], f[3]) for f in found] == \
        [("5", "-Wanalyzer-null-dereference")]


def test_a_file_that_does_not_compile_is_a_finding(tmp_path):
    path = write(tmp_path / "broken.c", "int f(\n")
    found = analyse.gcc({"file": path, "arguments": ["gcc", "-c", path]})
    assert len(found) == 1 and found[0][3] == "gcc-failed"


def test_only_words_of_messages_are_looked_at(tmp_path):
    path = write(tmp_path / "words.c",
                 '#include "wrod.h"\n/* "wrnog" */\nint x;\n'
                 '__asm__("xorq");\nprintk("%s: 0x%llx is mispelled\\n");\n')
    texts = list(analyse.messages(path))
    assert texts == [(5, "%s: 0x%llx is mispelled\\n")]


def test_every_accepted_finding_has_a_reason():
    entries, words = analyse.accepted()
    assert entries and words
