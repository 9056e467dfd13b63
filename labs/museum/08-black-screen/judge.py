# SPDX-License-Identifier: GPL-2.0-only
"""A PC with more than 1 GiB of RAM, booted by GRUB. The seed says how much."""

from labtool.museum_boot import Machine
from labtool.museum_parts import MiB, PAGE, last_stage, number, word


def machine(rng):
    return Machine(rng.randrange(1280, 2800) * MiB)


def evidence(run, machine):
    address = number(r"direct map: physical 0x(\w+)", run.log)
    limit, = run.peek("panic_begin", "memblock.current_limit")
    return {"physical": address,
            "limit": limit,
            "ram_end": number(r"last_pfn = 0x(\w+)", run.log) * PAGE,
            "stage": last_stage(run.log),
            "instruction_in": word(r"^RIP: \w+:\w+ (\w+)\+", run.log)}
