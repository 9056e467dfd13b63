# SPDX-License-Identifier: GPL-2.0-only
"""QEMU's gdb stub, for tests that stop the machine and change what is in it:
as much of gdb's protocol as that needs, and a boot whose block from GRUB is
replaced before the kernel's first instruction."""

import os
import struct
import sys
import time

import nopanic
from mb2 import pack, tags

sys.path.insert(0, os.path.join(nopanic.ROOT, "scripts"))
# pylint: disable=wrong-import-position
from count_instructions import Gdb, symbol      # noqa: E402

EBX = 1     # number of the register in gdb's protocol
CHUNK = 512


def connect(session):
    """gdb's side of a Session that was started with --gdb and no port: then
    qemu.sh finds one that no other machine has, and says which."""
    session.expect("waiting for gdb on port ")
    port = int(session.expect(";"))
    for _ in range(50):
        try:
            return Gdb(port)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("no gdb stub: " + session.log)


def read(gdb, addr, size):
    data = b""
    while len(data) < size:
        part = min(CHUNK, size - len(data))
        data += bytes.fromhex(gdb.ask(f"m{addr + len(data):x},{part:x}"))
    return data


def write(gdb, addr, data):
    for at in range(0, len(data), CHUNK):
        part = data[at:at + CHUNK]
        assert gdb.ask(f"M{addr + at:x},{len(part):x}:{part.hex()}") == "OK"


def boot_with_block(session, change, where=None):
    """Boot, but with change(tags of GRUB's block) as the block, at @where or
    where GRUB put it."""
    gdb = connect(session)
    # only who has asked for the names of registers may set one
    gdb.ask("qXfer:features:read:target.xml:0,ffb")
    gdb.run_to(symbol(nopanic.RELEASE + "/nopanic.elf", "_start"))
    regs = gdb.ask("g")
    block = int.from_bytes(bytes.fromhex(regs[16:32]), "little")
    size = struct.unpack("<I", read(gdb, block, 4))[0]
    where = where or block
    write(gdb, where, pack(change(tags(read(gdb, block, size)))))
    assert gdb.ask(f"P{EBX:x}=" + where.to_bytes(8, "little").hex()) == "OK"
    gdb.ask("D")
