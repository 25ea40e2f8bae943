"""The open tables: notations and formats, ours by name and others' through entry points.

Another package adds a notation with an entry point in the group ``levelwise.notations`` (a
`Notation`), a format with one in ``levelwise.writers`` (a `Writer`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from levelwise.dataclass import dataclass
from levelwise.errors import UnknownNameError

if TYPE_CHECKING:
    from levelwise.equation.tree import System
    from levelwise.model.spec import ModelSpec
    from levelwise.options import Style


@dataclass(frozen=True)
class Notation:
    """A way to write models.

    Attributes
    ----------
    name, title, source : str
        Its name, what it looks like, and the book or package it comes from.
    where : str
        ``module:function`` of a function from a model and a style to a system of equations.
    """

    name: str
    title: str
    source: str
    where: str

    def write(self, spec: ModelSpec, style: Style) -> System:
        """Write a model."""
        system: System = _load(self.where)(spec, style)
        return system


@dataclass(frozen=True)
class Writer:
    """A format of output; `suffixes` are the endings of its files."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    where: str

    def write(self, system: System, style: Style) -> str:
        """Spell a system of equations."""
        spelled: str = _load(self.where)(system, style)
        return spelled


NOTATIONS: Mapping[str, Notation] = {
    one.name: one
    for one in (
        Notation(
            "equatiomatic",
            "a law of the response, then a law of each group's coefficients (the default)",
            "R package equatiomatic 0.4.9; Gelman & Hill (2007), chapters 11–13",
            "levelwise.notations.forms.distributional:write",
        ),
        Notation(
            "raudenbush-bryk",
            "one equation a level with residuals r, u; crossed factors in one equation",
            "Raudenbush & Bryk (2002), Hierarchical Linear Models, chapters 2–4, 8, 12; HLM 7",
            "levelwise.notations.raudenbush_bryk:write",
        ),
    )
}
WRITERS: Mapping[str, Writer] = {
    one.name: one
    for one in (
        Writer("latex", "LaTeX for amsmath, KaTeX and MathJax", (".tex",), "levelwise.writers.latex:write"),
        Writer("text", "a drawing in Unicode characters", (".txt",), "levelwise.writers.unicode.unicode_text:write"),
    )
}


def notation(name: str) -> Notation:
    """Return a notation by name.

    Raises
    ------
    UnknownNameError
        With the nearest name there is.
    """
    found = NOTATIONS.get(name) or notations().get(name)
    if found is None:
        raise UnknownNameError("notation", name, notations())
    return found


def writer(name: str) -> Writer:
    """Return a format by name.

    Raises
    ------
    UnknownNameError
        With the nearest name there is.
    """
    found = WRITERS.get(name) or writers().get(name)
    if found is None:
        raise UnknownNameError("format", name, writers())
    return found


def writer_for(path: str) -> Writer:
    """Return the format that a file's name asks for by its ending."""
    for one in writers().values():
        if path.lower().endswith(one.suffixes):
            return one
    endings = [suffix for one in writers().values() for suffix in one.suffixes]
    ending = "." + path.rpartition(".")[2] if "." in path else path
    raise UnknownNameError("format for files that end in", ending, endings)


def notations() -> dict[str, Notation]:
    """Return all notations by name, other packages' included."""
    return {**_others("levelwise.notations", Notation), **NOTATIONS}


def writers() -> dict[str, Writer]:
    """Return all formats by name, other packages' included."""
    return {**_others("levelwise.writers", Writer), **WRITERS}


def _others(group: str, kind: type[Any]) -> dict[str, Any]:
    from importlib.metadata import entry_points  # slow to import, and rarely needed

    loaded = (entry.load() for entry in entry_points(group=group))
    return {one.name: one for one in loaded if isinstance(one, kind)}


def _load(where: str) -> Callable[..., Any]:
    module, _, function = where.partition(":")
    loaded: Callable[..., Any] = getattr(import_module(module), function)
    return loaded
