# SPDX-License-Identifier: GPL-2.0-only
"""Runs the parts of the proof and puts their reports together.

    usage: proof.py [--parts FOLDER] [--out FOLDER] [PART]...

A part is a script NAME.sh or NAME.py in scripts/proof/. It writes
$PROOF_DIR/NAME.md: a "## Heading", its command in a code block, its figures.
Exit status 0 and such a file mean that it passed, anything else that it
failed. One failure does not stop the rest. Then build/proof.md says where and
when it all ran, what passed, failed or was not run, and holds all the parts.
Without a PART all are run; PART "none" runs nothing.
"""

import argparse
import glob
import json
import os
import signal
import subprocess
import sys
import time

import proof_report

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# A part that hangs shall not stop the others: seconds for one.
LIMIT = int(os.environ.get("PROOF_LIMIT", 3 * 3600))


def scripts(folder):
    """{name: script} of all parts there are."""
    found = glob.glob(os.path.join(folder, "[a-z]*.sh")) + \
        glob.glob(os.path.join(folder, "[a-z]*.py"))
    return {os.path.splitext(os.path.basename(path))[0]: path
            for path in sorted(found)}


def save(out, name, record):
    with open(os.path.join(out, f"{name}.json"), "w",
              encoding="utf-8") as file:
        json.dump(record, file)


def execute(script, out, log):
    """Its exit status, or what became of it in words; output into @log."""
    runner = [sys.executable, "-B"] if script.endswith(".py") else ["bash"]
    child = subprocess.Popen(  # pylint: disable=consider-using-with
        [*runner, script], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log,
        stderr=subprocess.STDOUT, start_new_session=True,
        env={**os.environ, "PROOF_DIR": out})
    try:
        return child.wait(LIMIT)
    except subprocess.TimeoutExpired:
        return f"not done after {LIMIT} seconds"
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def run(name, script, out):
    """Run one part; True if it passed."""
    report = os.path.join(out, f"{name}.md")
    if os.path.exists(report):
        os.remove(report)       # that was another run's
    record = {"commit": proof_report.commit(), "status": "broken off",
              "date": proof_report.now(), "seconds": 0}
    save(out, name, record)
    print(f"  {'PROOF':7} {name}", flush=True)
    start = time.monotonic()
    echo = os.environ.get("V") == "1"
    with open(os.path.join(out, f"{name}.log"), "wb") as file:
        status = execute(script, out, None if echo else file)
    why = proof_report.complaint(report)
    record["seconds"] = time.monotonic() - start
    record["status"] = "passed" if status == 0 and not why else "failed"
    if isinstance(status, str):
        record["why"] = status
    elif status:
        record["why"] = f"exit status {status}"
    elif why:
        record["why"] = why
    save(out, name, record)
    print(f"  {record['status'].upper():7} {name}"
          + (f": {record['why']}" if "why" in record else "")
          + f" ({record['seconds']:.0f} s)", flush=True)
    return record["status"] == "passed"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    build = os.environ.get("NOPANIC_BUILD", "build")
    parser.add_argument("--parts", default=os.path.join(ROOT, "scripts/proof"))
    parser.add_argument("--out", default=os.path.join(ROOT, build, "proof"))
    parser.add_argument("part", nargs="*")
    args = parser.parse_args()
    args.out = os.path.abspath(args.out)
    parts = scripts(args.parts)
    wanted = [part for part in args.part if part != "none"]
    unknown = [part for part in wanted if part not in parts]
    if unknown or not parts:
        sys.exit(f"proof: no part {' '.join(unknown)}: there are "
                 f"{' '.join(parts) or 'none'} in {args.parts}")
    os.makedirs(args.out, exist_ok=True)
    passed = []
    try:
        for part in wanted or ([] if args.part else parts):
            passed.append(run(part, parts[part], args.out))
    except KeyboardInterrupt:
        passed.append(False)
    path = args.out + ".md"
    proof_report.write(path, args.out, parts)
    print(f"  {'REPORT':7} {os.path.relpath(path)}")
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
