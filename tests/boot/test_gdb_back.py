# SPDX-License-Identifier: GPL-2.0-only
"""gdb backwards through recorded boots: who wrote a region, what led to a
panic; and recordings that cannot be replayed."""

import re
import time

import pytest

import nopanic
from gdb_og import answer, ask, gdb_session, og_build

og = pytest.fixture(scope="module", autouse=True)(og_build)


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("rr") / "boot.rr")
    gdb_session.record(path, ["--memory", "64M"])
    return path


def test_back_to_who_wrote_a_region(recording):
    begin = time.monotonic()
    pairs = ask(["np stage", "np stage-break bootmem", "continue",
                 "print memblock.reserved.regions[3].base",
                 "watch memblock.reserved.regions[3].base",
                 "reverse-continue", "backtrace 6", "delete",
                 "python import time; begin = time.monotonic()",
                 "reverse-stepi",
                 "python print('took', time.monotonic() - begin)",
                 "np stage", "np stage-break buddy", "continue",
                 "delete", "continue", "next", "reverse-finish", "rc"],
                "--replay", recording, elf=recording + ".elf")
    assert "> entry" in answer(pairs, "np stage", 0)
    assert "memblock_splice (" in answer(pairs, "reverse-continue")
    # gdb's own stops where memblock's head is written are passed over
    assert answer(pairs, "reverse-continue").count("SIGTRAP") \
        == 1 + answer(pairs, "reverse-continue").count("but not changed")
    base = re.search(r"= (0x\w+)", answer(
        pairs, "print memblock.reserved.regions[3].base")).group(1)
    assert f"makes memblock.reserved.regions[3].base {base}; it was 0x0" \
        in answer(pairs, "reverse-continue")
    assert re.search(rf"memblock_add_range \(.*base={base}",
                     answer(pairs, "backtrace 6"))
    took = answer(pairs, "python print('took', time.monotonic() - begin)")
    assert float(took.split()[1]) < 2
    assert "> bootmem" not in answer(pairs, "np stage", 1)
    assert "memblock_splice" in answer(pairs, "np stage", 1)
    assert "stage_buddy (" in answer(pairs, "continue", 1)   # forwards again
    # the prompt is the end, and one may go back from there
    assert "here the recording ends, at the prompt" \
        in answer(pairs, "continue", 2)
    assert "the recording ends here" in answer(pairs, "next")
    assert "start_kernel (" in answer(pairs, "reverse-finish")
    assert "here the kernel begins" in answer(pairs, "rc")
    assert time.monotonic() - begin < 60


def replay(path, *options):
    return nopanic.boot("--replay", path, "--timeout", "20", *options)


def test_replay_with_other_bits_is_refused(recording):
    other = replay(recording, "--memory", "128M")
    assert other.status == 4
    assert "was recorded with --memory 64M, not 128M" in other.log
    with open(recording + ".iso", "r+b") as iso:
        iso.seek(100000)
        kept = iso.read(1)
        iso.seek(100000)
        iso.write(bytes([kept[0] ^ 1]))
    try:
        changed = replay(recording)
    finally:
        with open(recording + ".iso", "r+b") as iso:
            iso.seek(100000)
            iso.write(kept)
    assert changed.status == 4
    assert "is not what it was recorded with" in changed.lines[-1]


def test_recording_without_end_is_refused(tmp_path):
    for name in ("cut.rr", "cut.rr.iso", "cut.rr.qcow2"):
        (tmp_path / name).write_bytes(b"")
    cut = replay(tmp_path / "cut.rr")
    assert cut.status == 4 and "has no end" in cut.log


# ---- from a panic to its cause --------------------------------------------

def test_back_from_a_panic_to_the_search_that_failed(tmp_path):
    """fail_bootmem=3: the third early allocation is that of init_node()."""
    path = str(tmp_path / "panic.rr")
    gdb_session.record(path, ["--memory", "64M", "--cmdline",
                              "fail_bootmem=3"])
    pairs = ask(["hbreak panic", "continue", "backtrace", "delete",
                 "tbreak __memblock_find_range_top_down", "reverse-continue",
                 "print size", "backtrace", "reverse-finish",
                 "watch memblock_fail_now", "reverse-continue", "backtrace"],
                "--replay", path, elf=path + ".elf")
    stack = answer(pairs, "backtrace")
    assert "panic (fmt=" in answer(pairs, "continue")
    assert "Out of memory: %pS wants" in answer(pairs, "continue")
    # it ends where the kernel's stack begins
    assert "in init_node (" in stack
    assert re.search(r" in startup_64 \(\) at boot/head_64.asm:\d+\n$", stack)
    back = answer(pairs, "reverse-continue")
    assert "__memblock_find_range_top_down (" in back, back
    size = int(answer(pairs, "print size").split()[-1], 0)
    assert f"bootmem_panic (size={size}," in stack
    assert "in init_node (" in answer(pairs, "backtrace", 1)
    assert "in memblock_find_in_range_node (" \
        in answer(pairs, "reverse-finish")
    assert "__memblock_request_begin (" in answer(pairs, "backtrace", 2)
