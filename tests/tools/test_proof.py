# SPDX-License-Identifier: GPL-2.0-only
"""The frame of `make proof`: what passed, failed, broke off or was not run is
called that in build/proof.md, whatever else happens to the other parts."""

import json
import os
import subprocess
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
REPORT = "printf '## About %s\\n\\n    make it\\n\\n42 figures\\n' " \
    "{0} > $PROOF_DIR/{0}.md\n"


class Frame:
    """A folder of parts, and what proof.py makes of them."""

    def __init__(self, folder):
        self.parts, self.out = folder / "parts", folder / "proof"
        self.parts.mkdir()

    def part(self, name, body):
        (self.parts / name).write_text(body)

    def run(self, *args, **env):
        done = subprocess.run(
            [sys.executable, "-B", os.path.join(ROOT, "scripts/proof.py"),
             "--parts", self.parts, "--out", self.out, *args], check=False,
            env={**os.environ, **env}, timeout=60, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        report = self.out.with_suffix(".md")
        return done, report.read_text() if report.exists() else ""

    def row(self, name):
        text = self.out.with_suffix(".md").read_text()
        found = [line for line in text.splitlines()
                 if line.startswith(f"| {name} |")]
        assert len(found) == 1, text
        return found[0]


@pytest.fixture(name="frame")
def make_frame(tmp_path):
    frame = Frame(tmp_path)
    frame.part("bad.sh", "echo the reason; exit 3\n")
    frame.part("good.sh", REPORT.format("good"))
    return frame


def test_all_parts_run_after_a_failure(frame):
    done, report = frame.run()
    assert done.returncode == 1
    assert "| failed: exit status 3 |" in frame.row("bad")
    assert "| passed |" in frame.row("good")
    assert "`make proof PART=good`" in frame.row("good")
    assert "Parts: 1 passed, 1 failed." in report
    assert "## About good\n\n    make it\n\n42 figures\n" in report
    assert "    the reason\n" in report
    assert report.index("## bad") < report.index("## About good")


def test_report_names_commit_machine_and_compilers(frame):
    _, report = frame.run("none")
    here = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"],
                          cwd=ROOT, check=False, text=True,
                          stdout=subprocess.PIPE).stdout.strip()
    assert f"- commit: {here or 'unknown'}" in report
    assert "- machine: " in report and "\n- gcc " in report


def test_one_part_and_the_others_are_not_run(frame):
    done, report = frame.run("good")
    assert done.returncode == 0
    assert "| not run | - |" in frame.row("bad")
    assert "1 passed, 1 not run." in report
    assert "## bad\n\nNo report: not run.\n" in report


def test_last_results_stay_and_a_new_run_replaces_them(frame):
    frame.run()
    frame.part("bad.sh", REPORT.format("bad"))
    done, _ = frame.run("good")
    assert done.returncode == 0
    assert "| failed: exit status 3 |" in frame.row("bad")
    frame.run("bad")
    assert "| passed |" in frame.row("bad")
    frame.part("bad.sh", "exit 1\n")
    _, report = frame.run("bad")
    assert "## About bad" not in report


@pytest.mark.parametrize("body, why", [
    ("exit 0\n", "wrote no report"),
    ("echo 42 > $PROOF_DIR/odd.md\n",
     "its report does not begin with a heading"),
    ("echo '## Odd' > $PROOF_DIR/odd.md\n", "its report is empty"),
    ("sleep 60\n", "not done after 1 seconds")])
def test_a_part_that_proves_nothing_fails(frame, body, why):
    frame.part("odd.sh", body)
    done, _ = frame.run("odd", PROOF_LIMIT="1")
    assert done.returncode == 1
    assert f"| failed: {why} |" in frame.row("odd")


def test_broken_off_and_another_commit(frame):
    frame.run()
    path = frame.out / "good.json"
    record = json.loads(path.read_text())
    record["commit"] = "0123456789ab"
    path.write_text(json.dumps(record))
    frame.run("none")
    assert "| passed (at 0123456789ab, " in frame.row("good")
    record["status"] = "broken off"
    path.write_text(json.dumps(record))
    _, report = frame.run("none")
    assert "| broken off (at " in frame.row("good")
    assert "1 failed, 1 broken off." in report


def test_unknown_part_is_named(frame):
    done, _ = frame.run("god")
    assert done.returncode == 1
    assert "no part god: there are bad good in" in done.stdout
