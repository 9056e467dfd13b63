# SPDX-License-Identifier: GPL-2.0-only
"""fail_bootmem=N: the Nth early allocation of a boot fails, and it alone."""

import re

import pytest

from nopanic import boot

FAILS = re.compile(
    r"^fail_bootmem: allocation (\d+) \((\d+) bytes, align 0x(\w+)\) fails, "
    r"asked for by (\w+)\+", re.M)
EARLY = re.compile(r"^ +\d+ \[mem 0x\w+-0x\w+\] +(\d+) bytes (\w+) +(\w+)\+",
                   re.M)


def failing(nth, *options):
    return boot("--timeout", 100, "--cmdline", f"selftest fail_bootmem={nth}",
                *options)


@pytest.fixture(scope="module")
def early():
    """The early allocations of a boot: (bytes, stage, who)."""
    log = boot("--test", "--timeout", 100).log
    return [(int(size), stage, who) for size, stage, who in EARLY.findall(log)]


def test_the_third_ends_in_a_panic_that_says_all(early):
    result = failing(3)
    (nth, size, align, who), = FAILS.findall(result.log)
    assert result.status == 2
    assert (int(nth), int(size), who) == (3, early[2][0], early[2][2])
    assert re.search(rf"panic - not syncing: .*{who}\+\S+ wants {size} bytes "
                     rf"\(align 0x{align}.*give the machine more memory",
                     result.log)


def test_the_log_copes_without_a_larger_ring(early):
    """The second is the log's: it stays small, all else is as it was."""
    result = failing(2)
    (nth, size, _, who), = FAILS.findall(result.log)
    planned, good, bad = result.ktap()
    assert result.status == 0 and not bad and len(good) == planned
    assert (int(nth), int(size), who) == (2, early[1][0], early[1][2])
    assert f"log_buf_len: no room for {size} bytes" in result.log
    rest = [(size, who) for size, _, who in EARLY.findall(result.log)]
    assert [int(size) for size, who in rest[1:]] == \
        [size for size, _, who in early[2:]]


def test_too_large_a_number_is_said(early):
    result = failing(1000)
    assert result.status == 0 and not FAILS.search(result.log)
    assert "fail_bootmem: allocation 1000 was to fail, but this boot made " \
        f"only {len(early)}\n" in result.log


def test_bad_values_are_named():
    values = ["0", "x", "-1", "3x", ""]
    result = boot("--timeout", 100, "--cmdline", "selftest " + " ".join(
        f"fail_bootmem={value}" for value in values))
    assert result.status == 0 and not FAILS.search(result.log)
    assert result.log.count("fail_bootmem: ") == len(values)
    for value in values:
        assert f'params: fail_bootmem: bad value "{value}", ignored' \
            in result.log
