# SPDX-License-Identifier: GPL-2.0-only
"""The picture of memory, seen from outside: screenshots and `map`, compared
cell by cell with what memblock's lists say (picture_model.py)."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time

import pytest

import nopanic
import picture_model
from nopanic import Session

sys.path.insert(0, os.path.join(nopanic.ROOT, "scripts"))
import screenshot   # noqa: E402  pylint: disable=wrong-import-position

TEXT_CELL = 9, 16           # pixels of a character in VGA's text mode
BAR_TOP, BAR_HEIGHT = 16, 48
FONT_WIDTH = 8
LAST_LINE = 47 * 16 + 1     # within the last of 48 lines of text


def look(session):
    """The lists, from the prompt."""
    return picture_model.Memory(session.command("map plain"),
                                session.command("memblock"),
                                session.command("bootmem"))


def rgb(colour):
    return colour >> 16, colour >> 8 & 0xff, colour & 0xff


def differences(picture, cells):
    """Cells of the strip that are not what they must be."""
    wrong = []
    for number, cell in enumerate(cells):
        y = BAR_TOP
        for colour, height in picture_model.stack(cell, BAR_HEIGHT):
            for line in range(y, y + height):
                at = number * FONT_WIDTH, line
                for x in (at[0], at[0] + FONT_WIDTH - 1):
                    if picture[x, line] != rgb(colour):
                        wrong.append((number, line, picture[x, line], cell))
            y += height
    return wrong


def grabs(session, screen, until):
    """Pictures of the screen, as long as the boot waits: a few."""
    found = []
    while until not in session.log and len(found) < 4:
        found.append(screen.grab())
        try:
            session.expect(until, timeout=0.03)
        except AssertionError:
            pass
    return found


@pytest.mark.parametrize("firmware, memory", [
    ("bios", "512M"), ("uefi", "512M"), ("bios", "6G")])
def test_strip_on_the_framebuffer(tmp_path, firmware, memory):
    """At stage bootmem all is known: each pixel of each cell is right."""
    screen = screenshot.Screen(tmp_path)
    with Session("--firmware", firmware, "--memory", memory, "--cmdline",
                 "bootdelay=300", "--", *screenshot.PIXELS,
                 *screen.args) as session:
        session.expect("stage: bootmem")
        pictures = grabs(session, screen, "free_all_bootmem:")
        session.prompt()
        lists = look(session)
        at_prompt = screen.grab()
    assert re.search(r"^fbcon: 1024x768x32 at 0x[0-9a-f]+$", session.log,
                     re.M)
    cells = lists.cells(1024 // FONT_WIDTH)
    wrong = [differences(picture, cells) for picture in pictures]
    assert [] in wrong, wrong[-1][:5]
    check_after(at_prompt, cells)
    assert text_pixels(at_prompt) > 5000


def check_after(picture, cells):
    """At the prompt nothing is just usable: it is free, or it is used."""
    for number, cell in enumerate(cells):
        seen = {picture[number * FONT_WIDTH, y]
                for y in range(BAR_TOP, BAR_TOP + BAR_HEIGHT)}
        assert rgb(picture_model.COLOURS["usable"]) not in seen
        if set(k for k in cell if cell[k]) == {"usable"}:
            assert seen <= {rgb(picture_model.COLOURS[k])
                            for k in ("free", "pages", "slab")}
        if not cell["usable"] and not cell["kernel"] and not cell["early"]:
            assert {c for c, _ in map_stack(cell)} == seen


def map_stack(cell):
    return [(rgb(colour), height) for colour, height
            in picture_model.stack(cell, BAR_HEIGHT)]


def text_pixels(picture):
    """Pixels of the console's text below the strip."""
    return sum(picture[x, y] == rgb(0xc0c0c0)
               for y in range(96, picture.height)
               for x in range(picture.width))


def with_cursor(screen, column):
    """The screen once the cursor is there: the serial line comes first."""
    for _ in range(50):
        picture = screen.grab()
        if picture[column * 8, LAST_LINE] == rgb(0xc0c0c0):
            break
        time.sleep(0.05)
    return picture


def test_text_on_the_framebuffer_scrolls_and_is_edited(tmp_path):
    """The prompt is the last line, on the left, and the cursor follows."""
    screen = screenshot.Screen(tmp_path)
    with Session("--", *screenshot.PIXELS, *screen.args) as session:
        session.prompt()
        before = with_cursor(screen, 9)
        session.send("abc")
        session.expect("abc")
        after = with_cursor(screen, 12)
    assert before[9 * 8, LAST_LINE] == rgb(0xc0c0c0)    # a block behind "> "
    assert after[9 * 8, LAST_LINE] == (0, 0, 0)
    assert after[12 * 8, LAST_LINE] == rgb(0xc0c0c0)


def test_strip_in_text_mode(tmp_path):
    """Without a window BIOS stays in text mode: two rows of cells."""
    screen = screenshot.Screen(tmp_path)
    with Session("--cmdline", "bootdelay=300", "--",
                 *screen.args) as session:
        session.expect("stage: bootmem")
        pictures = grabs(session, screen, "free_all_bootmem:")
        session.prompt()
        lists = look(session)
    assert "fbcon:" not in session.log
    cells = lists.cells(80)
    wrong = [text_differences(picture, cells) for picture in pictures]
    assert [] in wrong, wrong[-1][:5]


def text_differences(picture, cells):
    """The palette has 6 bits for each colour, the screen 8."""
    assert (picture.width, picture.height) == (720, 400)
    wrong = []
    for number, cell in enumerate(cells):
        for row, kind in ((1, picture_model.most(cell)),
                          (2, picture_model.also(cell))):
            seen = picture[number * TEXT_CELL[0], row * TEXT_CELL[1]]
            want = rgb(picture_model.COLOURS[kind])
            if any(abs(a - b) > 4 for a, b in zip(seen, want)):
                wrong.append((number, row, kind, seen))
    return wrong


def test_map_at_the_prompt():
    """Before a hand-over free memory is usable: else the same marks."""
    with Session("--memory", "3G") as session:
        session.prompt()
        lists = look(session)
        plain, colour = session.command("map plain"), session.command("map")
        assert "map: nothing, or plain" in session.command("map x")
    assert "\x1b[48;5;" in colour and "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", colour) == plain
    lines = plain.splitlines()
    assert re.match(r"0 +640K +1M +4M +16M ", lines[1])
    cells = lists.cells(79)
    for line, of in ((lines[2], picture_model.most),
                     (lines[3], picture_model.also)):
        want = [picture_model.MARKS[of(cell)] for cell in cells]
        # What is free now and what the slab has was usable; .init was kernel.
        wrong = [(number, got, mark) for number, (got, mark, cell)
                 in enumerate(zip(line, want, cells)) if not cell["kernel"]
                 and got != mark and (got not in "-sp" or mark != ".")]
        assert len(line) == len(cells) and not wrong
    kib = {m.group(1): int(m.group(2)) for m in
           re.finditer(r"\S (\w+) +(\d+) KiB", plain)}
    total = {kind: sum(cell[kind] for cell in cells)
             for kind in picture_model.KINDS}
    for kind in ("firmware", "boot"):
        assert kib[kind] == -(-total[kind] // 1024), kind
    ram = sum(total[k] for k in picture_model.KINDS[2:])
    assert abs(sum(kib.values()) - kib["firmware"] - ram // 1024) < 10


def test_bootdelay_wants_a_number():
    with Session("--cmdline", "bootdelay=x") as session:
        session.prompt()
    assert re.search(r'params: bootdelay: bad value "x"', session.log)


def without_font(tmp_path):
    """The ISO of a machine that has no console fonts."""
    shutil.copytree(os.path.join(nopanic.RELEASE, "iso"), tmp_path / "iso")
    os.remove(tmp_path / "iso/boot/font.psf")
    shutil.copy(os.path.join(nopanic.RELEASE, "nopanic.elf"), tmp_path)
    modules = re.search(r"^GRUB_MODULES := ((?:.*\\\n)*.*)$", open(
        os.path.join(nopanic.ROOT, "scripts/make/image.mk"),
        encoding="utf-8").read(), re.M).group(1).replace("\\\n", " ")
    subprocess.run(["scripts/make_iso.sh", f"{tmp_path}/iso",
                    f"{tmp_path}/nopanic.iso"], check=True, cwd=nopanic.ROOT,
                   env={**os.environ, "GRUB_MODULES": modules})
    return str(tmp_path)


def test_no_font_is_said_in_one_line(tmp_path):
    with Session("--", *screenshot.PIXELS,
                 build=without_font(tmp_path)) as session:
        session.prompt()
        lines = [line for line in session.log.splitlines()
                 if line.startswith("fbcon")]
    assert len(lines) == 1
    assert "serial only" in lines[0] and "font" in lines[0]


def test_display_without_a_desktop(monkeypatch):
    """VNC, and where to look."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with Session("--display") as session:
        session.expect("VNC viewer at 127.0.0.1:")
        port = int(session.expect("\n"))
        session.prompt()
        with socket.create_connection(("127.0.0.1", port), 10) as viewer:
            assert viewer.recv(12).startswith(b"RFB 003.")
    assert "fbcon: 1024x768x32" in session.log
