# SPDX-License-Identifier: GPL-2.0-only
"""screenshot.py [--at TEXT] FILE.png [QEMU.SH-OPTION]...: what the screen
shows at the prompt, or when TEXT has come over the serial line.

Boots build/nopanic.iso (or NOPANIC_BUILD's) without a window; the pixels come
from QEMU. Also a module: Screen, read_ppm() and write_png() for tests.
"""

import os
import select
import struct
import subprocess
import sys
import tempfile
import time
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "scripts", "qemu"))
# pylint: disable=wrong-import-position
from qmp import Qmp     # noqa: E402

# For iso/grub.cfg: pixels on BIOS too, though no window is open.
PIXELS = ["-smbios", "type=1,serial=nopanic-screen"]


class Picture:
    """Pixels of a screen; picture[x, y] is (red, green, blue)."""

    def __init__(self, width, height, rgb):
        self.width, self.height, self.rgb = width, height, rgb

    def __getitem__(self, at):
        first = 3 * (at[1] * self.width + at[0])
        return tuple(self.rgb[first:first + 3])


def read_ppm(path):
    """The one kind of PPM that QEMU writes: binary, 255, no comments."""
    with open(path, "rb") as file:
        kind, size, depth, rgb = file.read().split(b"\n", 3)
    width, height = map(int, size.split())
    if kind != b"P6" or depth != b"255" or len(rgb) != 3 * width * height:
        raise ValueError(f"{path}: not QEMU's PPM")
    return Picture(width, height, rgb)


def palette(picture):
    """All colours, if one byte can number them (PNG: at most 256)."""
    colours = {}
    for at in range(0, len(picture.rgb), 3):
        colours.setdefault(picture.rgb[at:at + 3], len(colours))
    return colours if len(colours) <= 256 else None


def write_png(path, picture):
    """PNG, second edition, sections 5 and 11; no filters."""
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    colours, rgb, width = palette(picture), picture.rgb, 3 * picture.width
    table = b""
    if colours:
        rgb = bytes(colours[rgb[at:at + 3]] for at in range(0, len(rgb), 3))
        width = picture.width
        table = chunk(b"PLTE", b"".join(colours))
    raw = b"".join(b"\0" + rgb[at:at + width]
                   for at in range(0, len(rgb), width))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(
            ">IIBBBBB", picture.width, picture.height, 8,
            3 if colours else 2, 0, 0, 0)) + table
            + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


class Screen:
    """A second line to QEMU's machine protocol: add .args to QEMU-ARGS."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "screen.sock")
        self.ppm = os.path.join(folder, "screen.ppm")
        self.args = ["-qmp", f"unix:{self.path},server=on,wait=off"]
        self.qmp = None

    def grab(self):
        """What the screen shows now."""
        if not self.qmp:
            self.qmp = Qmp(self.path)
        self.qmp.execute("screendump", filename=self.ppm)
        return read_ppm(self.ppm)

    def close(self):
        if self.qmp:
            self.qmp.sock.close()


def wait_for(pipe, text, seconds=60):
    """Read until @text has come."""
    seen, until = b"", time.monotonic() + seconds
    while text not in seen:
        left = until - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            sys.exit(f"screenshot.py: {text.decode()!r} did not come")
        data = os.read(pipe.fileno(), 65536)
        if not data:
            sys.exit("screenshot.py: the run ended: "
                     + seen.decode("utf-8", "replace")[-300:])
        seen += data


def take(path, wanted, options):
    qemu_args = ["--", *PIXELS]
    if "--" in options:
        cut = options.index("--")
        options, qemu_args = options[:cut], qemu_args + options[cut + 1:]
    with tempfile.TemporaryDirectory(prefix="nopanic-") as folder:
        screen = Screen(folder)
        child = subprocess.Popen(
            [os.path.join(ROOT, "qemu.sh"), *options, *qemu_args,
             *screen.args], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        try:
            wait_for(child.stdout, wanted)
            time.sleep(0.3)     # the serial line comes first
            write_png(path, screen.grab())
        finally:
            screen.close()
            child.terminate()
            child.wait()


def main():
    args, wanted = sys.argv[1:], "nopanic> "
    if args[:1] == ["--at"] and len(args) > 1:
        wanted, args = args[1], args[2:]
    if not args or args[0].startswith("-"):
        sys.exit(__doc__)
    take(args[0], wanted.encode(), args[1:])


if __name__ == "__main__":
    main()
