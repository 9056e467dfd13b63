# SPDX-License-Identifier: GPL-2.0-only
"""Some processes at once, one for each submission. A child that dies, or
does not come back, is noticed and its work given out again; the others never
feel it. Knows nothing of grades: @work(item) makes a result, @take(item,
result, why, tries) keeps it or says that it must be tried again."""

import collections
import ctypes
import multiprocessing
import multiprocessing.connection
import os
import signal
import time
import traceback

WALL = 600          # seconds for one item: the backstop
PR_SET_PDEATHSIG = 1


def child(work, item, pipe):
    """One item; its result, or what went wrong, into the pipe."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.setpgid(0, 0)
    try:
        pipe.send((work(item), ""))
    except BaseException as error:     # pylint: disable=broad-except
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.basename(last.filename)}:{last.lineno}"
        pipe.send((None, f"{type(error).__name__} at {where}: {error}"))
    finally:
        pipe.close()


class Crew:
    """Up to @size children."""

    def __init__(self, size, work, take):
        self.size, self.work, self.take = max(1, size), work, take
        self.busy = {}      # pipe: (process, item, tries, deadline)

    def start(self, item, tries):
        ours, theirs = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.get_context("fork").Process(
            target=child, args=(self.work, item, theirs))
        process.start()
        theirs.close()
        self.busy[ours] = (process, item, tries, time.monotonic() + WALL)

    def finish(self, pipe):
        """(item, result, why, tries) of a child that is done or dead."""
        process, item, tries, _ = self.busy.pop(pipe)
        try:
            result, why = pipe.recv()
        except (EOFError, OSError):
            result, why = None, "the grader's process died"
        pipe.close()
        self.end(process)
        return item, result, why, tries

    @staticmethod
    def end(process):
        """Nothing of it is left, children included."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        process.join()

    def late(self):
        """Children whose time is over."""
        now = time.monotonic()
        for pipe, (process, item, tries, end) in list(self.busy.items()):
            if now > end:
                del self.busy[pipe]
                pipe.close()
                self.end(process)
                yield item, None, f"not done after {WALL} s", tries

    def run(self, items):
        """All items, each until @take is content."""
        ahead = collections.deque((item, 1) for item in items)
        try:
            while ahead or self.busy:
                while ahead and len(self.busy) < self.size:
                    self.start(*ahead.popleft())
                ready = multiprocessing.connection.wait(list(self.busy), 1)
                done = [self.finish(pipe) for pipe in ready]
                for item, result, why, tries in [*done, *self.late()]:
                    if self.take(item, result, why, tries):
                        ahead.append((item, tries + 1))
        finally:
            for process, *_ in self.busy.values():
                self.end(process)
