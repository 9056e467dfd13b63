# SPDX-License-Identifier: GPL-2.0-only
"""Classes of students that nobody has taught: right, wrong and missing
answers of the labs, with small changes as people make them, packed as
Moodle packs them. For labs/test_grade.py and `make proof PART=grade`."""

import json
import os
import random
import re
import stat
import zipfile

import test_labs
from test_labs import ROOT, laid_over, reference, stub, wrong_answers

WORDS = ["clear", "then", "careful here", "as the handout says", "edge",
         "checked by hand", "not below start", "why?", "see rule 3"]


def changed(text, names, rng):
    """The same program, written by somebody else: other names for locals of
    the lab's functions, comments, blank lines."""
    from labtool import source      # pylint: disable=C0415
    changes = []
    for name in names:
        item = source.functions(text).get(name)
        if item is None:
            continue
        body = source.body(text, item)
        for local in sorted(set(re.findall(
                r"^\t+(?:u64|phys_addr_t|int|bool|unsigned int) (\w+)[,;= ]",
                body, re.M))):
            if rng.random() < 0.6:
                body = re.sub(rf"(?<![.>\w]){local}\b(?!\()",
                              f"{local}_{rng.randrange(99)}", body)
        lines = body.splitlines()
        at = rng.randrange(1, len(lines)) if len(lines) > 2 else 1
        while at > 1 and not lines[at - 1].endswith((";", "{", "}")):
            at -= 1
        lines.insert(at, f"\t/* {rng.choice(WORDS)} {rng.randrange(999)} */")
        changes.append((item.body, item.code_end, "\n".join(lines)))
    return source.cut(text, changes)


def kinds(lab):
    """{name: {file: text}}: the answers of a lab that are known."""
    right = reference(lab)
    found = {"right": right, "stub": stub(lab)}
    for wrong in wrong_answers(lab):
        found[wrong.name] = laid_over(lab, right, wrong.text)
    return {name: {f: t for f, t in texts.items() if f in lab.files}
            for name, texts in found.items()}


def points(lab, texts, seed):
    """{rule: points} by labs' own bench and judge, without the boots."""
    bench = test_labs.check.Bench(lab, tree=ROOT)
    more = {"include/linux/lab.h": test_labs.read(
        os.path.join(ROOT, "labs/kernel/lab.h"))}
    tried = test_labs.Tried(bench, {**texts, **more}, [seed])
    if tried.said:
        return {rule.id: 0 for rule in lab.rules}
    return {rule: sum(part.earned for part in parts.values())
            for rule, parts in tried.score(seed).rules.items()
            if not rule.startswith("B")}


class Student:
    """One of the class: what was handed in, and of which kind it is."""

    def __init__(self, number, lab, kind, files):
        self.id, self.lab, self.kind = str(1000 + number), lab, kind
        self.name = f"Ada{number} Lovelace"
        self.files = files          # {path in the zip: bytes}


def students(chosen, count, seed=1):
    """@count Students over these labs: each third is right."""
    rng = random.Random(seed)
    every = {lab.name: kinds(lab) for lab in chosen}
    found = []
    for number in range(count):
        lab = chosen[number % len(chosen)]
        names = sorted(every[lab.name])
        kind = "right" if rng.random() < 1 / 3 else rng.choice(names)
        files = {file: changed(text, lab.names(file), rng).encode()
                 for file, text in every[lab.name][kind].items()}
        files["submission.json"] = json.dumps(
            {"lab": lab.name, "variant": lab.variant}).encode()
        found.append(Student(number, lab, kind, files))
    return found


def add(archive, name, data, link=False):
    info = zipfile.ZipInfo(name, (2026, 11, 1, 12, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = (stat.S_IFLNK | 0o777 if link else 0o644) << 16
    archive.writestr(info, data)


def moodle(path, found):
    """All in one zip: Name_ID_assignsubmission_file_/NAME."""
    with zipfile.ZipFile(path, "w") as archive:
        for one in found:
            folder = f"{one.name}_{one.id}_assignsubmission_file_"
            for name, data in one.files.items():
                link = isinstance(data, str)
                add(archive, f"{folder}/{name}", data, link)
