# SPDX-License-Identifier: GPL-2.0-only
"""Is an answer right, and what do the rules earn? Outside of the sandbox.

Compares an Answer with what the lab's oracle expects, finds words for the
difference, and adds up points: a rule's points of a part (visible, hidden)
come all or not at all. The lab's own diagnose() speaks first; what is here
says the rest, and everything about a runner that broke off.
"""

from dataclasses import dataclass, field

from .case import MAX_NUMNODES, Outcome, number
from .runner import Answer

LISTS = ("memory", "reserved")
# build.STUDENT: what was not initialised, as gcc and as clang fill it.
PATTERNS = {0xfefefefefefefefe, 0xfefefefe, 0xaaaaaaaaaaaaaaaa, 0xaaaaaaaa}
MAX_SHOWN, MAX_ROWS = 32, 12    # entries of a list, rows of a table


def like(want, value):
    """@value as @want's class, which may have words for it."""
    return type(want)(value) if hasattr(want, "words") and \
        isinstance(value, list) else value


@dataclass
class Verdict:
    """What became of one case."""
    case: object
    want: Outcome
    answer: Answer
    differences: list
    why: str = ""               # one sentence, "" if it passed
    trouble: str = ""           # the lab's own code failed

    @property
    def passed(self):
        return not self.differences and not self.trouble


@dataclass
class Part:
    """A rule's cases of one part."""
    points: int
    passed: int = 0
    total: int = 0

    @property
    def earned(self):
        return self.points if self.total and self.passed == self.total else 0


@dataclass
class Score:
    """What all cases came to."""
    rules: dict = field(default_factory=dict)   # id: {"visible": Part, ...}

    def earned(self, part):
        return sum(parts[part].earned for parts in self.rules.values())

    def possible(self, part):
        return sum(parts[part].points for parts in self.rules.values())

    def lost(self):
        """Rules that a case has taken points from."""
        return [rule for rule, parts in self.rules.items()
                if any(p.total and p.earned < p.points or
                       p.passed < p.total for p in parts.values())]


def score(rules, verdicts):
    """The Score of verdicts; @rules have id, visible and hidden."""
    result = Score({r.id: {"visible": Part(r.visible),
                           "hidden": Part(r.hidden)} for r in rules})
    for verdict in verdicts:
        hidden = ".h" in verdict.case.id
        part = result.rules[verdict.case.rule]["hidden" if hidden
                                               else "visible"]
        part.total += 1
        part.passed += verdict.passed
    return result


# ---- one case ---------------------------------------------------------------

def expected(lab, case):
    """(what the lab's oracle expects, the trouble it had). The shrinker asks
    about calls that the lab has not thought of: so some fail, or miscount."""
    try:
        want = lab.expect(case)
    except Exception as error:      # whatever a lab's code may raise
        return Outcome(), f"{case.id}: expect(): {error!r}"
    if len(want.results or ()) > len(case.calls):
        return Outcome(), (f"{case.id}: expect(): {len(want.results)} results "
                           f"of {len(case.calls)} calls")
    return want, ""


def judge(lab, case, answer, want=None):
    """The Verdict on one answer. @lab: the module with expect(); @want: of
    expected(), if somebody has asked before."""
    outcome, trouble = want or expected(lab, case)
    if trouble:
        return Verdict(case, outcome, answer, [], trouble=trouble)
    differences = compare(case, outcome, answer)
    verdict = Verdict(case, outcome, answer, differences)
    if differences:
        verdict.why = explain(lab, verdict)
    return verdict


def explain(lab, verdict):
    """One sentence: the lab's own, or the first difference."""
    if verdict.answer.kind:
        return verdict.differences[0]
    said = ""
    if hasattr(lab, "diagnose"):
        try:
            said = lab.diagnose(verdict.case, verdict.want,
                                verdict.answer.outcome)
        except Exception as error:  # its words are no reason for no verdict
            verdict.trouble = f"{verdict.case.id}: diagnose(): {error!r}"
    return said or verdict.differences[0]


def compare(case, want, answer):
    """What differs, in words, the most telling first. [] is right."""
    if answer.kind:
        return [broken(case, answer)]
    got = answer.outcome
    found = list(compare_results(case, want.results, got.results))
    for name in LISTS:
        if name in case.looks and getattr(want, name) is not None:
            found += compare_list(name, getattr(want, name),
                                  getattr(got, name), answer.totals[name])
    for name, value in want.extra.items():
        found += compare_extra(name, value, got.extra.get(name))
    found += compare_notes(want.notes, got.notes, want.about)
    found += compare_log(want.log, got.log)
    found += [f"the line \"{text} ...\" of memblock=debug is missing"
              for text in want.printed or ()
              if not any(text in line for line in answer.printed)]
    if found and answer.stubs:
        found.insert(0, f"{answer.stubs[0]}() is still the stub")
    return found


# ---- words ------------------------------------------------------------------

def shown(value):
    """In words, if its class has some; of a long list its beginning."""
    if hasattr(value, "words"):
        return value.words()
    if isinstance(value, (list, tuple)):
        most = MAX_ROWS if value and isinstance(
            value[0], (list, tuple)) else MAX_SHOWN
        more = len(value) - most
        return ("[" + ", ".join(map(shown, value[:most]))
                + (f", and {more} more" if more > 0 else "") + "]")
    return number(value) if isinstance(value, int) else str(value)


def broken(case, answer):
    """A crash, a hang and so on, and where."""
    theirs = answer.theirs
    done = len(answer.outcome.results)
    call = case.calls[min(done, len(case.calls) - 1)]
    where = f" in {theirs}" if theirs else f" in {call.function}()"
    address = f" (address {answer.address:#x})" if answer.address else ""
    if answer.kind == "hang":
        return f"does not come back: it was{where} when its time was over"
    if answer.kind == "missing":
        return answer.what
    if answer.kind == "panic":
        return f"the kernel panicked{where}: {answer.what}"
    if answer.kind == "end":
        return f"call {done + 1}, {call.function}(): {answer.what}"
    return f"crashed{where}: {answer.what}{address}"


def compare_results(case, want, got):
    for n, expected in enumerate(want or ()):
        value = got[n] if n < len(got) else None
        if expected is None or same(expected, value):
            continue
        call = f"call {n + 1}, " if len(case.calls) > 1 else ""
        text = (f"{call}{case.calls[n].function}() gave {shown(value)}, "
                f"expected {shown(expected)}")
        if isinstance(value, int) and value in PATTERNS:
            text += ": a variable that was never set"
        yield text


def same(expected, value):
    if isinstance(expected, (list, tuple)):
        return isinstance(value, list) and len(expected) == len(value) and \
            all(map(same, expected, value))
    if isinstance(expected, bool):
        expected = int(expected)
    return expected == value


def compare_list(name, want, got, totals):
    count, total = totals
    text = list_fault(name, want, got)
    if text:
        yield text
    if count != len(got):
        yield f"memblock.{name}.cnt is {count}: more than the array holds"
    elif total != sum(r.size for r in got):
        yield (f"memblock.{name}.total_size is {total:#x}, but its regions "
               f"have {sum(r.size for r in got):#x} bytes")


def list_fault(name, want, got):
    """The first thing wrong with a list, or None."""
    if list(want) == got:
        return None
    for one, two in zip(got, got[1:]):
        if two.base < one.base:
            return f"{name} is not sorted: {one} stands before {two}"
        if two.base < one.end:
            return f"{name}: {one} and {two} overlap"
    if not any(r.size for r in got) and not got == []:
        return f"{name} has a region without bytes: {got[0]}"
    for n, (one, two) in enumerate(zip(want, got)):
        if one != two:
            return f"{name}[{n}] is {told(two, one)}, expected {told(one, two)}"
    if len(got) > len(want):
        return f"{name} has {got[len(want)]} at its end, which should not be"
    return f"{name} lacks {want[len(got)]} at its end"


def told(region, other):
    """With its node, where only that differs."""
    text = str(region)
    if region.nid == MAX_NUMNODES and other.nid != region.nid:
        text += " of no known node"
    return text


def compare_extra(name, want, got):
    if same(want, got):
        return
    if isinstance(want, (list, tuple)) and isinstance(got, list):
        for n, (one, two) in enumerate(zip(want, got)):
            if not same(one, two):
                yield (f"{name}[{n}] is {shown(two)}, expected "
                       f"{shown(one)}")
                return
        yield f"{name} has {len(got)} entries, expected {len(want)}"
        return
    yield f"{name} is {shown(got)}, expected {shown(want)}"


def compare_notes(want, got, about=None):
    if want is None:
        return
    missing, more = list(want), []
    for note in got:
        if about and note.split()[0] not in about:
            continue
        if note in missing:
            missing.remove(note)
        else:
            more.append(note)
    for note in missing:
        other = next((m for m in more if m.split()[0] == note.split()[0]),
                     None)
        yield (f"expected \"{note}\", but "
               + (f"it was \"{other}\"" if other else "that did not happen"))
    if not missing and more:
        yield f"\"{more[0]}\" should not have happened"


def compare_log(want, got):
    if want is None:
        return
    for n, text in enumerate(want):
        wanted = f"a warning with \"{text}\"" if text else "a warning"
        if n >= len(got):
            yield f"expected {wanted}: there is none"
            return
        if text not in got[n]:
            yield f"expected {wanted}, got \"{got[n]}\""
            return
    if len(got) > len(want):
        yield f"warned without need: \"{got[len(want)]}\""
