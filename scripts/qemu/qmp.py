# SPDX-License-Identifier: GPL-2.0-only
"""QEMU's machine protocol over a socket pair: commands and events."""

import json
import select
import socket


class Qmp:
    """One end is QEMU's (pass .child_fd to it), the other one is ours; or
    the socket at @path, where a QEMU that runs already listens."""

    def __init__(self, path=None):
        if path:
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(20)
            self.sock.connect(path)
        else:
            self.sock, self.child = socket.socketpair()
            self.child_fd = self.child.fileno()
        self.buffer = b""
        self.events = []
        self.greeted = False

    def started(self):
        """QEMU has its end: close ours of it, so that its death is seen."""
        self.child.close()
        self.sock.settimeout(20)

    def fileno(self):
        return self.sock.fileno()

    def _message(self):
        while b"\n" not in self.buffer:
            data = self.sock.recv(65536)
            if not data:
                raise ConnectionError("QEMU has ended")
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        return json.loads(line)

    def _greet(self):
        if not self.greeted:
            self._message()
            self.greeted = True
            self.execute("qmp_capabilities")

    def execute(self, name, **arguments):
        """The command's result; events that come first are kept."""
        self._greet()
        text = json.dumps({"execute": name, "arguments": arguments})
        self.sock.sendall(text.encode() + b"\n")
        while True:
            message = self._message()
            if "event" in message:
                self.events.append(message)
            elif "error" in message:
                raise RuntimeError(message["error"]["desc"])
            else:
                return message["return"]

    def monitor(self, line):
        """What a person would get who types @line at QEMU's monitor."""
        return self.execute("human-monitor-command", **{"command-line": line})

    def take_events(self):
        """All events that are there; never waits."""
        self._greet()
        while b"\n" in self.buffer or select.select([self], [], [], 0)[0]:
            message = self._message()
            if "event" in message:
                self.events.append(message)
        taken, self.events = self.events, []
        return taken
