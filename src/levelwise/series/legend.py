"""What each symbol in the equations of a time series means, in reading order."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.equation.legend import Entry
from levelwise.equation.tree import Index, Node, Quantity, Symbol, System, Word
from levelwise.equation.walk import walk
from levelwise.model.parameters import LevelOneResidual, Parameter
from levelwise.series.equations import BACKSHIFT, ERROR
from levelwise.series.model import SeriesModel
from levelwise.series.words import parameter_words


def entries(
    system: System, model: SeriesModel, labels: Mapping[str, str], units: Mapping[str, str]
) -> tuple[Entry, ...]:
    """Return the legend of the equations of a time series; `labels` and `units` are those of its columns."""
    found: dict[Node, Entry] = {}
    for node in walk(system.lines):
        match node:
            case Quantity(body, of) if of is not None:
                name = of.variable
                label, unit = labels.get(name, ""), units.get(name, "")
                about = f"{label or name}{f' (in {unit})' if unit else ''}" if label or unit else ""
                role = "the time series" if name == model.response else "a regressor"
                meaning = (f"{role}, {about}" if about else role,)
                found.setdefault(body, Entry((body,), meaning, label=label, unit=unit))
            case Index():
                start = f", which is {model.first} at the first one" if any(model.trend) else ""
                found.setdefault(node, Entry((node,), (f"the index of the observations, in order of time{start}",)))
            case Symbol(of=LevelOneResidual()):
                text = "the innovation, independent of the others and with mean zero"
                found.setdefault(_bare(node), Entry((_bare(node),), (text,)))
            case Symbol(of=meaning) if isinstance(meaning, Parameter):
                found.setdefault(_bare(node), Entry((_bare(node),), (parameter_words(meaning, model),)))
            case Symbol() if node == ERROR:
                found.setdefault(node, Entry((node,), ("the error of the regression, an ARIMA process",)))
            case Symbol("N"):
                found.setdefault(node, Entry((node,), ("the normal distribution, specified by its mean and variance",)))
            case Word() if node == BACKSHIFT:
                text = "the backshift operator, which shifts a series back by one observation"
                found.setdefault(node, Entry((node,), (text,)))
    return tuple(found.values())


def _bare(symbol: Symbol) -> Symbol:
    return Symbol(symbol.name, symbol.sub, symbol.sup)
