"""The options that several commands share, and how their values are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from levelwise.cli.output import Display, exit_unusable
from levelwise.errors import LevelwiseError

if TYPE_CHECKING:
    from levelwise.api.model import Model

_COMMON: Sequence[Callable[[Any], Any]] = (
    click.option(
        "--data",
        metavar="SOURCE",
        help="A CSV, TSV, Parquet or Arrow file or its http(s) address, FILE.db::TABLE of a SQLite or DuckDB file, "
        "- for standard input, or a bundled data set.",
    ),
    click.option(
        "--factor",
        "factors",
        multiple=True,
        metavar="NAME[=a,b,…]",
        help="Take a column as a factor; its categories in order, the first is the reference.",
    ),
    click.option(
        "--contrast",
        "contrasts",
        multiple=True,
        metavar="NAME=KIND",
        help="How a factor is coded: treatment, sum, helmert, poly, SAS, diff, or treatment:CATEGORY for a reference.",
    ),
    click.option(
        "--level",
        "levels",
        multiple=True,
        metavar="NAME=GROUP",
        help="The grouping factor a predictor belongs to.",
    ),
    click.option("--nesting", multiple=True, metavar="CHILD=PARENT", help="A grouping factor nested in another."),
    click.option(
        "--family",
        metavar="NAME",
        help="The distribution of the response: gaussian (the default), binomial, poisson, Gamma, inverse.gaussian, "
        "nbinom2, nbinom1 or beta.",
    ),
    click.option("--link", help="The link; by default the family's own."),
    click.option("--weights", metavar="NAME", help="The column of prior weights."),
    click.option("--offset", metavar="EXPR", help="A term with coefficient one."),
    click.option(
        "--policy",
        type=click.Choice(["hlm", "mixed", "off"]),
        help="How strictly the model is judged; hlm unless configured otherwise.",
    ),
    click.option(
        "--ignore", multiple=True, metavar="RULES", help="Rules whose findings are set aside, such as R17,R8."
    ),
    click.option(
        "--severity",
        "severities",
        multiple=True,
        metavar="RULE=SEVERITY",
        help="What a rule's findings count as: error, warning, note, ignore or default.",
    ),
    click.option("-v", "--verbose", is_flag=True, help="Show the evidence, and what notes say in full."),
    click.option("--color/--no-color", "colour", default=None, help="By default colours are for terminals."),
)


@dataclass(frozen=True, slots=True)
class Request:
    """The values of the shared options.

    Attributes
    ----------
    source : str or None
        Where the data are.
    model : mapping
        The keyword arguments of `levelwise.model`.
    judgement : mapping
        The policy, and which rules are ignored or have another severity.
    display : Display
        How reports are shown.
    """

    source: str | None
    model: Mapping[str, Any]
    judgement: Mapping[str, Any]
    display: Display


def common(command: Callable[..., None]) -> Callable[..., None]:
    """Add the shared options to a command, which is called with a `Request` in their place."""

    @wraps(command)
    def with_request(*arguments: Any, **values: Any) -> None:
        given = {name: values.pop(name) for name in _NAMES}
        try:
            request = _request(**given)
        except LevelwiseError as error:
            exit_unusable(error)
        command(*arguments, request=request, **values)

    decorated: Callable[..., None] = with_request
    for option in reversed(_COMMON):
        decorated = option(decorated)
    return decorated


_NAMES = (
    *("data", "factors", "contrasts", "levels", "nesting", "family", "link", "weights", "offset"),
    *("policy", "ignore", "severities", "verbose", "colour"),
)


def _request(
    *,
    data: str | None,
    factors: Sequence[str],
    contrasts: Sequence[str],
    levels: Sequence[str],
    nesting: Sequence[str],
    policy: str | None,
    ignore: Sequence[str],
    severities: Sequence[str],
    verbose: bool,
    colour: bool | None,
    **model: str | None,
) -> Request:
    from levelwise.legitimacy.configuration.configure import configure
    from levelwise.legitimacy.configuration.settings import pairs

    judgement: dict[str, Any] = {
        "policy": policy,
        "ignore": ",".join(ignore),
        "severity": pairs(",".join(severities), "--severity"),
    }
    configure(**judgement)  # so that an error in it is shown before any data are read
    hints = {
        "factors": dict(map(_factor, factors)),
        "contrasts": dict(map(_contrast, contrasts)),
        "levels": dict(pair(text, "--level NAME=GROUP") for text in levels),
        "nesting": dict(pair(text, "--nesting CHILD=PARENT") for text in nesting),
    }
    return Request(data, {**hints, **model}, judgement, Display(verbose, colour))


def make_model(formula: str, request: Request) -> Model:
    """Read the data and return the model of a formula."""
    from levelwise.api import path as api
    from levelwise.data import sources

    with progress("looking at the data"):
        data = None if request.source is None else sources.read(request.source)
        return api.model(formula, data, **request.model)


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
    return name, value


def _factor(text: str) -> tuple[str, bool | list[str]]:
    name, equals, values = text.partition("=")
    if not equals:
        return name, True
    categories = values.split(",")
    if not name or not all(categories):
        raise LevelwiseError(f"{text!r} is not of the form --factor NAME=a,b,…")
    return name, categories


def _contrast(text: str) -> tuple[str, str | dict[str, str]]:
    """Read ``NAME=KIND`` or ``NAME=treatment:CATEGORY``; the name may hold an equals sign, the kind none."""
    name, equals, kind = text.rpartition("=")
    if not (name and equals and kind):
        raise LevelwiseError(f"{text!r} is not of the form --contrast NAME=KIND")
    word, colon, option = kind.partition(":")
    return name, {word: option} if colon else kind
