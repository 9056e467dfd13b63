# SPDX-License-Identifier: GPL-2.0-only
"""What students handed in, taken out of folders and zips: Moodle's and
Canvas's downloads, zips in zips, what `lab submit` packs, whole trees. Only
the files that lab.toml names are read, into memory; nothing is unpacked, no
link followed, and what does not look honest is noted, for the teacher. Never
stops because of what one student sent."""

import io
import json
import os
import re
import stat
import zipfile
from dataclasses import dataclass, field

MAX_SOURCE = 256 << 10      # bytes of a source file
MAX_INNER = 8 << 20         # of a zip in a zip
MAX_ENTRIES = 20000         # of one student
MAX_UNPACKED = 64 << 20     # of what a zip says it holds
MAX_DEPTH = 3
MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_"
                    r"(?:file|onlinetext)_?(?P<rest>.*)")
CANVAS = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<id>\d+)_\d+_(?P<rest>.+)")
NOISE = re.compile(r"(^|/)(__MACOSX|\.DS_Store|\._[^/]*|Thumbs\.db|\.git)"
                   r"(/|$)")
DESCRIPTION = "submission.json"
OTHER_ARCHIVES = (".tar", ".gz", ".tgz", ".xz", ".bz2", ".7z", ".rar")


@dataclass
class Submission:
    """One student's answer to one lab. files: {name of lab.toml: bytes};
    notes: what a teacher should know."""
    student: str
    name: str = ""
    lab: str = ""
    files: dict = field(default_factory=dict)
    description: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    where: str = ""


@dataclass
class Entry:
    """A file somewhere inside; read(limit) gives its bytes or None. bad:
    why it is not read at all."""
    path: str
    size: int
    time: tuple
    read: object
    bad: str = ""


def in_folder(folder):
    """Entries of a folder; no link is followed, nothing but files read."""
    for home, folders, names in os.walk(folder):
        for name in sorted(folders + names):
            path = os.path.join(home, name)
            kind = os.lstat(path)
            shown = os.path.relpath(path, folder)
            if stat.S_ISDIR(kind.st_mode) or NOISE.search(shown):
                continue
            bad = "" if stat.S_ISREG(kind.st_mode) else \
                "a link" if stat.S_ISLNK(kind.st_mode) else "no file"
            yield Entry(shown, kind.st_size, (kind.st_mtime,),
                        lambda limit, path=path: read_file(path, limit), bad)
        folders[:] = sorted(d for d in folders if not os.path.islink(
            os.path.join(home, d)))


def read_file(path, limit):
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(fd, "rb") as file:
        data = file.read(limit + 1)
    return data if len(data) <= limit else None


def dangerous(name):
    """Why nothing may be unpacked under this name, or ""."""
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
        return "an absolute path"
    if ".." in re.split(r"[/\\]", name):
        return "a path that leaves its folder"
    return ""


def in_zip(file, note, shown):
    """Entries of a zip; a broken one has none, and a note."""
    try:
        archive = zipfile.ZipFile(file)     # pylint: disable=R1732
        members = archive.infolist()
    except Exception as error:      # whatever zipfile trips over
        note(f"{shown} is no zip that can be read ({error})")
        return
    total = sum(m.file_size for m in members)
    if total > MAX_UNPACKED:
        note(f"{shown} says it unpacks to {total >> 20} MiB (a zip bomb?): "
             "only the lab's files were looked at")
    if len(members) > MAX_ENTRIES:
        note(f"{shown} has {len(members)} entries: the first {MAX_ENTRIES} "
             "were looked at")
    for member in members[:MAX_ENTRIES]:
        if member.filename.endswith("/") or NOISE.search(member.filename):
            continue
        bad = dangerous(member.filename)
        if stat.S_ISLNK(member.external_attr >> 16):
            bad = "a symbolic link"
        elif member.flag_bits & 1:
            bad = "encrypted"
        # Some programs of Windows write \ for /.
        path = "/".join(part for part in re.split(r"[/\\]", member.filename)
                        if part not in ("", ".", ".."))
        yield Entry(path or "nameless", member.file_size, member.date_time,
                    lambda limit, m=member: read_member(archive, m, limit),
                    bad)


def read_member(archive, member, limit):
    """Its bytes, or None if they are more than @limit or broken."""
    try:
        with archive.open(member) as file:
            data = file.read(limit + 1)
    except Exception:               # or one of its four decompressors
        return None
    return data if len(data) <= limit else None


def unpacked(entries, note, depth=0, room=None):
    """The entries, with those of inner zips in their place; all of those
    together are no larger than MAX_UNPACKED, which is @room [0]."""
    room = room or [MAX_UNPACKED]
    for count, entry in enumerate(entries):
        if count >= MAX_ENTRIES:
            note(f"more than {MAX_ENTRIES} files: the rest was not read")
            return
        if entry.bad:
            note(f"{entry.path!r:.80} is {entry.bad}: not read")
        elif not entry.path.lower().endswith(".zip"):
            yield entry
        elif depth >= MAX_DEPTH:
            note(f"{entry.path}: zips in zips in zips: not read")
        else:
            data = entry.read(min(MAX_INNER, room[0])) if room[0] > 0 \
                else None
            room[0] -= MAX_INNER if data is None else len(data)
            if data is None:
                note(f"{entry.path}: broken, or more than "
                     f"{MAX_INNER >> 20} MiB: not read")
                continue
            inner = in_zip(io.BytesIO(data), note, entry.path)
            for found in unpacked(inner, note, depth + 1, room):
                yield Entry(f"{entry.path}/{found.path}", found.size,
                            found.time, found.read, found.bad)


def suffix(path, file):
    """Is @path this file of the project, wherever it lies?"""
    return path == file or path.endswith("/" + file)


def loose(path, file):
    """The file alone, as Canvas renames it: memblock_search-1.c"""
    stem, dot = os.path.splitext(os.path.basename(file))
    own = os.path.basename(path)
    found = CANVAS.fullmatch(own) or MOODLE.fullmatch(own)
    own = found["rest"] if found else own
    return re.fullmatch(re.escape(stem) + r"(?: ?[-(]\d+\)?)?"
                        + re.escape(dot), own) is not None


def newest(entries, file, note):
    """Of several versions the last one."""
    found = sorted((e for e in entries if suffix(e.path, file)),
                   key=lambda e: (e.time, e.path)) or \
        sorted((e for e in entries if loose(e.path, file)),
               key=lambda e: (e.time, e.path))
    if len(found) > 1:
        note(f"{len(found)} times {file}: took {found[-1].path}")
    return found[-1] if found else None


def source(entry, file, note):
    """The text of a source file as bytes, or None with a note."""
    data = entry.read(MAX_SOURCE)
    if data is None:
        note(f"{entry.path}: broken, or more than {MAX_SOURCE >> 10} KiB "
             f"for {file}: not read")
    elif b"\0" in data:
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        note(f"{entry.path}: " + ("UTF-16, save it as UTF-8" if wide else
                                  "binary, not C") + ": not read")
        data = None
    return data


def described(entries):
    """[(folder, submission.json as a dict)], the last one last."""
    found = []
    for entry in entries:
        if os.path.basename(entry.path) != DESCRIPTION:
            continue
        try:
            data = json.loads(entry.read(MAX_SOURCE) or b"")
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict) and isinstance(data.get("lab"), str):
            found.append((entry.time, os.path.dirname(entry.path), data))
    found.sort(key=lambda one: one[:2])
    return [(folder, data) for _, folder, data in found]


def taken(entries, lab, note):
    """{file: bytes} of what this lab names."""
    files = {}
    for file in lab.files:
        entry = newest(entries, file, note)
        data = source(entry, file, note) if entry else None
        if data is not None:
            files[file] = data
    return files


def of_student(student, name, entries, labs, notes):
    """The submissions of one student, one for each lab that is there."""
    say = notes.append
    entries = list(unpacked(entries, say))
    for entry in entries:
        if entry.path.lower().endswith(OTHER_ARCHIVES):
            say(f"{entry.path} is no zip: not read")
    packed = {data["lab"]: (folder, data)
              for folder, data in described(entries)}
    answers = []
    for lab in labs:
        own, more = [], []
        folder, data = packed.get(lab.name, (None, {}))
        if folder is None and packed:
            continue
        near = entries if folder is None else [
            e for e in entries if os.path.dirname(e.path) == folder
            or e.path.startswith(folder + "/" if folder else "")]
        files = taken(near, lab, more.append)
        if files or more or len(labs) == 1 or folder is not None:
            own = Submission(student, name, lab.name, files, data,
                             notes + more)
            answers.append(own)
    strange = sorted(set(packed) - {lab.name for lab in labs})
    if strange:
        say(f"is for {', '.join(strange)[:80]}, which is not graded here")
    if not answers:
        answers = [Submission(student, name, "", {}, {}, list(notes))]
    return answers


def who(component, labs):
    """(id, name, what is left of the name) of a top folder or file."""
    for pattern in (MOODLE, CANVAS):
        found = pattern.fullmatch(component)
        if found:
            return found["id"], found["name"], found["rest"]
    stem = re.sub(r"\.zip$", "", component, flags=re.I)
    for lab in labs:
        if stem.startswith(lab.name + "-"):
            return stem[len(lab.name) + 1:], "", component
    return stem, "", component


def is_one(entries, labs):
    """Is this the submission of one student, not of a class?"""
    names = {file for lab in labs for file in lab.files}
    return any(e.path == DESCRIPTION or e.path in names for e in entries)


def top_down(entries):
    """Entries without a folder that all share, as some downloads have."""
    tops = {e.path.split("/", 1)[0] for e in entries}
    inner = {e.path.split("/", 2)[1] for e in entries if e.path.count("/")}
    if len(tops) == 1 and len(inner) and any(
            MOODLE.fullmatch(n) or CANVAS.fullmatch(n) for n in inner):
        return [Entry(e.path.split("/", 1)[1], e.size, e.time, e.read)
                for e in entries if "/" in e.path]
    return entries


def submissions(path, labs):
    """All Submissions in a folder or a zip."""
    notes, shown = [], os.path.basename(os.path.abspath(path))
    if os.path.isdir(path):
        entries = list(in_folder(path))
    else:
        # kept open: entries are read when their turn comes
        entries = list(in_zip(path, notes.append, shown))
    if is_one(entries, labs) or not entries:
        student, name, _ = who(shown, labs)
        answers = of_student(student, name, entries, labs, notes)
    else:
        students = {}
        for entry in top_down(entries):
            component = entry.path.split("/", 1)[0]
            student, name, _ = who(component, labs)
            group = students.setdefault(student, (name, component, [], []))
            group[2].append(entry)
        answers = [answer for student, (name, _, own, more)
                   in sorted(students.items())
                   for answer in of_student(student, name, own, labs,
                                            more + notes)]
    for answer in answers:
        answer.where = path
    return answers
