# SPDX-License-Identifier: GPL-2.0-only
"""stage.py FOLDER: the documents as Sphinx wants them, put into FOLDER.

They are written to be read on any page that shows Markdown; nothing in them
knows of Sphinx. Here docs/book/index.md becomes the first page, each of its
lists a part of the table of contents, and every link to a file or a folder
of the house a link to a page that shows it: the book needs no network.
book.mk calls this; it changes nothing outside of FOLDER.
"""

import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
# pylint: disable=wrong-import-position
import docs_links                       # noqa: E402
import handouts                         # noqa: E402

INDEX = "docs/book/index.md"
# Where the index wants the list of the labs' handouts, which is made here.
HANDOUTS = "<!-- handouts -->"
MADE = "docs/book/handouts.md"
PICTURES = (".svg", ".png")
LANGUAGES = {".c": "c", ".h": "c", ".py": "python", ".sh": "bash",
             ".json": "json", ".toml": "ini", ".ts": "ts"}
# A file's page is found by links and by its name; the search is for the book.
HEAD = "---\norphan: true\nnosearch: true\n---\n\n"


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def pages():
    """Markdown that is part of the book, with or without a link to it."""
    found = ["README.md", *(path for path, _, _ in handouts.handouts())]
    return found + sorted(glob.glob("docs/**/*.md", root_dir=ROOT,
                                    recursive=True))


def place(path):
    """Where something of the house is put, in FOLDER."""
    if path.startswith("docs/book/"):
        return path[len("docs/book/"):]
    if path.endswith(PICTURES + (".md",)):
        return path
    if os.path.isdir(os.path.join(ROOT, path)):
        return os.path.join("files", path, "index.md")
    return os.path.join("files", path + ".md")


class Stage:
    """What is to be put there: more with each link that is seen."""

    def __init__(self, folder):
        self.folder = folder
        self.waiting = []
        self.known = set()
        self.written = set()

    def want(self, path):
        if path not in self.known:
            self.known.add(path)
            self.waiting.append(path)

    def write(self, path, data):
        """What has not changed stays, so that Sphinx need not read it."""
        full = os.path.join(self.folder, path)
        self.written.add(full)
        if isinstance(data, str):
            data = data.encode()
        if os.path.exists(full):
            with open(full, "rb") as file:
                if file.read() == data:
                    return
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(data)

    def links(self, path, text):
        """@text with its links as they must be where @path is put."""
        here = os.path.dirname(place(path))

        def one(match):
            label, target = match.groups()
            if re.match(r"(https?:|mailto:|#)", target):
                return match.group()
            name, hash_, anchor = target.partition("#")
            goal = os.path.normpath(os.path.join(os.path.dirname(path), name))
            if goal == "labs":
                goal = MADE
            if goal != MADE:
                if not os.path.exists(os.path.join(ROOT, goal)):
                    sys.exit(f"{path}: {target}: no such file")
                self.want(goal)
            there = os.path.relpath(place(goal), here or ".")
            start = match.group()[:match.group().index("](")]
            return f"{start}]({there}{hash_}{anchor})"

        parts = re.split(r"(^```.*?^```$)", text, flags=re.M | re.S)
        return "".join(part if part.startswith("```")
                       else docs_links.LINK.sub(one, part) for part in parts)

    def page(self, path):
        text = read(path)
        if path == INDEX:
            text = with_contents(text)
        elif not path.startswith("docs/") and path != "README.md":
            text = "---\norphan: true\n---\n\n" + re.sub(
                r"\s*(</?details>|<summary>.*?</summary>)\s*",
                r"\n\n\1\n\n", text)
        self.write(place(path), self.links(path, text))

    def source(self, path):
        try:
            text = read(path)
        except UnicodeDecodeError:
            text = "(not a text)\n"
        fence = "`" * max([3, *(len(run) + 1 for run
                                in re.findall(r"`{3,}", text))])
        language = LANGUAGES.get(os.path.splitext(path)[1], "text")
        end = "" if text.endswith("\n") else "\n"
        self.write(place(path), f"{HEAD}# `{path}`\n\n"
                   f"{fence}{language}\n{text}{end}{fence}\n")

    def directory(self, path):
        names = sorted(os.listdir(os.path.join(ROOT, path)))
        lines = [f"{HEAD}# `{path}/`\n"]
        for name in names:
            full = os.path.join(path, name)
            inside = os.path.isdir(os.path.join(ROOT, full))
            if name.startswith((".", "__pycache__")) \
                    or inside and not path.startswith("labs/"):
                continue
            about = "" if inside else opening(full)
            lines.append(f"- [{name}]({name})" + (f": {about}" if about
                                                  else ""))
        text = "\n".join(lines) + "\n"
        # the page lies as deep as the folder: as if it were a file in it
        self.write(place(path), self.links_in(path, text))

    def links_in(self, folder, text):
        def one(match):
            goal = os.path.join(folder, match.group(2))
            self.want(goal)
            there = os.path.relpath(place(goal),
                                    os.path.dirname(place(folder)))
            return f"[{match.group(1)}]({there})"
        return re.sub(r"^- \[([^\]]+)\]\(([^)]+)\)",
                      lambda m: "- " + one(m), text, flags=re.M)

    def run(self):
        for path in pages():
            self.want(path)
        self.write(place(MADE), handouts.contents())
        while self.waiting:
            path = self.waiting.pop()
            if path.endswith(".md"):
                self.page(path)
            elif path.endswith(PICTURES):
                with open(os.path.join(ROOT, path), "rb") as file:
                    self.write(place(path), file.read())
            elif os.path.isdir(os.path.join(ROOT, path)):
                self.directory(path)
            else:
                self.source(path)
        for folder, _, names in os.walk(self.folder):
            for name in names:
                if os.path.join(folder, name) not in self.written:
                    os.remove(os.path.join(folder, name))


def opening(path):
    """The first sentence of a file's opening comment, or nothing."""
    try:
        text = read(path)[:3000]
    except UnicodeDecodeError:
        return ""
    match = re.search(r'SPDX[^\n]*\n(?:[^\n]*encoding[^\n]*\n)?(?:/\*\n|""")?'
                      r"((?:[^\n]+\n)+)", text)
    if not match or not path.endswith((".c", ".h", ".py", ".sh", ".asm",
                                       ".mk", ".ld", ".ts")):
        return ""
    words = re.sub(r"^ ?(\*/|\*|#|;|//)", "", match.group(1), flags=re.M)
    first = re.match(r"\s*(.*?[.:])(?=\s[A-Z_(]|\s*\Z|\s*\"\"\")",
                     words, re.S)
    if not first:
        return ""
    return re.sub(r"([<>*_`\[\]])", r"\\\1", " ".join(first.group(1).split()))


def docname(link):
    """What Sphinx calls the page that docs/book/index.md links to."""
    path = os.path.normpath(os.path.join(os.path.dirname(INDEX), link))
    return place(path)[:-len(".md")]


def with_contents(text):
    """Behind each list of links under a heading, the same as a toctree."""
    parts = re.split(r"^## (.*)\n", text, flags=re.M)
    out = parts[0]
    for title, body in zip(parts[1::2], parts[2::2]):
        body = body.replace(HANDOUTS, "- [The handouts](handouts.md)")
        found = re.findall(r"^\s*(?:-|\d+\.) \[([^\]]*)\]\(([^)#]+\.md)\)",
                           body, re.M)
        out += f"## {title}\n{body}"
        if found:
            names = [f"{label} <{docname(name)}>" for label, name in found]
            out += (f"```{{toctree}}\n:hidden:\n:caption: {title}\n\n"
                    + "\n".join(names) + "\n```\n\n")
    return out


if __name__ == "__main__":
    Stage(sys.argv[1]).run()
