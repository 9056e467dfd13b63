# SPDX-License-Identifier: GPL-2.0-only
"""handouts.py FOLDER: a PDF for each handout, for a black-and-white printer.

labs/NN-name/README.md becomes FOLDER/NN-name.pdf, that of a variant
FOLDER/NN-name-VARIANT.pdf: A4, page numbers, hints unfolded on a page of
their own at the end, so that they can be kept back. Links are plain text
there. book.mk calls this.
"""

import glob
import os
import re
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
HINT = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>",
                  re.S)
STYLE = """
@page { size: A4; margin: 20mm 18mm;
  @bottom-left { content: string(title); font: 8pt sans-serif }
  @bottom-right { content: counter(page) " / " counter(pages);
    font: 8pt sans-serif } }
html { font: 10.5pt/1.4 "DejaVu Serif", "Liberation Serif", serif;
  color: #000 }
h1, h2, h3, h4 { font-family: "DejaVu Sans", sans-serif; line-height: 1.2;
  break-after: avoid }
h1 { font-size: 18pt; string-set: title content() }
h2 { font-size: 13pt } h3, h4 { font-size: 11pt }
a { color: #000; text-decoration: none }
code, pre { font-family: "DejaVu Sans Mono", monospace; font-size: 85% }
pre { border: 0.5pt solid #000; padding: 2mm; break-inside: avoid;
  white-space: pre-wrap; line-height: 1.25 }
table { border-collapse: collapse; margin: 3mm 0 }
th, td { border: 0.5pt solid #000; padding: 1mm 2mm; text-align: left;
  vertical-align: top }
img { max-width: 100% }
.hints { break-before: page }
"""


def handouts():
    """(path, name of the PDF, folder of the lab) of each handout."""
    found = []
    for pattern in ("labs/[0-9]*/README.md",
                    "labs/[0-9]*/variants/*/README.md",
                    "labs/museum/[0-9]*/README.md"):
        for path in glob.glob(pattern, root_dir=ROOT):
            words = path.split("/")[1:-1]
            name = "-".join(w for w in words if w != "variants")
            found.append((path, name, "labs/" + words[0]))
    return sorted(found)


def settings(folder):
    try:
        with open(os.path.join(ROOT, folder, "lab.toml"), "rb") as file:
            return tomllib.load(file)
    except OSError:
        return {}


def heading(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return re.search(r"^# (.*)$", file.read(), re.M).group(1)


def contents():
    """The page of the book that lists them, in Markdown."""
    lines = ["# The handouts", "", "Each lab has a handout. The PDF is for "
             "paper: black and white, with the hints on the last page.", "",
             "| lab | | hours | difficulty | on paper |",
             "| --- | --- | --- | --- | --- |"]
    tree = []
    for path, name, folder in handouts():
        lab = settings(folder)
        variant = "/variants/" in path
        kind = "museum" if "/museum/" in path else "variant" if variant \
            else "optional" if lab.get("optional") else "core"
        hours = "" if variant else lab.get("hours", "")
        hard = "" if variant else lab.get("difficulty", "")
        lines.append(f"| [{heading(path)}]({path}) | {kind} | {hours} | "
                     f'{hard} | <a href="handouts/{name}.pdf">{name}.pdf</a>'
                     " |")
        tree.append(path[:-3])
    if tree:
        lines += ["", "```{toctree}", ":hidden:", "", *tree, "```"]
    return "\n".join(lines) + "\n"


def html(text):
    """One handout; its hints come last."""
    import markdown_it      # with python3-myst-parser
    hints = HINT.findall(text)
    text = HINT.sub(lambda m: f"*{m.group(1).strip()}: on the last page.*",
                    text)
    if hints:
        text += '\n\n<div class="hints">\n\n## Hints\n\n'
        for title, body in hints:
            text += f"### {re.sub('<[^>]*>', '', title).strip()}\n\n{body}\n\n"
        text += "</div>\n"
    text = re.sub(r"^---\n.*?^---\n", "", text, count=1, flags=re.M | re.S) \
        if text.startswith("---\n") else text
    body = markdown_it.MarkdownIt("commonmark").enable("table").render(text)
    return (f'<!doctype html><html lang="en"><meta charset="utf-8">'
            f"<style>{STYLE}</style><body>{body}</body></html>")


def main():
    import weasyprint
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    done = handouts()
    for path, name, _ in done:
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            text = html(file.read())
        base = os.path.join(ROOT, os.path.dirname(path)) + "/"
        weasyprint.HTML(string=text, base_url=base).write_pdf(
            os.path.join(folder, f"{name}.pdf"))
    print(f"book: {len(done)} handouts as PDF in {folder}")


if __name__ == "__main__":
    main()
