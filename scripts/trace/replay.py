# SPDX-License-Identifier: GPL-2.0-only
"""A trace read, checked and replayed.

    usage: replay.py TRACE.jsonl...

Checks each line against docs/trace.schema.json (python3-jsonschema), that no
event is missing, and that the events give the lists that the kernel printed.
Prints one line a file; the first fault ends it with status 1.
"""

import json
import os
import sys

SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..",
                      "docs", "trace.schema.json")


class Fault(Exception):
    """What is wrong, and in which line."""


def replay(events, watch=None):
    """Both lists after all events; @watch(event, lists) after each."""
    lists = {"memory": [], "reserved": []}
    for event in events:
        for change in event.get("changes", ()):
            regions = lists[change["list"]]
            end = change["at"] + change["remove"]
            if end > len(regions):
                raise Fault(f"event {event['seq']} removes {change['list']}"
                            f"[{end - 1}], of {len(regions)}")
            regions[change["at"]:end] = change["insert"]
        if watch:
            watch(event, lists)
    return lists


def read(path):
    """(header, events, end) of a file whose every line fits the schema."""
    import jsonschema   # Debian's python3-jsonschema: only for the check
    with open(SCHEMA, encoding="utf-8") as file:
        validator = jsonschema.Draft7Validator(json.load(file))
    lines = []
    with open(path, encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            try:
                line = json.loads(text)
            except ValueError as error:
                raise Fault(f"{path}:{number}: {error}") from error
            for error in validator.iter_errors(line):
                error = jsonschema.exceptions.best_match([error])
                where = "/".join(map(str, error.absolute_path))
                raise Fault(f"{path}:{number}: {where}: {error.message}")
            lines.append(line)
    kinds = [line["kind"] for line in lines]
    if len(lines) < 2 or kinds[0] != "header" or kinds[-1] != "end" \
            or "header" in kinds[1:] or "end" in kinds[:-1]:
        raise Fault(f"{path}: not one header, events and one end")
    return lines[0], lines[1:-1], lines[-1]


def check(path):
    """All that must hold; returns (header, events, end)."""
    header, events, end = read(path)
    if end["events"] != len(events):
        raise Fault(f"{path}: {len(events)} events, the end says "
                    f"{end['events']}")
    if end["dropped"]:
        raise Fault(f"{path}: {end['dropped']} events were dropped")
    for number, event in enumerate(events):
        if event["seq"] != number:
            raise Fault(f"{path}: event {event['seq']} where {number} "
                        "should be")
        for frame in event["backtrace"] + [event["caller"] or 0]:
            if event["backtrace"] and frame >= len(header["frames"]):
                raise Fault(f"{path}: event {number}: no frame {frame}")
    lists = replay(events)
    for name in ("memory", "reserved"):
        if end[name] is not None and lists[name] != end[name]:
            raise Fault(f"{path}: replayed, {name} is not what the kernel "
                        f"printed: {lists[name]} / {end[name]}")
    return header, events, end


def main():
    for path in sys.argv[1:]:
        try:
            _, events, end = check(path)
        except (Fault, OSError) as error:
            sys.exit(f"{error}")
        final = "as the kernel's" if end["memory"] is not None else "unknown"
        print(f"{path}: {len(events)} events, lists at the end {final}")


if __name__ == "__main__":
    main()
