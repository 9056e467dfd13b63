# SPDX-License-Identifier: GPL-2.0-only
"""scripts/lab submit: packs what is handed in, and nothing else.

One archive a lab, NN-name-USER.zip, with the files that its lab.toml names
and submission.json, which says of what tree and tool they are. The same
files give the same archive.
"""

import argparse
import getpass
import hashlib
import json
import os
import re
import sys
import zipfile

from . import VERSION, Trouble, labs

LONG_AGO = (1980, 1, 1, 0, 0, 0)


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise Trouble(f"{os.path.relpath(path)}: {error.strerror}") \
            from error


def describe(lab, tree, contents):
    """submission.json: whose versions these are."""
    return {"lab": lab.name, "variant": lab.variant,
            "tree": tree["version"], "tool": VERSION,
            "files": {path: hashlib.sha256(data).hexdigest()
                      for path, data in contents.items()}}


def add(archive, name, data):
    info = zipfile.ZipInfo(name, LONG_AGO)
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


def pack(lab, tree, root, user, folder):
    """Write the archive of one lab; its path."""
    contents = {path: read(os.path.join(root, path))
                for path in sorted(lab.files)}
    path = os.path.join(folder, f"{lab.name}-{user}.zip")
    with zipfile.ZipFile(path, "w") as archive:
        add(archive, "submission.json", json.dumps(
            describe(lab, tree, contents), indent=1, sort_keys=True) + "\n")
        for name, data in contents.items():
            add(archive, name, data)
    return path


def still_stub(lab, root):
    """Functions of the lab that nobody has touched."""
    from . import mine     # pylint: disable=import-outside-toplevel
    return mine.stubs(lab, root)


def main(args):
    parser = argparse.ArgumentParser(prog="lab submit", description=(
        "Pack the files that your labs name, one archive a lab."))
    parser.add_argument("lab", nargs="?", help="only this one")
    parser.add_argument("--user", default=getpass.getuser(),
                        help="your name in the archive's name")
    parser.add_argument("--to", metavar="DIR", default=".")
    options = parser.parse_args(args)
    tree = labs.student_tree()
    if tree is None:
        print("lab submit: this is the project, not a student's tree",
              file=sys.stderr)
        return 2
    if not re.fullmatch(r"[\w.@+-]+", options.user):
        raise Trouble(f"--user {options.user}: letters, digits and .@+-_")
    chosen = [labs.find(options.lab)] if options.lab else labs.all_labs()
    status = 0
    for lab in chosen:
        try:
            path = pack(lab, tree, labs.HOUSE, options.user, options.to)
        except Trouble as error:
            print(f"{lab.name}: not packed: {error}")
            status = 1
            continue
        print(f"{path}: {', '.join(sorted(lab.files))}")
        for name in still_stub(lab, labs.HOUSE):
            print(f"  note: {name}() is still the stub")
    return status
