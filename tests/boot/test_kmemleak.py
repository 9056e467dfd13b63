# SPDX-License-Identifier: GPL-2.0-only
"""Blocks that are lost at the prompt, and the log that keeps everything."""

import re

import pytest

from nopanic import DEBUG, RELEASE, Session, boot

SUMMARY = re.compile(r"^kmemleak: (\d+) of (\d+) objects are unreferenced",
                     re.M)
LEAK = re.compile(r"^unreferenced object (0x[0-9a-f]{16}) \(size (\d+)\):\n"
                  r"  age (\d+) allocations, stage (\w+)\n"
                  r"  backtrace:\n((?:    \S+\n)+)", re.M)


def scan(session):
    """[(address, size, age, [function, ...]), ...]"""
    answer = session.command("kmemleak")
    leaks = [(m[1], int(m[2]), int(m[3]), re.findall(r"(\w+)\+0x", m[5]))
             for m in LEAK.finditer(answer)]
    assert int(SUMMARY.search(answer)[1]) == len(leaks), answer
    return leaks


def alloc(session, size):
    return re.search(r"0xffff8[0-9a-f]{11}",
                     session.command(f"alloc {size}")).group()


@pytest.mark.parametrize("cmdline", ["quiet", "kmemleak=on"])
@pytest.mark.parametrize("build", [RELEASE, DEBUG])
def test_leaks_at_the_prompt(build, cmdline):
    with Session("--cmdline", cmdline, build=build) as session:
        session.prompt()
        assert not scan(session)
        first = alloc(session, 100)
        second = alloc(session, 20000)
        leaks = {leak[0]: leak[1:] for leak in scan(session)}
        assert set(leaks) == {first, second}
        assert leaks[first][0] == 128 and leaks[second][0] == 20000
        assert leaks[first][1] > leaks[second][1]
        for _, _, trace in leaks.values():
            assert trace.index("cmd_alloc") < trace.index("start_kernel")
        session.command(f"free {first}")
        assert [leak[0] for leak in scan(session)] == [second]
        # The self-tests lose nothing, and find what they lose themselves.
        assert "not ok" not in session.command("selftest")
        assert [leak[0] for leak in scan(session)] == [second]
        session.command(f"free {second}")
        assert not scan(session)


def test_off_says_so():
    with Session("--cmdline", "kmemleak=off") as session:
        session.prompt()
        alloc(session, 100)
        assert "kmemleak: nothing is tracked" in session.command("kmemleak")


@pytest.mark.parametrize("cmdline", ["kmemleak=on", "kmemleak=off",
                                     "kmemleak=on slab_debug=FZPU"])
def test_self_tests_whatever_is_tracked(cmdline):
    result = boot("--test", "--cmdline", cmdline)
    assert result.status == 0
    assert re.search(r"^ok \d+ kmemleak_finds_three_leaks", result.log, re.M)


def test_scan_is_bounded_on_a_large_machine():
    """Page structures of half a gigabyte are not read."""
    with Session("--memory", "512G") as session:
        session.prompt()
        answer = session.command("kmemleak", timeout=10)
        assert int(re.search(r"scanned (\d+) KiB", answer)[1]) < 8192


def test_dmesg_has_what_quiet_hid():
    with Session("--cmdline", "quiet") as session:
        assert "stage:" not in session.prompt()
        log = session.command("dmesg")
        assert log.startswith("nopanic: ")
        assert re.findall(r"^stage: (\w+)$", log, re.M)[-1] == "slab"
        assert re.search(r"^log_buf_len: 65536 bytes", log, re.M)
        assert re.search(r"65536 bytes +\w+ +setup_log_buf\+",
                         session.command("bootmem"))


@pytest.mark.parametrize("value, size", [
    ("300K", 524288), ("1K", None), ("64Q", 65536), ("1G", None)])
def test_log_buf_len(value, size):
    """512M have no room for 1G; less than it is stays what it is."""
    with Session("--cmdline", f"log_buf_len={value}") as session:
        log = session.prompt()
        found = re.search(r"^log_buf_len: (\d+) bytes", log, re.M)
        assert (int(found[1]) if found else None) == size
        assert ("bad value" in log) == (value == "64Q")
        assert ("log_buf_len: no room" in log) == (value == "1G")
        assert session.command("dmesg").startswith("nopanic: ")
