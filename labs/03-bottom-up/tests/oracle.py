# SPDX-License-Identifier: GPL-2.0-only
"""The oracle of lab 03: what is right, and what an answer has got wrong.

tests/lab.py makes the cases and loads this; a variant passes its own
answer(). All searching is done by scripts/labtool/places.py.
"""
from labtool.case import ACCESSIBLE, MAX_NUMNODES, PAGE, Outcome
from labtool.places import Ask, diagnose_place, highest, lowest

CHOICE = "memblock_find_in_range_node"
LOST = "hot-unplug"         # of the warning of R10


# ---- what is right ----------------------------------------------------------

def asked(call):
    """What a direct call wants."""
    start, end, size, align, nid = call.args
    return Ask(start, end, size, align, nid)


def meant(world, call):
    """What a call of memblock_find_in_range_node() means: (Ask, warnings);
    None for Ask: it is refused."""
    size, align, start, end, nid = call.args
    if not size:
        return None, ["0 bytes"]
    if align & (align - 1):
        return None, ["power of two"]
    start = max(start, PAGE)
    end = max(start, end or world.current_limit)
    return (Ask(start, end, size, align or 64, nid),
            ["NUMA_NO_NODE"] if nid == MAX_NUMNODES else [])


def above_image(world, which):
    return which._replace(start=max(which.start, world.kernel_end))


def answer(world, call):
    """(address, texts of the warnings)"""
    if call.function != CHOICE:
        return lowest(world, asked(call)), []
    which, said = meant(world, call)
    if not which:
        return 0, said
    if not world.bottom_up:
        return highest(world, which), said
    found = lowest(world, above_image(world, which))
    if not found and which.end > world.kernel_end:
        said = said + [LOST]
    return found or highest(world, which), said


def once(texts):
    """All but the one for 0 bytes come only once."""
    seen = []
    for text in texts:
        if text == "0 bytes" or text not in seen:
            seen.append(text)
    return seen


def expect(given, answers=answer):
    both = [answers(given.world, call) for call in given.calls]
    said = once([text for _, texts in both for text in texts])
    return Outcome(results=[found for found, _ in both],
                   log=said if given.rule in ("R10", "R11") else None,
                   memory=given.world.memory, reserved=given.world.reserved)


# ---- what went wrong --------------------------------------------------------

def diagnose(given, want, got):
    for name in given.looks:
        after = getattr(got, name)
        if after is not None and after != getattr(given.world, name):
            return (f"the list of {name} is not what it was: a search only "
                    f"looks, its caller reserves")
    for call, right, found in zip(given.calls, want.results, got.results):
        if found == right or not isinstance(found, int):
            continue
        if call.function == CHOICE:
            return wrong_choice(given.world, call, right, found)
        return wrong_place(given.world, asked(call), right, found)
    return wrong_log(want, got)


def wrong_place(world, which, right, found):
    said = diagnose_place(world, which, right, found)
    if said:
        return said
    if found == highest(world, which):
        return (f"0x{found:x} is the highest place, not the lowest: "
                f"0x{right:x}")
    return f"the block may lie at 0x{found:x}, but 0x{right:x} is lower"


def wrong_choice(world, call, right, found):
    which, _ = meant(world, call)
    if not which:
        return (f"size 0x{call.args[0]:x} with align 0x{call.args[1]:x} is "
                f"to be refused with 0, not to be served with 0x{found:x}")
    if 0 < found < PAGE:
        return f"0x{found:x} lies in page 0, which is never handed out"
    if not found:
        return missed(world, call, which, right)
    if call.args[3] == ACCESSIBLE and found + which.size > which.end:
        return (f"end 0 means current_limit (0x{world.current_limit:x}), "
                f"and the block at 0x{found:x} reaches above it")
    said = diagnose_place(world, which, right, found)
    return said or wrong_way(world, which, right, found)


def missed(world, call, which, right):
    if world.bottom_up and right < world.kernel_end:
        return (f"0 says that nothing fits, but 0x{right:x} does: with "
                f"nothing above the kernel image the search goes on top-down")
    if call.args[3] == ACCESSIBLE:
        return (f"0 says that nothing fits, but 0x{right:x} does: end 0 "
                f"means current_limit (0x{world.current_limit:x})")
    return diagnose_place(world, which, right, 0)


def wrong_way(world, which, right, found):
    if world.bottom_up and right >= world.kernel_end > found:
        return (f"0x{found:x} lies below the end of the kernel image "
                f"(0x{world.kernel_end:x}), but there is room above it: "
                f"0x{right:x}")
    if world.bottom_up and right >= max(world.kernel_end, which.start):
        return (f"bottom-up is on: 0x{right:x} is the lowest place above "
                f"the kernel image, 0x{found:x} is not")
    if found + which.size <= world.current_limit < right + which.size:
        return (f"0x{found:x} would respect current_limit "
                f"(0x{world.current_limit:x}), but end 0x{which.end:x} is "
                f"meant as it is: 0x{right:x}")
    return (f"this is top-down: 0x{right:x} is the highest place, "
            f"0x{found:x} is not")


def wrong_log(want, got):
    if want.log is None or got.log is None:
        return ""
    for text in want.log:
        if not any(text in line for line in got.log):
            return f"the warning with \"{text}\" in it is missing"
    if len(got.log) > len(want.log):
        return (f"{len(got.log)} warnings instead of {len(want.log)}; the "
                f"last one: {got.log[-1].strip()}")
    return ""
