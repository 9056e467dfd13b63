# SPDX-License-Identifier: GPL-2.0-only
"""A student's kernel booted without firmware and GRUB, and watched from
outside. QEMU puts the image and a block of boot information into RAM and
jumps to _start, as tests/boot/direct.py does; limits count guest
instructions (-icount) and CPU time, the wall clock is only the backstop. How
it ended, its log, its registers and memblock's lists are read by QMP; the
kernel is asked nothing. boot_judge.py says what that is worth."""

import dataclasses
import os
import re
import resource
import select
import subprocess
import tempfile
import time

import mb2
import postmortem
import wire
from qmp import Qmp
from rom import BLOCK_AT, entry_of, write_rom

MiB = 1 << 20
READY, PROMPT = b"To leave: poweroff", b"nopanic> "
ENDS = {33: "exit", 35: "exit", 37: "panic", 39: "exit", 41: "exit",
        43: "missing"}
EXITS = {33: "passed", 35: "failed", 39: "power-off", 41: "reboot"}
MAX_LOG = MiB // 2      # a right boot prints 30 KiB, the trace included
MAX_REGIONS = 1024      # of a list, as far as it is read


@dataclasses.dataclass
class Limits:
    """A boot of ours takes 20 million instructions, half a CPU second."""
    instructions: int = 300_000_000
    cpu: int = 10               # seconds of QEMU
    wall: int = 120             # the backstop, on a machine that is busy


@dataclasses.dataclass
class Machine:
    """RAM in bytes, and what its firmware says: (start, end, type)."""
    memory: int = 128 * MiB
    entries: tuple = ()
    cmdline: str = ""

    def map(self):
        """As firmware writes it: in no order, one entry over another."""
        top = self.memory - 0x20000
        return self.entries or (
            (0xf0000, MiB, 2), (MiB, self.memory, 1), (0, 0xa0000, 1),
            (top, self.memory, 2), (0x9fc00, 0xa0000, 2),
            (0x3000000, 0x3004000, 2), (0x3002000, 0x3005800, 2))

    def block(self):
        return mb2.pack([
            mb2.text_tag(mb2.CMDLINE, self.cmdline),
            mb2.text_tag(mb2.LOADER, "lab"), mb2.e820_tag(self.map())])

    def text(self):
        return "\n".join(f"  {start:#012x}-{end - 1:#012x} "
                         f"{'usable' if kind == 1 else 'reserved'}"
                         for start, end, kind in self.map())


def holes(count):
    """So many pages that firmware keeps, each in a region's way."""
    first = 0x1000000
    return tuple((first + n * 0x10000, first + n * 0x10000 + 0x1000, 2)
                 for n in range(count))


def seeded(rng):
    """A machine of a course's own: another size, another few holes."""
    memory = rng.randrange(96, 200) * MiB
    entries = [(0, 0xa0000, 1), (0x9fc00, 0xa0000, 2), (0xf0000, MiB, 2),
               (MiB, memory, 1)]
    for hole in rng.sample(range(40, memory // MiB - 12, 4), 3):
        start = hole * MiB + rng.randrange(16) * 0x1000
        entries.append((start, start + 0x5000, 2))
    entries.append((memory - rng.randrange(1, 64) * 0x1000, memory, 2))
    rng.shuffle(entries)
    return Machine(memory, tuple(entries))


@dataclasses.dataclass
class Booted:
    """What came of a boot. end: prompt, panic, missing, exit (it ended the
    machine itself), reset, hang (instructions or CPU time used up), flood
    (of output), busy (the wall clock: nobody's fault), qemu."""
    end: str
    raw: bytes = b""
    status: int = 0
    instructions: int = 0
    cpu: float = 0.0
    rip: str = ""               # symbol+offset
    rsp: int = 0
    inlined: tuple = ()         # functions at rip, the innermost first
    trace: tuple = ()           # symbols, innermost first
    seen: dict = dataclasses.field(default_factory=dict)
    report: str = ""            # the post-mortem, for a person

    @property
    def log(self):
        """The log without the lines of the trace."""
        return wire.LINE.sub(b"", self.raw).decode(
            "utf-8", "replace").replace("\r", "")

    @property
    def stage(self):
        return postmortem.last_stage(self.log)

    def events(self):
        """The trace; None where what stands there is none."""
        try:
            return wire.Stream(self.raw).events
        except wire.Broken:
            return None


def command(elf, machine, scratch, fd):
    with open(os.path.join(scratch, "block"), "wb") as file:
        file.write(machine.block())
    quoted = elf.replace(",", ",,")
    write_rom(os.path.join(scratch, "rom"), entry_of(elf))
    return ["qemu-system-x86_64", "-nodefaults", "-no-user-config",
            "-machine", "q35", "-cpu", "max,vendor=GenuineIntel",
            "-accel", "tcg", "-m", f"{machine.memory >> 10}K",
            "-icount", "shift=3,sleep=off", "-net", "none",
            "-bios", f"{scratch}/rom", "-display", "none",
            "-no-reboot", "-no-shutdown", "-sandbox", "on,spawn=deny",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
            "-chardev", f"socket,id=qmp,fd={fd}",
            "-mon", "chardev=qmp,mode=control", "-serial", "stdio",
            "-device", f"loader,file={quoted}",
            "-device", f"loader,file={scratch}/block,addr={BLOCK_AT:#x},"
            "force-raw=on",
            "-fw_cfg", "name=opt/org.nopanic/cmdline,string=trace=serial"]


class Watch:
    """One run of QEMU, to the end that comes first."""

    def __init__(self, elf, machine, limits, wrap):
        self.elf, self.limits = elf, limits
        self.machine, self.wrap = machine, wrap
        self.qmp, self.raw = Qmp(), b""
        self.instructions = 0

    def run(self):
        with tempfile.TemporaryDirectory(prefix="nopanic-lab-") as scratch:
            self.scratch = scratch
            os.chmod(scratch, 0o755)    # another user may run QEMU
            args = command(self.elf, self.machine, scratch, self.qmp.child_fd)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.child = subprocess.Popen(
                self.wrap(args, scratch), stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                pass_fds=[self.qmp.child_fd], preexec_fn=self.limit)
            self.qmp.started()
            try:
                booted = self.follow()
            finally:
                self.child.kill()
                self.child.wait()
                self.child.stdout.close()
                self.qmp.sock.close()
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            booted.cpu = after.ru_utime + after.ru_stime \
                - before.ru_utime - before.ru_stime
        return booted

    def limit(self):
        resource.setrlimit(resource.RLIMIT_CPU,
                           (self.limits.cpu, self.limits.cpu + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def follow(self):
        """Read until something ends it."""
        until = time.monotonic() + self.limits.wall
        pipe = self.child.stdout.fileno()
        while True:
            if select.select([pipe], [], [], 0.05)[0]:
                chunk = os.read(pipe, 65536)
                if not chunk:
                    return self.gone()
                self.raw += chunk
            try:
                end = self.end(time.monotonic() > until)
                if end:
                    return self.look(end)
            except OSError:
                self.raw += self.rest()
                return self.gone()

    def end(self, late):
        """The word for why it is over, or None."""
        if PROMPT in self.raw[-40:] and READY in self.raw:
            return "prompt"
        for event in self.qmp.take_events():
            if event["event"] == "SHUTDOWN":
                reset = event["data"].get("reason") == "guest-reset"
                return "reset" if reset else "exit"
        self.instructions = self.qmp.execute("query-replay")["icount"]
        if self.instructions > self.limits.instructions:
            return "hang"
        if len(self.raw) > MAX_LOG:
            return "flood"
        return "busy" if late else None

    def rest(self):
        """What is left in the pipe of a QEMU that ends."""
        data, pipe = b"", self.child.stdout.fileno()
        while select.select([pipe], [], [], 5)[0]:
            chunk = os.read(pipe, 65536)
            if not chunk:
                break
            data += chunk
        return data

    def gone(self):
        """QEMU has ended by itself: isa-debug-exit, or a limit."""
        status = self.child.wait()
        # isa-debug-exit makes any odd status of what a kernel writes there.
        ran = b"stage: " in self.raw and status > 0 and status % 2
        end = ENDS.get(status, "exit" if ran else "qemu")
        if status in (-24, -9, 128 + 24, 128 + 9):
            end = "hang"
        booted = Booted(end, self.raw, status, self.instructions)
        booted.report = "\n".join(["last lines of the log:"] + [
            "  " + line for line in booted.log.splitlines()[-20:]])
        return booted

    def settle(self):
        """The prompt can be read before the kernel waits behind it. One that
        never waits is looked at as it is."""
        for _ in range(50):
            if "HLT=1" in self.qmp.monitor("info registers"):
                return
            self.qmp.execute("cont")
            time.sleep(0.02)
            self.qmp.execute("stop")

    def look(self, end):
        """Stop the machine and read it."""
        self.qmp.execute("stop")
        if end == "prompt":
            self.settle()
        booted = Booted(end, self.raw, 0, self.instructions)
        symbols = Symbols(self.elf, self.tool)
        regs, width = postmortem.registers(self.qmp)
        frames = postmortem.backtrace(self.qmp, regs, width)
        symbols.look_up([regs["RIP"], *(a - 1 for a in frames)])
        booted.rip, booted.rsp = symbols.name(regs["RIP"]), regs["RSP"]
        booted.inlined = tuple(symbols.inlined(regs["RIP"]))
        booted.trace = tuple(symbols.name(a, 1) for a in frames)
        if end == "prompt":
            booted.seen = read_lists(self.qmp, addresses(
                self.tool(["nm", self.elf])))
        else:
            booted.report = report(symbols, regs, frames, booted, why(
                end, self.instructions))
        return booted

    def tool(self, args):
        """Output of a program that reads the image, in the sandbox."""
        return subprocess.run(
            self.wrap(args, self.scratch), capture_output=True, check=False,
            stdin=subprocess.DEVNULL, text=True, errors="replace").stdout


class Symbols(postmortem.Symbols):
    """Names of a kernel that a stranger has compiled: nm and addr2line read
    it in the sandbox, too. name() tells an inlined function as well."""

    def __init__(self, elf, run):   # pylint: disable=super-init-not-called
        self.elf, self.run, found = elf, run, {}
        for line in run(["nm", "-n", elf]).splitlines():
            parts = line.split()
            if len(parts) == 3 and parts[1] in "tTwW":
                if parts[1] in "TW" or int(parts[0], 16) not in found:
                    found[int(parts[0], 16)] = parts[2]
        self.table = sorted(found.items())
        self.places = {}

    def look_up(self, addresses):
        """Ask for the lines and inlined functions of all at once."""
        wanted = [a for a in addresses if a not in self.places]
        text = self.run(["addr2line", "-a", "-f", "-i", "-e", self.elf,
                         *(f"{a:#x}" for a in wanted)])
        for part in re.split(r"^0x", text, flags=re.M)[1:]:
            lines = part.splitlines()
            self.places[int(lines[0], 16)] = list(zip(lines[1::2],
                                                      lines[2::2]))

    def inlined(self, addr):
        """Functions that are running at @addr, the innermost first."""
        self.look_up([addr])
        return [name for name, _ in self.places.get(addr, ())
                if name != "??"]

    def line(self, addr):
        self.look_up([addr])
        places = self.places.get(addr)
        if not places or "?" in places[0][1]:
            return ""
        return f" ({places[0][1].removeprefix('/tree/').split(' (')[0]})"


def why(end, instructions):
    return {"reset": "the CPU reset (triple fault)",
            "hang": f"no end after {instructions} instructions",
            "flood": "it prints without end",
            "busy": "time ran out"}.get(end, "the machine switched off")


def report(symbols, regs, frames, booted, reason):
    """What qemu.sh prints on such an end (scripts/qemu/postmortem.py)."""
    rip = regs["RIP"]
    return "\n".join([
        f"---- {reason}; read from outside:", f"last stage: {booted.stage}",
        f"RIP: {rip:#018x} {symbols.name(rip)}{symbols.line(rip)}",
        f"RSP: {regs['RSP']:#018x}", f"CR2: {regs.get('CR2', 0):#018x}",
        "backtrace:", *(f"  {a:#018x} {symbols.name(a, 1)}"
                        f"{symbols.line(a - 1)}" for a in frames),
        "last lines of the log:",
        *("  " + line for line in booted.log.splitlines()[-20:])])


def addresses(listed):
    """{name: address} of what nm prints."""
    return {name: int(value, 16) for value, name in re.findall(
        r"^([0-9a-f]+) \w (\S+)$", listed, re.M)}


def read_words(qmp, address, count):
    """@count 64-bit words of the kernel's memory, by its own page tables."""
    text = qmp.monitor(f"x /{count}gx {address:#x}")
    return [int(v, 16) for line in text.splitlines()
            for v in re.findall(r"0x([0-9a-f]+)", line.split(":", 1)[-1])]


def read_list(qmp, words):
    """cnt, max, total_size and the regions of a struct memblock_type."""
    count, room, total, regions = words[:4]
    flat = read_words(qmp, regions, min(count, MAX_REGIONS) * 3) \
        if count else []
    return {"cnt": count, "max": room, "total": total, "regions": [
        (flat[at], flat[at + 1], flat[at + 2] & 0xffffffff,
         flat[at + 2] >> 32) for at in range(0, len(flat) - 2, 3)]}


def read_lists(qmp, at):
    """memblock as it lies in memory (include/linux/memblock.h)."""
    words = read_words(qmp, at["memblock"], 12)
    if len(words) != 12:
        return {}
    return {"bottom_up": words[0] & 1, "limit": words[1],
            "memory": read_list(qmp, words[2:6]),
            "reserved": read_list(qmp, words[7:11]),
            "stage": read_words(qmp, at["boot_stage"], 1)[0] & 0xffffffff,
            "warnings": read_words(qmp, at["warn_count"], 1)[0] & 0xffffffff,
            "image": (at["_text"] - at["KERNEL_MAP"],
                      at["_end"] - at["KERNEL_MAP"])}


def boot(elf, machine=None, limits=None, wrap=None):
    """Boot @elf; @wrap(args, scratch) may put a sandbox around QEMU."""
    return Watch(os.path.abspath(elf), machine or Machine(),
                 limits or Limits(), wrap or (lambda args, _: args)).run()
