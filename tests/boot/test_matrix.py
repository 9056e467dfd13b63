# SPDX-License-Identifier: GPL-2.0-only
"""All self-tests pass on every machine of the list: firmwares, sizes,
boards, nodes, and ways to search. Each case is one boot with --test."""

import collections

import pytest

import nopanic


class Case(collections.namedtuple("Case", "firmware memory options build")):
    def boot(self):
        return nopanic.boot("--test", "--timeout", 240,
                            "--firmware", self.firmware,
                            "--memory", self.memory, *self.options,
                            build=self.build)

    def __str__(self):
        kind = "debug" if self.build == nopanic.DEBUG else ""
        return "-".join(filter(None, [self.firmware, self.memory, kind]
                               + [o.strip("-") for o in self.options]))


def case(firmware, memory, *options, build=nopanic.RELEASE):
    return Case(firmware, memory, options, build)


DEBUG_LOG = ("--cmdline", "memblock=debug")
MOVABLE = ("--cmdline", "movable_node")
PC = ("--", "-machine", "pc")

CASES = [
    *(case("bios", size) for size in
      ("8M", "64M", "256M", "512M", "4G", "16G", "512G")),
    *(case("uefi", size) for size in ("256M", "512M", "4G", "16G", "512G")),
    case("bios", "512M", *PC),
    case("bios", "4G", *PC),
    case("uefi", "512M", *PC),
    case("bios", "512M", "--nodes", "4"),
    case("bios", "16G", "--nodes", "4"),
    case("uefi", "4G", "--nodes", "4"),
    case("bios", "512M", *DEBUG_LOG),
    case("uefi", "512M", *DEBUG_LOG),
    case("bios", "512M", *MOVABLE),
    case("uefi", "4G", *MOVABLE),
    case("bios", "8M", *MOVABLE),
    case("bios", "8M", build=nopanic.DEBUG),
    case("bios", "512M", build=nopanic.DEBUG),
    case("uefi", "4G", build=nopanic.DEBUG),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_self_tests_pass(case):
    result = case.boot()
    tail = "\n".join(result.lines[-30:])
    planned, good, bad = result.ktap()
    assert result.status == 0, tail
    assert result.stages == nopanic.STAGES
    assert not bad and planned and len(good) == planned, tail
    assert len(set(good)) == planned     # no test stands in for another
    # Nothing that the kernel does makes QEMU hold more, at any size.
    assert result.rss < 1 << 30
