# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab machine ID: the command that boots the machine of a student,
and the numbers of that student's questions, in the lab that asks for answers
instead of functions."""

import argparse
import sys

from . import Trouble, labs
from .beside import load


def main(args):
    parser = argparse.ArgumentParser(prog="lab machine", description=(
        "Print the one command that boots your machine, and the numbers "
        "that are yours."))
    parser.add_argument("student", metavar="YOUR-ID")
    parser.add_argument("--variant", default="")
    options = parser.parse_args(args)
    lab = next((lab for lab in labs.all_labs()
                if lab.data.get("kind") == "answers"), None)
    if lab is None:
        print("lab machine: no lab of this tree has a machine of your own",
              file=sys.stderr)
        return 2
    if options.variant:
        lab = lab.in_variant(options.variant)
    module = load(lab.cases)
    try:
        print("\n".join(module.personal(options.student)))
    except ValueError as error:
        raise Trouble(error) from error
    return 0
