# SPDX-License-Identifier: GPL-2.0-only
"""What a person sees who boots nopanic: the log's story, the prompt, and a
clear message where it cannot go on."""

import re

import pytest

import nopanic
from nopanic import Session, boot


def test_stages_in_order(release):
    assert release.status == 0
    assert release.stages == nopanic.STAGES


def test_log_fits_a_screen_or_two(release):
    story = release.log.split("nopanic> ")[0].splitlines()
    assert len(story) < 100
    assert max(map(len, story)) < 120


def test_map_comes_before_the_lists(release):
    first = release.log.index("BIOS-e820: [mem 0x0000000000000000-")
    assert first < release.log.index("MEMBLOCK configuration:") \
        < release.log.index("stage: buddy")


def test_no_warning_but_the_one_of_the_switch(release):
    warnings = re.findall(r"^WARNING:.*$", release.log, re.M)
    assert len(warnings) == 1
    assert "___alloc_bootmem_nopanic" in warnings[0]


def test_switch_warns_once_with_a_named_backtrace(release):
    cut = release.log.split("stage: slab")[1]
    trace = cut.split("Call Trace:")[1].split("---[ end trace")[0]
    names = re.findall(r"^ (\w+)\+0x[0-9a-f]+/0x[0-9a-f]+$", trace, re.M)
    assert names.index("___alloc_bootmem_nopanic") \
        < names.index("start_kernel")
    assert re.search(r"from kmalloc-\d+$", cut, re.M)


@pytest.mark.parametrize("firmware, memory", [
    ("bios", "8M"), ("bios", "512G"), ("uefi", "256M"),
    pytest.param("uefi", "512G", marks=pytest.mark.long)])
def test_prompt_and_power_off(firmware, memory):
    with Session("--firmware", firmware, "--memory", memory) as session:
        session.prompt()
        assert "poweroff" in session.command("help")
        session.send("poweroff\r")
        assert session.end().status == 0


def test_commands_of_the_prompt():
    with Session() as session:
        greeting = session.prompt()
        assert re.search(r"Try: \w+.*, \w+.*, \w+", greeting)
        help_text = session.command("help")
        for name in ("help map memblock bootmem buddy slab alloc free "
                     "backtrace reboot poweroff").split():
            assert re.search(rf"^\s+{name}\b", help_text, re.M), name
        lists = session.command("memblock")
        assert re.search(r"^ memory\.cnt  = 0x", lists, re.M)
        assert re.search(r"^ reserved\[0x0\]\t\[0x", lists, re.M)
        assert "start_kernel+0x" in session.command("backtrace")
        assert "no such command" in session.command("frobnicate")


def test_alloc_and_free_at_the_prompt():
    with Session() as session:
        session.prompt()
        answer = session.command("alloc 8192")
        address = re.search(r"0xffff8[0-9a-f]{11}\b", answer).group()
        assert re.search(r"8192 bytes .*kmalloc-8192", answer)
        session.command(f"free {address}")
        # what was freed last is what the next one gets
        assert address in session.command("alloc 8192")


def test_line_editing_and_history():
    with Session() as session:
        session.prompt()
        session.send("hx\x7felp\r")    # a wrong letter, taken back
        session.expect("this list")
        session.prompt()
        session.send("\x1b[A\r")       # the line before, again
        session.expect("this list")


def test_reboot_starts_again():
    with Session() as session:
        session.prompt()
        session.send("reboot\r")
        session.expect("stage: early")
        session.prompt()
        session.send("poweroff\r")
        assert session.end().status == 0


@pytest.mark.parametrize("kind, message, frame", [
    ("null", "null pointer", "crash_null"),
    ("guard", "guard page", "crash_guard"),
    ("rodata", "read-only", "crash_rodata"),
    ("text", "read-only", "crash_text"),
    ("exec", "execution of non-executable memory", "crash_exec"),
    ("init", "execution of freed .init", "crash_init"),
    ("ud", "invalid opcode", "crash_ud"),
    ("div", "divide", "crash_div"),
    ("unmapped", "unmapped address", "crash_unmapped"),
    ("df", "double fault", "crash_df"),
    ("bug", "kernel BUG at kernel/crash.c", "crash_bug"),
    ("panic", "Kernel panic - not syncing: crash", "crash_panic")])
def test_crash_is_caught_and_named(kind, message, frame):
    with Session() as session:
        session.prompt()
        session.send(f"crash {kind}\r")
        result = session.end()
    report = result.log.split(f"crash {kind}\n", 1)[1]
    assert result.status == 2
    assert message.lower() in report.lower()
    assert "Kernel panic - not syncing:" in report
    trace = report.split("Call Trace:")[1]
    assert trace.index(f" {frame}+0x") < trace.index(" start_kernel+0x")


def test_warn_goes_on():
    with Session() as session:
        session.prompt()
        assert "WARNING: at " in session.command("crash warn")
        assert "poweroff" in session.command("help")


def test_unknown_parameters_are_named_and_commas_arrive():
    result = boot("--test", "--cmdline", "frob=1,2 nicate")
    assert result.status == 0
    assert re.search(r"^command line: .*frob=1,2 nicate", result.log, re.M)
    named = [line for line in result.lines if "nicate" in line
             and not line.startswith("command line:")]
    assert len(named) == 1 and "frob" in named[0]


def test_debug_log_names_the_caller():
    result = boot("--test", "--cmdline", "memblock=debug")
    assert re.search(r"^memblock_reserve: "
                     r"\[(?:mem )?0x[0-9a-f]+-0x[0-9a-f]+\].* "
                     r"\w+\+0x[0-9a-f]+/0x[0-9a-f]+", result.log, re.M)


def test_too_little_memory_is_said():
    """2M: GRUB just loads the image, and the kernel cannot go on."""
    result = boot("--memory", "2M", "--test", "--timeout", 30)
    assert result.status in (2, 4)
    assert re.search(r"(too little|not enough|needs?) .*\b8 ?Mi?B?\b",
                     result.log, re.I), result.log


def test_menu_waits_for_a_person():
    """Without qemu.sh's mark in the SMBIOS: GRUB's menu, on the serial
    line, and then the first entry."""
    with Session("--", "-smbios", "type=1,serial=1234") as session:
        session.expect("memblock=debug", timeout=10)
        session.expect("movable_node")
        session.expect("selftest")
        session.prompt(timeout=20)


def test_menu_entry_on_serial():
    """Down, down, down, Enter: the self-tests."""
    with Session("--", "-smbios", "type=1,serial=1234") as session:
        session.expect("(selftest)", timeout=10)
        session.send("\x0e\x0e\x0e\r")
        session.expect("KTAP version 1", timeout=20)
        assert session.end().status == 0


def test_keys_with_ctrl_do_not_eat_what_follows():
    """Ctrl-Left is a sequence that does not end with '~', F5 one that does;
    a line given up with Ctrl-C is not remembered, a half-typed one kept."""
    with nopanic.Session() as session:
        session.prompt()
        session.send("\x1b[1;5D\x1b[15~help\r")
        assert "poweroff" in session.prompt()
        session.send("bogus\x03")
        session.prompt()
        session.send("memb\x1b[A\x1b[Block\r")
        session.expect("MEMBLOCK configuration")
