# SPDX-License-Identifier: GPL-2.0-only
"""Instructions from _start to a stage, counted from outside.

    usage: count_instructions.py [--memory SIZE] [--cmdline "..."]
                                 [--firmware bios|uefi] [--nodes N]
                                 [STAGE...]
           count_instructions.py [...] --calls

With --calls: what kmalloc(64) with kfree() and a page with its free take
when the slab has come up. The first pair has to make a slab, or to cut a
large block and merge it again; the other one lies beside a block in use.

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


# Seconds between two stops: UEFI needs ten of a processor, which a busy
# machine may spread over minutes.
PATIENCE = 900
GFP_KERNEL = 0xd0
PAIRS = {"kmalloc(64) + kfree": (("kmalloc", 64, GFP_KERNEL), "kfree"),
         "alloc_page + __free_page": (("alloc_pages", GFP_KERNEL, 0),
                                      "__free_pages")}


def boot_costs(stages, elf, gdb, icount):
    """The instructions between _start and each of the stages, in order."""
    gdb.run_to(symbol(elf, "_start"))
    while not recording.at_start(gdb):  # the firmware has code there, too
        gdb.ask("s")
        gdb.run_to(symbol(elf, "_start"))
    before = icount()
    for stage in stages:
        gdb.run_to(symbol(elf, f"stage_{stage}"))
        yield icount() - before


def call_costs(elf, gdb, icount):
    """(pair, first, again): the calls are made from outside."""
    gdb.run_to(symbol(elf, "stage_slab"))
    for name, ((take, *args), give) in PAIRS.items():
        def pair(take=symbol(elf, take), args=args, give=symbol(elf, give)):
            before = icount()
            block = gdb.call(take, *args)
            gdb.call(give, block, 0)
            return icount() - before

        first = pair()
        gdb.call(symbol(elf, take), *args)      # and keep it
        yield name, first, pair()


def machine_at_reset(folder, arguments, measure):
    """What @measure makes of a machine before its first instruction."""
    elf = f"{folder}/nopanic.elf"
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
            return measure(
                elf, Gdb(stub.getsockname()[1], PATIENCE),
                lambda: qmp.execute("query-replay")["icount"])
        except Gone as error:
            sys.exit(str(error))
        finally:
            child.kill()
            child.wait()
            stub.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stage", nargs="*")
    parser.add_argument("--memory", default="128M")
    parser.add_argument("--cmdline", default="quiet")
    parser.add_argument("--firmware", default="bios")
    parser.add_argument("--nodes")
    parser.add_argument("--calls", action="store_true")
    args = parser.parse_args()
    folder = os.environ.get("NOPANIC_BUILD", "build")
    options = ["--memory", args.memory, "--cmdline", args.cmdline,
               "--firmware", args.firmware]
    if args.nodes:
        options += ["--nodes", args.nodes]
    if args.calls:
        for name, first, again in machine_at_reset(
                folder, options, lambda *a: list(call_costs(*a))):
            print(f"{name}: {again} instructions, the first time {first}")
        return
    for value in machine_at_reset(folder, options, lambda *a: list(
            boot_costs(args.stage or ["slab"], *a))):
        print(value)


if __name__ == "__main__":
    main()
