# SPDX-License-Identifier: GPL-2.0-only
"""A plain PC. The seed writes its command line."""

from labtool.museum_boot import Machine
from labtool.museum_parts import KiB, MiB, bios_map, e820_block, number, word


def machine(rng):
    memory = rng.randrange(48, 480) * MiB
    words = [f"log_buf_len={1 << rng.randrange(16, 20)}", "kmemleak=off",
             f"trace={rng.randrange(100, 999)}K", "numa=off", "bootdelay=0",
             "memblock=debug", f"panic={rng.randrange(9, 999)}"]
    words = rng.sample(words, rng.randrange(3, len(words) + 1))
    block = e820_block(bios_map(memory - 64 * KiB, (
        memory - 64 * KiB, memory, 2)), " ".join(["loglevel=7", *words]))
    return Machine(memory, block=block)


def evidence(run, machine):
    line = word(r"^command line: (.*)$", run.log)
    return {"right": number(r"line: sum (\w+), with", run.log),
            "hits": line.count(" "), "vector": 3}


def unfixed(shop):
    with open(f"{shop.build}/k/flags", encoding="utf-8") as file:
        if "-mno-red-zone" in file.read().split():
            return None
    return ("the next function that calls nobody has the same trouble: what "
            "is wrong is common to all files")
