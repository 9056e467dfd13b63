# SPDX-License-Identifier: GPL-2.0-only
"""What `scripts/lab mine` says of a boot: a kernel that hangs, resets or
panics leaves a student with the place, and one that passes with no blame."""

import os
import sys
from types import SimpleNamespace

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "scripts"))
# pylint: disable=wrong-import-position
from labtool import mine                                     # noqa: E402

FIND, FILE = "__memblock_find_range_top_down", "mm/memblock_search.c"
OWNERS = {FIND: (SimpleNamespace(name="02-top-down"), FILE, 0)}
OUTSIDE = f"""stage: memblock
memory: 4096 usable

---- time ran out; read from outside:
last stage: memblock
RIP: 0xffffffff8011a06e {FIND}+0x8e/0x120 ({FILE}:63)
CR2: 0x0000000000000000
backtrace:
  0xffffffff80121d4d memblock_find_in_range_node+0xad/0x360
last lines of the log:
  stage: memblock
qemu.sh: time ran out (10 s): exit status 3
"""
PANIC = f"""stage: memblock
BUG: null pointer dereference: write to 0x0000000000000010
RIP: 0010:ffffffff80119fe0 {FIND}+0x0/0x1c
CR0: 0000000080010031 CR2: 0000000000000010
Call Trace:
 {FIND}+0x0/0x1c
 memblock_find_in_range_node+0xad/0x1a2
Kernel panic - not syncing: page fault
"""
LATE = f"stage: slab\n {FIND}+0xbb/0xbd\nok 1 one\nok 2 two\n"


@pytest.fixture(name="told")
def fixture_told(capsys):
    def told(status, log):
        mine.tell(status, log, OWNERS, ROOT)
        return capsys.readouterr().out
    return told


@pytest.mark.parametrize("status", [3, 5])
def test_what_was_read_from_outside(told, status):
    said = told(status, OUTSIDE)
    assert f"{FIND}+0x8e/0x120 ({FILE}:63)" in said
    assert "CR2: 0x0000000000000000" in said
    assert "memblock_find_in_range_node+0xad" in said
    assert f"in the backtrace, yours: {FIND}  {FILE}:" in said
    assert "qemu.sh:" not in said and said.count("last stage") == 1


def test_a_panic_speaks_for_itself(told):
    said = told(2, PANIC)
    for words in ("write to 0x0000000000000010", "CR2: 0000000000000010",
                  "Kernel panic - not syncing: page fault",
                  f"in the backtrace, yours: {FIND}  {FILE}:"):
        assert words in said


def test_no_blame_where_all_passed(told):
    """Each boot ends with one warning that is made on purpose."""
    said = told(0, LATE)
    assert "2 passed, 0 failed" in said and "backtrace" not in said
    assert said.count("\n") == 1
