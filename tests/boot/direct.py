# SPDX-License-Identifier: GPL-2.0-only
"""A boot without firmware and GRUB, on any block of boot information: QEMU
puts the image and the block into RAM, rom.asm jumps to _start. It takes half
a second, so that hundreds of hostile blocks can be booted."""

import functools
import os
import subprocess
import sys
import tempfile
import time

from elftools.elf.elffile import ELFFile

import nopanic

sys.path.append(os.path.join(nopanic.ROOT, "scripts/qemu"))
from rom import BLOCK_AT, MAGIC, write_rom      # noqa: E402

MiB = 1 << 20
IMAGE_START = MiB
# QEMU's own status on a triple fault is 0: -no-reboot ends it.
ENDS = {0: "reset", 33: "passed", 35: "failed", 37: "panic", 39: "poweroff",
        41: "reboot", 43: "lab"}


class Outcome:
    """.end: how (a word of ENDS, "hang", "qemu"); .log; .seconds."""

    def __init__(self, end, log, seconds):
        self.end = end
        self.log = log.decode("utf-8", "replace").replace("\r", "")
        self.seconds = seconds


@functools.lru_cache(None)
def image(build):
    """(_start, end of the image) as physical addresses."""
    with open(os.path.join(build, "iso/boot/nopanic"), "rb") as file:
        elf = ELFFile(file)
        return elf["e_entry"], max(s["p_paddr"] + s["p_memsz"]
                                   for s in elf.iter_segments())


def image_end(build=nopanic.RELEASE):
    return image(build)[1]


def command(folder, memory, options, build):
    return ["qemu-system-x86_64", "-nodefaults", "-no-user-config",
            "-machine", "q35", "-cpu", "max,vendor=GenuineIntel",
            "-accel", "tcg", "-m", f"{memory >> 10}K",
            "-bios", f"{folder}/rom", "-display", "none", "-no-reboot",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
            "-serial", "stdio", "-device",
            f"loader,file={build}/iso/boot/nopanic", *options]


def boot(block, memory=128 * MiB, where=BLOCK_AT, files=(), cmdline="",
         options=(), build=nopanic.RELEASE, timeout=60, magic=MAGIC):
    """Boot on @block, which lies at @where; @files are (address, bytes) that
    lie in RAM, too. @cmdline comes behind the block's own, by fw_cfg."""
    with tempfile.TemporaryDirectory(prefix="nopanic-") as folder:
        write_rom(f"{folder}/rom", image(build)[0], where, magic)
        args = command(folder, memory, options, build)
        for number, (at, data) in enumerate([(where, block), *files]):
            if not data:
                continue
            with open(f"{folder}/{number}", "wb") as file:
                file.write(data)
            args += ["-device", f"loader,file={folder}/{number},addr={at:#x},"
                     "force-raw=on"]
        if cmdline:
            args += ["-fw_cfg", "name=opt/org.nopanic/cmdline,string="
                     + cmdline.replace(",", ",,")]
        return run(args, timeout)


def run(args, timeout):
    began = time.monotonic()
    try:
        done = subprocess.run(args, stdin=subprocess.DEVNULL, check=False,
                              stdout=subprocess.PIPE, timeout=timeout,
                              stderr=subprocess.STDOUT)
        end, log = ENDS.get(done.returncode, "qemu"), done.stdout
    except subprocess.TimeoutExpired as late:
        end, log = "hang", late.stdout or b""
    return Outcome(end, log, time.monotonic() - began)
