# SPDX-License-Identifier: GPL-2.0-only
"""QEMU's command line: the one machine that every run is a variation of."""

import os
import shutil
import socket
import subprocess
import sys

import recording
from options import fail

QEMU = "qemu-system-x86_64"
EXIT_PORT = "0xf4"
VNC_PORT = 5900
MIN_MEMORY = 2 << 20    # GRUB itself fails silently with less

# CODE file, VARS file: Debian and Ubuntu, Fedora, Arch, openSUSE; newest
# layout of each first.
OVMF_PLACES = [
    ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
    ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
    ("/usr/share/edk2/ovmf/OVMF_CODE_4M.qcow2",
     "/usr/share/edk2/ovmf/OVMF_VARS_4M.qcow2"),
    ("/usr/share/edk2/ovmf/OVMF_CODE.fd",
     "/usr/share/edk2/ovmf/OVMF_VARS.fd"),
    ("/usr/share/edk2/x64/OVMF_CODE.4m.fd",
     "/usr/share/edk2/x64/OVMF_VARS.4m.fd"),
    ("/usr/share/edk2-ovmf/x64/OVMF_CODE.fd",
     "/usr/share/edk2-ovmf/x64/OVMF_VARS.fd"),
    ("/usr/share/qemu/ovmf-x86_64-code.bin",
     "/usr/share/qemu/ovmf-x86_64-vars.bin"),
]


def comma(text):
    """QEMU ends a value at a comma, unless it is doubled."""
    return str(text).replace(",", ",,")


def chosen(args, *names):
    """The last value that QEMU-ARGS give to one of these options, or ""."""
    value = ""
    for name, following in zip(args, args[1:]):
        if name.lstrip("-") in names:
            value = following
    return value


def find_ovmf():
    """(code, vars or None, whole): where the UEFI firmware is."""
    wish = os.environ.get("OVMF")
    if wish:
        if not os.path.isfile(wish):
            fail(f"OVMF={wish}: no such file")
        if "CODE" not in os.path.basename(wish).upper():
            return wish, None, True
        store = wish.replace("CODE", "VARS").replace("code", "vars")
        return wish, store if os.path.isfile(store) else None, False
    root = os.environ.get("NOPANIC_ROOT", "")
    for code, store in OVMF_PLACES:
        for prefix in ([root] if root else []) + [""]:
            if os.path.isfile(prefix + code):
                store = prefix + store
                return (prefix + code,
                        store if os.path.isfile(store) else None, False)
    fail("no UEFI firmware found: install ovmf (Fedora and Arch: edk2-ovmf) "
         "or name its file with OVMF=FILE")


def pflash(unit, path, readonly):
    kind = "qcow2" if path.endswith(".qcow2") else "raw"
    return ["-drive", f"if=pflash,unit={unit},format={kind},"
            f"readonly={'on' if readonly else 'off'},file={comma(path)}"]


def firmware(options, scratch):
    if options.firmware == "bios":
        return []
    code, store, whole = find_ovmf()
    if whole:
        return ["-bios", code]
    args = pflash(0, code, True)
    # A recording has no variable store: its writes could not be replayed.
    if store and not (options.record or options.replay):
        copy = os.path.join(scratch, "vars" + os.path.splitext(store)[1])
        shutil.copyfile(store, copy)
        args += pflash(1, copy, False)
    return args


def memory(options):
    """RAM, given lazily: a page of the host's only where ours is written."""
    if options.memory < MIN_MEMORY:
        fail(f"{options.memory >> 10} KiB of memory is too little: GRUB "
             "needs 2 MiB, nopanic 8 MiB")
    total = options.memory
    count = options.nodes or 1
    share = total // count & ~((1 << 20) - 1)
    if not share:
        fail(f"--nodes {count} needs at least 1M of memory for each node")
    args = ["-m", f"{total >> 10}K" if total & 0xfffff else f"{total >> 20}M"]
    if chosen(options.qemu_args, "m", "numa"):
        return []   # QEMU-ARGS say it all, with a backend or without
    for node in range(count):
        part = share if node + 1 < count else total - share * (count - 1)
        args += ["-object", f"memory-backend-ram,id=ram{node},size={part},"
                 "reserve=off"]
        if options.nodes:
            args += ["-numa", f"node,nodeid={node},memdev=ram{node}"]
    if not options.nodes:
        args += ["-machine", "memory-backend=ram0"]
    return args


def drive(options, iso):
    if options.record or options.replay:
        return recording.arguments(options)
    return ["-drive", "media=cdrom,format=raw,readonly=on,"
            f"file={comma(iso)}", "-boot", "d"]


def normal_map(options, folder, scratch):
    """Another machine's map, in the form that the kernel reads: what is
    wrong with the file is said here, not in the boot log."""
    path = os.path.join(scratch, "map")
    try:
        done = subprocess.run([f"{folder}/bootmap", "--normal", options.map],
                              check=False, capture_output=True, text=True)
    except OSError as error:
        fail(f"--map: {folder}/bootmap: {error.strerror} (make all)")
    if done.returncode:
        fail("--map: " + done.stderr.strip().removeprefix("bootmap: "))
    with open(path, "w", encoding="ascii") as file:
        file.write(done.stdout)
    return path


def fw_cfg(options, folder, scratch):
    """What reaches the kernel without a change of the ISO."""
    args = []
    if options.cmdline:
        args += ["-fw_cfg", "name=opt/org.nopanic/cmdline,string="
                 + comma(options.cmdline)]
    if options.map:
        args += ["-fw_cfg", "name=opt/org.nopanic/map,file="
                 + comma(normal_map(options, folder, scratch))]
    return args


def processor(options):
    """With more RAM than 32G anything else fails or hangs under TCG."""
    if options.kvm and not os.access("/dev/kvm", os.R_OK | os.W_OK):
        fail("--kvm: /dev/kvm is not there, or not for you; without --kvm "
             "it works everywhere")
    board = chosen(options.qemu_args, "machine", "M")
    old = board.startswith(("pc", "type=pc")) and "q35" not in board
    bridge = "i440FX-pcihost" if old else "q35-pcihost"
    return ["-machine", "pc" if old else "q35",
            "-accel", "kvm" if options.kvm else "tcg",
            "-cpu", "max,vendor=GenuineIntel",
            "-global", f"{bridge}.pci-hole64-size=1G"]


def free_vnc_display():
    for number in range(100):
        with socket.socket() as sock:
            try:
                sock.bind(("127.0.0.1", VNC_PORT + number))
                return number
            except OSError:
                continue
    return fail("--display: no port is free for VNC")


def window(options):
    """A window, or where there is no desktop or QEMU has none, VNC."""
    if chosen(options.qemu_args, "display", "vnc"):
        return []
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        kinds = subprocess.run([QEMU, "-display", "help"], check=False,
                               capture_output=True, text=True).stdout.split()
        for kind in ("gtk", "sdl"):
            if kind in kinds:
                return ["-display", kind]
        print("qemu.sh: this QEMU opens no windows (on Debian: install "
              "qemu-system-gui)", file=sys.stderr)
    number = free_vnc_display()
    print(f"qemu.sh: look at the screen with a VNC viewer at 127.0.0.1:"
          f"{VNC_PORT + number}", file=sys.stderr, flush=True)
    return ["-vnc", f"127.0.0.1:{number}"]


def inherited(qmp_fd, gdb=None):
    """What QEMU must be given of our open files, for command()."""
    return [qmp_fd] + ([gdb.fileno()] if gdb else [])


def command(options, iso, scratch, qmp_fd, gdb=None):
    """The whole command line, QEMU-ARGS last; @gdb: a listening socket."""
    args = [QEMU, "-name", "nopanic", "-no-user-config"]
    if os.environ.get("NOPANIC_ROOT"):
        args += ["-L", os.environ["NOPANIC_ROOT"] + "/usr/share/qemu",
                 "-L", os.environ["NOPANIC_ROOT"] + "/usr/share/seabios"]
    args += processor(options) + firmware(options, scratch)
    args += memory(options) + drive(options, iso)
    args += fw_cfg(options, os.path.dirname(iso), scratch)
    args += ["-net", "none", "-no-reboot", "-no-shutdown",
             "-device", f"isa-debug-exit,iobase={EXIT_PORT},iosize=0x04",
             "-chardev", f"socket,id=qmp,fd={qmp_fd}",
             "-mon", "chardev=qmp,mode=control",
             "-chardev", "stdio,id=line,mux=on,signal="
             + ("on" if options.test else "off"),
             "-serial", "chardev:line", "-mon", "chardev=line"]
    if options.display:
        args += window(options)
    else:
        args += ["-display", "none",
                 "-smbios", "type=1,serial=nopanic-now"]
    if gdb:
        quick = ",nodelay=on" if gdb.family == socket.AF_INET else ""
        args += ["-S", "-chardev", f"socket,id=gdb,fd={gdb.fileno()},"
                 f"server=on,wait=off{quick}", "-gdb", "chardev:gdb"]
    return args + options.qemu_args
