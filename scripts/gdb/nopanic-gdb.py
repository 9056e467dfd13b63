# SPDX-License-Identifier: GPL-2.0-only
"""Loads the `np` commands and the pretty-printers of scripts/gdb/np into gdb.

The build puts this file beside the ELF, under its own name and under the one
that gdb loads by itself (nopanic.elf-gdb.py). It also tells gdb where the
sources are, so that it finds them from any folder.
"""

import os
import sys

import gdb


def find_house():
    """The repository that this copy was built in."""
    folder = os.path.dirname(os.path.realpath(__file__))
    while folder != os.path.dirname(folder):
        if os.path.isfile(os.path.join(folder, "scripts/gdb/np/__init__.py")):
            return folder
        folder = os.path.dirname(folder)
    raise gdb.GdbError(f"{__file__}: no scripts/gdb/np above this file")


HOUSE = find_house()
gdb.execute(f"directory {HOUSE}", to_string=True)
sys.dont_write_bytecode = True
if os.path.join(HOUSE, "scripts/gdb") not in sys.path:
    sys.path.insert(0, os.path.join(HOUSE, "scripts/gdb"))

# pylint: disable=wrong-import-position
import np                       # noqa: E402

np.register()
