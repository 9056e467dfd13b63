# SPDX-License-Identifier: GPL-2.0-only
"""Grades for people: class.html, one file, black on white, that a screen
reader can walk through, and a CSV for the spreadsheet. Everything that a
student wrote is escaped: a name or a compiler's message is never markup."""

import csv
import html
import io
import statistics

from .results import FAIL, ERROR, shown

STYLE = """
:root { color-scheme: light; }
body { font: 1rem/1.5 serif; color: #000; background: #fff;
  max-width: 70rem; margin: 1rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: bold; }
th, td { border: 1px solid #000; padding: .2rem .5rem; text-align: left;
  vertical-align: top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
pre { border: 1px solid #000; padding: .5rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
a { color: #000; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
a:focus, summary:focus { outline: 3px solid #000; outline-offset: 2px; }
@media print { details > * { display: block; } }
"""
BARS = 10
MOST = 12           # failed tests of a student


def text(value):
    return html.escape(str(value), quote=True)


def row(cells, tag="td", scope=None):
    out = []
    for cell in cells:
        number = isinstance(cell, (int, float)) and tag == "td"
        shape = ' class="n"' if number else ""
        shape += f' scope="{scope}"' if scope else ""
        out.append(f"<{tag}{shape}>{text(cell)}</{tag}>")
    return "".join(out)


def table(caption, head, rows):
    """A table whose first column names its rows."""
    lines = ["<table>", f"<caption>{text(caption)}</caption>",
             "<thead><tr>" + row(head, "th", "col") + "</tr></thead>",
             "<tbody>"]
    for cells in rows:
        lines.append("<tr>" + row(cells[:1], "th", "row") + row(cells[1:])
                     + "</tr>")
    return "\n".join([*lines, "</tbody>", "</table>"])


def spread(grades):
    """How many have how many points."""
    good = [g for g in grades if g.points is not None]
    counts = [0] * (BARS + 1)
    for grade in good:
        counts[int(grade.points * BARS / max(grade.of, 1))] += 1
    return [(f"{i * 100 // BARS}-{i * 100 // BARS + 9} %" if i < BARS
             else "100 %", n) for i, n in enumerate(counts) if n]


def lab_section(lab, grades):
    good = [g.points for g in grades if g.points is not None]
    errors = sum(g.points is None for g in grades)
    facts = f"{len(grades)} submissions"
    if good:
        facts += (f", mean {statistics.mean(good):.1f}, median "
                  f"{statistics.median(good):g} points")
    if errors:
        facts += f"; {errors} could not be graded: grade them again"
    parts = [f"<h2>{text(lab)}</h2>", f"<p>{text(facts)}</p>",
             table(f"{lab}: how the points spread",
                   ["points", "students"], spread(grades))]
    rules = {}
    for grade in grades:
        for rule in grade.rules:
            of = rule["visible"]["of"] + rule["hidden"]["of"]
            won = rule["visible"]["points"] + rule["hidden"]["points"]
            line = rules.setdefault(rule["id"], [rule["text"], 0, 0, of])
            line[1] += won == of
            line[2] += 1
    parts.append(table(f"{lab}: rules", ["rule", "what", "points",
                                         "kept by", "of"],
                       [(name, what, of, kept, all_)
                        for name, (what, kept, all_, of) in rules.items()]))
    return "\n".join(parts)


def failure(test):
    lines = [f"<li><strong>{text(test.id)}</strong> {text(test.name)}: "
             f"{text(test.says)}"]
    if test.report:
        lines.append(f"<pre>{text(test.report)}</pre>")
    return "\n".join([*lines, "</li>"])


def of_each_rule(failed):
    """Some of them: the first of each rule, and as many more as there is
    room for."""
    first = {}
    for test in failed:
        first.setdefault(test.rule, test.id)
    later = [t.id for t in failed if t.id != first[t.rule]]
    wanted = {*first.values(), *later[:max(0, MOST - len(first))]}
    return [t for t in failed if t.id in wanted]


def student_section(grade):
    """One student's grade in one lab, folded."""
    title = f"{grade.name or grade.student}: {grade.lab}, " \
        f"{shown(grade.points)} of {grade.of}"
    parts = [f"<details id=\"{text(grade.key)}\">",
             f"<summary>{text(title)}</summary>"]
    if grade.says:
        parts.append(f"<pre>{text(grade.says)}</pre>")
    if grade.notes:
        parts.append("<p>For the teacher:</p>\n<ul>" + "".join(
            f"<li>{text(note)}</li>" for note in grade.notes) + "</ul>")
    if grade.rules:
        parts.append(table(title + ": points by rule", [
            "rule", "what", "visible", "hidden"], [
                (rule["id"], rule["text"],
                 *(f"{rule[p]['points']} of {rule[p]['of']} "
                   f"({rule[p]['passed']} of {rule[p]['tests']} tests)"
                   for p in ("visible", "hidden")))
                for rule in grade.rules]))
    failed = [t for t in grade.tests if t.status in (FAIL, ERROR)]
    shown_ones = of_each_rule(failed)
    if failed:
        parts.append("<ul>" + "\n".join(map(failure, shown_ones)) + "</ul>")
    if len(failed) > len(shown_ones):
        parts.append(f"<p>and {len(failed) - len(shown_ones)} more</p>")
    return "\n".join([*parts, "</details>"])


def page(title, date, grades, absent=(), pairs=()):
    """The whole of class.html."""
    labs = sorted({g.lab for g in grades})
    grades = sorted(grades, key=lambda g: (g.student, g.lab))
    everybody = [(g.student, g.name, g.lab, shown(g.points), g.of,
                  len(g.notes)) for g in grades]
    parts = ["<!DOCTYPE html>", '<html lang="en"><head>',
             '<meta charset="utf-8">',
             '<meta name="viewport" content="width=device-width">',
             f"<title>{text(title)}: grades</title>",
             f"<style>{STYLE}</style></head><body>",
             '<a class="skip" href="#all">To the grades</a>', "<main>",
             f"<h1>{text(title)}: grades</h1>", f"<p>{text(date)}</p>"]
    parts += [lab_section(lab, [g for g in grades if g.lab == lab])
              for lab in labs]
    parts += ['<h2 id="all">Everybody</h2>',
              table("All grades", ["student", "name", "lab", "points", "of",
                                   "notes"], everybody)]
    if absent:
        parts.append("<p>Nothing from: " + text(", ".join(absent)) + "</p>")
    if pairs:
        parts.append(table("Alike (shared handout code is left out)", [
            "one", "other", "lab", "same code %", "same words %"], pairs))
    parts += ["<h2>One by one</h2>",
              *(student_section(g) for g in grades), "</main></body></html>"]
    return "\n".join(parts) + "\n"


def as_csv(grades, weights=None, absent=()):
    """One row a student and lab; a spreadsheet must not compute a cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["student", "name", "lab", "variant", "status", "points",
                     "of", "weight", "rules lost", "notes"])
    for g in sorted(grades, key=lambda g: (g.student, g.lab)):
        lost = [r["id"] for r in g.rules for p in ("visible", "hidden")
                if r[p]["points"] < r[p]["of"]]
        writer.writerow(map(harmless, [
            g.student, g.name, g.lab, g.variant, g.status,
            "" if g.points is None else f"{g.points:g}", g.of,
            (weights or {}).get(g.lab, 1), " ".join(dict.fromkeys(lost)),
            "; ".join(g.notes)]))
    for student in absent:
        writer.writerow([harmless(student), "", "", "", "absent", "", "", "",
                         "", ""])
    return out.getvalue()


def harmless(value):
    value = str(value)
    return "'" + value if value[:1] in ("=", "+", "-", "@") else value
