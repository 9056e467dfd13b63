# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab COMMAND: finds the module of a command and starts it.

A command is a module with main(args) that returns the exit status: 0 all
passed, 1 something failed, 2 usage, 3 the tool's own trouble. Those whose
module is not in this tree are not offered: a student has no grader.
"""

import importlib
import importlib.util
import os
import subprocess
import sys

from . import Trouble

USAGE, TROUBLE = 2, 3
COMMANDS = {
    # name: (module, what it does)
    "machine": ("machine", "the machine of lab 00: machine YOUR-ID"),
    "check": ("check", "run the visible tests: check [--only R3] [--gdb]"),
    "mine": ("mine", "boot all functions that are yours: mine [DIR...]"),
    "submit": ("submit", "pack your files: submit [NN]"),
    "update": ("update", "take a newer handout: update SOURCE"),
    "start": ("start", "make a student's tree: start NN[,NN] DIR"),
    "box": ("box", "fill the boxes of the handouts: box [--check]"),
    "course": ("course", "a teacher's private folder: course init DIR"),
    "handout": ("handout", "the trees of a course, as archives"),
    "grade": ("grade", "grade DIR|ZIP... [--json] [--csv] [--html]"),
    "gradescope": ("lms.gradescope", "write an autograder for Gradescope"),
    "classroom": ("lms.classroom", "write files for GitHub Classroom"),
    "prairielearn": ("lms.prairielearn", "write questions for PrairieLearn"),
    "museum": ("museum", "the bug museum: kernels with one bug each"),
}


def there(module):
    """Is this module part of the tree?"""
    try:
        return importlib.util.find_spec("labtool." + module) is not None
    except ModuleNotFoundError:
        return False


def usage():
    lines = [f"  {name:<13}{text}" for name, (module, text)
             in COMMANDS.items() if there(module)]
    return "usage: scripts/lab COMMAND ...\n" + "\n".join(lines) + \
        "\n`scripts/lab COMMAND --help` tells more."


def quiet_end():
    """Whoever read our output has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return TROUBLE


def main(args):
    if not args or args[0] in ("help", "-h", "--help"):
        print(usage())
        return 0 if args else USAGE
    module, _ = COMMANDS.get(args[0], ("", ""))
    if not module or not there(module):
        print(f"lab: there is no command \"{args[0]}\" here\n{usage()}",
              file=sys.stderr)
        return USAGE
    try:
        return importlib.import_module("labtool." + module).main(args[1:])
    except (Trouble, OSError, subprocess.SubprocessError) as error:
        if isinstance(error, BrokenPipeError):
            return quiet_end()
        print(f"lab: {error}", file=sys.stderr)
        return TROUBLE
    except KeyboardInterrupt:
        return 130
