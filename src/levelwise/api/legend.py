"""The legend of equations, to be written in any format with running text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from levelwise.api.arguments import read_words
from levelwise.api.chosen_options import for_writer
from levelwise.dataclass import dataclass
from levelwise.errors import OptionError, UnknownNameError
from levelwise.formula.syntax import names_in
from levelwise.options import Options, applied
from levelwise.text.sentences import listed
from levelwise.writers.document import one_piece
from levelwise.writers.table import WRITERS, OwnWriter

if TYPE_CHECKING:
    from levelwise.data.schema import Schema
    from levelwise.equation.legend import Entry
    from levelwise.equation.tree import System
    from levelwise.model.spec import ModelSpec
    from levelwise.notations.conventions import Conventions
    from levelwise.writers.legends.clauses import Form
    from levelwise.writers.writer import Writer


@dataclass(frozen=True, eq=False)
class Legend:
    """What the symbols of equations mean; ``str()`` is plain text, and notebooks show a table.

    Attributes
    ----------
    rows : tuple of Entry
        An entry for each symbol, in reading order: its `symbols`, the `meaning` and a `remark` as words and
        mathematics, the `level`, and the `label` and `unit` of a variable.
    options : Options
        The options that were given with the equations; those of a format apply when it is written.

    Examples
    --------
    >>> import levelwise as lw
    >>> eq = lw.extract_eq("Reaction ~ Days + (1 | Subject)", notation="raudenbush-bryk", units={"Days": "days"})
    >>> print(str(eq.legend()).splitlines()[5])
    Daysᵢⱼ      Days (in days), a level-1 predictor
    """

    rows: tuple[Entry, ...]
    options: Options

    def to(self, format: str, *, form: str = "list", **options: object) -> str | bytes:  # noqa: A002
        r"""Return the legend in a format.

        Parameters
        ----------
        format : str
            The name of a format with running text, such as ``text``, ``latex``, ``markdown``, ``html`` or ``docx``.
        form : {"list", "sentence"}
            A line for each symbol, or one sentence: *where β is …; and σ² is …*.
        **options
            Options of the format, such as ``dialect`` of Markdown.

        Raises
        ------
        UnknownNameError
            For a format or an option that does not exist.
        OptionError
            For a format without running text, or an option that the format does not take.

        Examples
        --------
        >>> import levelwise as lw
        >>> legend = lw.extract_eq("y ~ 1 + (1 | g)", notation="raudenbush-bryk").legend()
        >>> print(str(legend.to("latex")).splitlines()[5])
          \item $\beta_{0j}$ is the intercept in g $j$;
        """
        writer = with_legends(WRITERS.named(format))
        chosen = Options({**self.options, **for_writer(options, writer)}) if options else self.options
        return writer.legend(self.rows, form_of(form), applied(chosen, writer.options))

    def __str__(self) -> str:
        return str(self.to("text"))

    def __repr__(self) -> str:
        return str(self)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.rows)

    def _repr_html_(self) -> str:
        return str(self.to("html"))

    def _repr_markdown_(self) -> str:
        return str(self.to("markdown", dialect="jupyter"))


@dataclass(frozen=True)
class Words:
    """What a user says about columns and levels.

    Attributes
    ----------
    labels, units : mapping of str to str
        Descriptions and units of columns.
    levels : mapping of str to str
        Plural names of the units of levels.
    """

    labels: Mapping[str, str]
    units: Mapping[str, str]
    levels: Mapping[str, str]


def read_legend_words(
    spec: ModelSpec,
    labels: Mapping[str, str] | None,
    units: Mapping[str, str] | None,
    level_labels: Mapping[str, str] | None,
) -> Words:
    """Return the arguments of `Equations.legend`.

    Raises
    ------
    DataError
        For what is not a mapping from names to words.
    UnknownNameError
        For a column or a level that the model does not have.
    """
    from levelwise.equation.index_letters import check_levels

    given = Words(
        read_words("labels", {} if labels is None else labels),
        read_words("units", {} if units is None else units),
        check_levels(read_words("level_labels", {} if level_labels is None else level_labels), spec),
    )
    known = names_of(spec)
    for name in (*given.labels, *given.units):
        if name not in known:
            raise UnknownNameError("column", name, known, of="in the formula")
    return given


def legend_rows(
    system: System, spec: ModelSpec, schema: Schema, conventions: Conventions, words: Words
) -> tuple[Entry, ...]:
    """Return the rows of a legend; see `Equations.legend`."""
    from levelwise.legend.build import entries

    schema = replace(schema, labels={**schema.labels, **words.labels}, units={**schema.units, **words.units})
    return entries(system, spec, schema, conventions, words.levels)


def write_with_legend(system: System, legend: Legend, writer: Writer, options: Options, form: object) -> str | bytes:
    """Return the equations of one model in a format, with their legend below them.

    Parameters
    ----------
    system : System
        The equations, fitted to the page.
    legend : Legend
        Their legend.
    writer : Writer
        The format.
    options : Options
        The options of the format.
    form : bool or str
        The form of the legend; True is a list.

    Raises
    ------
    OptionError
        For a format without running text.
    """
    if isinstance(writer, OwnWriter) and writer.is_document(options):
        read = applied(options, writer.options)
        return writer.document((replace(one_piece(system, read), legend=legend.rows, form=form_of(form)),), read)
    own = with_legends(writer)
    read = applied(options, own.options)
    return f"{own.write(system, read)!s}\n\n{own.legend(legend.rows, form_of(form), read)!s}"


def names_of(spec: ModelSpec) -> tuple[str, ...]:
    """Return the names of the columns that a model uses."""
    nodes = (spec.response.node, *spec.variables.values(), *spec.offsets)
    groups = [part for level in spec.levels for part in level.group.parts]
    weights = [spec.weights] if spec.weights is not None else []
    return tuple(dict.fromkeys([*(name for node in nodes for name in names_in(node)), *groups, *weights]))


def form_of(given: object) -> Form:
    """Return the form of a legend: True is a list.

    Raises
    ------
    OptionError
        For anything else than the forms there are.
    """
    if given is True or given == "list":
        return "list"
    if given == "sentence":
        return "sentence"
    raise OptionError(f"the form of a legend is 'list' or 'sentence', not {given!r}")


def with_legends(writer: Writer) -> OwnWriter:
    """Return a format that has running text.

    Raises
    ------
    OptionError
        For one that holds equations only.
    """
    if isinstance(writer, OwnWriter) and writer.legends:
        return writer
    able = [one.name for one in WRITERS.own.values() if isinstance(one, OwnWriter) and one.legends]
    raise OptionError(f"the format {writer.name} cannot contain a legend; {listed(able)} can")
