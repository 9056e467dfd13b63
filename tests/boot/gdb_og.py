# SPDX-License-Identifier: GPL-2.0-only
"""gdb on the -Og build, asked by a test."""

import os
import subprocess
import sys

import nopanic

sys.path.insert(0, os.path.join(nopanic.ROOT, "scripts"))

# pylint: disable=wrong-import-position
import gdb_session      # noqa: E402

ELF = os.path.join(nopanic.ROOT, "build/og/nopanic.elf")


def og_build():
    """A module's fixture: gdb_session runs the -Og build."""
    subprocess.run(["make", "-s", "BUILD=build/og", "OPT=-Og", "iso"],
                   cwd=nopanic.ROOT, check=True)
    before = os.environ.get("NOPANIC_BUILD")
    os.environ["NOPANIC_BUILD"] = "build/og"
    yield
    if before is None:
        del os.environ["NOPANIC_BUILD"]
    else:
        os.environ["NOPANIC_BUILD"] = before


def ask(commands, *options, elf=ELF):
    """[(command, what gdb printed)]"""
    return list(zip(commands, gdb_session.ask(commands, options, elf)))


def answer(pairs, command, nth=0):
    return [out for line, out in pairs if line == command][nth]
