"""A line on the terminal while something takes long, erased when it is done."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

DELAY = 1.0
"""Seconds of silence: what is done within them needs no line."""

_FRAMES = "|/-\\"
_TICK = 0.15


class Progress:
    """What is being done, since when, and how far it has come.

    Parameters
    ----------
    text : str
        What is being done.
    clock : callable
        Gives the time in seconds.
    """

    def __init__(self, text: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.text = text
        self._clock, self._start = clock, clock()
        self._done, self._total = 0, 0

    def amount(self, done: int, total: int | None = None) -> None:
        """Record how many bytes have come, of how many (None when nobody knows)."""
        self._done, self._total = done, total or 0

    def line(self, width: int = 80) -> str:
        """Return the line as it is now, at most `width` wide.

        Examples
        --------
        >>> task = Progress("reading hsb.csv", clock=lambda: 0.0)
        >>> task.amount(30_000_000, 120_000_000)
        >>> task.line()
        '| reading hsb.csv  30.0 of 120.0 MB (25 %)'
        """
        elapsed = self._clock() - self._start
        if self._total:
            detail = f"{self._done / 1e6:.1f} of {self._total / 1e6:.1f} MB ({100 * self._done // self._total} %)"
        else:
            detail = f"{self._done / 1e6:.1f} MB" if self._done else f"{elapsed:.0f} s"
        text = "".join(char if char.isprintable() else "?" for char in self.text)
        room = max(0, width - len(detail) - 5)
        if _columns(text) > room:
            while text and _columns(text) >= room:
                text = text[:-1]
            text += "…"
        return f"{_FRAMES[int(elapsed / _TICK) % len(_FRAMES)]} {text}  {detail}"[: max(0, width - 1)]


def _columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese signs take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


_running: Progress | None = None


@contextmanager
def progress(
    text: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic, delay: float = DELAY
) -> Iterator[Progress]:
    """Show on a terminal what is being done, once it takes longer than `delay` seconds.

    Nothing is written to a stream that is not a terminal. The line is erased at the end, also after an error
    or Ctrl-C. Within another progress only the text changes.

    Parameters
    ----------
    text : str
        What is being done, such as ``"reading students.csv"``.
    stream : file, optional
        Where to write; standard error by default.
    clock : callable
        Gives the time in seconds.
    delay : float
        Seconds of silence.

    Yields
    ------
    Progress
        To be told how far things have come.
    """
    global _running  # noqa: PLW0603 - one terminal has one line
    stream = sys.stderr if stream is None else stream
    if _running is not None:
        outer, before = _running, _running.text
        outer.text = text
        try:
            yield outer
        finally:
            outer.text = before
            outer.amount(0)
        return
    task = Progress(text, clock)
    if stream is None or not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield task
        return
    done = threading.Event()
    painter = threading.Thread(target=_paint, args=(task, stream, done, delay), daemon=True)
    try:
        _running = task
        with suppress(RuntimeError):  # no more threads to have: then without a line
            painter.start()
        yield task
    finally:
        _running = None
        done.set()
        if painter.ident is not None:
            painter.join()


def _paint(task: Progress, stream: TextIO, done: threading.Event, delay: float) -> None:
    """Draw until told that it is done, then erase: one thread does both, so that nothing can stay behind."""
    with suppress(OSError, ValueError):  # a terminal that has gone away is no reason to fail
        shown = 0
        quiet = done.wait(delay)
        while not quiet:
            line = task.line(shutil.get_terminal_size().columns)
            try:
                stream.write("\r" + line + " " * (shown - _columns(line)))
            except UnicodeEncodeError:
                stream.write("\r" + line.encode("ascii", "replace").decode())
            stream.flush()
            shown = _columns(line)
            quiet = done.wait(_TICK)
        if shown:
            stream.write("\r" + " " * shown + "\r")
            stream.flush()
