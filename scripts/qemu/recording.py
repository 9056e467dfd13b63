# SPDX-License-Identifier: GPL-2.0-only
"""A boot that can be repeated exactly, and gone through backwards.

Beside boot.rr (QEMU's own log of what came from outside) a recording keeps
all that the repetition needs: boot.rr.iso and boot.rr.elf, the bits it ran;
boot.rr.qcow2, snapshots of the machine; boot.rr.json, how it was started and
the checksums of it all. A replay with other bits would be nonsense that
looks like sense: it is refused.

QEMU goes back by loading the nearest snapshot before the goal and running
from there. So before the first replay with gdb all of the recording is run
through once, and a snapshot taken at _start, at each stage and at the end.
"""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import machine
from options import fail
from qmp import Qmp
from remote import Gdb, Gone

# What a machine is made of, besides its bits.
KEPT = ("firmware", "memory", "nodes", "cmdline", "display", "qemu_args")
# Where it is worth while to come back to. The last three end a boot.
PLACES = ["_start", "stage_early", "stage_memblock", "stage_mapped",
          "stage_bootmem", "stage_buddy", "stage_slab", "panic",
          "machine_exit", "monitor"]
GDB_COMMANDS = os.path.join(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))),
    "gdb/nopanic-gdb.py")
SAVING = 300    # seconds that one snapshot may take
START_PHYS = 0x100000
MULTIBOOT_MAGIC = (0xe85250d6).to_bytes(4, "little")


def say(text, end="\n"):
    print(f"qemu.sh: {text}", end=end, file=sys.stderr, flush=True)


def checksum(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            digest.update(chunk)
    return digest.hexdigest()


def bits(path, options):
    """Checksums of what the machine runs, by a name for messages."""
    found = {"its ISO (FILE.iso)": checksum(path + ".iso"),
             "its log (FILE)": checksum(path),
             "QEMU": subprocess.run(
                 [machine.QEMU, "--version"], check=True, text=True,
                 capture_output=True).stdout.splitlines()[0]}
    if options.firmware == "uefi":
        found["the UEFI firmware"] = checksum(machine.find_ovmf()[0])
    return found


# ---- recording ------------------------------------------------------------

def begin(path, iso, elf):
    """Keep the bits; what is there of an older recording goes."""
    for old in (path, path + ".json", path + ".qcow2", path + ".elf-gdb.py"):
        if os.path.lexists(old):
            os.unlink(old)
    shutil.copyfile(iso, path + ".iso")
    shutil.copyfile(elf, path + ".elf")
    # gdb loads it with the symbols, by its name
    os.symlink(GDB_COMMANDS, path + ".elf-gdb.py")
    new_snapshots(path)


def new_snapshots(path):
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2",
                    path + ".qcow2", "512M"], check=True)


def write(path, facts):
    with open(path + ".json.new", "w", encoding="utf-8") as file:
        json.dump(facts, file, indent=1)
    os.replace(path + ".json.new", path + ".json")


def end(options):
    """QEMU has ended and closed its log: sign it."""
    path = options.record
    if not os.path.isfile(path):
        return
    facts = {name: getattr(options, name) for name in KEPT}
    facts["bits"] = bits(path, options)
    facts["places"] = None
    write(path, facts)
    say(f"recorded; to go through it backwards: ./qemu.sh --replay {path} "
        "--gdb")


# ---- replaying ------------------------------------------------------------

def shown(name, value):
    return f"{value >> 20}M" if name == "memory" else value


def load(options):
    """The machine of the recording becomes that of @options; anything that
    is not as it was ends the program with one line."""
    path = options.replay
    for needed in (path, path + ".iso", path + ".qcow2"):
        if not os.path.isfile(needed):
            fail(f"{needed}: no such file; --record {path} makes it")
    try:
        with open(path + ".json", encoding="utf-8") as file:
            facts = json.load(file)
    except (OSError, ValueError):
        fail(f"{path}: this recording has no end ({path}.json is missing or "
             "broken); record it again")
    for name in KEPT:
        wish = getattr(options, name)
        if name in options.given and wish != facts[name]:
            fail(f"{path} was recorded with --{name} "
                 f"{shown(name, facts[name])}, not {shown(name, wish)}: a "
                 "replay needs the same machine")
        setattr(options, name, facts[name])
    now = bits(path, options)
    for what, value in facts["bits"].items():
        if now.get(what) != value:
            fail(f"{path}: {what} is not what it was recorded with: a replay "
                 "needs the same bits")
    return facts


def symbols(elf):
    out = subprocess.run(["nm", elf], check=True, text=True,
                         capture_output=True).stdout
    found = {}
    for line in out.splitlines():
        words = line.split()
        if words[-1] in PLACES:
            found[int(words[0], 16)] = words[-1]
    return found


def at_start(gdb):
    """Is it our code that stands there, or what was there before it?"""
    return gdb.memory(START_PHYS, 4) == MULTIBOOT_MAGIC


def visit(gdb, qmp, places, took):
    """Run from place to place, a snapshot at each; @took(name) is told."""
    left = dict(places)
    for addr in left:
        gdb.stop_at(addr)
    while left:
        pc = gdb.go()
        if pc not in left:
            raise Gone(f"stopped at {pc:#x}, where no breakpoint is")
        gdb.stop_at(pc, False)
        if left[pc] == "_start" and not at_start(gdb):
            gdb.ask("s")
            gdb.stop_at(pc)
            continue
        name = left.pop(pc)
        error = qmp.monitor(f"savevm {name}").strip()
        if error:
            raise Gone(f"no snapshot at {name}: {error}")
        took(name)
        if name in PLACES[-3:]:
            return


def prepare(options):
    """Run through the recording once, for snapshots; the second time there
    is nothing to do. QEMU then starts at the one at _start."""
    path, facts = options.replay, load(options)
    if facts["places"] is None:
        facts["places"] = take_snapshots(options, path)
        write(path, facts)
    if "_start" in facts["places"]:
        options.rr_from = "_start"


def take_snapshots(options, path):
    took, began = [], time.monotonic()
    slow = "; under UEFI this takes minutes" \
        if options.firmware == "uefi" else ""
    say(f"once, before the first replay: runs through {path} for snapshots "
        f"to go back to{slow}")

    def tell(name):
        took.append(name)
        say(f"  {time.monotonic() - began:5.1f} s  snapshot at {name}")

    with tempfile.TemporaryDirectory(prefix="nopanic-") as scratch:
        qmp, stub = Qmp(), socket.create_server(("127.0.0.1", 0))
        from run import prepare_child   # which imports this file
        child = subprocess.Popen(
            machine.command(options, path + ".iso", scratch,
                            qmp.child_fd, stub),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            pass_fds=machine.inherited(qmp.child_fd, stub),
            preexec_fn=prepare_child)
        qmp.started()
        qmp.sock.settimeout(SAVING)
        try:
            visit(Gdb(stub.getsockname()[1]), qmp, symbols(path + ".elf"), tell)
        except (Gone, ConnectionError) as error:
            if not took:
                fail(f"{path}: it does not come to _start: {error}")
        finally:
            child.kill()        # in replay mode it may ignore SIGTERM
            child.wait()
            stub.close()
    return took


# ---- both -----------------------------------------------------------------

def arguments(options):
    """The drives and the clock of such a run."""
    path = options.record or options.replay
    clock = (f"shift=3,rr={'record' if options.record else 'replay'},"
             f"rrfile={machine.comma(path)}")
    if options.snapshots:
        clock += f",rrsnapshot={options.rr_from}"
    # While a snapshot is loaded, kvmvapic waits for the CPU, and the CPU in
    # replay mode for the one who loads: QEMU 7.2 hangs. TCG needs it not.
    return ["-icount", clock, "-global", "apic-common.vapic=off",
            "-drive", f"file={machine.comma(path)}.qcow2,if=none,"
            "id=snapshots", "-drive",
            f"file={machine.comma(path)}.iso,if=none,format=raw,readonly=on,"
            "id=iso", "-drive",
            "driver=blkreplay,if=none,image=iso,readonly=on,id=replayed",
            "-device", "ide-cd,drive=replayed"]
