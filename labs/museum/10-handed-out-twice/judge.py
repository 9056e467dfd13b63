# SPDX-License-Identifier: GPL-2.0-only
"""A plain PC. The seed says how much RAM and how many nodes it has."""

import re

from labtool.museum_boot import Machine
from labtool.museum_parts import MiB, PAGE, early


def machine(rng):
    return Machine(rng.randrange(64, 900) * MiB, nodes=rng.randrange(1, 5))


def evidence(run, machine):
    found = re.findall(r"the first, pfn (\w+), is free", run.log)
    pfn = max(int(f, 16) for f in found)
    found = [f for f in found if int(f, 16) == pfn]
    page = [e for e in early(run.log)
            if e[1] < (pfn + 1) * PAGE and e[2] > pfn * PAGE]
    return {"pfn": pfn, "blocks": len(page), "times": 1 + len(
                found)}
