"""Equations that can be written in any format, to a file, and shown in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal, overload

from levelwise.api.chosen_options import for_file, for_writer
from levelwise.api.idle_options import idle_in_format
from levelwise.api.path import equations_to_format, equations_to_page
from levelwise.equation.tree import System
from levelwise.files import write_whole
from levelwise.options import Options
from levelwise.packages import required
from levelwise.text.characters import plain
from levelwise.text.note import Note
from levelwise.warn import warn
from levelwise.writers.table import WRITERS, writer_for
from levelwise.writers.writer import Writer

ASSUMPTIONS = ("assumed-level-1", "assumed-crossed", "unknown-categories", "configured")
"""The codes of notes that are displayed with the equations."""

if TYPE_CHECKING:
    from pathlib import Path

    from levelwise.api.legend import Legend


class Written:
    """What can be written: a system of equations with options of formats. Subclasses are frozen dataclasses."""

    system: System
    options: Options
    model_notes: tuple[Note, ...]

    def legend(self) -> Legend:
        """Return the legend of the equations."""
        raise NotImplementedError

    @property
    def notes(self) -> tuple[Note, ...]:
        """How the formula and the data were interpreted, and where the notation departs from its rules."""
        return (*self.model_notes, *self.system.notes)

    @cached_property
    def latex(self) -> str:
        """The equations in LaTeX, without dollar signs."""
        return self.to("latex")

    def speech(self) -> str:
        """Return the equations read aloud, in plain English sentences.

        Examples
        --------
        >>> import levelwise as lw
        >>> print(lw.extract_eq("math ~ 1 + (1 | school)", notation="raudenbush-bryk").speech().splitlines()[0])
        math of observation i in school j is beta zero j plus the residual r i j.
        """
        return self.to("speech")

    @overload
    def to(
        self,
        format: Literal["html", "latex", "markdown", "mathml", "omml", "speech", "text", "typst"],
        **options: object,
    ) -> str: ...

    @overload
    def to(self, format: Literal["docx"], **options: object) -> bytes: ...

    @overload
    def to(self, format: str, **options: object) -> str | bytes: ...

    def to(self, format: str, **options: object) -> str | bytes:  # noqa: A002
        """Return the equations in a format.

        Parameters
        ----------
        format : str
            The name of one of `levelwise.formats`, such as ``latex`` or ``text``.
        **options
            Options of the format, such as ``width=60`` for ``text``; they override those given with the equations.

        Returns
        -------
        str or bytes
            Depending on the format.

        Raises
        ------
        UnknownNameError
            For a format or an option that does not exist.
        OptionError
            For an option that the format does not take.

        Examples
        --------
        >>> import levelwise as lw
        >>> eq = lw.extract_eq("y ~ x + (1 | g)", notation="raudenbush-bryk")
        >>> print(eq.to("text", width=20).splitlines()[0])
        yᵢⱼ = β₀ⱼ + β₁ⱼ xᵢⱼ
        """
        writer = WRITERS.named(format)
        return self._written(writer, self._chosen(writer, options))

    def save(self, path: str | Path, *, legend: bool | str = False, **options: object) -> Path:
        """Write the equations to a file, whose extension sets the format; the file is written completely or not at all.

        Parameters
        ----------
        path : str or Path
            The file, with the extension of a format.
        legend : bool or {"list", "sentence"}
            Whether the meaning of each symbol stands below the equations, and in which form; True is a list.
        **options
            As for `to`; with ``fragment=True`` the file holds what `to` returns, to be included in another document.

        Raises
        ------
        UnknownNameError
            For an extension that no format has, or an option that does not exist.
        OptionError
            For an option that the format does not take.
        LevelwiseError
            When the file cannot be written.
        """
        writer = writer_for(path)
        chosen = for_file(self._chosen(writer, options), writer, path)
        return write_whole(path, self._written(writer, chosen, legend=legend))

    def _written(self, writer: Writer, options: Options, *, legend: bool | str = False) -> str | bytes:
        system = equations_to_page(self.system, writer, options)
        for note in system.notes[len(self.system.notes) :]:
            warn(note.text)
        if legend is False:
            return equations_to_format(system, writer, options)
        from levelwise.api.legend import write_with_legend  # as legends are rarely asked for

        return write_with_legend(system, self.legend(), writer, options, legend)

    def _chosen(self, writer: Writer, options: Mapping[str, object]) -> Options:
        if not options:
            return self.options
        read = for_writer(options, writer)
        for note in idle_in_format(self.system, read):
            warn(note.text)
        return Options({**self.options, **read})

    def __str__(self) -> str:
        return self.to("text")

    def __repr__(self) -> str:
        return "\n\n".join((str(self), *self._assumptions))

    def _repr_latex_(self) -> str:
        return self._repr_markdown_()

    def _repr_markdown_(self) -> str:
        return "\n\n".join((self.to("markdown", dialect="jupyter"), *map(_in_markdown, self._assumptions)))

    @property
    def _assumptions(self) -> tuple[str, ...]:
        """What was assumed without data, or set elsewhere, which a reader who does not ask for notes has to know."""
        texts = (plain(note.text) for note in self.model_notes if note.code in ASSUMPTIONS)
        return tuple(f"{text[0].upper()}{text[1:]}." for text in texts)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return the representations a notebook chooses from: Jupyter takes the LaTeX, Quarto the Markdown."""
        kept = {"text/latex", "text/markdown", "text/plain"} - set(_names(exclude))
        if include is not None:
            kept &= set(_names(include))
        markdown = self._repr_markdown_() if kept - {"text/plain"} else ""
        bundle = {"text/latex": markdown, "text/markdown": markdown, "text/plain": repr(self)}
        return {kind: text for kind, text in bundle.items() if kind in kept}

    def _mime_(self) -> tuple[str, str]:
        """Return what marimo displays; by itself it would offer each of the representations in a tab of its own."""
        shown: tuple[str, str] = required("marimo", "a marimo notebook").md(self._repr_markdown_())._mime_()
        return shown


def _in_markdown(words: str) -> str:
    """Return a sentence in which no name is read as HTML, mathematics or emphasis."""
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{character}" if character in "\\`*[]$~" else character for character in safe)


def _names(kinds: object) -> tuple[str, ...]:
    return tuple(map(str, kinds)) if isinstance(kinds, set | frozenset | list | tuple) else ()
