# SPDX-License-Identifier: GPL-2.0-only
"""Boot blocks that lie in ways that nobody thought of: sound ones, changed at
random. A seed always gives the same block, so that a failure can be had
again: `/usr/bin/python3 -B scripts/proof/faults.py --seed N`."""

import random
import struct

import mb2
from hostile import MEMORY, PAGE, TOP, Case, GiB, MiB, but, efi, good

EXTREMES = [0, 1, 7, 8, 9, 15, 16, 17, 23, 24, 39, 40, 0x7fffffff, 0x80000000,
            0xfffffff8, 0xffffffff]
WIDE = EXTREMES + [PAGE - 1, PAGE, MiB, GiB, 4 * GiB, 1 << 39, 1 << 40,
                   1 << 46, 1 << 47, 1 << 52, 1 << 63, TOP - PAGE, TOP - 1]
WORDS = ["mem=", "memmap=", "memblock=debug", "movable_node", "kmemleak=on",
         "numa=off", "slab_debug=FZP", "loglevel=8", "quiet", "memmap=exactmap",
         "8M", "12M", "1M@4M", "64K$2M", "1G", "@", "$", "#", "!", ",", " ",
         "-", "=", '"', "selftest", "0x", "18446744073709551615", "\x7f",
         "\xff", "panic=0", "frob"]


def seeds():
    """Sound blocks to start from."""
    font = mb2.module_tag(4 * MiB, 4 * MiB + 5000, "font")
    return [good(), good() + [mb2.efi_tag(efi()), mb2.rsdp(MEMORY - 4096)],
            but(mb2.MMAP, mb2.efi_tag(efi())),
            good() + [mb2.framebuffer_tag(0xc0000000, 4096, 1024, 768), font,
                      mb2.rsdp(MEMORY - 4096, MEMORY - 2048)],
            good() + [mb2.elf_tag(3, 64, 2, bytes(192))]]


def mutate_tags(rng, found):
    """Change the tags as a whole."""
    at = rng.randrange(len(found))
    kind, payload = found[at]
    choice = rng.randrange(7)
    if choice == 0:
        del found[at]
    elif choice == 1:
        found.insert(rng.randrange(len(found) + 1), found[at])
    elif choice == 2:
        rng.shuffle(found)
    elif choice == 3:
        found[at] = kind, payload[:rng.randrange(len(payload) + 1)]
    elif choice == 4:
        found[at] = rng.choice(found)[0], payload
    elif choice == 5:
        found.append(random_map(rng))
    else:
        found.insert(0, mb2.text_tag(mb2.CMDLINE, "".join(
            rng.choice(WORDS) for _ in range(rng.randrange(30)))))


def random_map(rng):
    """A tag 6 or 17 of ranges that a machine of 16 MiB might have, or not."""
    entries = []
    for _ in range(rng.choice([1, 3, 10, 40, 150])):
        start = rng.choice([rng.randrange(MEMORY), rng.choice(WIDE)])
        size = rng.choice([rng.randrange(1, 1 << rng.randrange(1, 24)),
                           rng.choice(WIDE)])
        entries.append((start, start + size, rng.choice(
            [1, 1, 1, 1, 2, 3, 5, rng.randrange(1 << 32)])))
    if rng.random() < 0.7:
        return mb2.e820_tag(entries)
    return mb2.efi_tag([(kind % 16, start & TOP - 1, (end - start) >> 12
                         & (1 << 64) - 1, 15) for start, end, kind in entries])


def mutate_bytes(rng, data):
    """Change words of the block, whatever they are."""
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 4, 16])):
        at = rng.randrange(0, max(len(data) - 8, 1))
        choice = rng.randrange(4)
        if choice == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif choice == 1:
            struct.pack_into("<I", data, at & ~3, rng.choice(EXTREMES))
        elif choice == 2:
            struct.pack_into("<Q", data, at & ~7, rng.choice(WIDE))
        else:
            data[at] = rng.randrange(256)
    return bytes(data)


def mutated(seed):
    """The block that this number stands for, always the same."""
    rng = random.Random(seed)
    found = list(rng.choice(seeds()))
    changes = rng.choice([0, 1, 2, 4])
    for _ in range(changes):
        if found:
            mutate_tags(rng, found)
    data = mb2.pack(found)
    if not changes or rng.random() < 0.6:
        data = mutate_bytes(rng, data)
    memory = rng.choice([MEMORY, MEMORY, 4 * MiB, 8 * MiB])
    return Case(f"seed {seed}", data, memory=memory)
