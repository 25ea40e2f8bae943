"""The options of notations and formats: one row per option, and the values chosen.

A notation or format of another package declares its options as rows of its own; it may also reuse a row of `OPTIONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cache
from reprlib import repr as short
from typing import Any

from levelwise.dataclass import dataclass
from levelwise.errors import OptionError, UnknownNameError
from levelwise.option_values import (
    Values,
    accented_letter,
    choice,
    choice_of_case,
    colour_list,
    colours_by_name,
    names,
    reference,
    switch,
    whole_number,
    words,
)
from levelwise.text.sentences import listed
from levelwise.vocabulary.sizes import SIZES


@dataclass(frozen=True)
class Option:
    """One row of the table of options.

    Attributes
    ----------
    name : str
        The keyword of `levelwise.extract_eq` and the key of ``--option KEY=VALUE``.
    values : Values
        The values it accepts, besides its default.
    default : object
        The value when it is not given. On the command line, None is written ``auto``.
    help : str
        One line of help, for the command line and the documentation.
    notations, writers : tuple of str
        The names of our notations and formats that take it. Both are empty in a row declared by another package, whose
        notations and formats name the rows they take.
    systems : bool
        Whether every notation takes it, as it changes equations once they are written.
    """

    name: str
    values: Values
    default: Any
    help: str
    notations: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    systems: bool = False

    @property
    def accepted(self) -> str:
        """The values in words, ``auto`` included where there is one."""
        return listed((*self.values.words, "auto") if self.default is None else self.values.words, "or")

    def read(self, value: object) -> Any:
        """Return a value of the option, which may be given as a string on the command line.

        Raises
        ------
        OptionError
            For a value that the option does not accept; the message lists the accepted values.
        """
        if value is None and self.default is None:
            return None
        if self.default is None and isinstance(value, str) and value.lower() in ("auto", "none"):
            return None
        try:
            return self.values.read(value)
        except ValueError:
            raise OptionError(f"the option {self.name} takes {self.accepted}, not {short(value)}") from None


PAGED = ("docx", "html", "latex", "markdown", "mathml", "omml", "pdf", "png", "svg", "typst")
"""Our formats that have a page, whose width limits lines."""

PAGED_AND_TEXT = (*PAGED, "text")

OPTIONS: Mapping[str, Option] = {
    option.name: option
    for option in (
        Option(
            "align_env",
            choice("aligned", "align", "align*", "gathered"),
            None,
            "environment of the lines in LaTeX; auto is aligned, which stands in a display",
            writers=("latex",),
        ),
        Option(
            "colours",
            switch(),
            default=False,
            help="print fixed effects in blue, random effects and their variances and covariances in vermilion",
            writers=PAGED,
        ),
        Option(
            "columns",
            switch(),
            default=False,
            help="list the columns of the design matrices and the entries of the covariance matrices",
            notations=("brms", "laird-ware", "lme4", "nlme"),
        ),
        Option(
            "compact",
            switch(),
            None,
            "write covariance matrices as symbols with dimensions and list entries below; auto does so if one is too "
            "wide for the page",
            writers=PAGED_AND_TEXT,
        ),
        Option(
            "dialect",
            choice("web", "latex", "github", "pandoc", "jupyter"),
            None,
            "intended reader: web (KaTeX, MathJax) or latex for LaTeX; github, pandoc (Quarto, R Markdown) or jupyter "
            "for Markdown",
            writers=("latex", "markdown"),
        ),
        Option(
            "dpi",
            whole_number(1, 1200),
            300,
            "resolution of the picture in pixels per inch",
            writers=("png",),
        ),
        Option(
            "font_size",
            choice_of_case(*SIZES),
            None,
            "size of the equations, by its name in LaTeX; auto is the size around them",
            writers=("html", "latex", "mathml", "pdf", "png", "svg", "typst"),
        ),
        Option(
            "fragment",
            switch(),
            None,
            "write the equations alone, not a complete document; auto does so unless they are saved to a file",
            writers=("html", "latex", "typst"),
        ),
        Option(
            "greek",
            accented_letter(),
            None,
            "letter of the slopes, by default β",
            notations=("equatiomatic",),
        ),
        Option(
            "greek_colors",
            colour_list(),
            None,
            "colours of the letters of the coefficients in the order of reading, the residual last; or one for all",
            systems=True,
        ),
        Option(
            "index_factors",
            switch(),
            default=False,
            help="write a factor as one term whose index is the category, in place of a term for each dummy variable",
            systems=True,
        ),
        Option(
            "index_variables",
            switch(),
            None,
            "write variables with the index of the unit on which they are measured, or without indices; auto leaves "
            "that to the notation",
            systems=True,
        ),
        Option(
            "intercept",
            accented_letter(),
            None,
            "letter of the intercept, by default α; if it is that of the slopes, the intercept has the number 0",
            notations=("equatiomatic",),
        ),
        Option(
            "ital_vars",
            switch(),
            default=False,
            help="print the names of variables and of their categories in italics",
            systems=True,
        ),
        Option(
            "label",
            reference(),
            None,
            "name of the equation for cross references, such as m4: \\label{eq:m4} in LaTeX, #eq-m4 in Quarto",
            writers=("latex", "markdown"),
        ),
        Option(
            "level_labels",
            words(),
            None,
            "plural names of the units of levels, observation=students,sch.id=schools: they head the equations of each "
            "level, and stand in ranges and in the legend",
            systems=True,
        ),
        Option(
            "line_width",
            whole_number(5),
            None,
            "line width in ems, about 41 on A4 or letter paper; longer lines are broken",
            writers=PAGED,
        ),
        Option(
            "logit_notation",
            switch(),
            default=False,
            help="write the logit of a binary response without groups as logit[P(y)], not as log[P/(1 - P)]",
            notations=("equatiomatic",),
        ),
        Option(
            "matrices",
            choice("pmatrix", "array"),
            "pmatrix",
            "LaTeX environment for vectors and matrices; array nests arrays, as the R package equatiomatic does",
            writers=("latex", "markdown"),
        ),
        Option(
            "mean_separate",
            switch(),
            None,
            "write the mean of the response on a separate line; auto does so if it has four or more coefficients",
            notations=("equatiomatic",),
        ),
        Option(
            "numbers",
            switch(),
            default=False,
            help="write the numbers of groups and observations in the data in place of J, K and n",
            systems=True,
        ),
        Option(
            "operator_location",
            choice("start", "end"),
            None,
            "position of the sign between two lines of a sum: at the start of the second or at the end of the first; "
            "auto is end for wrap=true in latex without a document, otherwise start",
            writers=PAGED_AND_TEXT,
        ),
        Option(
            "paper",
            choice("a4", "letter"),
            "a4",
            "paper size of a document",
            writers=("docx", "latex", "pdf", "typst"),
        ),
        Option(
            "raw_tex",
            switch(),
            default=False,
            help="let greek and intercept be commands of TeX: a letter, with a hat if wanted",
            notations=("equatiomatic",),
        ),
        Option(
            "show_distribution",
            switch(),
            None,
            "state the distribution of the response; auto does so in models with groups",
            notations=("equatiomatic",),
        ),
        Option(
            "subscript_colors",
            colour_list(),
            None,
            "colours of the subscripts of the coefficients in the order of reading; or one for all",
            systems=True,
        ),
        Option(
            "swap_subscript_names",
            names('a mapping such as {"cath": "Catholic"}', empty=True),
            None,
            "other names of categories in the subscripts of variables; an empty one leaves the subscript out",
            systems=True,
        ),
        Option(
            "swap_var_names",
            names(),
            None,
            "other names of variables and grouping factors",
            systems=True,
        ),
        Option(
            "terms_per_line",
            whole_number(1),
            None,
            "maximum number of terms of a sum on a line",
            writers=PAGED_AND_TEXT,
        ),
        Option(
            "triangle",
            choice("full", "lower", "dots"),
            "full",
            "write covariance matrices in full, or with blanks (lower) or dots above the diagonal",
            systems=True,
        ),
        Option(
            "var_colors",
            colours_by_name(),
            None,
            "colours of variables",
            systems=True,
        ),
        Option(
            "var_subscript_colors",
            colours_by_name(),
            None,
            "colours of the categories of variables",
            systems=True,
        ),
        Option(
            "underbrace",
            switch(),
            default=False,
            help="put a brace below the fixed part and below the random part of the equation",
            notations=("combined",),
        ),
        Option(
            "width",
            whole_number(1),
            None,
            "maximum width in characters; longer lines are broken; auto allows 200",
            writers=("text",),
        ),
        Option(
            "wrap",
            switch(),
            None,
            "break lines that are too long for the page; auto does so except for latex without a document, in which "
            "true breaks lines after every fourth term",
            writers=PAGED,
        ),
        Option(
            "wrapping",
            choice("aligned", "display", "equation", "document"),
            None,
            "environment of the LaTeX: aligned alone, \\[ and \\], a numbered equation, or a document; auto is "
            "document for a file, display for a fragment, otherwise aligned",
            writers=("latex",),
        ),
    )
}


@dataclass(frozen=True, eq=False)
class Options(Mapping[str, Any]):
    """Options by name, with values as read by their rows.

    Examples
    --------
    >>> options = Options({"matrices": "array"})
    >>> options["matrices"], options
    ('array', Options(matrices='array'))
    """

    _values: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    # without the KeyError that Mapping catches
    def __contains__(self, name: object) -> bool:
        return name in self._values

    def get(self, name: str, default: Any = None, /) -> Any:
        """Return the value of an option, or the default if it has none."""
        return self._values.get(name, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Options({', '.join(f'{name}={value!r}' for name, value in self.items())})"


Takers = Mapping[str, Iterable[Option]]
"""Descriptions of notations and formats, such as ``the format text``, and the options that each takes."""


_FORMAT = "the format "


def read_options(
    given: Mapping[str, object],
    takers: Takers,
    *,
    reserved: Iterable[Option] = (),
    others: Callable[[], Takers] = dict,
) -> Options:
    """Return the values of options, each of which applies.

    Parameters
    ----------
    given : mapping
        The options as given.
    takers : mapping of str to iterable of Option
        The notations and formats in use.
    reserved : iterable of Option
        Options that may be used later, which are accepted too.
    others : callable
        Returns all notations and formats with their options, for the message about an option that does not apply.

    Raises
    ------
    UnknownNameError
        For an unknown option; the message suggests the nearest one.
    OptionError
        For an option that does not apply (the message names the notations and formats that take it), and for an
        invalid value.

    Examples
    --------
    >>> read_options({"width": "60"}, {"the format text": options_of_writer("text")})
    Options(width=60)
    """
    rows = {row.name: row for row in reserved} | {row.name: row for own in takers.values() for row in own}
    for name in given:
        if name not in rows:
            raise _does_not_apply(name, rows, takers, others())
    return Options({name: rows[name].read(value) for name, value in given.items()})


def _does_not_apply(name: str, rows: Iterable[str], takers: Takers, others: Takers) -> UnknownNameError | OptionError:
    """Return the error about an option that nothing in use takes."""
    able = [taker for taker, options in others.items() if any(row.name == name for row in options)]
    formats = [taker.removeprefix(_FORMAT) for taker in able if taker.startswith(_FORMAT)]
    if len(formats) > 1:
        able = [*(taker for taker in able if not taker.startswith(_FORMAT)), f"the formats {listed(formats)}"]
    if not able:
        return UnknownNameError("option", name, {*OPTIONS, *rows})
    refusal = f"neither {' nor '.join(takers)} takes" if len(takers) > 1 else f"{''.join(takers)} does not take"
    return OptionError(
        f"{refusal} the option {name}; {listed(able)} {'does' if len(able) == 1 and len(formats) < 2 else 'do'}"
    )


def applied(chosen: Mapping[str, Any], options: Iterable[Option]) -> Options:
    """Return the values of all options of a notation or format: those chosen, and the defaults of the others."""
    return Options({row.name: row.read(chosen[row.name]) if row.name in chosen else row.default for row in options})


SYSTEM_OPTIONS = tuple(row for row in OPTIONS.values() if row.systems)
"""The rows of the table that every notation takes, also one of another package."""


@cache
def options_of_notation(name: str) -> tuple[Option, ...]:
    """Return the rows of the table that one of our notations takes."""
    return tuple(row for row in OPTIONS.values() if name in row.notations)


@cache
def options_of_writer(name: str) -> tuple[Option, ...]:
    """Return the rows of the table that one of our formats takes."""
    return tuple(row for row in OPTIONS.values() if name in row.writers)
