"""The model found in a call or command of another program."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.formula.syntax import Node, Operation
from levelwise.text.note import Note


@dataclass(frozen=True)
class Reading:
    """The model in a call of another program: formula, the text its spans refer to, notes, family and residuals."""

    tree: Operation
    source: str
    notes: tuple[Note, ...] = ()
    family: Node | None = None
    residual: str | None = None


@dataclass(frozen=True)
class Command:
    """A command of another program in lme4's language: its formula, its name, its family, the residuals' structure."""

    formula: str
    name: str
    family: str | None = None
    residual: str | None = None
