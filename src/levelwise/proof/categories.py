"""Systems of equations for a response of several categories, reduced to those of one event, success or failure.

The thresholds, the index of a category and the sign of the linear predictor are checked here. What is left is the
system of a binary response: the event that the response is in the category or, with an order, at most in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Apply,
    Fraction,
    Given,
    Index,
    Line,
    Node,
    Number,
    Operator,
    Range,
    Row,
    Sum,
    Symbol,
    System,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.model.parameters import FixedEffect, Mean, Threshold
from levelwise.model.spec import INTERCEPT, LOCATION, ModelSpec, Response
from levelwise.notations.conventions import Conventions
from levelwise.notations.parts.categories import is_offset, of_category
from levelwise.proof.link_functions import inverse_link
from levelwise.proof.reading import spelling
from levelwise.vocabulary.families import family_of

_BINARY, _ = family_of("binomial")
_SUCCESS = Number("1")


def of_one_event(system: System, spec: ModelSpec, conventions: Conventions) -> tuple[System, ModelSpec]:
    """Return the system of the event that the response is in a category, and its model; others are returned unchanged.

    Raises
    ------
    VerificationError
        When the thresholds, the categories or their index are not those of the model.
    """
    if not spec.response.is_categorical:
        return system, spec
    if spec.family.outcomes != spec.response.kind:
        raise VerificationError(f"the response of the {spec.family} family is not one of several categories")
    if not system.lines:
        raise VerificationError("the system has no equation")
    if spec.weights is not None:
        raise VerificationError("the weights are missing")
    read = _Ordinal(spec, conventions) if spec.response.kind == "ordinal" else _Nominal(spec, conventions)
    lines = read.lines(system.lines)
    binary = replace(spec, family=_BINARY, response=Response(spec.response.node, "binary"))
    if spec.response.kind == "ordinal" and conventions.thresholds == "plus":
        binary = binary.with_fixed(spec.spanning)
    return replace(system, lines=lines), binary


def _unconditional(part: Node | Line) -> Node | Line:
    return part.part if isinstance(part, Given) else part


class _Categorical:
    """What is read alike with an order and without."""

    sign = "="

    def __init__(self, spec: ModelSpec, conventions: Conventions) -> None:
        self.spec = spec
        self.conventions = conventions
        self.letter = ""

    def lines(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """Return the lines of one event."""
        self.letter = self.letter_of(lines[0])
        self.check_range(lines)
        self.check_index(lines)
        return tuple(self.line(replace(line, ranges=self.others(line.ranges))) for line in lines)

    def letter_of(self, line: Line) -> str:
        """Return the index of a category, which stands in the event whose probability is on a left side."""
        found = {
            value.letter
            for part in walk(line.left)
            if isinstance(part, Row) and len(part.parts) == 3
            for value in part.parts[2:]
            if isinstance(value, Index) and part.parts[1] == Operator(self.sign)
        }
        if len(found) != 1:
            raise VerificationError("the first line is not about the probability of a category")
        return found.pop()

    def others(self, ranges: tuple[Range, ...]) -> tuple[Range, ...]:
        return tuple(one for one in ranges if one.letters != (self.letter,))

    def check_range(self, lines: tuple[Line, ...]) -> None:
        """Check that the index of a category runs over all categories but the last, which the first line says."""
        found = [
            (number, one) for number, line in enumerate(lines) for one in line.ranges if self.letter in one.letters
        ]
        last = Symbol(self.letter.upper())
        bounds: list[object] = [Sum((("+", last), ("-", _SUCCESS)))]
        if self.spec.response.categories:
            bounds.append(Number(str(len(self.spec.response.categories) - 1)))
        if [number for number, _ in found] != [0] or found[0][1].bound not in bounds or found[0][1].label:
            raise VerificationError(f"the index {self.letter} does not run over the categories of the response")

    def check_index(self, lines: tuple[Line, ...]) -> None:
        """Check that the index of a category is that of nothing else, and occurs where it must.

        The probability of each category depends on the random effects of all, so that a condition is without it.
        """
        conditions = [part.condition for part in walk(lines) if isinstance(part, Given)]
        if any(isinstance(part, Index) and part.letter == self.letter for part in walk(tuple(conditions))):
            raise VerificationError("a probability is conditional on the random effects of one category only")
        lines = tuple(transform(line, _unconditional) for line in lines)
        for part in walk(lines):
            if isinstance(part, Symbol) and part.of is not None:
                if (self.index_in(part) is not None) is not self.needs_index(part):
                    raise VerificationError(f"{spelling(part)} does not have the index of a category where it should")
            elif isinstance(part, Index) and part.at == self.letter:
                raise VerificationError(f"the index {self.letter} has two meanings")
        whole = sum(part == Index(self.letter) or part == self.index() for part in walk(lines))
        if whole != sum(map(self.expected, walk(lines))):
            raise VerificationError(f"the index {self.letter} occurs where nothing depends on the category")

    def index(self) -> Index:
        """Return the index of a category as coefficients have it."""
        return Index(self.letter)

    def expected(self, part: object) -> bool:
        """Return whether a part carries an index of a category itself."""
        if isinstance(part, Symbol):
            return self.index_in(part) is not None and self.has_own_index(part)
        return isinstance(part, Row) and part.parts[1:] == (Operator(self.sign), Index(self.letter))

    def has_own_index(self, symbol: Symbol) -> bool:
        return any(part in (Index(self.letter), self.index()) for part in symbol.sub)

    def index_in(self, symbol: Symbol) -> Index | None:
        """Return the index of a category of a symbol, or of a symbol in its scripts."""
        return next((one for one in walk(symbol) if isinstance(one, Index) and one.letter == self.letter), None)

    def needs_index(self, symbol: Symbol) -> bool:
        raise NotImplementedError

    def line(self, line: Line) -> Line:
        raise NotImplementedError

    def without_index(self, node: Line) -> Line:
        """Return a line without the index of a category; the event is that the response is one."""
        own = (Index(self.letter), self.index())

        def changed(part: Node | Line) -> Node | Line:
            if isinstance(part, Symbol):
                return replace(part, sub=tuple(one for one in part.sub if one not in own))
            if isinstance(part, Row) and part.parts[1:] == (Operator(self.sign), Index(self.letter)):
                return Row((part.parts[0], Operator("="), _SUCCESS))
            return part

        return transform(node, changed)


class _Ordinal(_Categorical):
    sign = "<="

    def lines(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        lines = self.one_for_all(lines)
        found = [symbol for line in lines for symbol in _thresholds(line)]
        distance = self.conventions.thresholds == "plus"
        wanted = [Threshold(1), Threshold(None, from_first=True)] if distance else [Threshold(None)]
        if sorted((symbol.of for symbol in found), key=repr) != sorted(wanted, key=repr):
            raise VerificationError("the thresholds are not those of the response")
        letters = self.conventions.letters.get("threshold", ())
        for symbol in found:
            if symbol.of == Threshold(1):
                continue
            same = [one for line in lines for one in walk(line) if isinstance(one, Symbol) and one.name == symbol.name]
            if symbol.name not in letters or symbol.sup or symbol.face != "normal" or len(same) > 1:
                raise VerificationError(f"{spelling(symbol)} is not a threshold, or not alone in having its letter")
        return super().lines(lines)

    def one_for_all(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """Return the one line that stands for those of all categories, if each has a line of its own."""
        if self.conventions.thresholds == "plus":
            return lines
        own = [line for line in lines if any(one.of != Threshold(None) for one in _thresholds(line.right))]
        if not own:
            return lines
        letter = self.conventions.category
        labels = self.spec.response.categories
        general = [self.general(line, number, labels, letter) for number, line in enumerate(own)]
        if len(own) != len(labels) - 1 or lines[: len(own)] != tuple(own) or any(one != general[0] for one in general):
            raise VerificationError(
                "the equations of the categories differ in more than the category and its threshold"
            )
        bound = Sum((("+", Symbol(letter.upper())), ("-", _SUCCESS)))
        return (replace(general[0], ranges=(Range((letter,), bound),)), *lines[len(own) :])

    def general(self, line: Line, number: int, labels: tuple[str, ...], letter: str) -> Line:
        """Return the equation of one category with an index in place of the category and of its number."""
        label = labels[number] if number < len(labels) else ""

        def changed(part: Node | Line) -> Node | Line:
            if isinstance(part, Symbol) and part.of == Threshold(number + 1):
                if part.sub != (Number(str(number + 1)),):
                    raise VerificationError(f"{spelling(part)} does not have the number of its category")
                return replace(part, sub=(Index(letter),), of=Threshold(None))
            if isinstance(part, Row) and part.parts[1:] in (
                (Operator("<="), Word(label)),
                (Operator("<="), Number(label)),
            ):
                return Row((part.parts[0], Operator("<="), Index(letter)))
            return part

        return transform(line, changed)

    def needs_index(self, symbol: Symbol) -> bool:
        """Return whether a symbol depends on the category: the thresholds and what they are added to."""
        match symbol.of:
            case Threshold(number):
                return number is None
            case Mean(on_link_scale):
                return not on_link_scale or self.conventions.thresholds == "plus"
        return False

    def line(self, line: Line) -> Line:
        """Return a line without its threshold, which all its other terms are subtracted from or added to."""
        line = self.without_index(line)
        _, right = inverse_link(line.right)
        if isinstance(right, Sum) and (found := [one for one in right.terms if _is_threshold(one[1])]):
            ((sign, _),) = found
            others = [one for one in right.terms if not _is_threshold(one[1])]
            if sign != "+" or any(one != self.sign_of(term) for one, term in others):
                raise VerificationError("the linear predictor has the wrong sign beside the thresholds")
            predictor = Sum(tuple(("+", term) for _, term in others)) if others else Number("0")
            whole = replace(line.right, arguments=(predictor,)) if isinstance(line.right, Apply) else predictor
            line = replace(line, right=whole)
        elif any(_is_threshold(part) for part in walk(line)):
            raise VerificationError("a threshold is not a term of the equation")
        return transform(line, self.binary)

    def sign_of(self, term: Node) -> str:
        """Return the sign of a term beside the thresholds; an offset has no coefficient whose sign could be changed."""
        return "-" if self.conventions.thresholds == "minus" or is_offset(term) else "+"

    def binary(self, part: Node | Line) -> Node | Line:
        """Return the mean without its star, and the first threshold as the intercept."""
        if isinstance(part, Symbol) and isinstance(part.of, Mean) and part.sup:
            if part.sup != (Symbol("ast"),) or part.of.on_link_scale:
                raise VerificationError(f"{spelling(part)} has a superscript that is not that of a probability")
            return replace(part, sup=())
        if isinstance(part, Symbol) and part.of == Threshold(1):
            return replace(part, of=FixedEffect(LOCATION, INTERCEPT))
        return part


class _Nominal(_Categorical):
    def lines(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        if any(True for line in lines for _ in _thresholds(line)):
            raise VerificationError("a response without an order has no thresholds")
        return super().lines(lines)

    def index(self) -> Index:
        return Index(self.letter, apart=True)

    def needs_index(self, symbol: Symbol) -> bool:
        """Return whether a symbol depends on the category: all except the probability of the reference category."""
        if of_category(symbol.of):
            return True
        return isinstance(symbol.of, Mean) and Symbol(self.letter.upper()) not in symbol.sub

    def check_index(self, lines: tuple[Line, ...]) -> None:
        super().check_index(lines)
        for part in walk(lines):
            if not isinstance(part, Symbol) or not self.has_own_index(part):
                continue
            of_mean = isinstance(part.of, Mean)
            wanted = Index(self.letter) if of_mean else self.index()
            if part.sub.count(wanted) != 1 or (not of_mean and part.sub[-1] != wanted):
                raise VerificationError(f"{spelling(part)} does not have the index of a category like the others")

    def line(self, line: Line) -> Line:
        """Return a line in which the ratio of two probabilities is that of an event and its opposite."""
        return self.without_index(replace(line, left=self.log_ratio(line.left)))

    def log_ratio(self, left: Node) -> Node:
        match left:
            case Apply(Word("log"), (Fraction(top, bottom),), kind):
                if bottom != self.of_last(top):
                    raise VerificationError("a probability is not divided by that of the reference category")
                opposite = Sum((("+", _SUCCESS), ("-", top)))
                return Apply(Word("log"), (Fraction(top, opposite),), kind)
        return left

    def of_last(self, top: Node) -> Node:
        """Return the probability of the reference category, given that of another."""
        last = Symbol(self.letter.upper())

        def changed(part: Node | Line) -> Node | Line:
            if isinstance(part, Symbol) and isinstance(part.of, Mean):
                return replace(part, sub=tuple(last if one == Index(self.letter) else one for one in part.sub))
            if isinstance(part, Row) and part.parts[1:] == (Operator("="), Index(self.letter)):
                return Row((*part.parts[:2], last))
            return part

        return transform(top, changed)


def _is_threshold(part: object) -> bool:
    return isinstance(part, Symbol) and isinstance(part.of, Threshold) and part.of != Threshold(1)


def _thresholds(node: object) -> Iterator[Symbol]:
    """Traverse the thresholds in a part of a system."""
    return (part for part in walk(node) if isinstance(part, Symbol) and isinstance(part.of, Threshold))
