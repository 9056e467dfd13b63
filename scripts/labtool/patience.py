# SPDX-License-Identifier: GPL-2.0-only
"""How long the grader itself reads what somebody has made to be read for
hours: a million words without a bracket, or what a regular expression tries
in a million ways. Compilers, runners and QEMU have limits of their own."""

import contextlib
import signal


class TooLong(BaseException):
    """Our patience is at an end; no `except Exception` takes it."""


@contextlib.contextmanager
def patience(seconds):
    """TooLong after so much CPU time of this process; children's is their
    own."""
    def late(*_):
        raise TooLong
    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
