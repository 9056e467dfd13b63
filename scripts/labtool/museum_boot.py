# SPDX-License-Identifier: GPL-2.0-only
"""How an exhibit of the bug museum is booted: the machine that a seed gives,
and one run of it. museum.py and the exhibits' judges use it; a student's
folder has a copy, as its program ./symptom, so that both see the same boot.

In a student's folder: ./symptom [--og] [--trace FILE] [OPTION of qemu.sh]...
boots the machine of this exhibit. --og: the build for gdb; --trace: write
what the early allocator did.
"""

import json
import os
import select
import subprocess
import sys
import tempfile
import time

# The student's copy lies at the top of the tree, which is then this folder.
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)),
                             "scripts/qemu"))
import maker                            # noqa: E402
import rom                              # noqa: E402

MiB, GiB, KiB, PAGE = 1 << 20, 1 << 30, 1 << 10, 4096
PROMPT = b"nopanic> "
PASSED, FAILED, PANIC, TIMEOUT, SETUP, RESET = range(6)


class Machine:
    """What qemu.sh is told. With a @block there is no firmware and no GRUB:
    that block of boot information lies at @where, and each of @files, an
    (address, bytes), in RAM, too."""

    def __init__(self, memory=512 * MiB, cmdline="", nodes=0, block=None,
                 where=rom.BLOCK_AT, files=()):
        self.memory, self.cmdline, self.nodes = memory, cmdline, nodes
        self.block, self.where, self.files = block, where, list(files)

    def options(self):
        size = f"{self.memory >> 20}M"
        if self.memory % MiB:
            size = f"{self.memory >> 10}K"
        found = ["--memory", size]
        if self.nodes:
            found += ["--nodes", str(self.nodes)]
        return found

    def save(self, folder):
        """Into @folder: machine.json, and a file for each piece of RAM."""
        pieces = [(self.where, self.block)] if self.block else []
        pieces += self.files
        names = []
        for number, (at, data) in enumerate(pieces):
            names.append([hex(at), f"ram{number}.bin"])
            with open(os.path.join(folder, names[-1][1]), "wb") as file:
                file.write(data)
        with open(os.path.join(folder, "machine.json"), "w",
                  encoding="utf-8") as file:
            json.dump({"options": self.options(), "cmdline": self.cmdline,
                       "block": hex(self.where) if self.block else None,
                       "ram": names}, file, indent=1)
            file.write("\n")


def qemu_args(root, build, folder, machine):
    """What stands behind `--`: nothing where GRUB boots."""
    if not machine["block"]:
        return []
    place, image = os.path.join(folder, "rom.bin"), f"{build}/iso/boot/nopanic"
    rom.write_rom(place, rom.entry_of(image), int(machine["block"], 16))
    args = ["--", "-bios", place, "-device", f"loader,file={image}"]
    for at, name in machine["ram"]:
        args += ["-device", f"loader,file={os.path.join(folder, name)},"
                 f"addr={at},force-raw=on"]
    return args


def command(root, build, folder, extra=(), cmdline=""):
    """Options of qemu.sh for the machine that lies in @folder."""
    with open(os.path.join(folder, "machine.json"), encoding="utf-8") as file:
        machine = json.load(file)
    text = f"{machine['cmdline']} {cmdline}".strip()
    return [*machine["options"], *(["--cmdline", text] if text else []),
            *extra, *qemu_args(root, build, folder, machine)]


class Run:
    """What is left of a boot: .status of qemu.sh (0 also where we ended it,
    at the prompt), .log, .raw."""

    def __init__(self, status, raw):
        self.status, self.raw = status, raw
        self.log = raw.decode("utf-8", "replace").replace("\r", "")


def read_until(pipe, text, seconds):
    """(what came, up to @text or the end; whether @text did)."""
    output, end = b"", time.monotonic() + seconds
    while text not in output[-4096:]:
        left = max(0, end - time.monotonic())
        if not select.select([pipe], [], [], left)[0]:
            return output, False
        chunk = os.read(pipe.fileno(), 65536)
        if not chunk:
            return output, False
        output += chunk
    return output, True


def boot(root, build, machine, test=False, cmdline="", timeout=60):
    """Boot @machine as a student does, to its end or to the prompt; with
    @test the self-tests run, and its end is theirs."""
    limit = ["--timeout", str(timeout)]
    with tempfile.TemporaryDirectory(prefix="museum-") as folder:
        machine.save(folder)
        args = command(root, build, folder,
                       limit + ["--test"] if test else limit, cmdline)
        child = subprocess.Popen(
            [os.path.join(root, "qemu.sh"), *args], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, "NOPANIC_BUILD": build})
        try:
            output, found = read_until(child.stdout, PROMPT, timeout + 60)
        finally:
            child.terminate()
            child.stdout.close()
            status = child.wait()
    return Run(PASSED if found else status, output)


# ---- in a student's folder --------------------------------------------------

def build_here(og):
    """Make the kernel; the folder it is in. Not in the students' way: what
    make says goes to stderr."""
    target = ["gdb-build"] if og else ["iso"]
    if maker.make(".", *target, stdout=sys.stderr).returncode:
        sys.exit("symptom: the build failed (its messages are above)")
    return "build/og" if og else "build"


def main():
    root = os.path.dirname(os.path.abspath(__file__))
    os.chdir(root)
    extra = sys.argv[1:]
    if "--help" in extra or "-h" in extra:
        sys.exit(__doc__)
    og = "--og" in extra
    if og:
        extra.remove("--og")
    build = build_here(og)
    program = ["./qemu.sh"]
    if "--trace" in extra[:-1]:
        at = extra.index("--trace")
        program = [sys.executable, "-B", "scripts/trace/record.py", "-o",
                   extra[at + 1]]
        del extra[at:at + 2]
    os.environ["NOPANIC_BUILD"] = build
    os.execvp(program[0], program + command(root, build, "exhibit", extra))


if __name__ == "__main__":
    main()
