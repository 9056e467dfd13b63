# SPDX-License-Identifier: GPL-2.0-only
"""What `make mutants` says: a line for each mutant while it runs, a report
with tables at the end."""

import collections

NOT_COUNTED = ("broken", "equal")


def progress(number, total, mutant):
    line = (f"  [{number}/{total}] {mutant.result:10} {mutant.path}:"
            f"{mutant.line} {mutant.id} {mutant.kind}")
    if mutant.result == "killed":
        return f"{line}: {mutant.by}"
    if mutant.result in ("survived", "equivalent"):
        return (f"{line} ({mutant.took:.1f} s)\n      - {mutant.old_lines}\n"
                f"      + {mutant.new_lines}")
    return line


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


class Report:
    """The figures of one run."""

    def __init__(self, args, chosen, fixed, wrong, untested, seconds):
        self.args = args
        self.chosen = chosen
        self.fixed = fixed
        self.wrong = wrong
        self.untested = untested
        self.seconds = seconds
        self.counted = [m for m in chosen if m.result not in NOT_COUNTED]
        self.killed = [m for m in self.counted if m.result == "killed"]
        self.alive = [m for m in fixed if m.result != "killed"]

    def survivors(self):
        return [m for m in self.counted if m.result == "survived"]

    def mortal(self):
        """Those that a test could kill: all but the equivalent ones."""
        return [m for m in self.counted if m.result != "equivalent"]

    def rate(self):
        """The mutation score, in percent."""
        return 100 * len(self.killed) / max(1, len(self.mortal()))

    def score(self):
        """With the equivalent ones, too, for whoever doubts the reasons."""
        return f"{len(self.killed)} of {len(self.mortal())} killed " \
               f"({self.rate():.1f} %; " \
               f"{percent(len(self.killed), len(self.counted))} of all " \
               f"{len(self.counted)})"

    def good(self):
        return bool(self.counted) and not self.alive and not self.wrong \
            and (self.args.mutant or self.rate() >= self.args.goal)

    def last_lines(self, results):
        lines = [f"mutants: {self.score()}, "
                 f"{results['equivalent']} equivalent, "
                 f"{results['survived']} survived; not counted: "
                 f"{results['broken']} that do not compile, "
                 f"{results['equal']} with the same machine code; "
                 f"{len(self.fixed) - len(self.alive)} of {len(self.fixed)} "
                 f"named ones killed; seed {self.args.seed}, "
                 f"{self.seconds:.0f} s"]
        lines += [f"mutants: lives: {m.name} ({m.path})" for m in self.alive]
        lines += [f"mutants: {text}" for text in self.wrong]
        if not self.args.mutant and self.rate() < self.args.goal:
            lines.append(f"mutants: {self.rate():.1f} % killed, "
                         f"{self.args.goal:.1f} % wanted")
        return "\n".join(lines)

    def command(self):
        parts = ["make mutants", f"MUTANTS={self.args.count}",
                 f"SEED={self.args.seed}"]
        if self.args.file:
            parts.append(f"FILE={self.args.file}")
        return " ".join(parts)

    def table(self, title, key):
        """Rows: what @key says of a mutant."""
        groups = collections.defaultdict(collections.Counter)
        for mutant in self.counted:
            groups[key(mutant)][mutant.result] += 1
            groups["all"][mutant.result] += 1
        order = sorted(name for name in groups if name != "all") + ["all"]
        yield f"| {title} | mutants | killed | equivalent | survived | |"
        yield "| --- | ---: | ---: | ---: | ---: | ---: |"
        for name in order:
            row = groups[name]
            mortal = row["killed"] + row["survived"]
            yield (f"| {name} | {sum(row.values())} | {row['killed']} | "
                   f"{row['equivalent']} | {row['survived']} | "
                   f"{percent(row['killed'], mortal)} |")
        yield ""

    def lines(self):
        yield "## Mutants: would the tests notice?"
        yield ""
        yield f"    {self.command()}"
        yield ""
        yield ("Each mutant is one file with one small mistake in it; it is "
               "killed when a host test that links this file fails. Not "
               "counted are those that do not compile or of which gcc -O2 "
               "makes the same machine code; nor, in the score, the "
               "equivalent ones, whose reasons are in "
               "tests/mutants/equivalent.txt.")
        yield ""
        yield f"{self.score()}, in {self.seconds:.0f} s."
        yield ""
        yield from self.table("file", lambda m: m.path)
        yield from self.table("kind", lambda m: m.kind)
        if self.fixed:
            yield "| mutants that must be killed | file | killed by |"
            yield "| --- | --- | --- |"
            for m in self.fixed:
                yield f"| {m.name} | {m.path} | " \
                      f"{m.by if m.result == 'killed' else '**lives**'} |"
            yield ""
        if self.survivors():
            yield "Survivors:"
            yield ""
            yield "```diff"
            for m in self.survivors():
                yield f"# {m.id} line {m.line}, {m.kind}\n{m.show()}"
            yield "```"
        if self.untested:
            yield "No host test links: " + ", ".join(self.untested) + "."

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(self.lines()) + "\n")
