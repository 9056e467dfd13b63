# SPDX-License-Identifier: GPL-2.0-only
"""`make trace`: the file fits its schema, and its events, replayed, give the
lists that the kernel prints. (tests/host/test_trace*.c have the details.)"""

import json
import os
import subprocess
import sys

import pytest
from nopanic import DEBUG, RELEASE, ROOT, Session, boot

TRACE = os.path.join(ROOT, "scripts", "trace")
sys.path.insert(0, TRACE)
# pylint: disable=wrong-import-position
import replay                           # noqa: E402
import wire                             # noqa: E402

READY = "To leave: poweroff"
# `make test` boots the first; `make proof PART=trace` sets TRACE_MACHINES=all.
ALL = os.environ.get("TRACE_MACHINES") == "all"
MACHINES = [
    ("--memory", "128M"),
    ("--memory", "64G", "--nodes", "4"),
    ("--memory", "128M", "--firmware", "uefi"),
    ("--memory", "64G", "--nodes", "4", "--firmware", "uefi"),
    ("--memory", "64G", "--nodes", "4"),
    ("--memory", "64G", "--nodes", "4", "--firmware", "uefi", "--cmdline",
     "movable_node"),
    ("--memory", "8M"),
    ("--memory", "1000G", "--nodes", "8"),
    ("--memory", "512M", "--cmdline",
     "memmap=exactmap memmap=640K@0 memmap=255M@1M memmap=4K$64M"),
][:None if ALL else 2]
MAPS = [f"tests/maps/{name}" for name in (
    "e820/thinkpad-x240-8gb.map", "efi/dell-r630-64gb.efi",
    "dmesg/linux-6.1-uefi.log", "e820/hp-superdome2-16s-12tb.map")
        ][:None if ALL else 1]
BUILDS = [RELEASE, DEBUG] if ALL else [RELEASE]


def record(path, *options, build=RELEASE):
    """(status, what was printed): one run of record.py."""
    done = subprocess.run(
        [sys.executable, "-B", os.path.join(TRACE, "record.py"), "-o", path,
         *options], env={**os.environ, "NOPANIC_BUILD": build}, cwd=ROOT,
        check=False, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def kinds(events):
    return {event["kind"] for event in events}


def reads_like_the_boot(header, events):
    """What any boot does, in this order, and who asked."""
    stages = [e["name"] for e in events if e["kind"] == "stage"]
    assert stages == header["stages"][1:]
    assert kinds(events) >= {"add", "reserve", "find", "limit",
                             "handover", "late_free", "slab"}
    names = [e["name"] for e in events if e["kind"] == "reserve"
             and "name" in e]
    assert names[:2] == ["first page", "kernel image"]
    image = next(e for e in events if e.get("name") == "kernel image")
    assert image["base"] == header["kernel_image"]["base"]
    assert image["size"] == header["kernel_image"]["size"]
    log = next(e for e in events if e["kind"] == "reserve" and
               header["frames"][e["caller"]]["symbol"] == "setup_log_buf")
    trail = [header["frames"][f]["symbol"] for f in log["backtrace"]]
    at = trail.index("___alloc_bootmem_nopanic")
    assert trail[:at] == ["memblock_reserve", "__alloc_memory_core_early"]


def searches_are_explained(events):
    """Each says what it found; what was reserved next lies there."""
    found = [e for e in events if e["kind"] == "find"]
    assert len(found) > 4
    for event in found:
        assert None not in (event["result"], event["align"], event["size"])
        *others, last = event["candidates"]
        assert all(c["why"] not in ("taken", "not said") for c in others)
        if event["result"] == "0x0":
            assert last["why"] != "taken"
            continue
        assert last["why"] == "taken"
        offset = int(event["result"], 16) - int(last["base"], 16)
        assert 0 <= offset <= int(last["size"], 16) - int(event["size"], 16)
        after = next(e for e in events[event["seq"] + 1:]
                     if e["kind"] in ("reserve", "find"))
        if after["kind"] == "reserve":
            assert after["base"] == event["result"]


def handover_is_what_was_free(events):
    """The blocks are the whole pages of memory that nothing reserved."""
    at = next(e["seq"] for e in events if e["kind"] == "stage"
              and e["name"] == "buddy")
    lists = replay.replay(events[:at])
    taken = [(int(r["base"], 16), int(r["base"], 16) + int(r["size"], 16))
             for r in lists["reserved"]]
    want = 0
    for region in lists["memory"]:
        start = int(region["base"], 16)
        end = start + int(region["size"], 16)
        for low, high in taken + [(end, end)]:
            if low > start:
                want += max(0, (min(low, end) >> 12) - -(-start >> 12))
            start = max(start, min(high, end))
    given = sum(e["count"] << e["order"] for e in events[:at]
                if e["kind"] == "handover")
    assert given == want


@pytest.mark.parametrize("options", MACHINES, ids=" ".join)
@pytest.mark.parametrize("build", BUILDS, ids=os.path.basename)
def test_replay_gives_the_kernels_lists(build, options, tmp_path):
    path = str(tmp_path / "trace.jsonl")
    status, said = record(path, *options, build=build)
    assert status == 0, said
    header, events, end = replay.check(path)
    assert end["memory"] and end["reserved"]
    # a page table too many: in a debug build there may be none
    assert "free" in kinds(events) or build == DEBUG
    assert header["firmware"] == ("uefi" if "uefi" in options else "bios")
    nodes = options[options.index("--nodes") + 1] if "--nodes" in options \
        else 0
    assert len(header["nodes"]) == int(nodes)
    assert header["firmware_map"]["raw"]
    reads_like_the_boot(header, events)
    searches_are_explained(events)
    handover_is_what_was_free(events)
    if "movable_node" in options:
        assert "direction" in kinds(events)
        assert any(e["bottom_up"] for e in events if e["kind"] == "find")


@pytest.mark.parametrize("path", MAPS)
def test_another_machines_map(path, tmp_path):
    trace = str(tmp_path / "trace.jsonl")
    status, said = record(trace, "--map", path)
    assert status == 0, said
    header, events, _ = replay.check(trace)
    assert header["machine"]["map"] == path
    assert header["aside_map"]["raw"] != header["firmware_map"]["raw"]
    aside = [e for e in events if e.get("aside")]
    assert aside[0]["kind"] == "aside" and len(aside) > 10


def test_the_example_is_a_trace():
    path = os.path.join(ROOT, "docs", "trace.example.jsonl")
    header, events, _ = replay.check(path)
    assert header["format"] == "nopanic-trace"
    assert {e["kind"] for e in events} >= {"add", "reserve", "find", "stage"}


def broken(tmp_path, edit):
    """What replay.py says of the example after @edit(list of lines)."""
    with open(os.path.join(ROOT, "docs", "trace.example.jsonl"),
              encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    edit(lines)
    path = tmp_path / "broken.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(replay.Fault) as fault:
        replay.check(str(path))
    return str(fault.value)


def test_a_broken_trace_is_refused(tmp_path):
    assert "broken.jsonl:3: " in broken(
        tmp_path, lambda lines: lines[2].update(base=4096))
    assert "event 3 where 2" in broken(tmp_path, lambda lines: (
        lines.pop(3), lines[-1].update(events=13)))
    assert "dropped" in broken(
        tmp_path, lambda lines: lines[-1].update(dropped=1))
    assert "not what the kernel" in broken(
        tmp_path, lambda lines: lines[9]["changes"].pop())
    assert "not one header" in broken(tmp_path, lambda lines: lines.pop())


def test_a_kernel_that_dies_leaves_its_trace(tmp_path):
    path = str(tmp_path / "trace.jsonl")
    status, said = record(path, "--memory", "128M", "--cmdline",
                          "memmap=exactmap memmap=100K@4K")
    assert status == 1 and "not enough memory" in said
    assert "did not reach the prompt" in said
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    assert lines[-1]["memory"] is None
    assert "reserve" in kinds(lines)


def test_at_the_prompt():
    with Session("--memory", "128M") as session:
        session.expect(READY)
        session.prompt()
        *events, last = session.command("trace").splitlines()
        assert last.startswith(f"{len(events)} of {len(events)} events")
        found = session.command("trace find setup_log_buf")
        assert found.startswith("0 of ")    # a function, not a caller
        line = session.command("trace reserve kernel image").splitlines()[0]
        assert "memblock_reserve [mem 0x00100000-" in line
        assert session.command("trace reserve 0x100000").startswith(line)
        number = line.split()[0]
        one = session.command(f"trace {number}")
        assert "reserved[1]: 0 regions go, 1 come" in one
        assert "< start_kernel+" in one
        spans = session.command("trace 2-4").splitlines()
        assert [s.split()[0] for s in spans[:3]] == ["2", "3", "4"]


def test_off():
    with Session("--memory", "128M", "--cmdline", "trace=off") as session:
        session.expect(READY)
        session.prompt()
        assert "trace: off" in session.command("trace")
        assert "trace: " not in session.command("dmesg").replace(
            "command line: trace=off", "")


def test_overflow_is_said():
    with Session("--memory", "8M", "--cmdline", "trace=4K") as session:
        said = session.expect(READY)
        assert said.count("trace: no room: ") == 1
        session.prompt()
        assert "more found no room" in session.command("trace stage")


def test_stream_keeps_the_log_as_it_was():
    result = boot("--memory", "128M", "--test", "--cmdline", "trace=serial")
    assert result.status == 0
    stream = wire.Stream(result.log.encode())
    assert "@trace" not in stream.log
    assert len(stream.events) > 50
    assert [e.seq for e in stream.events] == list(range(len(stream.events)))
