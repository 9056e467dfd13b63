# SPDX-License-Identifier: GPL-2.0-only
"""The bug museum (labs/museum/): kernels with one historical bug each.

  scripts/lab museum list                       what there is
  scripts/lab museum start NN DIR [--seed S]    a kernel with bug NN, in DIR
  scripts/lab museum check DIR [--seed S]       your evidence, and your fix
  scripts/lab museum key NN --seed S            the evidence (for teachers)

A seed (your student number, say) changes the machine: its memory, its map,
its command line. So each student's evidence is another, and the key is taken
from a boot of that very machine. check builds what you wrote in a sandbox;
--trusted does without.
"""

import argparse

from . import Trouble
from .museum_boot import PASSED
from .museum_exhibit import ROOT, Exhibit, exhibit, list_exhibits, reverse
from .museum_parts import facts
from .museum_tree import answers_of, git, patch_of, read, seed_of, start
from .museum_work import Workshop, patch_fault

__all__ = ["ROOT", "Exhibit", "answers_of", "check_evidence", "check_fix",
           "difference", "exhibit", "git", "keys", "list_exhibits", "main",
           "patch_of", "read", "seed_of", "start"]


# ---- judging ----------------------------------------------------------------

def keys(show, seeds, shop):
    """The evidence of each seed: taken from boots with the bug."""
    shop.clean()
    fault = shop.apply(show.bug)
    if fault:
        raise Trouble(f"{show.name}/bug.patch: {fault}")
    shop.must_make()
    return [key_of(show, seed, shop) for seed in seeds]


def key_of(show, seed, shop):
    machine = show.machine(seed)
    run = shop.boot(machine)
    if show.symptom(run, machine) is None:
        raise Trouble(f"{show.name}, seed {seed}: no symptom to be seen:\n"
                      + "\n".join(run.log.splitlines()[-20:]))
    return show.evidence(run, machine, shop.folder)


def as_value(given):
    """A number for whatever reads as one; else a word, without ()."""
    if isinstance(given, int):
        return given
    text = str(given).strip()
    try:
        return int(text, 0)
    except ValueError:
        return text.removesuffix("()").removeprefix("./")


def check_evidence(show, seed, evidence, shop):
    """[(name, True, False or None for not answered)]."""
    right, = keys(show, [seed], shop)
    return [(name, None if evidence.get(name, "") == "" else
             as_value(evidence[name]) == wanted)
            for name, wanted in right.items()]


def check_fix(show, seed, patch, shop):
    """None for a good fix, else what is wrong with it."""
    fault = patch_fault(patch)
    if fault:
        return fault
    shop.clean()
    if shop.apply(show.bug):
        raise Trouble(f"{show.name}/bug.patch does not apply")
    fault = shop.apply(patch)
    if fault:
        return f"it does not apply: {fault}"
    said = shop.make(strange=True)
    if said:
        return f"it does not build:\n{said}"
    # Another machine, too: a fix is not for one number alone.
    for where in (seed, f"{seed} and another"):
        machine = show.machine(where)
        fault = boot_fault(show, machine, shop)
        if fault:
            return fault
    if hasattr(show.judge, "unfixed"):
        return show.judge.unfixed(shop)
    return None


def boot_fault(show, machine, shop):
    """What is wrong with the kernel built last, on this machine, or None:
    the symptom, what memblock has in the end, or a self-test."""
    run = shop.boot(machine)
    seen = show.symptom(run, machine)
    if seen:
        return f"the symptom is still there: {seen}"
    if run.status != PASSED:
        return how_it_ended("the boot ends", run)
    must, found = facts(shop.sound(machine).log), facts(run.log)
    if must != found:
        odd = sorted(found - must) or sorted(must - found)
        there = "has, and should not" if found - must else "should have"
        return (f"no message any more, but a machine of this kind {there}: "
                f"{odd[0]}")
    run = shop.boot(machine, test=True)
    if run.status != PASSED:
        return how_it_ended("the self-tests end", run)
    return None


def how_it_ended(what, run):
    """With what qemu.sh reports of a kernel that has come to its end."""
    return (f"{what} with status {run.status} of qemu.sh:\n"
            + "\n".join(run.log.splitlines()[-25:]))


def difference(show):
    """The reference fix as a patch on top of the bug."""
    if show.has_fix():
        return show.text("fix.patch")
    return reverse(show.bug)


# ---- commands ---------------------------------------------------------------

def say_list():
    for show in list_exhibits():
        print(f"{show.number:02}  {'*' * show.meta['difficulty']:<3}  "
              f"{show.title}")


def say_start(args):
    show = start(args.number, args.folder, args.seed)
    print(f"{args.folder}: \"{show.title}\", seed {args.seed}. "
          f"Read {args.folder}/README.md;\n`{args.folder}/symptom` boots it.")


def say_check(args):
    show, seed = seed_of(args.folder)
    if args.seed not in (None, seed):
        raise Trouble(f"{args.folder} was made with the seed {seed}")
    good = True
    with Workshop(ROOT, trusted=args.trusted) as shop:
        if not args.fix_only:
            given = answers_of(args.folder)
            for name, right in check_evidence(show, seed, given, shop):
                print(f"{name:<12} " + {True: "right", False: "wrong",
                                        None: "not answered"}[right])
                good = good and bool(right)
        patch = patch_of(show, args.folder, shop)
        fault = check_fix(show, seed, patch, shop) if patch else \
            "nothing is changed yet"
        print("fix          " + (fault or "good: the symptom is gone, and "
                                 "the self-tests pass"))
    return 0 if good and not fault else 1


def say_key(args):
    with Workshop(ROOT) as shop:
        found, = keys(exhibit(args.number), [args.seed], shop)
        for name, value in found.items():
            shown = f"{value:#x}" if isinstance(value, int) else f'"{value}"'
            print(f"{name} = {shown}")


def main(argv):
    parser = argparse.ArgumentParser(
        prog="lab museum", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list")
    one = commands.add_parser("start")
    one.add_argument("number", type=int)
    one.add_argument("folder")
    one.add_argument("--seed", default="0")
    one = commands.add_parser("check")
    one.add_argument("folder")
    one.add_argument("--seed", help="the one that it must have")
    one.add_argument("--fix-only", action="store_true")
    one.add_argument("--trusted", action="store_true")
    one = commands.add_parser("key")
    one.add_argument("number", type=int)
    one.add_argument("--seed", required=True)
    args = parser.parse_args(argv)
    if args.command == "list":
        say_list()
    elif args.command == "start":
        say_start(args)
    elif args.command == "key":
        say_key(args)
    else:
        return say_check(args)
    return 0
