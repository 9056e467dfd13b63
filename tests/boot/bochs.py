# SPDX-License-Identifier: GPL-2.0-only
"""The same ISO in Bochs, another PC emulator with another BIOS: without a
screen (its window opens in Xvfb), the serial line at a socket. It has no
device that ends it: the last line of the self-tests does."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import direct

PACKAGES = "bochs bochs-x bochsbios xvfb"
ROMS = ("/usr/share/bochs/BIOS-bochs-latest",
        "/usr/share/bochs/VGABIOS-lgpl-latest")
MENU = b"executed automatically"
DOWN, ENTER = b"\x0e", b"\r"    # GRUB's menu, by serial line
SELFTEST_ENTRY = 3              # of iso/grub.cfg, from 0
ENDS = (b" failed\r\n", b"---[ end Kernel panic", b"CPU is needed")
CONFIG = """
cpu: model={cpu}, count=1, ips=100000000, reset_on_triple_fault=0
memory: guest={memory}, host={memory}
romimage: file={roms[0]}
vgaromimage: file={roms[1]}
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: type=cdrom, path={iso}, status=inserted
boot: cdrom
com1: enabled=1, mode=socket-client, dev=localhost:{port}
sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy
log: {folder}/log
panic: action=fatal
display_library: x
clock: sync=none
"""


def missing():
    """What this machine has not of Bochs; "" if it can run."""
    return " ".join([name for name in ("bochs", "Xvfb")
                     if not shutil.which(name)]
                    + [rom for rom in ROMS if not os.path.exists(rom)])


def screen(children):
    """Start an X server that nobody sees; its DISPLAY."""
    read, write = os.pipe()
    children.append(subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x1024x24"],
        pass_fds=[write], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL))
    os.close(write)
    with os.fdopen(read) as pipe:
        return ":" + pipe.readline().strip()


def talk(line, until):
    """Choose the self-tests in GRUB's menu; all that comes."""
    data, chosen = b"", False
    line.settimeout(1)
    while time.monotonic() < until and not any(e in data for e in ENDS):
        try:
            chunk = line.recv(65536)
        except TimeoutError:
            continue
        if not chunk:
            break
        data += chunk
        if MENU in data and not chosen:
            line.sendall(DOWN * SELFTEST_ENTRY + ENTER)
            chosen = True
    return data


def end_of(data):
    """The word of an Outcome for what stands at the end of the log."""
    for sign, end in ((b" 0 failed\r\n", "passed"), (b" failed\r\n", "failed"),
                      (b"CPU is needed", "panic"), (b"end Kernel", "panic")):
        if sign in data:
            return end
    return "hang"


def boot(build, cpu="corei7_haswell_4770", memory=128, timeout=300):
    """The self-tests in Bochs; @memory in MiB. As direct.boot()."""
    children, began = [], time.monotonic()
    with tempfile.TemporaryDirectory(prefix="nopanic-") as folder, \
            socket.create_server(("127.0.0.1", 0)) as server:
        with open(f"{folder}/bochsrc", "w", encoding="ascii") as file:
            file.write(CONFIG.format(
                cpu=cpu, memory=memory, roms=ROMS, folder=folder,
                iso=f"{build}/nopanic.iso", port=server.getsockname()[1]))
        with open(f"{folder}/rc", "w", encoding="ascii") as file:
            file.write("c\n")   # Debian's stops in its debugger first
        try:
            display = screen(children)
            children.append(subprocess.Popen(
                ["bochs", "-q", "-f", f"{folder}/bochsrc", "-rc",
                 f"{folder}/rc"], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={**os.environ, "DISPLAY": display}))
            server.settimeout(60)
            line, _ = server.accept()
            with line:
                data = talk(line, began + timeout)
        finally:
            for child in reversed(children):
                child.send_signal(signal.SIGKILL)
                child.wait()
    return direct.Outcome(end_of(data), data, time.monotonic() - began)
