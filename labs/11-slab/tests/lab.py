# SPDX-License-Identifier: GPL-2.0-only
"""Lab 11: cases, oracle and diagnosis. The oracle keeps each slab as a list
of free slots and both lists of a cache as lists; what the kernel has inline
in mm/slab.h is played through, too."""

from labtool.case import NUMA_NO_NODE, PAGE, Call, Case, Outcome, Region, \
    World

ARENA, NODE_PAGES = 0x4000 * PAGE, 256
NONE = (1 << 64) - 1
TAKE, TAKE_ON, GIVE = ("kmem_cache_alloc", "kmem_cache_alloc_node",
                       "kmem_cache_free")
SHAPE = "slab_cache_setup"
TOP_ORDER, LEAST = 3, 8


class Pages(tuple):
    """Of each node, for slabs."""

    def words(self):
        return ", ".join(f"{count} on node {node}"
                         for node, count in enumerate(self))


def case(rule, name, size, calls, pages=(64, 64), ctor=0):
    world = World(memory=[Region(ARENA, 2 * NODE_PAGES * PAGE, 0)],
                  extra={"object": size, "ctor": ctor, "pages": Pages(pages)})
    return Case(rule, name, world, calls, looks=())


def take(count=1):
    return [Call(TAKE)] * count


def take_on(nid, count=1):
    return [Call(TAKE_ON, nid)] * count


def give(*numbers):
    return [Call(GIVE, number) for number in numbers]


def shape(name, size):
    return case("R1", name, size, [Call(SHAPE)])


# ---- what the student sees --------------------------------------------------

def visible():
    return [
        shape("64 bytes: one page", 64),
        shape("512 bytes: just eight in a page", 512),
        shape("520 bytes: seven are too few", 520),
        shape("1536 bytes: a page holds two", 1536),
        shape("680 bytes: two pages, twelve objects", 680),
        shape("4096 bytes: eight of them in 8 pages", 4096),
        shape("5000 bytes: never eight, so the largest slab", 5000),
        case("R2", "the first three of a new slab", 400, take(3)),
        case("R2", "a whole slab, and the first of the next", 400, take(11)),
        case("R2", "nine in a page, and a rest", 430, take(10)),
        case("R2", "all were given back and are taken again", 400,
             take(10) + give(*range(10)) + take(10)),
        case("R3", "one slab", 400, take(1), ctor=1),
        case("R3", "two slabs, one after the other", 400, take(11), ctor=1),
        case("R3", "none for an object that was used before", 400,
             take(2) + give(0) + take(1), ctor=1),
        case("R4", "on node 1, where nothing is yet", 400, take_on(1, 2)),
        case("R4", "each on its own node", 400,
             take_on(0) + take_on(1) + take_on(0) + take_on(1)),
        case("R4", "node 1 is full, node 0 has free slots", 400,
             take_on(0) + take_on(1), pages=(16, 0)),
        case("R4", "node 1 is full, and there is no slab yet", 400,
             take_on(1, 2), pages=(16, 0)),
        case("R4", "no page anywhere, but a slot on the other node", 400,
             take_on(0) + take_on(1, 10), pages=(1, 0)),
        case("R4", "any node will do", 400,
             take_on(1) + take_on(NUMA_NO_NODE)),
        case("R5", "the second slab becomes empty", 400,
             take(11) + give(0, 10)),
        case("R5", "one empty slab is kept", 400, take(2) + give(0, 1)),
        case("R5", "objects came from it just now", 400,
             take(11) + give(0, 10) + take(2)),
        case("R5", "a slab of four pages", 1800, take(10) + give(3, 9)),
    ]


# ---- what only the grader sees: the same kinds, other numbers ---------------

def some_size(rng):
    return rng.randrange(200, 430)          # more than eight in a page


def hidden_shape(rng):
    return shape("other sizes", rng.choice([rng.randrange(1, 600),
                                            rng.randrange(512, 8192)]))


def hidden_carve(rng):
    size = some_size(rng)
    return case("R2", "other sizes", size,
                take(rng.randrange(1, 2 * objects_in(size, 0)[1])))


def hidden_ctor(rng):
    size = some_size(rng)
    return case("R3", "other sizes", size,
                take(rng.randrange(1, 2 * objects_in(size, 1)[1])), ctor=1)


def hidden_nodes(rng):
    pages = rng.choice([(32, 32), (1, 32), (32, 0), (1, 2)])
    calls = []
    for _ in range(rng.randrange(3, 35)):
        calls += take_on(rng.choice([0, 0, 1, 1, NUMA_NO_NODE]))
    return case("R4", "random nodes", 400, calls, pages=pages)


def hidden_release(rng):
    size = rng.choice([400, 900, 1800])
    count = objects_in(size, 0)[1]
    order = list(range(2 * count + 1))
    rng.shuffle(order)
    return case("R5", "given back in any order", size,
                take(2 * count + 1) + give(*order) + take(2))


def hidden(rng):
    kinds = [hidden_shape, hidden_carve, hidden_ctor, hidden_nodes,
             hidden_release]
    return [kind(rng) for kind in kinds for _ in range(14)]


# ---- the oracle --------------------------------------------------------------

def stride_of(size, ctor):
    """A free slot's link lies behind the object if a constructor ran."""
    return -(-size // 8) * 8 + (8 if ctor else 0)


def objects_in(size, ctor):
    """(order of the slab, objects in it): try all, take the first good."""
    stride = stride_of(size, ctor)
    good = [order for order in range(TOP_ORDER + 1)
            if (PAGE << order) // stride >= LEAST]
    order = good[0] if good else TOP_ORDER
    return order, (PAGE << order) // stride


class Slab:
    def __init__(self, page, count):
        self.page, self.node = page, page // NODE_PAGES
        self.free = list(range(count))


class Cache:
    """What each call must give."""

    def __init__(self, extra):
        self.order, self.count = objects_in(extra["object"], extra["ctor"])
        self.stride = stride_of(extra["object"], extra["ctor"])
        self.room = [list(range(node * NODE_PAGES,
                                node * NODE_PAGES + pages))
                     for node, pages in enumerate(extra["pages"])]
        self.partial, self.full, self.current = [], [], None
        self.taken, self.made, self.notes = [], [], []

    def block(self, node):
        step = 1 << self.order
        for first in self.room[node]:
            pages = list(range(first, first + step))
            if first % step == 0 and set(pages) <= set(self.room[node]):
                self.room[node] = [page for page in self.room[node]
                                   if page not in pages]
                return first
        return None

    def grow(self, node):
        node = max(node, 0)
        page = self.block(node)
        if page is None:
            page = self.block(1 - node)
        if page is None:
            return None
        slab = Slab(page, self.count)
        self.made += [page * PAGE + slot * self.stride
                      for slot in range(self.count)]
        self.partial.insert(0, slab)
        return slab

    def for_node(self, node):
        for slab in self.partial:
            if node in (NUMA_NO_NODE, slab.node):
                return slab
        if node < 0 or len(self.room[node]) < 1 << self.order:
            return self.partial[0] if self.partial else self.grow(-1)
        return self.grow(node)

    def take_from(self, slab):
        if slab is None:
            self.taken.append(None)
            return NONE
        slot = slab.free.pop(0)
        if not slab.free:
            self.partial.remove(slab)
            self.full.insert(0, slab)
            if self.current is slab:
                self.current = None
        self.taken.append((slab, slot))
        return slab.page * PAGE + slot * self.stride

    def take(self):
        if self.current is None:
            self.current = self.partial[0] if self.partial else self.grow(-1)
        return self.take_from(self.current)

    def give(self, number):
        slab, slot = self.taken[number]
        slab.free.insert(0, slot)
        if slab in self.full:
            self.full.remove(slab)
            self.partial.insert(0, slab)
            self.current = self.current or slab
        if len(slab.free) == self.count and len(self.partial) > 1:
            self.partial.remove(slab)
            if self.current is slab:
                self.current = None
            self.room[slab.node] = sorted(self.room[slab.node] + list(
                range(slab.page, slab.page + (1 << self.order))))
            self.notes.append(f"freed block {ARENA // PAGE + slab.page:#x} "
                              f"order {self.order}")
        return 0

    def call(self, call):
        if call.function == SHAPE:
            return [self.order, self.count]
        if call.function == TAKE:
            return self.take()
        if call.function == TAKE_ON:
            return self.take_from(self.for_node(call.args[0]))
        return self.give(call.args[0])


def expect(case_):
    cache = Cache(case_.world.extra)
    results = [cache.call(call) for call in case_.calls]
    extra = {}
    if case_.rule == "R3":
        extra["constructed"] = cache.made if case_.world.extra["ctor"] else []
    if case_.rule == "R5":
        extra["slabs"] = len(cache.partial) + len(cache.full)
    return Outcome(results=results, extra=extra,
                   notes=cache.notes if case_.rule == "R5" else None)


def diagnose(case_, want, got):
    for n, (right, mine) in enumerate(zip(want.results, got.results)):
        if right != mine:
            return about(case_, n, right, mine)
    if "constructed" in want.extra and \
            got.extra.get("constructed") != want.extra["constructed"]:
        return (f"the constructor ran {len(got.extra['constructed'])} times "
                f"and should have run {len(want.extra['constructed'])} times:"
                " once on each object, in the order of their addresses")
    return ""


def about(case_, n, right, mine):
    call = f"call {n + 1}"
    if isinstance(right, list):
        return (f"{case_.world.extra['object']} bytes: order {mine[0]} with "
                f"{mine[1]} objects, but order {right[0]} with {right[1]}")
    if mine == NONE:
        return f"{call} got nothing, but there is a free slot or a free page"
    if right == NONE:
        return f"{call} got an object, but there is no memory left"
    nodes = [byte // PAGE // NODE_PAGES for byte in (right, mine)]
    if nodes[0] != nodes[1]:
        return (f"{call} got an object on node {nodes[1]}, node {nodes[0]} "
                "would have been right")
    return (f"{call} got the object at byte {mine:#x} of the pages, the one "
            f"at {right:#x} is next")
