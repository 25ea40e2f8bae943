"""The trial of one input: its outcome, and whether that is allowed."""

from __future__ import annotations

import signal
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from types import FrameType
from typing import Any

import frames
from grammar import PLAIN, model_formula, parser_input

import levelwise as lw
from levelwise.errors import LevelwiseError, LevelwiseWarning, VerificationError
from levelwise.formula.expand import expand
from levelwise.formula.parser import parse
from levelwise.formula.syntax import Formula

SECONDS = 15.0
"""An input that takes more seconds of processor time, for all formats and the proof, counts as a hang."""

PATIENCE = 60.0
"""So does one that takes more seconds of real time, which includes other work of the machine."""


class HangError(BaseException):
    """An input took too long; not an ``Exception``, so that no handler catches it."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of one input; `failure` is the traceback, if the outcome is a failure."""

    name: str
    text: str
    failure: str = ""


def attempt(kind: str, seed: int, number: int, corpus: Sequence[str]) -> Outcome:
    """Try the input of a number; it depends on nothing but these arguments."""
    random = Random(f"{kind}:{seed}:{number}")
    said: list[str] = []
    work = {"parser": _read, "pipeline": _write}[kind]
    signal.signal(signal.SIGPROF, _ring)
    signal.signal(signal.SIGALRM, _ring)
    _limit()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.filterwarnings(
                "ignore", "a (line|covariance matrix|vector|list) .*is (too|wider)", LevelwiseWarning
            )
            name = work(random, corpus, said)
        return Outcome(name, said[0])
    except VerificationError:
        return Outcome("VerificationError", "\n".join(said), traceback.format_exc())
    except LevelwiseError as error:
        return Outcome(_readable(error), said[0])
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Outcome(type(error).__name__, "\n".join(said), traceback.format_exc()[-6000:])
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit() -> None:
    """Start to count the time that a step may take."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise HangError(f"more than {SECONDS} seconds")


def _readable(error: LevelwiseError) -> str:
    """Return the type of an error, whose message must not be empty."""
    assert str(error).strip(), "an error without a message"
    return type(error).__name__


def _read(random: Random, corpus: Sequence[str], said: list[str]) -> str:
    """Parse and expand a formula; if it is accepted, print it and parse it again."""
    text = parser_input(random, corpus)
    said.append(text)
    columns = random.choice((None, PLAIN))
    formula = parse(text)
    expand(formula, columns)
    again = parse(str(formula))
    assert isinstance(again, Formula)
    return "accepted"


def _write(random: Random, corpus: Sequence[str], said: list[str]) -> str:
    """Pass a formula through data, model, check, a notation, its proof and every format that needs no extra."""
    made = frames.columns(random) if random.random() < 0.7 else {}
    names = frames.known(made)
    text = model_formula(random, corpus, names)
    said.append(text)
    options: dict[str, Any] = frames.hints(random, names)
    policy = random.choice(("hlm", "mixed", "off", "off", "off", "nothing" if random.random() < 0.02 else "off"))
    notation = random.choice(lw.notations())
    looks: dict[str, Any] = random.choice(
        ({}, {"width": 40}, {"matrices": "array"}, {"mean_separate": True}, {"mean_separate": "false"}, {"width": None})
    )
    taken = {option.name for one in (notation, *lw.formats()) for option in one.options}
    applicable = {name: value for name, value in looks.items() if name in taken or random.random() < 0.1}
    data = frames.frame(random, made) if made else None
    said.append(f"{options!r} {policy} {notation.name} {applicable!r}\n{type(data).__name__} {made!r}")
    model = lw.model(text, data, **options)
    str(model.check(policy))
    equations = model.equations(notation.name, policy=policy, **applicable)
    equations.verify()
    for writer in (one for one in lw.formats() if one.extra is None):
        _limit()  # the equations of a large model may take some seconds in each format
        written = equations.to(writer.name)
        if isinstance(written, str):
            written.encode("utf-8")  # half a surrogate could not be saved
    equations._repr_mimebundle_()
    return "written and verified"
