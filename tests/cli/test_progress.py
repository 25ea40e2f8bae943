"""The progress line: only on a terminal, only when it takes long, never left behind."""

from __future__ import annotations

import io
import os
import queue
import threading

import pytest

from levelwise.progress import DELAY, INTERVAL, Progress, progress


class Terminal(io.StringIO):
    """What a terminal shows, and whether anything was ever drawn."""

    def isatty(self) -> bool:
        return True

    @property
    def screen(self) -> str:
        """The line as it is: a return goes back to its start, what is written covers what was there."""
        line: list[str] = []
        place = 0
        for char in self.getvalue():
            if char == "\r":
                place = 0
                continue
            for part in (char, "") if char == "数" else (char,):  # it takes two columns
                line[place : place + 1] = [part]
                place += 1
        return "".join(line).rstrip()


class Steps(threading.Event):
    """An event whose waits end when the test says so, and which counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float | None] = []
        self._ends: queue.Queue[bool] = queue.Queue()
        self._waiting = threading.Semaphore(0)

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        self._waiting.release()
        return self._ends.get()

    def set(self) -> None:
        self._ends.put(True)

    def pass_by(self) -> None:
        """Let the present wait pass, until the next begins."""
        self._waiting.acquire()
        self._ends.put(False)
        self._waiting.acquire()
        self._waiting.release()


@pytest.fixture
def steps() -> Steps:
    return Steps()


def frozen() -> float:
    return 0.0


def test_a_line_is_drawn_and_erased(steps: Steps) -> None:
    terminal = Terminal()
    with progress("reading a.csv", terminal, frozen, lambda: steps) as task:
        assert terminal.getvalue() == ""
        steps.pass_by()
        assert terminal.screen == "| reading a.csv  0 s"
        task.update(3_000_000)
        steps.pass_by()
        assert terminal.screen == "| reading a.csv  3.0 MB"
    assert terminal.screen == ""
    assert steps.waited == [DELAY, INTERVAL, INTERVAL]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_nothing_is_left_behind_by_an_error(error: type[BaseException], steps: Steps) -> None:
    terminal = Terminal()
    with pytest.raises(error), progress("reading", terminal, frozen, lambda: steps):  # noqa: PT012
        steps.pass_by()
        assert "reading" in terminal.screen
        raise error
    assert terminal.screen == ""
    steps = Steps()
    with progress("next", terminal, frozen, lambda: steps):
        steps.pass_by()
        assert "next" in terminal.screen
    assert terminal.screen == ""


def test_nothing_is_written_to_a_pipe_or_before_its_time(monkeypatch: pytest.MonkeyPatch, steps: Steps) -> None:
    pipe, terminal, idle = io.StringIO(), Terminal(), Steps()
    with progress("reading", pipe, frozen, lambda: idle) as task:
        task.update(1)
    with progress("reading", terminal, frozen, lambda: steps):
        pass
    monkeypatch.setenv("TERM", "dumb")
    with progress("reading", terminal, frozen, lambda: idle):
        pass
    assert pipe.getvalue() == terminal.getvalue() == ""
    assert (steps.waited, idle.waited) == ([DELAY], [])


def test_within_another_only_the_text_changes(steps: Steps) -> None:
    terminal = Terminal()
    with progress("outer", terminal, frozen, lambda: steps) as outer:
        steps.pass_by()
        assert "outer" in terminal.screen
        with pytest.raises(OSError, match="gone"), progress("inner", terminal) as inner:  # noqa: PT012
            assert inner is outer
            steps.pass_by()
            assert terminal.screen == "| inner  0 s"
            raise OSError("gone")
        assert outer.task == "outer"
    assert terminal.screen == ""


def test_a_terminal_that_goes_away_is_no_error(steps: Steps) -> None:
    tried = threading.Event()

    class Gone(Terminal):
        def write(self, _: str) -> int:
            tried.set()
            raise OSError("gone")

    with progress("reading", Gone(), frozen, lambda: steps):
        steps._ends.put(False)
        assert tried.wait()


def test_a_terminal_that_knows_ascii_only(steps: Steps) -> None:
    class Narrow(Terminal):
        encoding = "ascii"

        def write(self, text: str) -> int:
            return super().write(text.encode("ascii").decode())

    terminal = Narrow()
    with progress("größe.csv", terminal, frozen, lambda: steps):
        steps.pass_by()
        assert terminal.screen == "| gr??e.csv  0 s"
    assert terminal.screen == ""


def test_wide_characters_are_erased_too(steps: Steps) -> None:
    terminal = Terminal()
    with progress("数" * 10, terminal, frozen, lambda: steps) as task:
        steps.pass_by()
        assert "数  0 s" in terminal.screen
    assert terminal.screen == ""
    task.task = "数" * 100
    assert sum(2 if char == "数" else 1 for char in task.line(40)) < 40


def test_without_threads_there_is_no_line(monkeypatch: pytest.MonkeyPatch, steps: Steps) -> None:
    def none(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", none)
    terminal = Terminal()
    with progress("reading", terminal, frozen, lambda: steps):
        pass
    assert terminal.getvalue() == ""


def test_the_line_says_how_far_it_is() -> None:
    now = [0.0]
    task = Progress("downloading https://example.org/t.csv", clock=lambda: now[0])
    assert task.line() == "| downloading https://example.org/t.csv  0 s"
    now[0] = 2.2
    assert task.line().endswith("  2 s")
    assert task.line()[0] in "|/-\\"
    task.update(1_500_000)
    assert task.line().endswith("  1.5 MB")
    task.update(1_500_000, 6_000_000)
    assert task.line().endswith("  1.5 of 6.0 MB (25%)")
    assert task.line(40).endswith("…  1.5 of 6.0 MB (25%)")
    assert all(len(task.line(width)) < max(1, width) for width in range(1, 120))


def test_the_text_cannot_spoil_the_terminal() -> None:
    assert Progress("a\x1b[2J\nb", clock=lambda: 0.0).line() == "| a␛[2J␤b  0 s"


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals")
def test_on_a_real_terminal(steps: Steps) -> None:
    main, side = os.openpty()
    with open(side, "w", encoding="utf-8") as stream, progress("reading", stream, frozen, lambda: steps):  # noqa: PTH123
        steps.pass_by()
        assert b"reading" in os.read(main, 1000)
    assert os.read(main, 1000).endswith(b" \r")
    os.close(main)
