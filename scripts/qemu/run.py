# SPDX-License-Identifier: GPL-2.0-only
"""The run behind qemu.sh: build, boot, watch, and say how it ended.

QEMU owns the keyboard, this program the output; QMP tells it why the
machine stopped. It never changes what the guest does.
"""

import ctypes
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time

import machine
import options as command_line
import postmortem
import recording
from maker import make
from qmp import Qmp
from line import Log, Terminal

PASSED, FAILED, PANIC, TIMEOUT, SETUP, RESET, LAB = range(7)
REBOOT = -1
# isa-debug-exit: QEMU ends with twice the kernel's value plus one.
KERNEL_SAID = {33: PASSED, 35: FAILED, 37: PANIC, 39: PASSED, 41: REBOOT,
               43: LAB}
POWER_OFF = 39
HOUSE = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
PR_SET_PDEATHSIG, PR_SET_THP_DISABLE = 1, 41


def say(text):
    print(f"qemu.sh: {text}", file=sys.stderr, flush=True)


def prepare_child():
    """QEMU ends when this program does, even by SIGKILL; and it holds a
    page of the host's for each one that is written, not 2 MiB: a word in
    every block of 512G would otherwise cost gigabytes."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    libc.prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)


def listen_at(path):
    """A socket in the file @path, in the place of one that a machine before
    this has left: for what cannot know a free port, as .vscode."""
    sock = socket.socket(socket.AF_UNIX)
    try:
        if os.path.exists(path) and stat.S_ISSOCK(os.stat(path).st_mode):
            os.unlink(path)
        sock.bind(path)
        sock.listen(1)
    except OSError as error:
        command_line.fail(f"--gdb: {path}: {error.strerror or error}")
    return sock


def listen(wish):
    """A socket at port @wish, or at one of this user's own that nobody has.
    QEMU gets the socket itself, so that no other machine can take the port
    in between."""
    if isinstance(wish, str):
        return listen_at(wish)
    first = 20000 + os.getuid() % 1000 * 20
    for port in [wish] if wish else range(first, first + 20):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
            sock.listen(1)
            return sock
        except OSError:
            sock.close()
    which = f"port {wish} is" if wish else f"ports {first} to {first + 19} are"
    return command_line.fail(f"--gdb: {which} taken, name another")


def build(target):
    """The folder that holds nopanic.iso, nopanic.elf, and bootmap if
    @target is "all"."""
    ready = os.environ.get("NOPANIC_BUILD")
    if not ready:
        ready = "build"
        if os.environ.get("DEBUG") == "1":
            ready = "build/debug"
        if make(HOUSE, target).returncode:
            command_line.fail("the build failed (its messages are above)")
    if not os.path.isfile(f"{ready}/nopanic.iso"):
        command_line.fail(f"{ready}/nopanic.iso: no such file")
    return ready


class Run:
    """One start of QEMU, to its end."""

    def __init__(self, options, folder, scratch, deadline, log):
        self.options = options
        self.elf = f"{options.replay or folder + '/nopanic'}.elf"
        self.deadline = deadline
        self.log = log
        self.qmp = Qmp()
        self.gdb = None         # where QEMU will wait for gdb
        if options.gdb is not None:
            self.gdb = listen(options.gdb)
        if options.replay and options.gdb is not None:
            recording.prepare(options)
        elif options.replay:
            recording.load(options)
        if options.record:
            recording.begin(options.record, f"{folder}/nopanic.iso", self.elf)
        self.command = machine.command(options, f"{folder}/nopanic.iso",
                                       scratch, self.qmp.child_fd, self.gdb)
        self.verdict = None     # what we saw, before QEMU's own status

    def how_to_gdb(self):
        folder = os.path.dirname(os.path.abspath(self.elf))
        at = self.gdb.getsockname()
        where, target = at, at
        if self.gdb.family != socket.AF_UNIX:
            where, target = f"port {at[1]}", f":{at[1]}"
        say(f"waiting for gdb on {where}; in another terminal:\n"
            f"  gdb -iex 'add-auto-load-safe-path {folder}:{HOUSE}' "
            f"{self.elf} -ex 'target remote {target}'")

    def start(self):
        quiet = self.options.test and not sys.stdin.isatty()
        try:
            self.child = subprocess.Popen(
                self.command, stdout=subprocess.PIPE,
                stdin=subprocess.DEVNULL if quiet else None,
                pass_fds=machine.inherited(self.qmp.child_fd, self.gdb),
                preexec_fn=prepare_child)
        except OSError as error:
            command_line.fail(f"{self.command[0]}: {error.strerror}")
        self.qmp.started()
        if self.gdb:
            self.how_to_gdb()
            self.gdb.close()

    def end(self, verdict, text):
        """We end the machine, with this verdict and this reason."""
        self.verdict = verdict
        print(flush=True)
        say(text)
        self.qmp.execute("quit")

    def look_inside(self, why):
        return postmortem.report(self.qmp, self.elf, self.log.text(), why)

    def on_event(self, event):
        """The machine stopped by itself: a power-off, or a reset."""
        if event["event"] != "SHUTDOWN":
            return
        reason = event["data"].get("reason")
        if reason == "guest-reset":
            report = self.look_inside("the CPU reset (triple fault)")
            print("\n" + report, flush=True)
            self.end(RESET, "the CPU reset: exit status 5")
        elif reason == "guest-shutdown":
            self.end(SETUP if self.options.test else PASSED,
                     "the machine powered itself off")

    def check(self):
        for event in self.qmp.take_events():
            self.on_event(event)
        if self.verdict is not None:
            return
        message = self.log.grub_out_of_memory()
        if message:
            self.end(SETUP, f"GRUB says \"{message}\": "
                     f"{self.options.memory >> 20}M is too little memory. "
                     + ("BIOS needs 8M" if self.options.firmware == "bios"
                        else "UEFI needs 128M"))
        elif self.deadline and time.monotonic() > self.deadline:
            self.qmp.execute("stop")
            print("\n" + self.look_inside("time ran out"), flush=True)
            self.end(TIMEOUT, "time ran out "
                     f"({self.options.timeout:g} s): exit status 3")

    def watch(self):
        """Show the line until QEMU closes it."""
        pipe = self.child.stdout.fileno()
        while True:
            ready = select.select([pipe], [], [], 0.1)[0]
            if ready:
                chunk = os.read(pipe, 65536)
                if not chunk:
                    return
                self.log.feed(chunk)
            if self.verdict is None:
                try:
                    self.check()
                except ConnectionError:
                    continue    # QEMU is ending; its pipe says when

    def result(self):
        """0 .. 6 of qemu.sh, or REBOOT."""
        status = self.child.wait()
        if self.verdict is not None:
            return self.verdict
        if self.options.test and status == POWER_OFF:
            say("powered off, but the self-tests did not say they passed")
            return FAILED
        if status in KERNEL_SAID:
            return KERNEL_SAID[status]
        if status == 0:         # Ctrl-a x, or the window was closed
            if self.options.test:
                say("ended from outside before the self-tests were done")
            return SETUP if self.options.test else PASSED
        say(f"QEMU failed with status {status} (its message is above)")
        return SETUP

    def kill(self):
        if getattr(self, "child", None) and self.child.poll() is None:
            self.child.terminate()
            self.child.wait()


def boot(options, folder, scratch):
    """Boot until the machine does not ask for another start."""
    deadline = 0
    if options.timeout:
        deadline = time.monotonic() + options.timeout
    log = Log(options.log, options.display)
    try:
        while True:
            run = Run(options, folder, scratch, deadline, log)
            try:
                run.start()
                run.watch()
                status = run.result()
            finally:
                run.kill()
                if options.record:
                    recording.end(options)
            if status != REBOOT or options.record or options.replay:
                return PASSED if status == REBOOT else status
            log.quiet = not options.display
            say("reboot")
    finally:
        log.close()


def interrupted(number, frame):
    raise KeyboardInterrupt


def main():
    options = command_line.parse(sys.argv[1:])
    folder = None       # a recording keeps its own
    if not options.replay:
        folder = build("all" if options.map else "iso")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    terminal = Terminal()
    say("to leave: `poweroff` at the prompt, or Ctrl-a x")
    try:
        with tempfile.TemporaryDirectory(prefix="nopanic-") as scratch:
            status = boot(options, folder, scratch)
    except OSError as error:
        say(error)
        status = SETUP
    except KeyboardInterrupt:
        say("interrupted")
        status = 130
    finally:
        terminal.restore()
    sys.exit(status)


if __name__ == "__main__":
    main()
