# SPDX-License-Identifier: GPL-2.0-only
"""What the grader takes out of archives: Moodle's, Canvas's, those of `lab
submit`, folders, and what somebody has made to hurt."""

import io
import json
import os
import zipfile

import pytest

import classes
from grading import FILE, LAB, home, zipped     # noqa: F401
from test_labs import ROOT

from labtool import archive, course


def taken(path):
    return {one.student: one for one in archive.submissions(str(path), [LAB])}


LAYOUTS = {
    "Ada Lovelace_77_assignsubmission_file_/memblock_search.c": "77",
    "Ada Lovelace_77_assignsubmission_file_memblock_search.c": "77",
    "CS101-Lab 2-9/Ada_77_assignsubmission_file_/tree/mm/memblock_search.c":
        "77",
    "lovelaceada_77_5_memblock_search.c": "77",
    "lovelaceada_LATE_77_5_memblock_search-2.c": "77",
    "ada/mm/memblock_search.c": "ada",
    "ada/some/folder/mm/memblock_search.c": "ada",
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts(tmp_path, name):
    """Moodle's, Canvas's, and folders; in zips, and unpacked."""
    more = {"__MACOSX/._x": b"noise", ".DS_Store": b"noise"}
    (tmp_path / "all.zip").write_bytes(zipped({name: b"int x;", **more}))
    found = taken(tmp_path / "all.zip")
    assert {s: one.files for s, one in found.items()} == {
        LAYOUTS[name]: {FILE: b"int x;"}}
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        packed.extractall(tmp_path / "folder")
    assert taken(tmp_path / "folder")[LAYOUTS[name]].files == {
        FILE: b"int x;"}


def test_zips_in_zips(tmp_path):
    inner = zipped({f"tree/{FILE}": b"int x;"})
    for name in ("lovelaceada_77_5_answer.zip",
                 "Ada_77_assignsubmission_file_/answer.zip"):
        (tmp_path / "all.zip").write_bytes(zipped(
            {name: zipped({"again.zip": inner}), "b_1_1_x.zip": inner}))
        assert taken(tmp_path / "all.zip")["77"].files == {FILE: b"int x;"}


def test_a_zip_of_an_old_windows(tmp_path):
    name = "Ada_77_assignsubmission_file_\\mm\\memblock_search.c"
    (tmp_path / "all.zip").write_bytes(zipped({name: b"int x;"}))
    assert taken(tmp_path / "all.zip")["77"].files == {FILE: b"int x;"}


def test_what_submit_packs(tmp_path):
    about = {"lab": LAB.name, "variant": "", "files": {FILE: "0" * 64}}
    (tmp_path / f"{LAB.name}-ada.zip").write_bytes(zipped(
        {"submission.json": json.dumps(about), FILE: b"int x;"}))
    one = taken(tmp_path / f"{LAB.name}-ada.zip")["ada"]
    assert one.files == {FILE: b"int x;"} and one.description == about
    assert taken(tmp_path)["ada"].files == {FILE: b"int x;"}


def test_the_newest_version_counts(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for year in (2024, 2026, 2025):
            made.writestr(zipfile.ZipInfo(f"ada/{year}/{FILE}",
                                          (year, 1, 1, 0, 0, 0)), str(year))
    (tmp_path / "all.zip").write_bytes(data.getvalue())
    one = taken(tmp_path / "all.zip")["ada"]
    assert one.files == {FILE: b"2026"} and "3 times" in one.notes[0]


def test_hostile_archives(tmp_path):
    """Read by nobody, noted, and nothing lies anywhere afterwards."""
    bomb = zipped({"zero": bytes(80 << 20), FILE: b"int x;"})
    deep = b""
    for _ in range(6):
        deep = zipped({"x.zip": deep or zipped({FILE: b"int x;"})})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as made:
        made.writestr(FILE, bytes(9999))
    at = packed.getvalue().index(FILE.encode()) + len(FILE)
    inner = {f"{n}.zip": bytes(8 << 20) for n in range(9)}
    hostile = {
        "bomb": (bomb, "zip bomb", {FILE: b"int x;"}),
        "deep": (deep, "zips in zips", {}),
        "link": (zipped({FILE: "/etc/passwd"}, [FILE]), "symbolic link", {}),
        "absolute": (zipped({"/" + FILE: b"x"}), "absolute", {}),
        "above": (zipped({f"../../{FILE}": b"x"}), "leaves its folder", {}),
        "garbage": (os.urandom(5000), "no zip", {}),
        "cut": (bomb[:-30], "no zip", {}),
        "lzma": (packed.getvalue()[:at] + b"\xff" * 20 +
                 packed.getvalue()[at + 20:], "broken", {}),
        "nameless": (zipped({"": b"x", "x.zip": b"x"}), "no zip", {}),
        "inner": (zipped(inner), "broken", {}),
        "wide": (zipped({FILE: "int x;".encode("utf-16")}), "UTF-16", {}),
        "binary": (zipped({FILE: b"\x7fELF\0\0"}), "binary", {}),
        "large": (zipped({FILE: bytes(1 << 20)}), "more than 256 KiB", {}),
        "many": (zipped({f"{n}": b"" for n in range(20100)}), "entries", {}),
    }
    (tmp_path / "in").mkdir()
    for name, (data, _, _) in hostile.items():
        (tmp_path / "in" / f"{name}.zip").write_bytes(data)
    before = sorted(tmp_path.rglob("*"))
    found = taken(tmp_path / "in")
    assert sorted(tmp_path.rglob("*")) == before
    for name, (_, note, files) in hostile.items():
        assert found[name].files == files, name
        assert any(note in text for text in found[name].notes), (
            name, found[name].notes)


def test_no_link_of_a_folder_is_followed(tmp_path):
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "mm").symlink_to(os.path.join(ROOT, "mm"))
    (tmp_path / "cb").mkdir()
    (tmp_path / "cb" / "memblock_search.c").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "cb" / "memblock_search-1.c")
    for one in archive.submissions(str(tmp_path), [LAB]):
        assert not one.files and one.notes


def test_names_by_the_roster(home):
    full = course.load(str(home))
    assert full.student("77", "Ada Lovelace") == ("ada", "Ada Lovelace")
    assert full.student("77", "lovelaceada") == ("ada", "Ada Lovelace")
    assert full.student("cb", "") == ("cb", "Charles Babbage")
    assert full.student("77", "Somebody") == ("77", "Somebody")
