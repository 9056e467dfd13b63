# SPDX-License-Identifier: GPL-2.0-only
"""The tool behind scripts/lab: student trees, checks, grades.

source.py cuts C, labs.py knows the labs, tree.py makes a student's tree of
the project and objects.py what is linked there without its text. cli.py has
the commands. A student's tree holds only the modules that a student needs.
"""

import os
import sys

VERSION = 1
# Modules of the project that the tools share with qemu.sh and the tests.
_HOUSE = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path += [os.path.join(_HOUSE, part) for part in
             ("scripts/qemu", "scripts/trace", "tests/boot")]


class Trouble(Exception):
    """What the tool cannot do, in one line that says what and where."""
