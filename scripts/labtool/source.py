# SPDX-License-Identifier: GPL-2.0-only
"""C files as a list of top-level items, and what labs do with them.

No parser: the words, strings, comments and brackets of the file are enough
to say where a function, a variable or a type begins and ends, and with them
its comment. Text between two changes stays as it is, byte for byte.
"""

import re

from . import Trouble

TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/|//(?:\\\n|[^\n])*)
  | (?P<directive>^[ \t]*\#(?:/\*.*?\*/|\\.|[^\n\\])*)
  | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | (?P<word>[A-Za-z_]\w*)
  | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
  | (?P<blank>\n|[^\S\n]+)
  | (?P<sign>.)""", re.X | re.S | re.M)
# Words that take parentheses in a declaration and are not its name.
ATTRIBUTES = {"__attribute__", "__section", "__aligned", "__printf",
              "_Alignas", "__typeof__", "typeof", "__asm__", "asm",
              "__must_check", "__initdata", "__initconst", "__used",
              "__maybe_unused", "__packed", "__noreturn", "__weak",
              "__init", "__ref", "__cold", "__always_inline", "__noscan"}
TYPE_WORDS = {"struct", "union", "enum"}
OPEN, CLOSE = "([{", ")]}"


class Token:
    """A piece of the text: its kind, where it is, what it says."""

    __slots__ = ("kind", "start", "end", "text")

    def __init__(self, match):
        self.kind = match.lastgroup
        self.start, self.end = match.span()
        self.text = match.group()


class Item:
    """One thing at the left margin of a file.

    kind: function, prototype, variable, type, macro, directive or comment.
    The text from doc (its comment) to end is its own; body is where a
    function's { is, start where its first word is.
    """

    def __init__(self, kind, name, doc, tokens):
        self.kind, self.name, self.doc = kind, name, doc
        self.tokens = tokens
        self.start, self.end = tokens[0].start, tokens[-1].end
        self.code_end = self.end    # without a comment behind it
        self.body = None

    @property
    def static(self):
        return any(t.text == "static" for t in self.tokens
                   if self.body is None or t.start < self.body)

    def words(self):
        """All identifiers in it."""
        return {t.text for t in self.tokens if t.kind == "word"} | {
            word for t in self.tokens if t.kind == "directive"
            for word in re.findall(r"[A-Za-z_]\w*", t.text)}


def tokens_of(text):
    return [Token(match) for match in TOKEN.finditer(text)]


def top_level(tokens):
    """Those outside of all brackets, the outermost brackets included."""
    depth, found = 0, []
    for token in tokens:
        if token.kind == "sign" and token.text in CLOSE:
            depth -= 1
        if not depth:
            found.append(token)
        if token.kind == "sign" and token.text in OPEN:
            depth += 1
    return found


def parameter_list(flat, last):
    """Index in @flat of the ( of a function's parameters, or None."""
    places = [i for i, token in enumerate(flat)
              if token.text == "(" and i and flat[i - 1].kind == "word"
              and flat[i - 1].text not in ATTRIBUTES]
    return (places[-1] if last else places[0]) if places else None


def declared(flat):
    """The name that a declaration without parameters declares."""
    braces = [i for i, token in enumerate(flat) if token.text == "}"]
    if braces and "=" not in [t.text for t in flat[:braces[0]]]:
        flat = flat[braces[0] + 1:]     # struct { ... } name
    for i, token in enumerate(flat):
        if token.text in ("=", "[", ",", ";"):
            break
        if token.text == "(" and flat[i - 1].text not in ATTRIBUTES:
            break
    names = [t.text for t in flat[:i] if t.kind == "word"
             and t.text not in ATTRIBUTES]
    return names[-1] if names else ""


def classify(doc, tokens):
    """The Item that these tokens are."""
    code = [t for t in tokens if t.kind not in ("comment", "blank",
                                                "directive")]
    flat = top_level(code)
    texts = [t.text for t in flat]
    brace = texts.index("{") if "{" in texts else None
    if brace and texts[brace - 1] == ")" and "=" not in texts[:brace]:
        at = parameter_list(flat[:brace], last=True)
        item = Item("function", flat[at - 1].text, doc, tokens)
        item.body = flat[brace].start
        return item
    if texts[0] == "typedef":
        return Item("type", variable_name(code, flat), doc, tokens)
    if texts[0] in TYPE_WORDS and (brace in (1, 2) or len(texts) == 3) \
            and texts[-2] in ("}", texts[1]):
        return Item("type", texts[1] if brace != 1 else "", doc, tokens)
    if texts[1:] in (["(", ")"], ["(", ")", ";"]):
        return Item("macro", texts[0], doc, tokens)
    at = parameter_list(flat, last=False)
    if at and code[code.index(flat[at]) + 1].text == "*":
        return Item("variable", variable_name(code, flat), doc, tokens)
    if at and "=" not in texts[:at] and brace is None:
        name = flat[at - 1].text
        if name.isupper():      # static LIST_HEAD(name);
            inside = [t.text for t in code if t.kind == "word"]
            return Item("variable", inside[inside.index(name) + 1], doc,
                        tokens)
        return Item("prototype", name, doc, tokens)
    return Item("variable", variable_name(code, flat), doc, tokens)


def variable_name(code, flat):
    """Of "static int (*fn)(int);" fn, else what stands before = [ , ;"""
    for one, two, three in zip(code, code[1:], code[2:]):
        if (one.text, two.text) == ("(", "*") and three.kind == "word":
            return three.text
        if one.text == "=":
            break
    return declared(flat)


class Splitter:
    """Reads the tokens once, and cuts them into items."""

    def __init__(self, text):
        self.items = []
        self.tokens, self.depth, self.saved = [], 0, []
        self.comments = []      # right above what comes, maybe its own
        self.newlines = 0       # since the last token that is no blank
        for token in tokens_of(text):
            self.take(token)
        if self.tokens and self.code():
            line = text.count("\n", 0, self.tokens[0].start) + 1
            raise Trouble(f"line {line}: what begins here does not end")
        self.flush_comments()

    def code(self):
        return [t for t in self.tokens if t.kind not in
                ("blank", "comment", "directive")]

    def flush_comments(self):
        for comment in self.comments:
            self.items.append(Item("comment", "", comment.start, [comment]))
        self.comments = []

    def take(self, token):
        if self.tokens:
            self.within(token)
        elif token.kind == "blank":
            self.newlines += token.text == "\n"
            if self.newlines > 1:
                self.flush_comments()
        elif token.kind == "comment":
            self.comment(token)
        elif token.kind == "directive":
            self.flush_comments()
            name = re.match(r"\s*#\s*(?:define\s+)?(\w*)", token.text)[1]
            self.items.append(Item("directive", name, token.start, [token]))
            self.newlines = 0
        else:
            self.within(token)

    def comment(self, token):
        """Behind an item on its line it is the item's, else of what comes."""
        if self.items and not self.newlines and not self.comments and \
                self.items[-1].kind != "comment":
            self.items[-1].end = token.end
        else:
            self.comments.append(token)
        self.newlines = 0

    def within(self, token):
        if not self.depth and self.macro_ends(token):
            self.end_item()
            self.take(token)
            return
        self.tokens.append(token)
        if token.kind == "directive":
            self.conditional(token.text)
        elif token.kind == "sign":
            self.depth += (token.text in OPEN) - (token.text in CLOSE)
            if not self.depth and (token.text == ";" or
                                   token.text == "}" and self.function()):
                self.end_item()

    def macro_ends(self, token):
        """NAME(...) alone, and then something that goes on no further."""
        if token.kind not in ("word", "directive") or not self.tokens:
            return False
        texts = [t.text for t in top_level(self.code())]
        return texts[1:] == ["(", ")"] and texts[0] not in ATTRIBUTES

    def conditional(self, text):
        """Both branches of an #if may open the same bracket."""
        name = re.match(r"\s*#\s*(\w*)", text)[1]
        if name in ("if", "ifdef", "ifndef"):
            self.saved.append(self.depth)
        elif name in ("else", "elif") and self.saved:
            self.depth = self.saved[-1]
        elif name == "endif" and self.saved:
            self.saved.pop()

    def function(self):
        texts = [t.text for t in top_level(self.code())]
        at = texts.index("{")
        return at and texts[at - 1] == ")" and "=" not in texts[:at]

    def end_item(self):
        while self.tokens[-1].kind == "blank":
            self.tokens.pop()
        doc = self.comments[0].start if self.comments else \
            self.tokens[0].start
        self.items.append(classify(doc, self.tokens))
        self.tokens, self.comments, self.newlines = [], [], 0


def split(text):
    """The items of a C file, in order."""
    return Splitter(text).items


def functions(text):
    """{name: Item} of the functions defined in it."""
    return {item.name: item for item in split(text)
            if item.kind == "function"}


def function(text, name, path="this file"):
    """The definition of function @name."""
    found = functions(text).get(name)
    if found is None:
        raise Trouble(f"{path}: no definition of {name}()")
    return found


def body(text, item):
    """From { to } of a function."""
    return text[item.body:item.code_end]


def signature(text, item):
    """What stands before the body, without what only says where it lives."""
    end = item.body if item.body is not None else item.code_end
    words = [t.text for t in tokens_of(text[item.start:end])
             if t.kind not in ("blank", "comment")]
    return " ".join(w for w in words if w not in
                    ("static", "inline", "noinline", "extern", ";",
                     "__init", "__ref", "__always_inline", "__maybe_unused"))


# ---- changes ---------------------------------------------------------------

def cut(text, changes):
    """@text with each (start, end, new) put in place; they do not overlap."""
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def without(text, items):
    """The text without these items, their comments and the blank line."""
    changes = []
    for item in items:
        start, end = item.doc, item.end
        while text[end:end + 1] == "\n" and (
                text[start - 2:start] == "\n\n" or end == item.end):
            end += 1
        changes.append((start, end, ""))
    return re.sub(r"\n+\Z", "\n", cut(text, changes))


def drop(text, names, path="this file"):
    """Without the functions, variables, types and macros of these names."""
    items = [i for i in split(text) if i.name in names and i.name]
    lost = set(names) - {item.name for item in items}
    if lost:
        raise Trouble(f"{path}: nothing here is called "
                      + ", ".join(sorted(lost)))
    return without(text, items)


def replace_bodies(text, bodies, path="this file"):
    """@bodies is {function: "{ ... }"}; signature and comment stay."""
    changes = []
    for name, new in bodies.items():
        item = function(text, name, path)
        changes.append((item.body, item.code_end, new))
    return cut(text, changes)


def take_from(text, other, names, path="this file", other_path="the stub"):
    """The bodies of the functions @names as they are in @other."""
    bodies = {}
    for name in names:
        one = signature(text, function(text, name, path))
        answer = function(other, name, other_path)
        two = signature(other, answer)
        if one != two:
            raise Trouble(f"{other_path}: {name}() is declared as \"{two}\","
                          f" in {path} as \"{one}\"")
        bodies[name] = body(other, answer)
    return replace_bodies(text, bodies, path)


def not_static(head):
    return re.sub(r"\b(static|inline|__always_inline)\s+", "", head)


def declare(text, names, path="this file"):
    """Definitions become declarations; static ones become global."""
    changes = []
    for name in names:
        item = function(text, name, path)
        head = not_static(text[item.start:item.body]).rstrip()
        changes.append((item.start, item.code_end, head + ";"))
    changes += [(i.start, i.end, not_static(text[i.start:i.end]))
                for i in split(text)
                if i.kind == "prototype" and i.name in names]
    return cut(text, changes)


def unused_statics(text):
    """Items of this file that only it could use, and does not."""
    items = split(text)
    for item in items:
        if item.static and item.kind in ("function", "variable", "prototype") \
                and "__used" not in item.words() and not any(
                    item.name in other.words() for other in items
                    if other.name != item.name or other.kind == "macro"):
            yield item


def prune(text, keep=()):
    """Without the static items that nobody uses any more, but @keep."""
    while True:
        gone = [i for i in unused_statics(text) if i.name not in keep]
        if not gone:
            return text
        text = without(text, gone)


def set_opening(text, words):
    """Another paragraph for the comment under the licence."""
    for item in split(text):
        if text[item.doc:].startswith("/*"):
            lines = [" * " + line if line else " *"
                     for line in words.strip().splitlines()]
            comment = "/*\n" + "\n".join(lines) + "\n */"
            end = text.index("*/", item.doc) + 2
            return text[:item.doc] + comment + text[end:]
        if not text[item.doc:].startswith("//"):
            break
    raise Trouble("no opening comment to put another in place of")


def add_include(text, header):
    """With #include <@header>, before the first one."""
    line = f"#include <{header}>\n"
    if line in text:
        return text
    for item in split(text):
        if item.kind == "directive" and item.name == "include":
            return text[:item.start] + line + text[item.start:]
    raise Trouble("no #include to put another in front of")
