# SPDX-License-Identifier: GPL-2.0-only
"""As much of gdb's remote protocol as a breakpoint needs. For programs that
drive the machine themselves; people have gdb."""

import socket

LIMIT = 300     # seconds until a breakpoint must be hit
# In what "g" answers: 16 general registers in gdb's order, then RIP.
RAX, RSI, RDI, RSP, RIP = 0 * 8, 4 * 8, 5 * 8, 7 * 8, 16 * 8


class Gone(Exception):
    """QEMU has ended, or said what nobody asked for."""


class Gdb:
    """A connection to QEMU's gdbstub."""

    def __init__(self, port, limit=LIMIT):
        self.sock = socket.create_connection(("127.0.0.1", port), limit)
        self.buffer = b""

    def ask(self, text):
        """Send one packet, return the answer's text."""
        total = sum(text.encode()) & 0xff
        try:
            self.sock.sendall(f"${text}#{total:02x}".encode())
            return self._answer()
        except OSError as error:
            raise Gone(f"{text}: {error}") from None

    def _answer(self):
        while True:
            start = self.buffer.find(b"$")
            end = self.buffer.find(b"#", start)
            if start >= 0 and 0 <= end <= len(self.buffer) - 3:
                answer = self.buffer[start + 1:end]
                self.buffer = self.buffer[end + 3:]
                self.sock.sendall(b"+")
                return answer.decode()
            data = self.sock.recv(4096)
            if not data:
                raise Gone("QEMU ended before the breakpoint")
            self.buffer += data

    def stop_at(self, addr, wish=True):
        """Set a hardware breakpoint, or with @wish false remove it."""
        if self.ask(f"{'Z' if wish else 'z'}1,{addr:x},1") != "OK":
            raise Gone(f"no hardware breakpoint at {addr:#x}")

    def go(self):
        """Run to a breakpoint; its address."""
        answer = self.ask("c")
        if not answer.startswith("T05"):
            raise Gone(f"stopped with {answer}, not at a breakpoint")
        return self.pc()

    def pc(self):
        registers = bytes.fromhex(self.ask("g"))
        return int.from_bytes(registers[RIP:RIP + 8], "little")

    def run_to(self, addr):
        self.stop_at(addr)
        self.go()
        self.stop_at(addr, False)

    def call(self, function, *args):
        """Call @function (at most two arguments) from where the machine is
        stopped, between two functions; what it returns. Registers are as
        before afterwards, memory is what @function made of it."""
        before = bytes.fromhex(self.ask("g"))
        now = bytearray(before)
        back = before[RIP:RIP + 8]
        # As a call leaves it: 16 bytes below what is in use, and 8 off.
        stack = int.from_bytes(before[RSP:RSP + 8], "little")
        stack = (stack - 256 & ~15) - 8
        for place, value in zip((RIP, RSP, RDI, RSI),
                                (function, stack) + args):
            now[place:place + 8] = value.to_bytes(8, "little")
        self.order(f"M{stack:x},8:{back.hex()}")
        self.order(f"G{now.hex()}")
        self.run_to(int.from_bytes(back, "little"))
        after = bytes.fromhex(self.ask("g"))
        self.order(f"G{before.hex()}")
        return int.from_bytes(after[RAX:RAX + 8], "little")

    def order(self, text):
        """What is answered by OK."""
        if self.ask(text) != "OK":
            raise Gone(f"refused: {text[:20]}")

    def memory(self, addr, size):
        return bytes.fromhex(self.ask(f"m{addr:x},{size:x}"))

    def close(self):
        """QEMU stays stopped, and takes the next connection."""
        self.sock.close()
