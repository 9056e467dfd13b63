# SPDX-License-Identifier: GPL-2.0-only
"""Firmware that lies and memory that runs out, through a booted kernel: each
boot ends in passed self-tests or in a panic that says what is wrong. Writes
$PROOF_DIR/faults.md (docs/proof.md); status 1 if one ends otherwise.

    usage: faults.py [--seed N | --name PART] [PART...]

Parts: nth sizes handmade grub mutated; all if none is named. --seed and
--name boot one block only, and show its log. SEEDS=FIRST-LAST and BLOCKS=N
are the seeds of mutated blocks, and how many of them.
"""

import argparse
import collections
import os
import re
import sys
import time

HOUSE = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(HOUSE, "tests/boot"))
# pylint: disable=wrong-import-position
import direct       # noqa: E402
import hostile      # noqa: E402
import judge        # noqa: E402
import map_model    # noqa: E402
import mb2          # noqa: E402
import mutated      # noqa: E402
import nopanic      # noqa: E402

OUT = os.environ.get("PROOF_DIR", os.path.join(HOUSE, "build/proof"))
SEED, BLOCKS = int(os.environ.get("SEED", 1)), int(os.environ.get("BLOCKS",
                                                                  600))
KiB, MiB = 1 << 10, 1 << 20
FAILS = re.compile(r"^fail_bootmem: allocation \d+ \((\d+) bytes.*\) fails, "
                   r"asked for by (\w+)\+.*\n((?:.*\n){,20})", re.M)
SCREEN = ("--", "-smbios", "type=1,serial=nopanic-screen")
NTH = [  # machine, options, what the command line has more
    ("BIOS, 128M", ("--memory", "128M"), ""),
    ("BIOS, 128M, kmemleak", ("--memory", "128M"), "kmemleak=on"),
    ("BIOS, 512M, 4 nodes", ("--memory", "512M", "--nodes", "4"), ""),
    ("BIOS, 512M, 2 nodes, bottom-up", ("--memory", "512M", "--nodes", "2"),
     "movable_node"),
    ("UEFI, 256M, with a screen", ("--firmware", "uefi", "--memory", "256M",
                                   *SCREEN), ""),
]
# What is printed where a shortage was handled.
HANDLED = re.compile(r"no room|no memory|not used|stays at")


class Report:
    """Sections of the report, and what went wrong."""

    def __init__(self):
        self.text, self.wrong, self.boots = [], [], 0
        self.began = time.monotonic()

    def section(self, title, lead):
        self.text += ["", f"### {title}", "", lead, ""]
        print(f"---- {title}", flush=True)

    def row(self, *cells):
        self.text.append("| " + " | ".join(str(c) for c in cells) + " |")

    def judged(self, name, function):
        """The verdict; a wrong one is kept, with the end of the log."""
        self.boots += 1
        try:
            return function()
        except judge.Wrong as error:
            self.wrong.append(f"{name}: {error}")
            print(f"WRONG {name}: {error}", flush=True)
            return "**" + str(error).splitlines()[0] + "**"

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            print("## Faults\n\n    make proof PART=faults\n\n"
                  f"{self.boots} boots in "
                  f"{time.monotonic() - self.began:.0f} s: "
                  f"{len(self.wrong)} ended in another way than passed "
                  "self-tests with right sums, or a panic that says what is "
                  "wrong. No triple fault, no hang, no silence is one of "
                  "these." + "\n".join(["", *self.text]), file=file)
            for text in self.wrong:
                print(f"\n```text\n{text}\n```", file=file)


def kind(verdict):
    """A verdict without its numbers."""
    verdict = re.sub(r"\w+\+0x\w+/0x\w+", "CALLER", verdict)
    verdict = re.sub(r"(taken by ).* \[", r"\1WHAT [", verdict)
    return re.sub(r"\b(0x[0-9a-f]+|\d+)\b", "N", verdict)


def table_of(report, verdicts):
    """How often each kind of end came."""
    report.row("boots", "end")
    report.row("---:", "---")
    count = collections.Counter(kind(v) for v in verdicts)
    for text, number in count.most_common():
        report.row(number, text)


def from_iso(options, cmdline):
    """A boot through GRUB, as (Outcome)."""
    began = time.monotonic()
    result = nopanic.boot("--timeout", 100, "--cmdline",
                          f"selftest loglevel=7 {cmdline}", *options)
    ends = {0: "passed", 1: "failed", 2: "panic", 3: "hang", 5: "reset"}
    return direct.Outcome(ends.get(result.status, "qemu"),
                          result.log.encode(), time.monotonic() - began)


# ---- the Nth early allocation ----------------------------------------------

def nth_end(outcome, size, caller, after):
    """Handled with a line in the log, or a panic with caller and size."""
    end = judge.verdict(outcome)
    if end == "boots":
        said = [line for line in after.splitlines() if HANDLED.search(line)]
        judge.must(said, "a shortage without a line", outcome)
        return "goes on: " + said[0]
    judge.must(caller in end and (size in end or "page table" in end),
               "a panic without caller and size", outcome)
    judge.must("give the machine more memory" in end,
               "a panic that does not say what to do", outcome)
    return end


def nth(report):
    report.section("The Nth early allocation fails", "`fail_bootmem=N`, one "
                   "boot for every N there is. Numbers in panics are left "
                   "out here: the log has them.")
    for machine, options, cmdline in NTH:
        outcome = from_iso(options, f"{cmdline} fail_bootmem=100000")
        total = nth_table(report, machine, outcome)
        for number in range(1, total + 1):
            nth_row(report, machine, number, from_iso(
                options, f"{cmdline} fail_bootmem={number}"))
        report.text.append("")
    lists_that_grow(report)


def nth_table(report, machine, outcome):
    """Head of a table; how many early allocations @outcome made."""
    total = re.search(r"this boot made only (\d+)", outcome.log)
    report.judged(machine, lambda: judge.must(
        total, "no number of allocations", outcome) or judge.verdict(outcome))
    report.text += [f"{machine}: {total[1]} early allocations", ""]
    report.row("N", "bytes", "who", "end")
    report.row("---:", "---:", "---", "---")
    return int(total[1])


def nth_row(report, machine, number, outcome):
    failed = FAILS.search(outcome.log)
    size, caller, after = failed.groups() if failed else ("???",) * 3
    end = report.judged(f"{machine}, N={number}", lambda: nth_end(
        outcome, size, caller, after))
    report.row(number, size, caller,
               end if end.startswith("goes") else kind(end))


def lists_that_grow(report):
    """memblock.memory outgrows 128, 256 and 512 regions, and each range has
    page structures of its own: the first, the last, and some between."""
    machine = "no firmware, 16M, a map of 1000 entries"

    def boot(number):
        return hostile.Case(machine, mb2.pack([
            mb2.text_tag(mb2.CMDLINE, f"fail_bootmem={number} loglevel=7"),
            mb2.e820_tag([(0, 0x9f000, 1), (MiB, 4 * MiB, 1), *(
                (at, at + 4 * KiB, 1) for at in range(
                    4 * MiB, 4 * MiB + 997 * 8 * KiB, 8 * KiB)),
                          (13 * MiB, 16 * MiB, 1)])])).boot()

    total = nth_table(report, machine, boot(100000))
    chosen = {*range(1, 13), *range(13, total, 50),
              *range(total - 5, total + 1)}
    for number in sorted(chosen):
        nth_row(report, machine, number, boot(number))
    report.text.append("")


# ---- little memory ---------------------------------------------------------

def sizes(report):
    report.section("Little memory", "2M to 16M of a machine, and pages around "
                   "what is needed at least: all above the first size that "
                   "passes must pass, too.")
    report.row("how", "step", "boots", "all self-tests from", "below that")
    report.row("---", "---", "---:", "---:", "---")
    end = direct.image_end()
    page = map_model.PAGE
    steps = range(end, end + 512 * KiB, page)
    direct_row(report, "no firmware", "64K", [
        (m, mb2.pack(hostile.good(m)), m) for m in
        range(2 * MiB, 16 * MiB + 1, 64 * KiB)])
    direct_row(report, "the map ends there", "4K", [
        (m, with_ram(m), 4 * MiB) for m in steps])
    direct_row(report, "`memmap=exactmap`", "4K", [
        (m, with_ram(4 * MiB, "memmap=exactmap "
                     f"memmap={m - MiB:#x}@1M"), 4 * MiB) for m in steps])
    direct_row(report, "`mem=`", "16K", [
        (m, with_ram(8 * MiB, f"mem={m:#x}"), 8 * MiB)
        for m in steps[4::4]])
    direct_row(report, "a module leaves so much of 8M", "4K", [
        (m - end, with_ram(8 * MiB, "", mb2.module_tag(
            end, 8 * MiB - (m - end), "m")), 8 * MiB) for m in steps])
    row(report, "GRUB, BIOS", "256K", [
        (m, lambda m=m: from_iso(("--memory", f"{m >> 10}K"), ""))
        for m in range(4 * MiB, 16 * MiB + 1, 256 * KiB)])


def with_ram(end, cmdline="", *more):
    """A block whose map has one range of RAM: from 1 MiB to @end."""
    return mb2.pack([mb2.text_tag(mb2.CMDLINE, cmdline),
                     mb2.e820_tag([(MiB, end, 1)]), *more])


def direct_row(report, name, step, cases):
    row(report, name, step, [
        (m, lambda data=data, memory=memory: hostile.Case(
            name, data, memory=memory).boot()) for m, data, memory in cases])


def row(report, name, step, cases):
    ends = [(m, report.judged(f"{name} {m >> 10}K",
                              lambda boot=boot: judge.verdict(boot())))
            for m, boot in cases]
    good = [m for m, end in ends if end == "boots"]
    report.judged(f"{name}: a gap", lambda: judge.must(
        len(good) == sum(m >= min(good, default=0) for m, _ in ends),
        "more memory does not do, less does", direct.Outcome("", b"", 0)))
    report.boots -= 1
    bad = sorted({kind(end) for m, end in ends if end != "boots"})
    report.row(name, step, len(ends), f"{min(good) >> 10}K" if good else "-",
               "; ".join(bad) or "-")


# ---- blocks ----------------------------------------------------------------

def boot_cases(report, cases, build=None):
    ends, seconds = [], []
    for case in cases:
        outcome = case.boot(build)
        seconds.append((outcome.seconds, case.name))
        ends.append(report.judged(case.name, lambda c=case, o=outcome:
                                  c.judge(o, build)))
    slowest = max(seconds)
    table_of(report, ends)
    report.text += ["", f"{len(ends)} boots; the slowest, {slowest[1]}, took "
                    f"{slowest[0]:.1f} s.", ""]


def handmade(report):
    report.section("Blocks that lie", "tests/boot/hostile.py: maps, EFI "
                   "maps, RAM that is not there, modules, command lines, "
                   "framebuffers, ACPI, ELF sections, shapes, places.")
    boot_cases(report, hostile.handmade())
    report.section("The same with DEBUG=1", "UBSan, checkers, poison.")
    boot_cases(report, hostile.handmade(), nopanic.DEBUG)


def random_blocks(report):
    report.section("Blocks that lie at random", f"Seeds {SEED} to "
                   f"{SEED + BLOCKS - 1} of tests/boot/mutated.py; `scripts/"
                   "proof/faults.py --seed N` boots one again.")
    boot_cases(report, map(mutated.mutated, range(SEED, SEED + BLOCKS)))


def grub(report):
    """The same blocks by fw_cfg: RAM is then what GRUB's block has."""
    report.section("Blocks in the place of GRUB's", "`opt/org.nopanic/"
                   "bootinfo` over a boot from the ISO, BIOS, 64M: RAM that "
                   "the real map lacks is refused.")
    ends = []
    path = os.path.join(OUT, "faults.block")
    for case in hostile.handmade():
        if case.files or case.where != direct.BLOCK_AT \
                or len(case.data) > 32 * KiB:
            continue
        with open(path, "wb") as file:
            file.write(case.data)
        outcome = from_iso(("--memory", "64M", "--", "-fw_cfg",
                            f"name=opt/org.nopanic/bootinfo,file={path}"), "")
        ends.append(report.judged(f"by fw_cfg: {case.name}",
                                  lambda o=outcome: judge.verdict(o)))
    table_of(report, ends)


PARTS = {"nth": nth, "sizes": sizes, "handmade": handmade, "grub": grub,
         "mutated": random_blocks}


def show(case):
    outcome = case.boot()
    print(outcome.log)
    print(f"{case.name}: {outcome.end}; {case.judge(outcome)}")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--name")
    parser.add_argument("part", nargs="*", choices=[[], *PARTS])
    args = parser.parse_args()
    if args.seed is not None:
        return show(mutated.mutated(args.seed))
    if args.name:
        return show(next(c for c in hostile.handmade()
                         if args.name in c.name))
    for variables in ("", "DEBUG=1"):
        if os.system(f"cd '{HOUSE}' && make -s {variables} iso"):
            sys.exit("faults: the build failed")
    os.makedirs(OUT, exist_ok=True)
    report = Report()
    for name in args.part or PARTS:
        PARTS[name](report)
    report.write(os.path.join(OUT, "faults.md"))
    return sys.exit(1 if report.wrong else 0)


if __name__ == "__main__":
    main()
