# SPDX-License-Identifier: GPL-2.0-only
"""The command line of qemu.sh, checked. Its help text lives in qemu.sh."""

import argparse
import re
import sys

EXIT_SETUP = 4
UNITS = {"": 20, "K": 10, "M": 20, "G": 30, "T": 40}


def fail(text):
    """One clear line, and the exit status for what is not the kernel's."""
    print(f"qemu.sh: {text}", file=sys.stderr)
    sys.exit(EXIT_SETUP)


class Parser(argparse.ArgumentParser):
    def error(self, message):
        fail(f"{message} (./qemu.sh --help tells more)")


def size(text):
    """Bytes of "512M"; a bare number counts MiB, as in QEMU."""
    match = re.fullmatch(r"(\d+)([KMGT]?)(?:i?B)?", text.strip(), re.I)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is no size, try 512M")
    return int(match.group(1)) << UNITS[match.group(2).upper()]


def nodes(text):
    if not text.isdigit() or not 1 <= int(text) <= 16:
        raise argparse.ArgumentTypeError(f"{text!r}: 1 to 16 nodes")
    return int(text)


def seconds(text):
    try:
        value = float(text)
    except ValueError:
        value = -1
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return value


def gdb_place(text):
    """A port, or the file of a Unix socket: that has a / in its name."""
    if "/" in text:
        return text
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(
            f"{text!r}: a port (1 to 65535) or ./FILE for a socket")
    return int(text)


def parse(argv):
    """Options as attributes; what follows `--` in .qemu_args."""
    qemu_args = []
    if "--" in argv:
        cut = argv.index("--")
        argv, qemu_args = argv[:cut], argv[cut + 1:]

    parser = Parser(prog="qemu.sh", add_help=False, allow_abbrev=False)
    add = parser.add_argument
    add("--firmware", choices=["bios", "uefi"], default="bios")
    add("--memory", type=size, default=512 << 20)
    add("--nodes", type=nodes)
    add("--cmdline", default="")
    add("--map")
    add("--test", action="store_true")
    add("--timeout", type=seconds)
    add("--log")
    add("--gdb", nargs="?", type=gdb_place, const=0)
    add("--record")
    add("--replay")
    add("--display", action="store_true")
    add("--kvm", action="store_true")
    options = parser.parse_args(argv)
    options.qemu_args = qemu_args
    options.snapshots = True    # of a recording; a counter needs none
    options.rr_from = "init"    # the snapshot that a replay begins with
    # what was said, to compare with a recording
    options.given = {name for name in vars(options) if any(
        arg.split("=")[0] == f"--{name}" for arg in argv)}
    if qemu_args:
        options.given.add("qemu_args")

    if options.record and options.replay:
        parser.error("--record and --replay exclude each other")
    if options.map and (options.record or options.replay):
        parser.error("a recording keeps no --map; record without it")
    if options.kvm and (options.record or options.replay):
        parser.error("KVM can neither record nor replay")
    if options.timeout is None:
        options.timeout = 120 if options.test and options.gdb is None else 0
    if options.test:
        # first: a line that is too long, or a quote left open, cannot hide it
        options.cmdline = f"selftest {options.cmdline}".strip()
    return options
