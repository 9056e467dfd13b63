# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of the grader share: a course, its lab, the command, and
archives made by hand."""

import glob
import io
import os
import subprocess
import zipfile

import pytest

import classes
from test_labs import ROOT, read

from labtool import archive, labs, source
from labtool import trial

SEED = "0123456789abcdef"
LAB = labs.find("02", ROOT)
HONEST = 46
ATTACKS = sorted(os.path.basename(p)[:-2] for p in
                 glob.glob(os.path.join(ROOT, "labs/attacks/*.c")))
FILE = LAB.files[0]
COURSE = f"""title = "A course"
seed = "{SEED}"

[[labs]]
lab = "{LAB.name}"
"""


def lab_command(*args, status=(0,), **how):
    done = subprocess.run([os.path.join(ROOT, "scripts/lab"), *map(str, args)],
                          text=True, capture_output=True, check=False, **how)
    assert done.returncode in status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A course's folder."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "course.toml").write_text(COURSE)
    (folder / "roster.csv").write_text("id,name\nada,Ada Lovelace\n"
                                       "cb,Charles Babbage\n")
    return folder


@pytest.fixture(scope="module")
def bench():
    return trial.Trial(LAB, f"{SEED}:{LAB.name}:")


def answer(body, top=""):
    """The lab's file with another body for its function."""
    text = source.replace_bodies(read(os.path.join(ROOT, FILE)),
                                 {LAB.names()[0]: body})
    return source.cut(text, [(source.function(text, LAB.names()[0]).doc,) * 2
                             + (top,)]) if top else text


def examine(bench, text):
    return bench.examine(archive.Submission("s", lab=LAB.name, files={
        FILE: text.encode()}))


def zipped(files, links=()):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name, content in files.items():
            classes.add(made, name, content, name in links)
    return data.getvalue()
