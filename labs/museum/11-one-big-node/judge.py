# SPDX-License-Identifier: GPL-2.0-only
"""A PC of some nodes. The seed says how many, and how much RAM there is."""

import re

from labtool.museum_boot import Machine
from labtool.museum_parts import MiB, nodes


def machine(rng):
    return Machine(rng.randrange(130, 900) * MiB, nodes=rng.choice([2, 3, 4]))


def evidence(run, machine):
    borders = [int(b, 16) for b in re.findall(
        r"^SRAT: Node \d+ PXM \d+ \[mem 0x(\w+)-", run.log, re.M)]
    last = nodes(run.log)[-1]
    return {"border": borders[2], "nodes": len(borders) - 1,
            "owner": last[2], "last": last[1] - 1}
