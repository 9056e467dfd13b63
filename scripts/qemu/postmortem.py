# SPDX-License-Identifier: GPL-2.0-only
"""What a kernel that hangs or has reset can no longer say itself: read
through QEMU's monitor, with names from build/nopanic.elf. Reads only."""

import bisect
import os
import re
import subprocess

KERNEL_BASE = 0xffffffff80000000
MAX_FRAMES = 24
MAX_STEP = 1 << 20      # no stack of ours is larger


class Symbols:
    """Names for addresses, by nm; file and line by addr2line."""

    def __init__(self, elf):
        self.elf = elf
        self.table = []
        if not os.path.isfile(elf):
            return
        out = subprocess.run(["nm", "-n", elf], text=True, check=False,
                             capture_output=True).stdout
        found = {}
        for line in out.splitlines():
            parts = line.split()
            if len(parts) == 3 and parts[1] in "tTwW":
                # of two names for one place, the public one
                if parts[1] in "TW" or int(parts[0], 16) not in found:
                    found[int(parts[0], 16)] = parts[2]
        self.table = sorted(found.items())

    def name(self, addr, back=0):
        """symbol+0xoffset/0xsize, or the bare number. With @back 1 for a
        return address: the call may be a function's last instruction."""
        for guess in (addr, addr + KERNEL_BASE):
            at = bisect.bisect_right(self.table, (guess - back, "~")) - 1
            if 0 <= at < len(self.table) - 1:
                base, name = self.table[at]
                size = self.table[at + 1][0] - base
                if size > MAX_STEP:     # the last one of .boot: to its page
                    size = -base % 4096
                if guess - back - base < size:
                    return f"{name}+{guess - base:#x}/{size:#x}"
        return f"{addr:#x}"

    def line(self, addr):
        """ (file:line), or nothing where that is not known."""
        if not self.table or addr < self.table[0][0]:
            return ""
        out = subprocess.run(["addr2line", "-e", self.elf, f"{addr:#x}"],
                             text=True, check=False,
                             capture_output=True).stdout.strip()
        if not out or "?" in out:
            return ""
        out = out.split(" (")[0]    # not "(discriminator 1)"
        return f" ({os.path.relpath(out) if out[0] == '/' else out})"


def registers(qmp):
    """RIP, RSP, RBP, CR2 ... under their long names, and the width."""
    text = qmp.monitor("info registers")
    found = dict(re.findall(r"\b([A-Z0-9]{2,3}) ?=([0-9a-f]{8,16})\b", text))
    wide = "RIP" in found
    regs = {name: int(value, 16) for name, value in found.items()}
    for long in ("RIP", "RSP", "RBP"):
        regs.setdefault(long, regs.get("E" + long[1:], 0))
    return regs, 8 if wide else 4


def words(qmp, addr, width):
    """Two words at a virtual address, or None where nothing is mapped."""
    unit = "g" if width == 8 else "w"
    text = qmp.monitor(f"x /2{unit}x {addr:#x}")
    values = re.findall(r"0x([0-9a-f]+)", text.split(":", 1)[-1])
    return [int(v, 16) for v in values] if len(values) == 2 else None


def backtrace(qmp, regs, width):
    """Return addresses along the chain of saved frame pointers."""
    frame, found = regs["RBP"], []
    while frame and frame % width == 0 and len(found) < MAX_FRAMES:
        pair = words(qmp, frame, width)
        if not pair or not pair[1]:
            break
        found.append(pair[1])
        if not frame < pair[0] < frame + MAX_STEP:
            break
        frame = pair[0]
    return found


def last_stage(log):
    stages = re.findall(r"stage: (\w+)", log)
    return stages[-1] if stages else "none: the kernel had not begun"


def report(qmp, elf, log, why):
    """The lines that qemu.sh prints on exit status 3 and 5."""
    symbols = Symbols(elf)
    regs, width = registers(qmp)
    rip = regs["RIP"]
    lines = [f"---- {why}; read from outside:",
             f"last stage: {last_stage(log)}",
             f"RIP: {rip:#018x} {symbols.name(rip)}{symbols.line(rip)}",
             f"RSP: {regs['RSP']:#018x}",
             f"CR2: {regs.get('CR2', 0):#018x}",
             "backtrace:"]
    for addr in backtrace(qmp, regs, width):
        lines.append(f"  {addr:#018x} {symbols.name(addr, 1)}"
                     f"{symbols.line(addr - 1)}")
    lines.append("last lines of the log:")
    lines += ["  " + line for line in log.splitlines()[-20:]]
    return "\n".join(lines)
