"""The options that several commands share, and how their values are read.

Each decorator here adds a group of options to a command and passes their values to it as one argument.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from levelwise.cli.output import Display, exit_unusable
from levelwise.cli.wording import with_options
from levelwise.dataclass import dataclass
from levelwise.errors import LevelwiseError

if TYPE_CHECKING:
    from levelwise.api.model import Model

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


@dataclass(frozen=True)
class ModelRequest:
    """The data and the keyword arguments of a model, as the options give them.

    Attributes
    ----------
    source : str or None
        The file, address or name of the data.
    arguments : mapping
        The keyword arguments of `levelwise.model`.
    """

    source: str | None
    arguments: Mapping[str, Any]

    def model(self, formula: str, **further: Any) -> Model:
        """Read the data and return the model of a formula; `further` are keyword arguments of `levelwise.model`."""
        from levelwise.api import functions as api

        if self.source is not None and "~" in self.source and "~" not in formula:
            raise LevelwiseError(f"the formula comes first, and then the data: {self.source!r} is a formula")
        with progress("building the model"):
            return api.model(formula, self._data(), **self.arguments, **further)

    def _data(self) -> object:
        if self.source is None:
            return None
        from levelwise.data import sources

        return sources.open_source(self.source, plainly=True)


def _group(argument: str, read: Callable[..., Any], options: Mapping[str, Callable[[Any], Any]]) -> Decorator:
    """Return the decorator that adds options by parameter name and passes what `read` makes of their values."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**values: Any) -> None:
            own = {name: values.pop(name) for name in options}
            try:
                values[argument] = read(**own)
            except LevelwiseError as error:
                exit_unusable(error)
            command(**values)

        decorated: Callable[..., None] = run
        for option in reversed(list(options.values())):
            decorated = option(decorated)
        return decorated

    return decorate


class FormulaCommand(click.Command):
    """A command that takes a formula, and explains what else was typed beside it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; too many of them are mostly a formula without quotation marks."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            from levelwise.api.keywords import hint

            said = hint(error.option_name.lstrip("-").replace("-", "_"))
            if said:
                raise click.UsageError(f"{error.format_message()} {with_options(said)}", ctx) from error
            raise
        except click.UsageError as error:
            if "unexpected extra argument" in error.message:
                advice = 'put the formula in quotation marks, "y ~ x + (x | g)"; the data are given by --data FILE'
                raise click.UsageError(f"{error.message}; {advice}", ctx) from error
            raise


def _read_model(
    *,
    data: str | None,
    data_argument: str | None,
    factors: Sequence[str],
    contrasts: Sequence[str],
    levels: Sequence[str],
    nesting: Sequence[str],
    **names: str | None,
) -> ModelRequest:
    hints = {
        "factors": dict(map(_factor, factors)),
        "contrasts": dict(map(_contrast, contrasts)),
        "levels": dict(pair(text, "--level NAME=GROUP") for text in levels),
        "nesting": dict(pair(text, "--nesting CHILD=PARENT") for text in nesting),
    }
    if data is not None and data_argument is not None:
        raise LevelwiseError(f"the data are given twice, by --data {data} and as {data_argument}; give them once")
    return ModelRequest(data if data_argument is None else data_argument, {**hints, **names})


def _read_judgement(*, policy: str | None, ignore: Sequence[str], severities: Sequence[str]) -> Mapping[str, Any]:
    from levelwise.legitimacy.configuration.configure import configure
    from levelwise.legitimacy.configuration.settings import pairs

    severity = pairs(",".join(severities), "--severity")
    judgement: dict[str, Any] = {"policy": policy, "ignore": ",".join(ignore), "severity": severity}
    configure(**judgement)  # so that a mistake in it is reported before any data are read
    return judgement


model_options = _group(
    "request",
    _read_model,
    {
        "data_argument": click.argument("data_argument", metavar="[DATA]", required=False),
        "data": click.option(
            "--data",
            metavar="SOURCE",
            help="Data set: a CSV, TSV, Parquet, Arrow, Excel, SPSS, Stata, SAS or R file, or its URL; FILE.db::TABLE "
            "for a table in a SQLite or DuckDB database, FILE.xlsx::SHEET for a sheet; - for standard input; or the "
            "name of a bundled data set.",
        ),
        "factors": click.option(
            "--factor",
            "factors",
            multiple=True,
            metavar="NAME[=a,b,…]",
            help="Treat a column as categorical; list its categories in order, the reference category first.",
        ),
        "contrasts": click.option(
            "--contrast",
            "contrasts",
            multiple=True,
            metavar="NAME=KIND",
            help="Contrasts of a factor: treatment, sum, helmert, poly, SAS or diff; treatment:CATEGORY sets the "
            "reference category.",
        ),
        "levels": click.option(
            "--level",
            "levels",
            multiple=True,
            metavar="NAME=GROUP",
            help="Without data: the grouping factor at whose level a predictor is measured, such as sector=school.",
        ),
        "nesting": click.option(
            "--nesting",
            multiple=True,
            metavar="CHILD=PARENT",
            help="Without data: a grouping factor nested in another, such as class=school.",
        ),
        "family": click.option(
            "--family",
            metavar="NAME",
            help="Distribution of the response: gaussian (the default), binomial, poisson, Gamma, inverse.gaussian, "
            "nbinom2, nbinom1, beta, cumulative or multinomial.",
        ),
        "link": click.option(
            "--link", metavar="NAME", help="Link function; by default the default link of the family."
        ),
        "weights": click.option("--weights", metavar="NAME", help="Column of prior weights."),
        "offset": click.option(
            "--offset", metavar="EXPR", help="Term of the linear predictor whose coefficient is fixed at one."
        ),
        "residual": click.option(
            "--residual",
            metavar="STRUCTURE",
            help="Structure of the level-1 residuals: 'ar1(wave | person)', or 'diag(0 + sector)' for a variance in "
            "each category.",
        ),
    },
)
"""Adds the options that define a model; the command receives a `ModelRequest` as ``request``."""


check_options = _group(
    "judgement",
    _read_judgement,
    {
        "policy": click.option(
            "--policy",
            type=click.Choice(["hlm", "mixed", "off"], case_sensitive=False),
            help="How strictly the model is checked: hlm (the default) applies every rule; mixed only warns about "
            "a random effect without its fixed effect; off checks nothing.",
        ),
        "ignore": click.option("--ignore", multiple=True, metavar="RULES", help="Rules to ignore, such as R17,R8."),
        "severities": click.option(
            "--severity",
            "severities",
            multiple=True,
            metavar="RULE=SEVERITY",
            help="Severity of a rule's findings: error, warning, note, ignore or default; such as R14=error.",
        ),
    },
)
"""Adds the options of the check; the command receives the keyword arguments of `Model.check` as ``judgement``."""


display_options = _group(
    "display",
    Display,
    {
        "verbose": click.option(
            "-v", "--verbose", is_flag=True, help="Show the evidence for each finding and the full text of notes."
        ),
        "colour": click.option(
            "--color/--no-color", "colour", default=None, help="Colour the report; by default only on a terminal."
        ),
    },
)
"""Adds the options of how a report is shown; the command receives a `Display` as ``display``."""


def progress(task: str) -> AbstractContextManager[object]:
    """Show on a terminal what is being done, when it takes long."""
    from levelwise.progress import progress as shown

    return shown(task)


def pair(text: str, usage: str) -> tuple[str, str]:
    """Return the two sides of ``NAME=VALUE``.

    Raises
    ------
    LevelwiseError
        When one of them is missing.
    """
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise LevelwiseError(f"{text!r} is not of the form {usage}")
    return name.strip(), value.strip()


def _factor(text: str) -> tuple[str, bool | list[str]]:
    name, equals, values = text.partition("=")
    if not equals:
        return name, True
    categories = values.split(",")
    if not name or not all(categories):
        raise LevelwiseError(f"{text!r} is not of the form --factor NAME=a,b,…")
    return name, categories


def _contrast(text: str) -> tuple[str, str | dict[str, str]]:
    """Read ``NAME=KIND`` or ``NAME=treatment:CATEGORY``; the name may contain an equals sign, the kind may not."""
    name, equals, kind = text.rpartition("=")
    if not (name and equals and kind):
        raise LevelwiseError(f"{text!r} is not of the form --contrast NAME=KIND")
    word, colon, option = kind.partition(":")
    return name, {word: option} if colon else kind
