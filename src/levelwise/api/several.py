"""The equations of several models one below the other, with what changes from one to the next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from levelwise.api.chosen_options import for_writer
from levelwise.api.documents import document
from levelwise.api.equations import Equations
from levelwise.api.path import equations_to_format, equations_to_page
from levelwise.comparison.changes import changes, highlighted
from levelwise.equation.tree import System
from levelwise.errors import OptionError, UnsupportedModelError
from levelwise.files import write_whole
from levelwise.formula.parser import parse
from levelwise.formula.syntax import names_in
from levelwise.options import Options
from levelwise.warn import warn
from levelwise.writers.table import WRITERS, OwnWriter, writer_for

if TYPE_CHECKING:
    from pathlib import Path


Hint = Mapping[str, object]


def each_of(
    models: Sequence[object],
    data: object,
    hints: Mapping[str, Hint | None],
    options: Mapping[str, object],
    write: Callable[..., Equations],
) -> SeveralEquations:
    """Write the equations of each of several formulas or fitted models.

    Parameters
    ----------
    models : sequence of str or fitted model
        The models. A fitted one has its data and its options; those that are given belong to the formulas.
    data : object
        The data of the formulas.
    hints, options : mapping
        The hints, of which each formula gets those that apply to it, and the options of the formulas.
    write : callable
        Returns the equations of a model, given its data, hints and options.

    Raises
    ------
    UnsupportedModelError
        For an empty list.
    """
    if not models:
        raise UnsupportedModelError("formula= takes a formula or a list of formulas; the list is empty")
    formulas = [one for one in models if isinstance(one, str)]
    if not formulas:
        return SeveralEquations([write(one, data, **hints, **options) for one in models])
    return SeveralEquations(
        [
            write(one, data, **hints_for(one, formulas, hints), **options) if isinstance(one, str) else write(one)
            for one in models
        ]
    )


def hints_for(formula: str, formulas: Sequence[str], hints: Mapping[str, Hint | None]) -> dict[str, Any]:
    """Return those hints that apply to one of several formulas.

    A hint about names that this formula does not have is left out if another one has them; otherwise it is kept, so
    that a misspelt name is an error.

    Examples
    --------
    >>> formulas = ["y ~ 1 + (1 | g)", "y ~ w + (1 | g)"]
    >>> hints_for(formulas[0], formulas, {"levels": {"w": "g"}})
    {'levels': {}}
    """
    own, every = _names(formula), [_names(one) for one in formulas]
    found: dict[str, Any] = {}
    for kind, hint in hints.items():
        if not isinstance(hint, Mapping):
            found[kind] = hint
            continue
        asked = {key: frozenset(re.findall(r"[\w.]+", str(key))) for key in hint}
        found[kind] = {
            key: value
            for key, value in hint.items()
            if asked[key] <= own or not any(asked[key] <= names for names in every)
        }
    return found


def _names(formula: str) -> frozenset[str]:
    parsed = parse(formula)
    return frozenset((*names_in(parsed.response), *names_in(parsed.right)))


class SeveralEquations(Sequence[Equations]):
    """The equations of several models in one notation, aligned; what is new in each is coloured.

    Parameters
    ----------
    equations : sequence of Equations
        The models in order.

    Attributes
    ----------
    changes : tuple of str
        For each model but the first, what it adds and drops, in words.

    Examples
    --------
    >>> import levelwise as lw
    >>> models = lw.extract_eq(["y ~ 1 + (1 | g)", "y ~ x + (1 | g)"], notation="raudenbush-bryk")
    >>> models.changes
    ('adds the fixed coefficient of x',)
    """

    def __init__(self, equations: Sequence[Equations]) -> None:
        self._equations = tuple(equations)
        pairs = zip(self._equations[1:], self._equations, strict=False)
        self.changes = tuple(changes(now.spec, then.spec) for now, then in pairs)

    @overload
    def __getitem__(self, place: int) -> Equations: ...
    @overload
    def __getitem__(self, place: slice) -> SeveralEquations: ...
    def __getitem__(self, place: int | slice) -> Equations | SeveralEquations:
        if isinstance(place, slice):
            return SeveralEquations(self._equations[place])
        return self._equations[place]

    def __len__(self) -> int:
        return len(self._equations)

    def __iter__(self) -> Iterator[Equations]:
        return iter(self._equations)

    @cached_property
    def highlighted(self) -> tuple[Equations, ...]:
        """The equations of each model, with what the model before it does not have in colour."""
        first, *others = self._equations
        pairs = zip(others, self._equations, strict=False)
        systems = (highlighted(now.system, now.spec, then.system, then.spec) for now, then in pairs)
        return (first, *(replace(one, system=system) for one, system in zip(others, systems, strict=True)))

    @cached_property
    def latex(self) -> str:
        """The equations in LaTeX, without dollar signs."""
        written = self.to("latex")
        assert isinstance(written, str)
        return written

    def to(self, format: str, **options: object) -> str | bytes:  # noqa: A002
        """Return all equations as one system in a format; see `Equations.to`."""
        writer = WRITERS.named(format)
        chosen = Options({**self._equations[0].options, **for_writer(options, writer)})
        lines = tuple(line for one in self.highlighted for line in one.system.lines)
        notes = tuple(dict.fromkeys(note for one in self._equations for note in one.system.notes))
        system = equations_to_page(System(lines, self._equations[0].notation, notes), writer, chosen)
        for note in system.notes[len(notes) :]:
            warn(note.text)
        return equations_to_format(system, writer, chosen)

    def save(self, path: str | Path, *, numbered: bool = False, **options: Any) -> Path:
        """Write the equations to a file; a document has the formula of each model and its changes above its equations.

        A format without documents, such as text, has all equations as one system.
        """
        writer = writer_for(path)
        if isinstance(writer, OwnWriter) and not writer.documents:
            if numbered:
                raise OptionError(f"numbered applies to formats with documents; the format {writer.name} has none")
            return write_whole(path, self.to(writer.name, **options))
        words = ("", *(f": {change}" if change else "" for change in self.changes))
        captions = [
            f"Model {place}, {one.spec.source}{what}"
            for place, (one, what) in enumerate(zip(self._equations, words, strict=True), 1)
        ]
        return document(self.highlighted, path, captions, numbered=numbered, **options)

    def verify(self) -> None:
        """Prove the equations of every model; see `Equations.verify`."""
        for one in self._equations:
            one.verify()

    def __str__(self) -> str:
        return str(self.to("text"))

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return str(self.to("markdown", dialect="jupyter"))
