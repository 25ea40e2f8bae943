"""The lines of prior distributions below equations, as a function from tree to tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from levelwise.dataclass import dataclass
from levelwise.equation.estimated.numbers import signed
from levelwise.equation.tree import (
    Distribution,
    Fraction,
    Index,
    Line,
    Node,
    Number,
    Operator,
    Row,
    Sum,
    Symbol,
    System,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.model.descriptions import described
from levelwise.model.parameters import FixedEffect, Meaning, Stacked, Threshold
from levelwise.model.priors import Prior, Priors
from levelwise.model.spec import LOCATION, ModelSpec
from levelwise.text.note import Note
from levelwise.text.sentences import listed

_DIGITS = 3
_IN_ORDER: Mapping[str, tuple[str, ...]] = {
    "Beta": ("alpha", "beta"),
    "Cauchy": ("alpha", "beta"),
    "Exponential": ("lam",),
    "Flat": (),
    "Gamma": ("alpha", "beta"),
    "HalfCauchy": ("beta",),
    "HalfFlat": (),
    "HalfNormal": ("sigma",),
    "HalfStudentT": ("nu", "sigma"),
    "InverseGamma": ("alpha", "beta"),
    "Laplace": ("mu", "b"),
    "LogNormal": ("mu", "sigma"),
    "Lognormal": ("mu", "sigma"),
    "Normal": ("mu", "sigma"),
    "StudentT": ("nu", "mu", "sigma"),
    "TruncatedNormal": ("mu", "sigma", "lower", "upper"),
    "Uniform": ("lower", "upper"),
}
"""The arguments that need no names, as their order is that of a note; those of other distributions have names."""


def with_priors(system: System, spec: ModelSpec, priors: Priors, named: System, digits: int | None = None) -> System:
    """Return a system with a line for the prior distribution of each parameter that has a symbol.

    Parameters
    ----------
    system : System
        The equations.
    spec : ModelSpec
        The model.
    priors : Priors
        Its priors.
    named : System
        The equations with symbols.
    digits : int, optional
        Number of significant digits of their arguments, by default 3, without zeros at the end. No digit before the
        decimal point is rounded off.

    Examples
    --------
    >>> from levelwise.model.parameters import ResidualDeviation
    >>> import levelwise as lw
    >>> eq = lw.extract_eq("y ~ 1 + (1 | g)", notation="mcelreath")
    >>> priors = Priors((Prior(ResidualDeviation(), "HalfNormal", (("sigma", 2.5),)),), "PyMC")
    >>> with_priors(eq.system, eq.spec, priors, eq.system).lines[-1].right
    Distribution(name=Word(text='HalfNormal', italic=False), arguments=(Number(text='2.5'),))
    """
    writer = _Writer(_Symbols(named, spec), digits or _DIGITS)
    lines, missing = [], []
    for prior in priors.priors:
        line = writer.line(prior)
        if line is None:
            missing.append(f"that of {described(prior.parameter, spec)}")
        else:
            lines.append(line)
    notes = _notes(priors, spec, writer, (*missing, *priors.unwritten))
    return replace(
        system,
        lines=(*system.lines, *lines),
        notes=(*system.notes, *notes),
        unstyled=system.unstyled or system,
    )


@dataclass(frozen=True, eq=False)
class _Writer:
    symbols: _Symbols
    digits: int

    def line(self, prior: Prior) -> Line | None:
        symbol = self.symbols.of(prior.parameter)
        if symbol is None:
            return None
        left: Node = Fraction(Number("1"), symbol) if prior.reciprocal else symbol
        return Line(left, "~", Distribution(Word(prior.distribution), tuple(self.arguments(prior))))

    def arguments(self, prior: Prior) -> Iterator[Node]:
        for name, value in prior.arguments:
            number = _shortened(signed(value, self.digits))
            yield number if _has_order(prior) else Row((Word(name), Operator("="), number))


def _has_order(prior: Prior) -> bool:
    return _IN_ORDER.get(prior.distribution) == tuple(name for name, _ in prior.arguments)


def _shortened(number: Node) -> Node:
    """Return a number without the zeros at the end of its decimals."""
    match number:
        case Number(text) if "." in text:
            return Number(text.rstrip("0").rstrip("."))
        case Sum(((sign, inner),)):
            return Sum(((sign, _shortened(inner)),))
    return number


class _Symbols:
    """The symbols of a system by what they stand for."""

    def __init__(self, system: System, spec: ModelSpec) -> None:
        self.spec = spec
        self.known: dict[Meaning, Symbol] = {}
        self.vector: Symbol | None = None
        for node in walk(system.lines):
            if isinstance(node, Symbol) and node.of is not None:
                self.known.setdefault(node.of, node)
                if isinstance(node.of, Stacked) and node.of.kind == "fixed effects":
                    self.vector = self.vector or node
        self.has_entries = False

    def of(self, parameter: Meaning) -> Symbol | None:
        """Return the symbol of a parameter; that of an entry of a vector has its number."""
        if parameter in self.known:
            return self.known[parameter]
        if isinstance(parameter, Threshold):
            of_any = self.known.get(Threshold(None))
            return None if of_any is None else _numbered(of_any, parameter)
        if isinstance(parameter, FixedEffect) and self.vector is not None:
            places = [FixedEffect(LOCATION, column.key) for column in self.spec.fixed]
            if parameter in places:
                self.has_entries = True
                sub = (Number(str(places.index(parameter) + 1)), *self.vector.sub)
                return replace(self.vector, sub=sub, of=parameter, face="normal")
        return None


def _numbered(symbol: Symbol, threshold: Threshold) -> Symbol:
    """Return the symbol of a threshold with its number in place of the running index."""
    sub = tuple(Number(str(threshold.number)) if isinstance(part, Index) else part for part in symbol.sub)
    return replace(symbol, sub=sub, of=threshold)


def _notes(priors: Priors, spec: ModelSpec, writer: _Writer, missing: tuple[str, ...]) -> Iterator[Note]:
    forms = {
        f"{prior.distribution}({', '.join(name for name, _ in prior.arguments)})": None
        for prior in priors.priors
        if _has_order(prior) and prior.arguments
    }
    if forms:
        yield Note("prior-arguments", f"the arguments of the priors are those of {priors.software}: {listed(forms)}")
    intercept = FixedEffect(LOCATION, frozenset())
    if priors.centred and any(prior.parameter == intercept for prior in priors.priors):
        text = "the prior of the intercept is that of the intercept with all predictors centred at their means"
        yield Note("prior-centred", text)
    if any(isinstance(prior.parameter, Threshold) for prior in priors.priors):
        yield Note("prior-thresholds", "the prior of the thresholds is restricted to those in increasing order")
    if writer.symbols.has_entries:
        columns = [column.name for column in spec.fixed]
        yield Note(
            "prior-entries", f"the entries of the vector of coefficients are those of {listed(columns)}, in order"
        )
    if missing:
        number = "a prior is" if len(missing) == 1 else "some priors are"
        yield Note("prior-unwritten", f"{number} not written: {listed(missing)}")
