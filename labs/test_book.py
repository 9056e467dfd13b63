# SPDX-License-Identifier: GPL-2.0-only
"""What the book says of the labs: the sessions that it shows, run again, and
the commands that it names."""

import os
import re
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "scripts"))

from labtool import cli     # noqa: E402  pylint: disable=C0413

PAGES = ["docs/book/students.md", "docs/book/teachers.md",
         "docs/book/new-lab.md", "docs/formats.md"]


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def test_sessions_are_as_shown():
    result = subprocess.run(
        [sys.executable, "-B", "scripts/docs_update.py", "--check", "--labs"],
        cwd=ROOT, text=True, check=False, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    assert result.returncode == 0, result.stdout
    assert not re.search(r"docs_update: 0 ", result.stdout)


@pytest.mark.parametrize("page", PAGES)
def test_commands_are_there(page):
    """Each `scripts/lab COMMAND` of a page is a command with that option."""
    found = re.findall(r"scripts/lab (\w+)((?: [^\s`]+)*)", read(page))
    for command, rest in found:
        assert command in cli.COMMANDS, f"{page}: scripts/lab {command}"
        module = cli.COMMANDS[command][0]
        if not cli.there(module):
            continue
        text = read("scripts/labtool/" + module.replace(".", "/") + ".py")
        for option in re.findall(r"(?<= )--[a-z]+", rest):
            assert f'"{option}"' in text, f"{page}: {command} {option}"
