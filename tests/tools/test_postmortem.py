# SPDX-License-Identifier: GPL-2.0-only
"""The names that qemu.sh's report gives to addresses.

    .boot     0x100000 _start ... 0x10032e long_mode
    .text     0xffffffff80101000 console_init, 0xffffffff80101030 mdelay ...
"""

import os
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__)))), "scripts", "qemu"))
# pylint: disable=wrong-import-position
import postmortem   # noqa: E402


@pytest.fixture(name="symbols")
def symbols_of_a_small_kernel():
    made = postmortem.Symbols("")
    made.table = [(0x100040, "_start"), (0x10032e, "long_mode"),
                  (0xffffffff80101000, "console_init"),
                  (0xffffffff80101030, "mdelay"),
                  (0xffffffff801010e0, "e820_end_pfn")]
    return made


@pytest.mark.parametrize("address, back, name", [
    (0x100050, 0, "_start+0x10/0x2ee"),
    (0x100340, 0, "long_mode+0x12/0xcd2"),
    (0xffffffff80101034, 0, "mdelay+0x4/0xb0"),
    (0xffffffff80101030, 1, "console_init+0x30/0x30"),
    (0x101034, 0, "mdelay+0x4/0xb0"),       # physical, paging still off
    (0x745731, 0, "0x745731"),              # the firmware's own code
    (0xfff0, 0, "0xfff0"),
])
def test_names(symbols, address, back, name):
    assert symbols.name(address, back) == name
