# SPDX-License-Identifier: GPL-2.0-only
"""A UEFI boot recorded, and gone through backwards. Snapshots are taken once,
which takes minutes, so `make test` does not run this: scripts/proof/gdb.sh
does (`make proof PART=gdb`)."""

import re
import time

import pytest

from gdb_og import answer, ask, gdb_session, og_build

og = pytest.fixture(scope="module", autouse=True)(og_build)
LIMIT = 580     # seconds for the snapshots and all questions
CLOCK = "python import time; begin = time.monotonic()"
TOOK = "python print('took', time.monotonic() - begin)"


def test_back_to_who_wrote_a_region(tmp_path):
    path, begin = str(tmp_path / "boot.rr"), time.monotonic()
    gdb_session.record(path, ["--firmware", "uefi", "--memory", "128M"])
    recorded = time.monotonic() - begin
    questions = ["np stage", "np stage-break bootmem", "continue",
                 "print memblock.reserved.regions[3].base",
                 "watch memblock.reserved.regions[3].base",
                 "reverse-continue", "backtrace 9", "delete", CLOCK,
                 "reverse-stepi", TOOK, "continue", "reverse-finish"]
    begin = time.monotonic()
    pairs = list(zip(questions, gdb_session.ask(
        questions, ["--replay", path], path + ".elf", limit=LIMIT)))
    first = time.monotonic() - begin
    assert "> entry" in answer(pairs, "np stage")
    base = re.search(r"= (0x\w+)", answer(
        pairs, "print memblock.reserved.regions[3].base")).group(1)
    assert f"makes memblock.reserved.regions[3].base {base}; it was" \
        in answer(pairs, "reverse-continue")
    # written as a region of its own, or shifted by one below it
    assert "in memblock_add_range (" in answer(pairs, "backtrace 9")
    step = float(answer(pairs, TOOK).split()[1])
    assert step < 2
    assert "here the recording ends" in answer(pairs, "continue", 1)
    assert "start_kernel (" in answer(pairs, "reverse-finish")
    # A second replay need not prepare again.
    begin = time.monotonic()
    again = ask(["np stage"], "--replay", path, elf=path + ".elf")
    assert "> entry" in answer(again, "np stage")
    print(f"recorded in {recorded:.0f} s; prepared and gone through in "
          f"{first:.0f} s; reverse-stepi {step:.1f} s; second replay ready "
          f"in {time.monotonic() - begin:.0f} s")
