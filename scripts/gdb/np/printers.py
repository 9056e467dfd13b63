# SPDX-License-Identifier: GPL-2.0-only
"""How gdb's `print` shows regions, lists, flags and addresses.

`print /r` shows the plain structure. Printers read through memory.py, too,
so that `print *&memblock.memory` works wherever its own bytes are known.
"""

import gdb
import gdb.printing

from np import kernel, memory
from np.lists import flags_name
from np.text import size, span


class Region:
    """struct memblock_region: [mem A-B] 636K node 0 HOTPLUG"""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        r = kernel.region(self.value)
        if not r.size:
            return "(empty)"
        words = [span(r.base, r.size), size(r.size),
                 kernel.node_name(r.nid), flags_name(r.flags)]
        return " ".join(w for w in words if w)


class RegionList:
    """struct memblock_type: its regions in use, by index."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        v = self.value
        return f"{int(v['cnt'])} of {int(v['max'])} regions, " \
               f"{size(int(v['total_size']))}"

    def children(self):
        found = memory.load_array(self.value["regions"],
                                  int(self.value["cnt"]))
        for i, value in enumerate(found):
            yield f"[{i}]", value


class E820Entry:
    """struct e820entry: [mem A-B] usable"""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        kind = int(self.value["type"])
        return span(int(self.value["addr"]), int(self.value["size"])) + " " \
            + kernel.E820_TYPES.get(kind, f"type {kind}")


class E820Map:
    """struct e820map: the entries in use."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        return f"{int(self.value['nr_map'])} entries"

    def children(self):
        for i in range(int(self.value["nr_map"])):
            yield f"[{i}]", self.value["map"][i]


class ListHead:
    """struct list_head: how many, and where the links are."""

    LIMIT = 32

    def __init__(self, value):
        self.value = value

    def links(self):
        """Addresses of the links; None for a head whose place is unknown."""
        if self.value.address is None:
            return None
        head, found = int(self.value.address) & memory.WORD, []
        link = int(self.value["next"])
        while link not in (head, 0) and len(found) <= self.LIMIT:
            found.append(link)
            link = memory.u64(link)
        return found

    def to_string(self):
        if not int(self.value["next"]):
            return "(in no list)"
        found = self.links()
        if found is None:
            return f"next {int(self.value['next']):#x}, " \
                   f"prev {int(self.value['prev']):#x}"
        if not found:
            return "(empty list)"
        more = "more than " if len(found) > self.LIMIT else ""
        return f"{more}{min(len(found), self.LIMIT)} links from " \
               f"{found[0]:#x}"


class Page:
    """struct page: kind and order, as far as it was ever written."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        kind = kernel.kind_name(self.value)
        if kind == "unwritten":
            return "(never written: not the head of a block)"
        words = f"{kind}, order {int(self.value['order'])}"
        if kind == "slab":
            cache = memory.load(self.value["slab_cache"])
            words += f", {memory.text(cache['name'])}: " \
                     f"{int(self.value['inuse'])} of " \
                     f"{int(cache['objects'])} in use"
        return words


class EarlyBlock:
    """struct early_block: where, how large, since when, for whom."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        if not int(self.value["ptr"]):
            return "(unused)"
        base = memory.to_phys(int(self.value["ptr"]))
        caller = memory.place(kernel.early_caller(self.value))
        stages = list(kernel.STAGES)
        return f"{span(base, int(self.value['size']))} at stage " \
               f"{stages[int(self.value['stage'])]} for {caller}" \
               + (" (freed)" if self.value["freed"] else "")


class Flags:
    """enum memblock_flags: HOTPLUG|MIRROR, or NONE"""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        return flags_name(self.value) or "NONE"


class PhysAddr:
    """phys_addr_t: in hex, and the symbol if the image is there."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        phys = int(self.value)
        name = ""
        if memory.LOW_IMAGE <= phys < 1 << 30:
            name = memory.symbolic(phys) or \
                memory.symbolic(phys + memory.KERNEL_MAP)
        return f"{phys:#x}" + (f" <{name}>" if name else "")


class Gfp:
    """gfp_t: the names of its bits."""

    BITS = [("__GFP_DMA", 0x1), ("__GFP_DMA32", 0x4), ("GFP_KERNEL", 0xd0),
            ("GFP_ATOMIC", 0x20), ("__GFP_WAIT", 0x10),
            ("__GFP_NOWARN", 0x200), ("__GFP_ZERO", 0x8000)]

    def __init__(self, value):
        self.value = value

    def to_string(self):
        left, words = int(self.value), []
        for name, bits in self.BITS:
            if left & bits == bits:
                words.append(name)
                left &= ~bits
        if left:
            words.append(f"{left:#x}")
        return "|".join(words) or "GFP_NOWAIT"


BY_TAG = {"memblock_region": Region, "memblock_type": RegionList,
          "e820entry": E820Entry, "e820map": E820Map, "list_head": ListHead,
          "page": Page, "early_block": EarlyBlock, "memblock_flags": Flags}
BY_TYPEDEF = {"phys_addr_t": PhysAddr, "gfp_t": Gfp}


class Lookup(gdb.printing.PrettyPrinter):
    """By the tag of a structure, or by the name of a typedef."""

    def __init__(self):
        super().__init__("nopanic")

    def __call__(self, value):
        name = value.type.unqualified().name
        if name in BY_TYPEDEF:
            return BY_TYPEDEF[name](value)
        plain = value.type.strip_typedefs().unqualified()
        if plain.code in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_ENUM,
                          gdb.TYPE_CODE_FLAGS) and plain.tag in BY_TAG:
            return BY_TAG[plain.tag](value)
        return None


def register():
    gdb.printing.register_pretty_printer(None, Lookup(), replace=True)
