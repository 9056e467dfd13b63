# SPDX-License-Identifier: GPL-2.0-only
"""`make trace`: boot, and write what the early allocator did as JSON Lines.

    usage: record.py [-o FILE] [--show] [OPTION of qemu.sh]...

Boots build/nopanic.iso (NOPANIC_BUILD names another folder) with
trace=serial, takes the trace out of the serial log, gives addresses names,
and has the kernel print its lists at the end. docs/trace.md describes the
file. --show prints the rest of the log. A kernel that dies on the way leaves
a trace up to there, and status 1.
"""

import hashlib
import json
import os
import re
import select
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(HERE, "..", "qemu"))
sys.path.insert(0, HERE)
# pylint: disable=wrong-import-position
import machine                          # noqa: E402
import options as command_line          # noqa: E402
import wire                             # noqa: E402
from symbols import Symbols             # noqa: E402
from replay import replay               # noqa: E402

PROMPT = b"nopanic> "
READY = b"To leave: poweroff"
SECONDS = 180
# A function of these files works for its caller, who is the one to name.
ALLOCATOR = re.compile(r"mm/(memblock\w*|nobootmem|free_bootmem|slab\w*"
                       r"|kmalloc)\.c|kernel/stage\.c")
# These change a list on behalf of the function that calls them.
PRIMITIVE = re.compile(r"mm/memblock_(list|shift)\.c")
E820 = {1: "usable", 2: "reserved", 3: "ACPI data", 4: "ACPI NVS",
        5: "unusable", 7: "persistent", 12: "persistent"}
EFI = ("reserved", "loader code", "loader data", "boot services code",
       "boot services data", "runtime code", "runtime data", "conventional",
       "unusable", "ACPI reclaim", "ACPI NVS", "MMIO", "MMIO port", "PAL",
       "persistent", "unaccepted")


def boot(arguments, folder):
    """(output, got to the prompt): one boot, from GRUB to poweroff."""
    env = {**os.environ, "NOPANIC_BUILD": folder}
    child = subprocess.Popen(
        [os.path.join(ROOT, "qemu.sh"), *arguments], env=env, cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    output, end = b"", time.monotonic() + SECONDS

    def until(text, seen):
        nonlocal output
        while text not in output[seen:]:
            left = max(0, end - time.monotonic())
            pipe = child.stdout
            chunk = (os.read(pipe.fileno(), 65536)
                     if select.select([pipe], [], [], left)[0] else b"")
            if not chunk:
                return None
            output += chunk
        return output.index(text, seen) + len(text)

    def typed(line, seen):
        os.write(child.stdin.fileno(), line + b"\r")
        return until(PROMPT, seen)

    try:
        seen = until(READY, 0)
        seen = seen and until(PROMPT, seen)
        for line in (b"trace 0", b"memblock"):
            seen = seen and typed(line, seen)
        if seen:
            os.write(child.stdin.fileno(), b"poweroff\r")
            until(b"\0", len(output))   # to the end
    finally:
        if child.poll() is None and not seen:
            child.terminate()
        child.wait()
        child.stdin.close()
        child.stdout.close()
    return output, bool(seen)


REGION = re.compile(r"^ (memory|reserved)\[0x[0-9a-f]+\]\s+"
                    r"\[0x([0-9a-f]+)-0x([0-9a-f]+)\], 0x([0-9a-f]+) bytes"
                    r"(?: on node (\d+))? flags: 0x([0-9a-f]+)$", re.M)


def dumped_lists(log):
    """Both lists as `memblock` at the prompt printed them."""
    lists = {"memory": [], "reserved": []}
    dump = log[log.rindex("MEMBLOCK configuration:"):]
    for name, base, _, size, nid, flags in REGION.findall(dump):
        lists[name].append({"base": hex(int(base, 16)),
                            "size": hex(int(size, 16)),
                            "node": int(nid) if nid else None,
                            "flags": int(flags, 16)})
    return lists


class Frames:
    """Numbers for return addresses, and what they are."""

    def __init__(self, symbols):
        self.symbols, self.numbers = symbols, {}
        self.frames, self.homes = [], []

    def number(self, address):
        if address not in self.numbers:
            self.numbers[address] = len(self.frames)
            self.frames.append(self.symbols.frame(address))
            self.homes.append(self.symbols.home(address) or "")
        return self.numbers[address]

    def function(self, trace):
        """The innermost function that is no primitive."""
        for number in trace:
            if not PRIMITIVE.fullmatch(self.homes[number]) and \
                    self.frames[number]["symbol"] != "change_flag":
                return self.frames[number]["symbol"]
        return None

    def caller(self, trace):
        for number in trace:
            if not ALLOCATOR.fullmatch(self.homes[number]):
                return number
        return None


def event_line(event, frames):
    trace = [frames.number(address) for address in event.frames]
    line = {"seq": event.seq, "tsc": event.tsc, "stage": event.stage,
            "kind": event.kind,
            "function": event.function or frames.function(trace),
            "caller": frames.caller(trace), "backtrace": trace,
            **event.fields()}
    if event.changes:
        line["changes"] = event.changes
    if event.bits & wire.ASIDE:
        line["aside"] = True
    return line


def firmware_map(tables):
    """Of the real machine, or of the one that --map names."""
    source = "efi" if "efi" in tables else "e820" if "raw" in tables else None

    def entries(table, efi):
        for base, size, kind in tables.get(table, ()):
            name = (EFI[kind] if kind < len(EFI) else f"type {kind}") if efi \
                else E820.get(kind, f"type {kind}")
            yield {"base": hex(base), "size": hex(size), "type": kind,
                   "name": name}
    return {"source": source,
            "raw": list(entries(source if source == "efi" else "raw",
                                source == "efi")),
            "sanitized": list(entries("e820", False))}


def node_ranges(memory):
    """The nodes of a list of memory; none where there is but one."""
    nodes = {}
    for region in memory:
        if region["node"] is not None:
            nodes.setdefault(region["node"], []).append(
                {"base": region["base"], "size": region["size"]})
    return [{"node": n, "memory": ranges}
            for n, ranges in sorted(nodes.items())] if len(nodes) > 1 else []


def git(*arguments):
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=False,
                          capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def build_of(elf):
    with open(elf, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    return {"commit": git("rev-parse", "HEAD"), "image": digest,
            "dirty": bool(git("status", "--porcelain", "-uno"))}


def qemu_command(options, iso):
    with tempfile.TemporaryDirectory(prefix="nopanic-") as scratch:
        return machine.command(options, iso, scratch, 3, None)


def sources_of(frames):
    texts = {}
    for path in sorted({f["file"] for f in frames if f["file"]}):
        if not os.path.isabs(path) and os.path.isfile(
                os.path.join(ROOT, path)):
            with open(os.path.join(ROOT, path), encoding="utf-8") as file:
                texts[path] = file.read()
    return texts


def header_line(stream, options, cmdline, frames, symbols, folder, memory):
    start = symbols.address["_text"]
    maps = dict(stream.maps[False])
    line = {
        "kind": "header", "format": "nopanic-trace", "version": 1,
        "command_line": stream.command_line or "",
        "firmware": options.firmware,
        "machine": {"memory": hex(options.memory), "nodes": options.nodes,
                    "cmdline": cmdline, "map": options.map,
                    "qemu": qemu_command(options, f"{folder}/nopanic.iso")},
        "build": build_of(f"{folder}/nopanic.elf"),
        "page_size": 4096, "max_order": 18,
        "kernel_image": {"base": hex(start - symbols.address["KERNEL_MAP"]),
                         "size": hex(symbols.address["_end"] - start)},
        "firmware_map": firmware_map(maps), "nodes": node_ranges(memory),
        "stages": list(wire.STAGES), "frames": frames.frames,
        "sources": sources_of(frames.frames)}
    if stream.maps[True]:
        line["aside_map"] = firmware_map(stream.maps[True])
    return line


def write(path, lines):
    """Whole or not at all."""
    folder = os.path.dirname(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, separators=(",", ":"),
                                  ensure_ascii=False) + "\n")
    os.replace(path + ".new", path)


def record(arguments, path, folder):
    """Boot and write; returns (log, what went wrong or None)."""
    options = command_line.parse(arguments)
    cmdline = options.cmdline
    output, whole = boot(
        arguments + ["--cmdline", f"{cmdline} trace=serial".strip()], folder)
    stream = wire.Stream(output)
    if not stream.events:
        return stream.log, "the kernel sent no events (trace=off?)"
    symbols = Symbols(f"{folder}/nopanic.elf")
    frames = Frames(symbols)
    events = [event_line(event, frames) for event in stream.events]
    lists = replay(events)
    final = dumped_lists(stream.log) if whole else None
    end = {"kind": "end", "events": len(events), "dropped": stream.dropped,
           "slab_not_recorded": stream.slab_lost,
           "memory": final and final["memory"],
           "reserved": final and final["reserved"]}
    header = header_line(stream, options, cmdline, frames, symbols, folder,
                         lists["memory"])
    write(path, [header, *events, end])
    print(f"{path}: {len(events)} events, {os.path.getsize(path) >> 10} KiB")
    if not whole:
        return stream.log, "the boot did not reach the prompt"
    if stream.dropped:
        return stream.log, f"{stream.dropped} events were dropped"
    if lists != final:
        return stream.log, "replayed, the lists are not those of the kernel"
    return stream.log, None


def main():
    arguments, path, show = sys.argv[1:], None, False
    if "-o" in arguments[:-1]:
        at = arguments.index("-o")
        path = arguments[at + 1]
        del arguments[at:at + 2]
    if "--show" in arguments:
        arguments.remove("--show")
        show = True
    folder = os.environ.get("NOPANIC_BUILD", "build")
    try:
        log, fault = record(arguments, path or f"{folder}/trace.jsonl",
                            folder)
    except (wire.Broken, OSError) as error:
        sys.exit(f"trace: {error}")
    if show or fault:
        print(log if show else "\n".join(log.splitlines()[-20:]))
    if fault:
        sys.exit(f"trace: {fault}")


if __name__ == "__main__":
    main()
