# SPDX-License-Identifier: GPL-2.0-only
"""What can be broken in a function: each way is a Change of its text, small
enough that a person could have written it by mistake.

The kinds: condition (negated, always, never), relation (< for <=, == for
!=), logic (&& for ||, one side dropped), arithmetic (+ for -, shifts, bits),
constant (one more, one less, true for false), off-by-one (of an index, an
argument, a value returned), assignment (+= for -=, ++ for --), dropped
(calls, assignments, break, continue, return), swapped (two arguments of one
type), returned (0, NULL, the contrary), variable (another one of its type),
name (min for max, base for size, memory for reserved).
"""

import re
from dataclasses import dataclass

BINARY = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="),
          ">=": (">", "<"), "==": ("!=",), "!=": ("==",),
          "+": ("-",), "-": ("+",), "*": ("/",), "/": ("*",), "%": ("/",),
          "<<": (">>",), ">>": ("<<",), "&": ("|",), "|": ("&",),
          "^": ("&",), "&&": ("||",), "||": ("&&",)}
COMPOUND = {"+=": "-=", "-=": "+=", "|=": "&=", "&=": "|=", "<<=": ">>=",
            ">>=": "<<=", "*=": "/=", "/=": "*=", "^=": "|="}
RELATIONS = ("<", "<=", ">", ">=", "==", "!=")
NAMES = (("min", "max"), ("round_up", "round_down"), ("PFN_UP", "PFN_DOWN"),
         ("list_add", "list_add_tail"), ("memory", "reserved"),
         ("base", "size"), ("start", "end"), ("clamp", "max"),
         ("next", "prev"), ("lo", "hi"), ("free", "inuse"))
INTEGER = re.compile(r"(unsigned|signed|int|long|short|char|u8|u16|u32|u64|"
                     r"s8|s16|s32|s64|size_t|phys_addr_t|gfp_t|bool|_Bool|"
                     r"uint\d+_t|uintptr_t|const|\s)+$")
WRAPPERS = ("ImplicitCastExpr", "ParenExpr", "ConstantExpr")
BODIES = {"CompoundStmt": None, "IfStmt": 1, "ForStmt": 4, "WhileStmt": 1,
          "CaseStmt": 1, "DefaultStmt": 0, "LabelStmt": 0, "DoStmt": 0}


@dataclass(frozen=True, order=True)
class Change:
    """@new stands for bytes @start to @end of the file's text."""
    start: int
    end: int
    new: str
    kind: str
    function: str


def is_integer(kind):
    return bool(INTEGER.match(kind)) or kind.startswith("enum ")


def peel(node):
    """Without the casts and brackets that clang or the author put around."""
    while node.kind in WRAPPERS and len(node.inner) == 1:
        node = node.inner[0]
    return node


class Breaker:
    """Collects the changes of one function."""

    def __init__(self, text, function):
        self.text = text
        self.name = function.data["name"]
        self.returns = function.type.split("(")[0].strip()
        self.found = set()
        self.variables = {}
        for node in function.walk():
            if node.kind in ("ParmVarDecl", "VarDecl") and node.span:
                self.variables.setdefault(node.type, []).append(
                    node.data.get("name"))
        for node in function.inner:
            if node.kind == "CompoundStmt":
                self.visit(node)

    def change(self, kind, span, new):
        old = self.text[span[0]:span[1]]
        if old.strip() == new.strip():
            return
        new += "\n" * (old.count("\n") - new.count("\n"))
        self.found.add(Change(span[0], span[1], new, kind, self.name))

    def visit(self, node):
        if node.span and not node.in_macro:
            method = getattr(self, "on_" + node.kind, None)
            if method:
                method(node)
        if node.kind in BODIES and (node.span is None or not node.in_macro
                                    or node.kind == "ForStmt"):
            self.statements(node)
        for child in node.inner:
            self.visit(child)

    # ---- statements ----

    def statements(self, node):
        which = BODIES[node.kind]
        inner = node.inner if which is None else node.inner[which:]
        for child in inner:
            self.drop(peel(child) if child.kind in WRAPPERS else child)

    def drop(self, node):
        """A statement of its own that has an effect goes."""
        if not node.span:
            return
        rest = self.text[node.span[1]:].lstrip()
        if not rest.startswith(";"):
            return
        effect = (node.kind in ("CallExpr", "CompoundAssignOperator",
                                "BreakStmt", "ContinueStmt")
                  or (node.kind == "BinaryOperator" and node.opcode == "=")
                  or (node.kind == "UnaryOperator"
                      and node.opcode in ("++", "--"))
                  or (node.kind == "ReturnStmt" and not node.inner)
                  or (node.in_macro and "(" in node.text
                      and node.kind in ("DoStmt", "StmtExpr")))
        if effect:
            self.change("dropped", node.span, "(void)0")

    def condition(self, node):
        if node.span and node.kind:
            self.change("condition", node.span, f"!({node.text})")
            self.change("condition", node.span, f"(({node.text}), 1)")
            self.change("condition", node.span, f"(({node.text}), 0)")

    def on_IfStmt(self, node):
        self.condition(node.inner[0])

    def on_WhileStmt(self, node):
        self.condition(node.inner[0])

    def on_DoStmt(self, node):
        self.condition(node.inner[-1])

    def on_ForStmt(self, node):
        if len(node.inner) == 5:
            self.condition(node.inner[2])

    def on_ConditionalOperator(self, node):
        self.condition(node.inner[0])

    def on_ReturnStmt(self, node):
        if not node.inner or not node.inner[0].span:
            return
        value = node.inner[0]
        if "bool" in self.returns.lower():
            self.change("returned", value.span, f"!({value.text})")
        elif self.returns.endswith("*"):
            self.change("returned", value.span, "((void *)0)")
        elif is_integer(self.returns):
            self.change("returned", value.span, "0")
            if peel(value).kind != "IntegerLiteral":
                for new in ("+ 1", "- 1"):
                    self.change("off-by-one", value.span,
                                f"({value.text}) {new}")

    # ---- expressions ----

    def between(self, node, opcode):
        """The place of the operator between the two sides of @node."""
        left, right = node.inner[0].span, node.inner[1].span
        if not left or not right or right[0] < left[1]:
            return None
        at = self.text.find(opcode, left[1], right[0])
        while at > 0 and "/*" in self.text[left[1]:at]:
            closing = self.text.find("*/", left[1], right[0])
            at = self.text.find(opcode, closing + 2, right[0])
            break
        return (at, at + len(opcode)) if at >= 0 else None

    def on_BinaryOperator(self, node):
        news = BINARY.get(node.opcode)
        span = self.between(node, node.opcode) if news else None
        if not span:
            return
        kind = ("relation" if node.opcode in RELATIONS else
                "logic" if node.opcode in ("&&", "||") else "arithmetic")
        for new in news:
            self.change(kind, span, new)
        if kind == "logic":
            for side in node.inner[:2]:
                self.change("logic", node.span, f"({side.text})")

    def on_CompoundAssignOperator(self, node):
        span = self.between(node, node.opcode)
        if span and node.opcode in COMPOUND:
            self.change("assignment", span, COMPOUND[node.opcode])

    def on_UnaryOperator(self, node):
        start, end = node.span
        if node.opcode in ("++", "--"):
            new = "--" if node.opcode == "++" else "++"
            span = ((end - 2, end) if node.data.get("isPostfix")
                    else (start, start + 2))
            self.change("assignment", span, new)
        elif node.opcode in ("~", "-", "!"):
            self.change("arithmetic" if node.opcode != "!" else "logic",
                        (start, start + 1), "")

    def on_IntegerLiteral(self, node):
        match = re.fullmatch(r"(0x[0-9a-fA-F]+|\d+)([uUlL]*)", node.text)
        if match:
            value = int(match[1], 16 if "x" in match[1].lower() else
                        8 if match[1].startswith("0") else 10)
            for new in (value + 1, value - 1):
                self.change("constant", node.span,
                            f"{new}{match[2]}" if new >= 0 else "-1")

    def constant_name(self, node):
        for new in ("+ 1", "- 1"):
            self.change("constant", node.span, f"({node.text} {new})")

    def on_ArraySubscriptExpr(self, node):
        index = node.inner[1]
        if index.span and peel(index).kind != "IntegerLiteral":
            for new in ("+ 1", "- 1"):
                self.change("off-by-one", index.span, f"{index.text} {new}")

    def on_CallExpr(self, node):
        args = node.inner[1:]
        for arg in args:
            if arg.span and is_integer(peel(arg).type) \
                    and not arg.in_macro and "bool" not in arg.type.lower() \
                    and peel(arg).kind != "IntegerLiteral":
                for new in ("+ 1", "- 1"):
                    self.change("off-by-one", arg.span,
                                f"({arg.text}) {new}")
        for one, two in zip(args, args[1:]):
            a, b = one.span, two.span
            if a and b and a[1] <= b[0] and peel(one).type == peel(two).type:
                between = self.text[a[1]:b[0]]
                self.change("swapped", (a[0], b[1]),
                            two.text + between + one.text)

    def on_DeclRefExpr(self, node):
        declared = node.data.get("referencedDecl", {})
        name = declared.get("name", "")
        if node.text != name:
            return
        if declared.get("kind") in ("ParmVarDecl", "VarDecl"):
            same = self.variables.get(
                declared.get("type", {}).get("qualType"), [])
            if name in same and len(same) > 1:
                new = same[(same.index(name) + 1) % len(same)]
                self.change("variable", node.span, new)
        elif declared.get("kind") == "EnumConstantDecl":
            self.constant_name(node)
        self.rename(node.span, name)

    def on_MemberExpr(self, node):
        name = node.data.get("name", "")
        if node.text.endswith(name):
            self.rename((node.span[1] - len(name), node.span[1]), name)

    def rename(self, span, name):
        for pair in NAMES:
            for one, two in (pair, pair[::-1]):
                if name == one:
                    self.change("name", span, two)
                elif name.endswith("_" + one) and len(one) > 3:
                    self.change("name", span, name[:-len(one)] + two)


MACRO_NAME = re.compile(r"\b(%s)(?=\()" % "|".join(
    ["min", "max", "min_t", "max_t", "round_up", "round_down", "PFN_UP",
     "PFN_DOWN"]))
MACRO_PAIRS = {"min": "max", "max": "min", "min_t": "max_t",
               "max_t": "min_t", "round_up": "round_down",
               "round_down": "round_up", "PFN_UP": "PFN_DOWN",
               "PFN_DOWN": "PFN_UP"}
CONSTANT_NAME = re.compile(r"\b[A-Z][A-Z0-9_]{2,}\b(?!\s*\()")
SWITCH = re.compile(r"\b(true|false)\b")
# What no change may reach into.
OPAQUE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'
                    r"'(?:\\.|[^'\\\n])+'|\bKERN_\w+", re.S)


def in_words(text, function):
    """The changes of names that are macros, which clang no longer sees."""
    body = next(n for n in function.inner if n.kind == "CompoundStmt")
    if not body.span:
        return
    start, end = body.span
    plain = OPAQUE.sub(lambda m: re.sub(r"[^\n]", " ", m[0]),
                       text[start:end])
    name = function.data["name"]
    for match in MACRO_NAME.finditer(plain):
        yield Change(start + match.start(), start + match.end(),
                     MACRO_PAIRS[match[0]], "name", name)
    for match in SWITCH.finditer(plain):
        yield Change(start + match.start(), start + match.end(),
                     "false" if match[0] == "true" else "true", "constant",
                     name)
    for match in CONSTANT_NAME.finditer(plain):
        for new in ("+ 1", "- 1"):
            yield Change(start + match.start(), start + match.end(),
                         f"({match[0]} {new})", "constant", name)


def changes(text, functions):
    """All changes of the functions of one file, in the order of the text."""
    found = set()
    for function in functions:
        if function.span:
            found |= Breaker(text, function).found
            found.update(in_words(text, function))
    opaque = [m.span() for m in OPAQUE.finditer(text)]
    once = {(c.start, c.end, c.new): c for c in sorted(found)}
    return sorted(c for c in once.values()
                  if not any(a < c.end and c.start < b and
                             not (c.start <= a and b <= c.end)
                             for a, b in opaque))
