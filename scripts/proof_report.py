# SPDX-License-Identifier: GPL-2.0-only
"""build/proof.md: what was proved, on which machine, and how to repeat it.

scripts/proof.py calls write(). A part counts only as what its record says;
one without a record was not run, and one of another commit is called so.
"""

import datetime
import json
import os
import platform
import re
import subprocess

TOOLS = ("gcc", "clang", "nasm", "qemu-system-x86_64", "/usr/bin/python3")


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime(
        "%Y-%m-%d %H:%M UTC")


def output(*command):
    """First line of what a command prints; "" if there is none."""
    try:
        out = subprocess.run(command, check=False, text=True, timeout=60,
                             stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL).stdout
    except OSError:
        return ""
    return out.splitlines()[0].strip() if out.strip() else ""


def commit():
    return output("git", "describe", "--always", "--dirty", "--abbrev=12",
                  "--match=", "--exclude=*") or "unknown (no git here)"


def machine():
    model, memory = platform.machine(), ""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = re.search(r"^model name\s*: (.*)$", file.read(), re.M)[1]
        with open("/proc/meminfo", encoding="utf-8") as file:
            kib = re.search(r"^MemTotal:\s*(\d+)", file.read(), re.M)[1]
        memory = f", {int(kib) >> 20} GiB"
    except (OSError, TypeError):
        pass
    return f"{os.cpu_count()} x {model}{memory}, {platform.system()} " \
        f"{platform.release()}"


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def complaint(report):
    """What is wrong with a part's report; None if nothing."""
    if not os.path.exists(report):
        return "wrote no report"
    text = read(report)
    if not text.startswith("## "):
        return "its report does not begin with a heading"
    if len(text.strip().splitlines()) < 2:
        return "its report is empty"
    return None


def record(out, name):
    try:
        return json.loads(read(os.path.join(out, f"{name}.json")))
    except (OSError, ValueError):
        return {"status": "not run"}


def row(name, rec, here):
    result, took = rec["status"], "-"
    if "why" in rec:
        result += f": {rec['why']}"
    if "commit" in rec and rec["commit"] != here:
        result += f" (at {rec['commit']}, {rec['date']})"
    if rec["status"] in ("passed", "failed"):
        seconds = round(rec["seconds"])
        took = f"{seconds // 60}:{seconds % 60:02}"
    return f"| {name} | {result} | {took} | `make proof PART={name}` |"


def section(name, rec, out):
    """The part's own report, or why there is none; a failure's last words."""
    report = os.path.join(out, f"{name}.md")
    text = read(report).strip() + "\n" if not complaint(report) else \
        f"## {name}\n\nNo report: {rec['status']}.\n"
    if rec["status"] == "failed":
        log = os.path.join(out, f"{name}.log")
        tail = read(log).splitlines()[-40:] if os.path.exists(log) else []
        if tail:
            text += "\nIt failed. The end of its output:\n\n" + \
                "".join(f"    {line}\n" for line in tail)
    return text


def verdict(records):
    count = {}
    for rec in records.values():
        count[rec["status"]] = count.get(rec["status"], 0) + 1
    return ", ".join(f"{count[status]} {status}" for status in
                     ("passed", "failed", "broken off", "not run")
                     if status in count)


def write(path, out, parts):
    here = commit()
    records = {name: record(out, name) for name in parts}
    tools = [f"- {line}" for line in (output(tool, "--version")
                                      for tool in TOOLS) if line]
    lines = ["# Proof", "",
             "Made by `make proof`; docs/proof.md says what each part is.",
             "", f"- commit: {here}", f"- date: {now()}",
             f"- machine: {machine()}", *tools, "",
             f"Parts: {verdict(records)}.", "",
             "| part | result | min:s | repeat it |",
             "| --- | --- | --- | --- |",
             *(row(name, records[name], here) for name in parts), ""]
    sections = [section(name, records[name], out) for name in parts]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines + sections))
