"""The progress line: only on a terminal, only when it takes long, never left behind."""

from __future__ import annotations

import io
import os
import time

import pytest

from levelwise.progress import Progress, progress


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


def wait_for(terminal: Terminal, text: str) -> None:
    deadline = time.monotonic() + 5
    while text not in terminal.getvalue():
        assert time.monotonic() < deadline, terminal.getvalue()
        time.sleep(0.01)


def test_a_line_is_drawn_and_erased() -> None:
    terminal = Terminal()
    with progress("reading a.csv", terminal, delay=0) as task:
        wait_for(terminal, "reading a.csv")
        assert "reading a.csv  0 s" in terminal.screen
        task.amount(3_000_000)
        wait_for(terminal, "3.0 MB")
    assert terminal.screen == ""


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_nothing_is_left_behind_by_an_error(error: type[BaseException]) -> None:
    terminal = Terminal()
    with pytest.raises(error), progress("reading", terminal, delay=0):  # noqa: PT012
        wait_for(terminal, "reading")
        raise error
    assert terminal.screen == ""
    with progress("next", terminal, delay=0):
        wait_for(terminal, "next")
    assert terminal.screen == ""


def test_nothing_is_written_to_a_pipe_or_before_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe, terminal = io.StringIO(), Terminal()
    with progress("reading", pipe, delay=0) as task:
        task.amount(1)
        time.sleep(0.05)
    with progress("reading", terminal, delay=60):
        time.sleep(0.05)
    monkeypatch.setenv("TERM", "dumb")
    with progress("reading", terminal, delay=0):
        time.sleep(0.05)
    assert pipe.getvalue() == terminal.getvalue() == ""


def test_within_another_only_the_text_changes() -> None:
    terminal = Terminal()
    with progress("outer", terminal, delay=0) as outer:
        wait_for(terminal, "outer")
        with pytest.raises(OSError, match="gone"), progress("inner", terminal) as inner:  # noqa: PT012
            assert inner is outer
            wait_for(terminal, "inner")
            raise OSError("gone")
        assert outer.text == "outer"
    assert terminal.screen == ""


def test_a_terminal_that_goes_away_is_no_error() -> None:
    class Gone(Terminal):
        def write(self, _: str) -> int:
            raise OSError("gone")

    with progress("reading", Gone(), delay=0):
        time.sleep(0.05)


def test_a_terminal_that_knows_ascii_only() -> None:
    class Narrow(Terminal):
        def write(self, text: str) -> int:
            return super().write(text.encode("ascii").decode())

    terminal = Narrow()
    with progress("größe.csv", terminal, delay=0):
        wait_for(terminal, "gr??e.csv")
    assert terminal.screen == ""


def test_wide_signs_are_erased_too() -> None:
    terminal = Terminal()
    with progress("数" * 10, terminal, delay=0) as task:
        wait_for(terminal, "数")
        assert "数  0 s" in terminal.screen
    assert terminal.screen == ""
    task.text = "数" * 100
    assert sum(2 if char == "数" else 1 for char in task.line(40)) < 40


def test_without_threads_there_is_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", none)
    terminal = Terminal()
    with progress("reading", terminal, delay=0):
        pass
    assert terminal.getvalue() == ""


def test_the_line_says_how_far_it_is() -> None:
    now = [0.0]
    task = Progress("downloading https://example.org/t.csv", clock=lambda: now[0])
    assert task.line() == "| downloading https://example.org/t.csv  0 s"
    now[0] = 2.2
    assert task.line().endswith("  2 s")
    assert task.line()[0] in "|/-\\"
    task.amount(1_500_000)
    assert task.line().endswith("  1.5 MB")
    task.amount(1_500_000, 6_000_000)
    assert task.line().endswith("  1.5 of 6.0 MB (25 %)")
    assert task.line(40).endswith("…  1.5 of 6.0 MB (25 %)")
    assert all(len(task.line(width)) < max(1, width) for width in range(1, 120))


def test_the_text_cannot_spoil_the_terminal() -> None:
    assert Progress("a\x1b[2J\nb", clock=lambda: 0.0).line() == "| a?[2J?b  0 s"


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals")
def test_on_a_real_terminal() -> None:
    main, side = os.openpty()
    with open(side, "w", encoding="utf-8") as stream, progress("reading", stream, delay=0):  # noqa: PTH123
        assert b"reading" in os.read(main, 1000)
    assert os.read(main, 1000).endswith(b" \r")
    os.close(main)
