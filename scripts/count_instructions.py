# SPDX-License-Identifier: GPL-2.0-only
"""Instructions from _start to a stage, counted from outside.

    usage: count_instructions.py [--memory SIZE] [--cmdline "..."]
                                 [--firmware bios|uefi] [--nodes N] [STAGE]

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
import recording                # noqa: E402
from qmp import Qmp             # noqa: E402
from remote import Gdb, Gone    # noqa: E402
from run import prepare_child   # noqa: E402

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
        recording.begin(options.record, f"{folder}/nopanic.iso", elf)
        qmp, stub = Qmp(), socket.create_server(("127.0.0.1", 0))
        child = subprocess.Popen(
            machine.command(options, f"{folder}/nopanic.iso", scratch,
                            qmp.child_fd, stub),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            pass_fds=machine.inherited(qmp.child_fd, stub),
            preexec_fn=prepare_child)
        qmp.started()
        try:
            gdb = Gdb(stub.getsockname()[1])
            gdb.run_to(start)
            before = qmp.execute("query-replay")["icount"]
            gdb.run_to(stop)
            return qmp.execute("query-replay")["icount"] - before
        except Gone as error:
            sys.exit(str(error))
        finally:
            child.kill()
            child.wait()
            stub.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stage", nargs="?", default="slab")
    parser.add_argument("--memory", default="128M")
    parser.add_argument("--cmdline", default="quiet")
    parser.add_argument("--firmware", default="bios")
    parser.add_argument("--nodes")
    args = parser.parse_args()
    folder = os.environ.get("NOPANIC_BUILD", "build")
    print(count(folder, f"stage_{args.stage}",
                ["--memory", args.memory, "--cmdline", args.cmdline,
                 "--firmware", args.firmware]
                + (["--nodes", args.nodes] if args.nodes else [])))


if __name__ == "__main__":
    main()
