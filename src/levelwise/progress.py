"""A progress line on the terminal while a task takes long, erased when the task is done.

A thread draws it, because tqdm and click's progress bar are redrawn only when they are updated, and many calls report
no progress.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from levelwise.text.characters import display_width, plain, truncated

DELAY = 1.0
"""Number of seconds before the line appears."""

INTERVAL = 0.15
"""Number of seconds between two drawings of the line."""

_FRAMES = "|/-\\"


class Progress:
    """A running task, with the time since it started and the number of bytes read."""

    def __init__(self, task: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.task, self._clock, self._start = task, clock, clock()
        self._done, self._total = 0, 0

    def update(self, done: int, total: int | None = None) -> None:
        """Record the number of bytes read, and the total number (None when unknown)."""
        self._done, self._total = done, total or 0

    def line(self, width: int = 80) -> str:
        """Return the line as it is now, in fewer than `width` columns."""
        seconds = self._clock() - self._start
        if self._total:
            detail = f"{self._done / 1e6:.1f} of {self._total / 1e6:.1f} MB ({100 * self._done // self._total}%)"
        else:
            detail = f"{self._done / 1e6:.1f} MB" if self._done else f"{seconds:.0f} s"
        task, available = plain(self.task), max(0, width - len(detail) - 5)
        if display_width(task) > available:
            task = truncated(task, available - 1) + "…"
        return truncated(f"{_FRAMES[int(seconds / INTERVAL) % 4]} {task}  {detail}", width - 1)


_running: Progress | None = None


@contextmanager
def progress(
    task: str,
    stream: TextIO | None = None,
    clock: Callable[[], float] = time.monotonic,
    timer: Callable[[], threading.Event] = threading.Event,
) -> Iterator[Progress]:
    """Show a task on a terminal (standard error by default); within another task only the description changes."""
    global _running  # noqa: PLW0603 - one terminal has one line
    if _running is not None:
        outer, before = _running, _running.task
        outer.task = task
        try:
            yield outer
        finally:
            outer.task = before
            outer.update(0)
        return
    stream, current, finished = stream or sys.stderr, Progress(task, clock), timer()
    painter = threading.Thread(target=_paint, args=(current, stream, finished), daemon=True)
    try:
        if stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb":
            _running = current
            with suppress(RuntimeError):  # where no thread can be started there is no line
                painter.start()
        yield current
    finally:
        _running = None
        finished.set()
        if painter.is_alive():
            painter.join()


def _paint(task: Progress, stream: TextIO, finished: threading.Event) -> None:
    """Draw the line until the task is finished, then erase it."""
    drawn, encoding = 0, getattr(stream, "encoding", None) or "utf-8"
    with suppress(OSError, ValueError):  # the terminal may have been closed
        done = finished.wait(DELAY)
        while not done:
            import shutil  # needed on a terminal only

            line = task.line(shutil.get_terminal_size().columns).encode(encoding, "replace").decode(encoding)
            stream.write("\r" + line + " " * (drawn - display_width(line)))
            stream.flush()
            drawn, done = display_width(line), finished.wait(INTERVAL)
        if drawn:
            stream.write("\r" + " " * drawn + "\r")
            stream.flush()
