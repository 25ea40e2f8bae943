"""The equations of one model, to be written in any format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, overload

from levelwise.api.chosen_options import for_file, for_notation, for_writer
from levelwise.api.idle_options import idle_in_format
from levelwise.api.path import equations_to_format, equations_to_page, listing_columns, spec_to_equations
from levelwise.data.schema import UNKNOWN, Schema
from levelwise.dataclass import dataclass
from levelwise.equation.tree import System
from levelwise.files import write_whole
from levelwise.model.estimates import Estimates
from levelwise.model.priors import Priors
from levelwise.model.spec import ModelSpec
from levelwise.notations.notation import Notation
from levelwise.notations.table import DEFAULT, NOTATIONS, notation_of
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
    from levelwise.api.methods import MethodsSection
    from levelwise.comparison.dictionary import SymbolDictionary
    from levelwise.legitimacy.report.report import Report
    from levelwise.translation.code import Code


@dataclass(frozen=True, eq=False)
class Equations:
    """The equations of a model in one notation.

    Attributes
    ----------
    spec : ModelSpec
        The model.
    system : System
        The equations as a tree.
    report : Report
        The report on the legitimacy of the model.
    written_in : Notation
        The notation, which may have letters of the user's.
    options : Options
        The options that were given, including those of formats; each applies whenever its notation or format is used.
    schema : Schema
        What is known of the variables, for the legend.
    estimates : Estimates or None
        The estimates of the parameters, if the model is fitted.
    priors : Priors or None
        The prior distributions of the parameters, if the model has them.

    Examples
    --------
    >>> import levelwise as lw
    >>> eq = lw.extract_eq("math ~ ses + (ses | school)")
    >>> eq.notation
    'equatiomatic'
    >>> eq.verify()
    """

    spec: ModelSpec
    system: System
    report: Report
    options: Options
    model_notes: tuple[Note, ...] = ()
    written_in: Notation = NOTATIONS.own[DEFAULT]
    schema: Schema = field(default=UNKNOWN, repr=False)
    estimates: Estimates | None = field(default=None, repr=False)
    priors: Priors | None = field(default=None, repr=False)

    @property
    def notation(self) -> str:
        """The name of the notation."""
        return self.system.notation

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

    def in_notation(self, notation: str | Notation, **options: object) -> Equations:
        """Return the same model in another notation.

        Parameters
        ----------
        notation : str or Notation
            The name of one of `levelwise.notations`, or a notation with other letters.
        **options
            Options of the notation or of formats, as for `levelwise.extract_eq`. They override those given earlier,
            which are kept; an option of another notation has no effect until that notation is used again.

        Raises
        ------
        UnknownNameError
            For a notation or an option that does not exist.
        OptionError
            For an option in this call that neither the notation nor any format takes.
        """
        chosen = notation_of(notation)
        kept = Options({**self.options, **for_notation(options, chosen)}) if options else self.options
        system = spec_to_equations(self.spec, chosen, kept, self.estimates, priors=self.priors)
        return replace(self, system=system, options=kept, written_in=chosen)

    def legend(
        self,
        *,
        labels: Mapping[str, str] | None = None,
        units: Mapping[str, str] | None = None,
        level_labels: Mapping[str, str] | None = None,
    ) -> Legend:
        """Return the legend: what each symbol of the equations means, in reading order.

        Parameters
        ----------
        labels, units : mapping, optional
            Descriptions and units of columns, ``{"ses": "socioeconomic status"}`` and ``{"Days": "days"}``; they go
            before those given with the model and those that the data have.
        level_labels : mapping, optional
            Plural names of the units of levels, ``{"observation": "students", "sch.id": "schools"}``; by default those
            of the option `level_labels`.

        Returns
        -------
        Legend
            ``str()`` is plain text; ``.to("latex")`` and the other formats return it with its mathematics.

        Raises
        ------
        UnknownNameError
            For a column that is not in the formula, or a level that the model does not have.

        Examples
        --------
        >>> import levelwise as lw
        >>> eq = lw.extract_eq("math ~ ses + (1 | school)", notation="raudenbush-bryk")
        >>> print(eq.legend(labels={"ses": "socioeconomic status"}).rows[5].meaning[0])
        socioeconomic status, a level-1 predictor
        """
        from levelwise.api.legend import Legend, legend_rows, read_legend_words  # as legends are rarely asked for

        named = self.options.get("level_labels") if level_labels is None else level_labels
        words = read_legend_words(self.spec, labels, units, named)
        conventions = self.written_in.conventions(self.spec)
        return Legend(legend_rows(self.system, self.spec, self.schema, conventions, words), self.options)

    def methods(self, *, level_labels: Mapping[str, str] | None = None) -> MethodsSection:
        """Return a description of the model for the methods section of a paper.

        It states what the formula, the data and the fit show: the model and its distribution, the levels and their
        numbers of units, the predictors, their centring and coding, the random effects and their covariances, and the
        estimation. Nothing else is claimed.

        Parameters
        ----------
        level_labels : mapping, optional
            Plural names of the units, ``{"observation": "students", "sch.id": "schools"}``.

        Returns
        -------
        MethodsSection
            ``str()`` is the paragraph; ``items`` are those of the LEVEL checklist (Monsalves et al. 2020).

        Raises
        ------
        UnknownNameError
            For a level that the model does not have.

        Examples
        --------
        >>> import levelwise as lw
        >>> eq = lw.extract_eq("y ~ x + (x || g)")
        >>> print(eq.methods().sentences[0])
        The response y was modelled with a two-level linear mixed model.
        """
        from levelwise.api.methods import methods_of  # rarely asked for

        return methods_of(self.spec, self.schema, self.estimates, level_labels)

    def symbols_in(self, notation: str | Notation) -> SymbolDictionary:
        r"""Return the dictionary of symbols between this notation and another one.

        Parameters
        ----------
        notation : str or Notation
            As for `in_notation`.

        Returns
        -------
        SymbolDictionary
            A mapping from LaTeX to LaTeX; ``str()`` is a table with the meaning of each symbol in words.

        Examples
        --------
        >>> import levelwise as lw
        >>> eq = lw.extract_eq("math ~ ses + (1 | school)", notation="raudenbush-bryk")
        >>> eq.symbols_in("equatiomatic")[r"\tau_{00}"]
        '\\sigma_{\\alpha_{j}}^{2}'
        """
        from levelwise.comparison.dictionary import SymbolDictionary

        both = (self.in_notation(one, **_in_full(one)) for one in (self.written_in, notation_of(notation)))
        here, there = (one.system for one in both)
        return SymbolDictionary(here, there, self.spec)

    def code(self, software: str) -> Code:
        """Return the same model in the language of other software; see `Model.code`."""
        from levelwise.translation.table import code

        return code(self.spec, software)

    def verify(self) -> None:
        """Prove that the equations recombine to the linear predictor of the model, symbol by symbol.

        Raises
        ------
        VerificationError
            When they do not.
        """
        from levelwise.proof.verify import verify

        verify(self.system.unstyled or self.system, self.spec, self.written_in.conventions(self.spec))

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


def _in_full(notation: Notation) -> dict[str, Any]:
    """Return the options with which a notation writes every symbol: no estimates, and the columns of its matrices."""
    return {"estimates": False, **listing_columns(Options(), notation)}
