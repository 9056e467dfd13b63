# SPDX-License-Identifier: GPL-2.0-only
"""`make gdb` and `make gdb-replay`: one terminal, a machine and a gdb in it.

    usage: gdb_session.py [--stage STAGE] [--replay FILE] [QEMU.SH-OPTIONS]

Starts ./qemu.sh with $NOPANIC_BUILD, waits until its gdbstub listens, and
runs gdb ($GDB) stopped at _start, or at a stage. What the kernel prints
appears in between, as with any program in gdb; nobody can type at its prompt
(for that: ./qemu.sh --gdb, and gdb in another terminal). With --replay a
recording is made first unless FILE is one. gdb's end ends the machine.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.append(os.path.join(ROOT, "scripts/trace"))
from wire import STAGES                 # noqa: E402

WAITING = rb"waiting for gdb on port (\d+)[^\n]*\n[^\n]*\n"
PROMPT = b"nopanic> "
ENDED = 4
TRY = {
    False: "np watch-alloc      run to the next early allocation: what, for "
           "whom, where\n"
           "  np stage            where in the boot this is; `help np` "
           "lists what else",
    True: "np stage-break bootmem, then: continue\n"
          "  watch memblock.reserved.regions[3].base, then: "
          "reverse-continue\n      back to the instruction that wrote it",
}


class Machine:
    """./qemu.sh in a session of its own: Ctrl-C is for gdb."""

    def __init__(self, options, show=True):
        self.child = subprocess.Popen(
            ["./qemu.sh", *options], cwd=ROOT, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        self.show = show

    def until(self, wanted):
        """Show what comes until it has @wanted; the match, None at its
        end."""
        seen = b""
        while True:
            chunk = os.read(self.child.stdout.fileno(), 65536)
            seen += chunk
            found = re.search(wanted, seen)
            if self.show or not chunk:
                os.write(2, chunk if self.show else seen[-2000:])
            if found or not chunk:
                return found

    def pass_on(self, show=True):
        """From now on the line goes to the terminal, until we end it."""
        self.show = show

        def copy():
            while True:
                chunk = os.read(self.child.stdout.fileno(), 65536)
                if not chunk:
                    return
                if self.show:
                    os.write(1, chunk)
        threading.Thread(target=copy, daemon=True).start()

    def end(self):
        self.show = False
        if self.child.poll() is None:
            os.killpg(self.child.pid, signal.SIGTERM)
        try:
            self.child.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self.child.pid, signal.SIGKILL)


def record(path, options):
    """One boot up to the prompt, or to its own end before."""
    print(f"gdb_session: recording a boot in {path}", file=sys.stderr,
          flush=True)
    machine = Machine(["--record", path, *options], show=False)
    machine.until(PROMPT)
    # qemu.sh signs the recording when it is asked to end
    if machine.child.poll() is None:
        machine.child.send_signal(signal.SIGTERM)
    machine.child.wait()
    if not os.path.isfile(path + ".json"):
        sys.exit(f"gdb_session: {path} was not recorded")


def gdb_command(port, elf, stage, replay):
    """gdb with symbols, the np commands, and stopped where it begins."""
    folder = os.path.dirname(os.path.abspath(elf))
    where = "at the kernel's first instruction"
    if stage != "entry":
        where = f"at stage {stage}"
    command = [os.environ.get("GDB", "gdb"), "-q",
               "-iex", f"add-auto-load-safe-path {folder}:{ROOT}",
               "-iex", "set pagination off", elf,
               "-ex", "set confirm off",
               "-ex", "set disassembly-flavor intel",
               "-ex", f"target remote 127.0.0.1:{port}"]
    if stage and (not replay or stage != "entry"):
        command += ["-ex", f"np stage-break {stage}", "-ex", "continue"]
    if not stage:
        return command
    return command + ["-ex", f"echo \\nStopped {where}. Try:\\n  "
                      + TRY[bool(replay)].replace("\n", "\\n") + "\\n"]


def run(options, elf, stage, replay):
    # A terminal that is closed: the machine is not in its session.
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, lambda which, frame: sys.exit(128 + which))
    machine = Machine(options)
    try:
        found = machine.until(WAITING)
        if not found:
            sys.exit(machine.child.wait() or ENDED)
        machine.pass_on()
        signal.signal(signal.SIGINT, lambda number, frame: None)
        return subprocess.run(
            gdb_command(int(found.group(1)), elf, stage, replay),
            check=False).returncode
    finally:
        machine.end()


def ask(commands, options, elf, limit=120):
    """What gdb prints for each of @commands, on a machine of their own; the
    tests and the documents are made with this."""
    machine = Machine([*options, "--gdb"], show=False)
    try:
        found = machine.until(WAITING)
        if not found:
            raise RuntimeError("the machine did not come up")
        machine.pass_on(False)
        command = gdb_command(int(found.group(1)), elf, None, True)
        lines = ["set width 0", "set style enabled off"]
        for number, line in enumerate(commands):
            lines += [f"echo @@{number}\\n", line]
        out = subprocess.run(
            [*command, "-nx"], text=True, cwd="/", timeout=limit, check=False,
            input="\n".join([*lines, "echo @@end\\n", "kill", ""]),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
    finally:
        machine.end()
    out = out.replace("(gdb) ", "")
    parts = re.split(r"^@@(?:\d+|end)\n", out, flags=re.M)[1:-1]
    if len(parts) != len(commands):
        raise RuntimeError(f"gdb ended early:\n{out}")
    return parts


def main():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--stage", default="entry", choices=STAGES)
    parser.add_argument("--replay")
    args, options = parser.parse_known_args()
    elf = f"{os.environ['NOPANIC_BUILD']}/nopanic.elf"
    if args.replay:
        path = os.path.abspath(args.replay)
        if options or not os.path.isfile(path + ".json"):
            record(path, options)
        elf, options = path + ".elf", ["--replay", path]
    sys.exit(run([*options, "--gdb"], os.path.join(ROOT, elf), args.stage,
                 args.replay))


if __name__ == "__main__":
    main()
