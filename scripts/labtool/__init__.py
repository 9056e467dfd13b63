# SPDX-License-Identifier: GPL-2.0-only
"""The tool behind scripts/lab: student trees, checks, grades.

source.py cuts C, labs.py knows the labs, tree.py makes a student's tree of
the project and objects.py what is linked there without its text. cli.py has
the commands. A student's tree holds only the modules that a student needs.
"""

VERSION = 1


class Trouble(Exception):
    """What the tool cannot do, in one line that says what and where."""
