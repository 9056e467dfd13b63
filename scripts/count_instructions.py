# SPDX-License-Identifier: GPL-2.0-only
"""Instructions from _start to a stage, counted from outside.

    usage: count_instructions.py [--memory SIZE] [--cmdline "..."]
                                 [--firmware bios|uefi] [STAGE]

Boots build/nopanic.iso in QEMU, with the instruction counter of its record
mode, stops by hardware breakpoints at both ends and reads the counter there.
The kernel is the one that everybody boots; nothing is added to it. A `rep`
counts each of its iterations. The result repeats exactly.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "qemu"))
# pylint: disable=wrong-import-position
import machine                  # noqa: E402
import options as command_line  # noqa: E402
from qmp import Qmp             # noqa: E402
from run import free_port, prepare_child    # noqa: E402

LIMIT = 300     # seconds until a breakpoint must be hit


class Gdb:
    """As much of gdb's remote protocol as a breakpoint needs."""

    def __init__(self, port):
        self.sock = socket.create_connection(("127.0.0.1", port), LIMIT)
        self.buffer = b""

    def ask(self, text):
        """Send one packet, return the answer's text."""
        total = sum(text.encode()) & 0xff
        self.sock.sendall(f"${text}#{total:02x}".encode())
        while True:
            start = self.buffer.find(b"$")
            end = self.buffer.find(b"#", start)
            if start >= 0 and 0 <= end <= len(self.buffer) - 3:
                answer = self.buffer[start + 1:end]
                self.buffer = self.buffer[end + 3:]
                self.sock.sendall(b"+")
                return answer.decode()
            data = self.sock.recv(4096)
            if not data:
                sys.exit("QEMU ended before the breakpoint")
            self.buffer += data

    def run_to(self, addr):
        if self.ask(f"Z1,{addr:x},1") != "OK":
            sys.exit(f"no hardware breakpoint at {addr:#x}")
        answer = self.ask("c")
        if not answer.startswith("T05"):
            sys.exit(f"stopped with {answer}, not at {addr:#x}")
        self.ask(f"z1,{addr:x},1")


def symbol(elf, name):
    out = subprocess.run(["nm", elf], check=True, text=True,
                         capture_output=True).stdout
    for line in out.splitlines():
        if line.endswith(f" {name}"):
            return int(line.split()[0], 16)
    return sys.exit(f"{elf}: no symbol {name}")


def count(folder, stage, arguments):
    """The instructions between the two breakpoints."""
    elf = f"{folder}/nopanic.elf"
    start, stop = symbol(elf, "_start"), symbol(elf, stage)
    with tempfile.TemporaryDirectory(prefix="nopanic-") as scratch:
        options = command_line.parse(
            arguments + ["--record", f"{scratch}/rr", "--gdb"])
        options.snapshots = False   # would write all of a large memory
        qmp, port = Qmp(), free_port(0)
        child = subprocess.Popen(
            machine.command(options, f"{folder}/nopanic.iso", scratch,
                            qmp.child_fd, port),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            pass_fds=[qmp.child_fd], preexec_fn=prepare_child)
        qmp.started()
        try:
            qmp.execute("query-status")     # so that gdb's port is open
            gdb = Gdb(port)
            gdb.run_to(start)
            before = qmp.execute("query-replay")["icount"]
            gdb.run_to(stop)
            return qmp.execute("query-replay")["icount"] - before
        finally:
            child.kill()
            child.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stage", nargs="?", default="slab")
    parser.add_argument("--memory", default="128M")
    parser.add_argument("--cmdline", default="quiet")
    parser.add_argument("--firmware", default="bios")
    args = parser.parse_args()
    folder = os.environ.get("NOPANIC_BUILD", "build")
    print(count(folder, f"stage_{args.stage}",
                ["--memory", args.memory, "--cmdline", args.cmdline,
                 "--firmware", args.firmware]))


if __name__ == "__main__":
    main()
