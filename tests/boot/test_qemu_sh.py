# SPDX-License-Identifier: GPL-2.0-only
"""qemu.sh keeps its word: exit statuses, what it prints about a kernel that
cannot speak any more, and the terminal as it was. Kernels of a few lines
(stub.asm) end in each way there is."""

import os
import pty
import re
import signal
import socket
import subprocess
import termios
import time

import pytest

import nopanic
from nopanic import boot


@pytest.mark.parametrize("mode, status", [
    ("PASS", 0), ("FAIL", 1), ("PANIC", 2), ("LAB", 6),
    ("POWEROFF", 1)])   # powered off without a word on the self-tests
def test_status_with_test(stub, mode, status):
    assert boot("--test", build=stub(mode)).status == status


def test_power_off_is_no_failure_without_test(stub):
    assert boot(build=stub("POWEROFF")).status == 0


def post_mortem(result, name):
    """What statuses 3 and 5 promise; the stub's frames are known."""
    assert "last stage: stub" in result.log
    assert re.search(rf"^RIP: 0x[0-9a-f]{{16}} {name}\+0x", result.log, re.M)
    assert re.search(r"^CR2: 0x0{16}$", result.log, re.M)
    assert re.search(r"^backtrace:\n  0x[0-9a-f]{16} outer\+0x.*\n"
                     r"  0x[0-9a-f]{16} _start\+0x", result.log, re.M)
    assert result.log.index("last lines of the log:") \
        < result.log.rindex("  stage: stub")


def test_triple_fault(stub):
    result = boot("--test", build=stub("RESET"))
    assert result.status == 5
    post_mortem(result, "inner")


def test_time_runs_out(stub):
    result = boot("--timeout", 3, build=stub("HANG"))
    assert result.status == 3
    post_mortem(result, "inner")


def test_time_runs_out_in_nopanic():
    result = boot("--timeout", 5)
    assert result.status == 3
    assert "last stage: slab" in result.log
    trace = result.log.split("backtrace:")[1]
    assert " monitor+0x" in trace and " start_kernel+0x" in trace


def test_grub_out_of_memory(stub):
    result = boot("--memory", "4M", build=stub("GRUB"))
    assert result.status == 4
    assert 'GRUB says "error: out of memory."' in result.log
    assert "BIOS needs 8M" in result.log


@pytest.mark.parametrize("options, reason", [
    (["--memory", "lots"], "is no size"),
    (["--nodes", "0"], "1 to 16 nodes"),
    (["--frobnicate"], "unrecognized arguments: --frobnicate"),
    (["--timeout", "soon"], "is no number of seconds"),
    (["--map", "/nonexistent"], "/nonexistent: No such file"),
    (["--memory", "1M"], "too little"),
    (["--replay", "/nonexistent"], "no such file"),
    (["--", "-device", "no-such-device"], "no-such-device")])
def test_status_4_says_why(options, reason):
    result = boot(*options)
    assert result.status == 4
    assert reason in result.log


def test_no_firmware_says_why():
    result = boot("--firmware", "uefi", env={"OVMF": "/nonexistent"})
    assert result.status == 4
    assert "OVMF=/nonexistent: no such file" in result.log


def test_log_file(stub, tmp_path):
    name = tmp_path / "a, log"
    assert boot("--test", "--log", name, build=stub("PASS")).status == 0
    assert "stage: stub\n" in name.read_text()


def test_help_names_every_option():
    text = subprocess.run([os.path.join(nopanic.ROOT, "qemu.sh"), "--help"],
                          check=True, capture_output=True, text=True).stdout
    for word in ("--firmware --memory --nodes --cmdline --map --test "
                 "--timeout --log --gdb --record --replay --display --kvm "
                 "QEMU-ARGS poweroff").split():
        assert word in text


def test_gdb_waits_at_a_socket(stub, tmp_path):
    """In the place of one that was left there, but of nothing else."""
    name = tmp_path / "gdb.sock"
    for _ in range(2):
        with nopanic.Session("--gdb", name, build=stub("PASS")) as session:
            session.expect(f"target remote {name}")
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(name))
                client.settimeout(20)
                client.sendall(b"$?#3f")
                assert client.recv(100).startswith(b"+")
    file = tmp_path / "thesis"
    file.write_text("years of work")
    refused = boot("--gdb", file, build=stub("PASS"))
    assert refused.status == 4
    assert f"--gdb: {file}: Address already in use" in refused.log
    assert file.read_text() == "years of work"


@pytest.mark.parametrize("place", ["0", "70000", "gdb.sock", "-1"])
def test_gdb_refuses_what_is_no_place(place):
    refused = boot(f"--gdb={place}")
    assert refused.status == 4 and "a port (1 to 65535)" in refused.log


def test_no_sleeping_process_stays(stub):
    """SIGTERM to qemu.sh ends QEMU, too."""
    mark = f"mark-{os.getpid()}"
    with nopanic.Session("--", "-name", mark, build=stub("HANG")) as session:
        session.expect("stage: stub")
        session.child.send_signal(signal.SIGTERM)
        session.end(timeout=10)
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", encoding="latin1") as file:
                assert f"\0{mark}\0" not in file.read()
        except OSError:
            continue


def on_terminal(leave, build):
    """Run qemu.sh on a terminal of our own, leave, and compare it."""
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    child = subprocess.Popen([os.path.join(nopanic.ROOT, "qemu.sh")],
                             stdin=slave, stdout=slave, stderr=slave,
                             env=nopanic.environment(build))
    output, until = b"", time.monotonic() + 30
    while b"stage: stub" not in output and time.monotonic() < until:
        output += os.read(master, 4096)
    raw = termios.tcgetattr(slave)
    leave(child, master)
    child.wait(timeout=20)
    after = termios.tcgetattr(slave)
    os.close(slave)
    os.close(master)
    return output, before, raw, after


@pytest.mark.parametrize("leave", [
    pytest.param(lambda child, line: os.write(line, b"\x01x"),
                 id="ctrl-a-x"),
    pytest.param(lambda child, line: child.terminate(), id="SIGTERM")])
def test_terminal_is_as_it_was(stub, leave):
    output, before, raw, after = on_terminal(leave, stub("HANG"))
    assert b"Ctrl-a x" in output.split(b"stage: stub")[0]
    assert b"\x1b[2J" not in output and b"\x1b[H" not in output
    assert raw != before        # or this test would prove nothing
    assert after == before
