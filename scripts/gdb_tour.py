# SPDX-License-Identifier: GPL-2.0-only
"""gdb_tour.py STEP: what gdb prints in one step of docs/debugging.md.

The steps of a boot are one gdb session, forwards or backwards; the whole of
it is done once and kept in build/og/tour.json until something that it shows
has changed. scripts/docs_update.py calls this for each quotation.
"""

import hashlib
import json
import os
import sys

import gdb_session

ROOT = gdb_session.ROOT
sys.path.append(os.path.join(ROOT, "scripts/qemu"))
import maker                            # noqa: E402

BUILD = os.path.join(ROOT, "build/og")
KEPT = os.path.join(BUILD, "tour.json")

FORWARDS = {
    "entry": ["np stage-break entry", "continue", "np stage",
              "np memblock", "np pt &memblock", "stepi"],
    "long-mode": ["hbreak startup_64", "continue", "np pt &memblock"],
    "early": ["np stage-break early", "continue", "print memblock"],
    "memblock": ["np stage-break memblock", "continue", "np e820",
                 "np memblock", "print memblock.reserved"],
    "watch": ["np watch-alloc", "backtrace 4", "finish"],
    "search": ["delete", "tbreak __memblock_find_range_top_down", "continue",
               "info args", "finish"],
    "add": ["tbreak memblock_add_range", "continue", "backtrace 3"],
    "bootmem": ["np stage-break bootmem", "continue", "np bootmem", "np map"],
    "page": ["np page page_ranges", "np page start_kernel"],
    "buddy": ["np stage-break buddy", "continue", "np buddy",
              "np page 0x1000000"],
    "slab": ["np stage-break slab", "continue", "np slab"],
    "warn": ["tbreak kzalloc", "continue", "backtrace 3", "tbreak kfree",
             "continue", "np page ptr", "np slab kmalloc-128"],
}
BACKWARDS = {
    "back": ["np stage-break bootmem", "continue",
             "watch memblock.reserved.regions[3].base",
             "reverse-continue", "backtrace 5"],
    "back-again": ["reverse-stepi", "reverse-continue", "delete", "continue",
                   "stepi", "reverse-finish"],
}
FROM_PANIC = {
    "panic": ["hbreak panic", "continue", "backtrace"],
    "panic-back": ["delete", "tbreak __memblock_find_range_top_down",
                   "reverse-continue", "info args",
                   "watch memblock_fail_now", "reverse-continue",
                   "backtrace 3"],
}


def state():
    """Changes with the kernel, and with what looks at it."""
    digest = hashlib.sha256()
    names = [f"{BUILD}/nopanic.elf", __file__, gdb_session.__file__]
    for folder, _, files in os.walk(os.path.join(ROOT, "scripts/gdb")):
        names += [os.path.join(folder, f) for f in files
                  if f.endswith(".py")]
    for name in sorted(names):
        with open(name, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def walk(steps, options, elf):
    """{step: its commands with what gdb printed for each}"""
    flat = [line for lines in steps.values() for line in lines]
    answers = iter(gdb_session.ask(flat, options, elf))
    shown, sick = {}, ("Remote connection closed", "Traceback (most")
    for name, lines in steps.items():
        shown[name] = "".join(
            f"(gdb) {line}\n{next(answers).strip(chr(10))}\n"
            for line in lines).replace(ROOT + "/", "")
        if any(word in shown[name] for word in sick):
            sys.exit(f"gdb_tour: step {name} went wrong:\n{shown[name]}")
    return shown


def tour():
    maker.make(ROOT, "BUILD=build/og", "OPT=-Og", "iso",
               stdout=sys.stderr).check_returncode()
    os.environ["NOPANIC_BUILD"] = "build/og"
    now = state()
    if os.path.isfile(KEPT):
        with open(KEPT, encoding="utf-8") as file:
            kept = json.load(file)
        if kept["state"] == now:
            return kept["steps"]
    steps = walk(FORWARDS, [], f"{BUILD}/nopanic.elf")
    for back, options in [(BACKWARDS, []),
                          (FROM_PANIC, ["--cmdline", "fail_bootmem=3"])]:
        recording = f"{BUILD}/tour.rr"
        gdb_session.record(recording, options)
        steps |= walk(back, ["--replay", recording], f"{recording}.elf")
    with open(KEPT, "w", encoding="utf-8") as file:
        json.dump({"state": now, "steps": steps}, file, indent=1)
    return steps


def main():
    sys.stdout.write(tour()[sys.argv[1]])


if __name__ == "__main__":
    main()
