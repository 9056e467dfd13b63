# SPDX-License-Identifier: GPL-2.0-only
"""trace_picture.py [--check] [FOLDER]: the book's pictures, from a real boot.

Boots ./qemu.sh's machine once, as `make trace` does, and draws what its
events say: docs/book/pictures/*.svg. --check writes nothing and says whether
the pictures still tell the same story (numbers may differ).
"""

import difflib
import json
import os
import re
import subprocess
import sys
import tempfile

import boot_log
import boot_picture

sys.path.insert(0, os.path.join(boot_log.ROOT, "scripts/book"))
sys.path.insert(0, os.path.join(boot_log.ROOT, "scripts/trace"))
# pylint: disable=wrong-import-position
from drawing import LINE, WIDTH, Axis, Drawing, human     # noqa: E402
from replay import replay                                  # noqa: E402

FOLDER = "docs/book/pictures"
LEFT, RIGHT, BAR = 96, WIDTH - 16, 22


def record():
    """(header, events) of one boot."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "trace.jsonl")
        result = subprocess.run(
            [sys.executable, "-B", "scripts/trace/record.py", "-o", path],
            cwd=boot_log.ROOT, check=False, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if result.returncode:
            raise boot_log.BootFailed(result.stdout)
        with open(path, encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
    return lines[0], lines[1:-1]


def span(region):
    base = int(region["base"], 16)
    return base, base + int(region["size"], 16)


def lists_after(events):
    """Both lists, as pairs, after each event."""
    seen = []
    replay(events, lambda _, lists: seen.append(
        {name: [span(region) for region in regions]
         for name, regions in lists.items()}))
    return seen


def free(lists):
    """memory without reserved"""
    found = []
    for low, high in lists["memory"]:
        for a, b in lists["reserved"]:
            if low < b and a < high:
                if low < a:
                    found.append((low, a))
                low = b
        if low < high:
            found.append((low, high))
    return found


def lane(drawing, axis, y, name, ranges, colour):
    """A row of bars with a number in each; the numbers go on."""
    drawing.text(12, y + 15, name)
    for label, low, high in ranges:
        a, b = axis.x(low), axis.x(high)
        drawing.rect(a, y, b - a, BAR, colour)
        if label:
            drawing.text((a + b) / 2, y + 15, label, "mid small")


def mem(low, high):
    return f"[mem 0x{low:08x}-0x{high - 1:08x}]"


def picture_of_map(header, events, lists):
    """The firmware's map, and what memblock made of it."""
    drawing = Drawing(
        "From the firmware's map to memblock's two lists",
        "Four rows over one axis of addresses: the firmware's map, "
        "memblock.memory, memblock.reserved and what is free, at stage "
        "memblock of a boot with 512 MiB. The list below names each bar.")
    at = next(n for n, e in enumerate(events)
              if e["kind"] == "stage" and e["name"] == "memblock")
    raw = [(*span(entry), entry["name"])
           for entry in header["firmware_map"]["raw"]]
    names = {span(e): e["name"] for e in events[:at]
             if e["kind"] == "reserve" and e.get("name")}
    rows = lists[at]
    covered = [(a, b) for a, b, _ in raw] + rows["reserved"]
    axis = Axis([edge for pair in covered + rows["memory"] for edge in pair],
                covered, LEFT, RIGHT)
    axis.draw(drawing, 20, 24 + 4 * 34)
    y, notes, number = 32, [], 0
    for title, kind, ranges in (
            ("firmware", None, raw),
            ("memory", "usable", [(*r, "") for r in rows["memory"]]),
            ("reserved", "reserved", [(*r, "") for r in rows["reserved"]]),
            ("free", "free", [(*r, "") for r in free(rows)])):
        drawing.text(12, y + 15, title)
        for low, high, what in ranges:
            number += 1
            if title == "reserved":
                what = ", ".join(name for part, name in sorted(names.items())
                                 if part[0] < high and low < part[1])
            lane(drawing, axis, y, "", [(str(number), low, high)], kind or (
                "usable" if what == "usable" else "firmware"))
            notes.append(f"{number:2} {title:8} {mem(low, high)} "
                         f"{human(high - low):>8}  {what}")
        y += 34
    y += 30
    for note in notes:
        drawing.text(LEFT, y, note, "mono")
        y += LINE - 2
    return drawing.svg()


def asked(header, event):
    return header["frames"][event["caller"]]["symbol"] + "()"


def allocations(events):
    """(find, reserve) pairs: what was asked for and found."""
    return [(find, take) for find, take in zip(events, events[1:])
            if find["kind"] == "find" and take["kind"] == "reserve"
            and find["result"] == take["base"]]


def top_axis(events, lists, last):
    """The end of RAM, where early allocations land."""
    end = lists[last]["memory"][-1][1]
    low = min(int(take["base"], 16) for _, take in allocations(events))
    edges = [edge for taken in lists[:last + 1]
             for pair in taken["reserved"] for edge in pair
             if low <= edge <= end]
    return low, end, Axis([low - (1 << 17), *edges, end],
                          [(low - (1 << 17), end)], 300, RIGHT)


def picture_of_top(header, events, lists):
    """The end of RAM, one row for each early allocation."""
    drawing = Drawing(
        "The end of RAM, allocation by allocation",
        "One row for each early allocation of a boot, the first one above. "
        "Dark is what was just taken, light what was taken before. They "
        "begin at the end of RAM and go down; small ones fill gaps that "
        "larger ones have left.")
    pairs = allocations(events)
    low, end, axis = top_axis(events, lists, pairs[-1][1]["seq"])
    y = 18
    drawing.text(12, y, "who asked, how much", "bold")
    drawing.text(RIGHT, y, f"end of RAM, 0x{end:x}", "end small")
    drawing.text(300, y, "lower addresses", "small")
    y += 10
    axis.draw(drawing, y, y + 10 + 30 * len(pairs))
    for find, take in pairs:
        y += 8
        size = int(find["size"], 16)
        drawing.text(12, y + 15, f"{asked(header, take)}, {human(size)}")
        for a, b in lists[find["seq"]]["reserved"]:
            if b > low:
                drawing.rect(axis.x(a), y, axis.x(b) - axis.x(a), BAR,
                             "reserved")
        a, b = span(take)
        drawing.rect(axis.x(a), y, axis.x(b) - axis.x(a), BAR, "new")
        y += BAR
    return drawing.svg()


def picture_of_search(header, events, lists):
    """One search: what it looked at, and why it went on."""
    drawing = Drawing(
        "A search, from the top down",
        "The free ranges at the end of RAM in the order in which the search "
        "looked at them, with its reason for each; the last one is taken.")
    find, take = max(allocations(events),
                     key=lambda pair: len(pair[0]["candidates"]))
    low, end, axis = top_axis(events, lists, find["seq"])
    drawing.text(12, 18, f"{asked(header, take)} wants "
                 f"{human(int(find['size'], 16))}, aligned to "
                 f"{int(find['align'], 16)}", "bold")
    axis.draw(drawing, 34, 100)
    y = 44
    lane(drawing, axis, y, "reserved before", [
        ("", a, b) for a, b in lists[find["seq"]]["reserved"] if b > low],
        "reserved")
    y += 32
    drawing.text(12, y + 15, "free, as it was looked at")
    notes = []
    for number, entry in enumerate(find["candidates"], 1):
        a, b = span(entry)
        lane(drawing, axis, y, "", [(str(number), max(a, low - (1 << 17)),
                                     b)], "free")
        notes.append(f"{number}  {mem(a, b)} {human(b - a):>10}  "
                     f"{entry['why']}")
    y += 32
    drawing.text(12, y + 15, "taken")
    a, b = span(take)
    drawing.rect(axis.x(a), y, axis.x(b) - axis.x(a), BAR, "new")
    y += 52
    for note in notes:
        drawing.text(LEFT, y, note, "mono")
        y += LINE - 2
    return drawing.svg()


def picture_of_handover(_header, events, _lists):
    """The blocks that went to the page allocator, in their order."""
    drawing = Drawing(
        "The hand-over: free ranges become blocks",
        "Each bar is a block of pages handed to the page allocator, in the "
        "order of addresses; its height is its order, so each step up is "
        "twice as many pages. Blocks grow until the address allows no "
        "larger one, and shrink towards the end of the range.")
    upto = next(n for n, e in enumerate(events)
                if e["kind"] == "stage" and e["name"] == "buddy")
    blocks = [(e["pfn"] + n * (1 << e["order"]), e["order"])
              for e in events[:upto] if e["kind"] == "handover"
              for n in range(e["count"])]
    step, unit = (RIGHT - LEFT + 60) / len(blocks), 14
    ground = 40 + unit * (max(order for _, order in blocks) + 1)
    drawing.text(12, 20, f"{len(blocks)} blocks, "
                 f"{sum(1 << order for _, order in blocks)} pages", "bold")
    x, before = LEFT - 60, None
    for pfn, order in blocks:
        if before is not None and pfn != before:
            drawing.path(f"M{x:.1f} 30V{ground + 8}", dash=True)
        drawing.rect(x, ground - unit * (order + 1), step - 2,
                     unit * (order + 1), "free" if pfn == before
                     or before is None else "usable")
        drawing.text(x + step / 2 - 1, ground - unit * (order + 1) - 4,
                     str(order), "mid small")
        x, before = x + step, pfn + (1 << order)
    drawing.text(LEFT - 60, ground + 16, "address 0x1000", "small")
    drawing.text(RIGHT, ground + 16, "the lowest early allocation", "end small")
    drawing.text(12, ground + 40, "Over each bar its order: the block has "
                 "2^order pages. A yellow bar comes behind a hole or "
                 "something reserved.")
    return drawing.svg()


PICTURES = {"map.svg": picture_of_map, "top.svg": picture_of_top,
            "search.svg": picture_of_search,
            "handover.svg": picture_of_handover}


def draw():
    header, events = record()
    lists = lists_after(events)
    return {name: function(header, events, lists)
            for name, function in PICTURES.items()}


def shape(svg):
    """Its words: sizes, and names that the compiler may inline, differ."""
    lines = boot_picture.lines_of(svg) if svg else []
    return boot_log.shape([re.sub(
        r"\d+(\.\d+)?([KMG]| bytes)\b", "N",
        re.sub(r"\w+\(\)", "NAME", line)) for line in lines])


def check(path, text):
    """Print what differs; is the picture still true?"""
    shown = ""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            shown = file.read()
    old, new = shape(shown), shape(text)
    diff = list(difflib.unified_diff(old, new, path, "this boot",
                                     lineterm="", n=0))
    print("\n".join(diff) if diff else f"{path}: still true")
    return not diff


def main():
    args = [arg for arg in sys.argv[1:] if arg != "--check"]
    folder = args[0] if args else os.path.join(boot_log.ROOT, FOLDER)
    try:
        pictures = draw()
    except boot_log.BootFailed as error:
        sys.exit(f"trace_picture.py: {error}")
    if "--check" in sys.argv[1:]:
        sys.exit(0 if all([check(os.path.join(folder, name), text)
                           for name, text in pictures.items()]) else 1)
    os.makedirs(folder, exist_ok=True)
    for name, text in pictures.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        print(f"{os.path.join(folder, name)}: drawn from a boot's trace")


if __name__ == "__main__":
    main()
