# SPDX-License-Identifier: GPL-2.0-only
"""scripts/qemu/maker.py: two builds of one tree come one after the other."""

import os
import sys
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.append(os.path.join(ROOT, "scripts/qemu"))
import maker                            # noqa: E402


def test_one_at_a_time(tmp_path):
    (tmp_path / "Makefile").write_text(
        "all:\n\t@echo begin >> log; sleep 0.3; echo end >> log\n")
    both = [threading.Thread(target=maker.make, args=(tmp_path, "all"))
            for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (tmp_path / "log").read_text().split() == ["begin", "end"] * 2


def test_says_how_it_ended(tmp_path, monkeypatch):
    """And an outer make's jobs and flags are none of its business."""
    monkeypatch.setenv("MAKEFLAGS", "n")
    (tmp_path / "Makefile").write_text("right:\n\t@true\nwrong:\n\t@false\n")
    assert maker.make(tmp_path, "right").returncode == 0
    assert maker.make(tmp_path, "wrong", capture_output=True).returncode == 2
