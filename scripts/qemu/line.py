# SPDX-License-Identifier: GPL-2.0-only
"""The serial line between QEMU and the terminal: shown, kept, searched."""

import os
import re
import sys
import termios

ESCAPE = re.compile(rb"\x1b(?:\[[0-9;?=]*[A-Za-z]|[()][A-Z0-9]|[=>78c])")
CUT_ESCAPE = re.compile(rb"\x1b(?:\[[0-9;?=]*|[()])?$")
KERNEL_SPEAKS = re.compile(rb"Booting `|stage: ")
# The whole line: its end may still be under way.
GRUB_OOM = re.compile(r"^.*error:.*out of memory.*(?=[\r\n])", re.M | re.I)


class Terminal:
    """Puts the terminal back as it was, however the run ended."""

    def __init__(self):
        self.saved = None
        if sys.stdin.isatty():
            self.saved = termios.tcgetattr(sys.stdin)

    def restore(self):
        if self.saved:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self.saved)
        if sys.stdout.isatty():
            # colours, cursor and line wrap, which firmware changes
            os.write(sys.stdout.fileno(), b"\x1b[0m\x1b[?25h\x1b[?7h")


class Log:
    """All that came over the line; a copy goes to the terminal and a file.

    Until the kernel speaks, escape sequences of firmware and GRUB are left
    out: they would clear the screen, and with it how to leave. With a window
    a person may want GRUB's menu as it is: then @raw.
    """

    def __init__(self, path, raw):
        self.data = b""
        self.held = b""
        self.quiet = not raw
        self.file = open(path, "wb") if path else None

    def feed(self, chunk):
        if self.quiet:
            chunk = self._plain(self.held + chunk)
        self.data += chunk
        if self.file:
            self.file.write(chunk.replace(b"\r", b""))
            self.file.flush()
        self._show(chunk)

    def _show(self, chunk):
        while chunk:
            try:
                chunk = chunk[os.write(1, chunk):]
            except BlockingIOError:
                continue
            except OSError:     # nobody listens; the log goes on
                return

    def _plain(self, chunk):
        cut = CUT_ESCAPE.search(chunk)
        self.held = cut.group() if cut else b""
        chunk = chunk[:len(chunk) - len(self.held)]
        found = KERNEL_SPEAKS.search(self.data[-20:] + chunk)
        if found:
            self.quiet = False
        return ESCAPE.sub(b"", chunk)

    def text(self):
        return self.data.decode("utf-8", "replace").replace("\r", "")

    def grub_out_of_memory(self):
        """GRUB's own message when the image did not fit, or None."""
        if len(self.data) > 65536 or b"stage: " in self.data:
            return None
        found = GRUB_OOM.search(self.text())
        return found.group().strip() if found else None

    def close(self):
        if self.file:
            self.file.close()
