"""The lines of a system by kind: definitions, and distributions of random effects and residuals."""

from __future__ import annotations

from dataclasses import field, replace

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Distribution, Index, Line, Matrix, Node, Number, Range, Symbol, System
from levelwise.errors import VerificationError
from levelwise.model.model_parameters import effects_of_block
from levelwise.model.parameters import LevelOneResidual, Mean, RandomEffect, Stacked
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof import covariance, matrix_contents, matrix_covariances, matrix_form, response
from levelwise.proof.outcome_distributions import stated_mean
from levelwise.proof.reading import Term, column, is_structure, letters, name_of, numbers, spelling, terms
from levelwise.vocabulary.covariance_structures import STRUCTURES


@dataclass(frozen=True)
class Definition:
    """The definition of a symbol in a line: the terms of which it, or its mean, is the sum."""

    symbol: Symbol
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Lines:
    """The lines of a system by kind; each symbol is defined once.

    Attributes
    ----------
    predictor : tuple of Term
        The right side of the equation of the response, or the mean of its distribution.
    is_distribution : bool
        Whether the first line is the distribution or a probability of the response, not an equation with a residual.
    conditional : bool
        Whether the response is conditional on random effects.
    equations : dict of str to Definition
        The definitions of coefficients and of the mean.
    effects : dict of str to Definition
        The distributions of random effects.
    residuals : set of str
        The residuals that have a distribution.
    stacked : set of Stacked
        The vectors that have a distribution.
    structure : list of Line
        The lines of the structure of the residuals.
    expressed : set of Stacked
        The covariance matrices that are expressed by other matrices.
    listed : set of Stacked
        The vectors and matrices whose contents are listed.
    groups : dict of str to str
        The grouping factor of each index letter.
    """

    predictor: tuple[Term, ...]
    is_distribution: bool
    conditional: bool = False
    equations: dict[str, Definition] = field(default_factory=dict)
    effects: dict[str, Definition] = field(default_factory=dict)
    residuals: set[str] = field(default_factory=set)
    stacked: set[Stacked] = field(default_factory=set)
    structure: list[Line] = field(default_factory=list)
    expressed: set[Stacked] = field(default_factory=set)
    listed: set[Stacked] = field(default_factory=set)
    groups: dict[str, str] = field(default_factory=dict)


def sorted_lines(system: System, spec: ModelSpec, conventions: Conventions) -> Lines:
    """Sort the lines of a system.

    Raises
    ------
    VerificationError
        When a line is neither a definition nor a distribution, or contradicts the model.
    """
    if not system.lines:
        raise VerificationError("the system has no equation")
    first, *others = system.lines
    groups = tuple(one for one in first.ranges if not _is_over_observations(one, spec, conventions))
    for line in (replace(first, ranges=groups), *others):
        _check_form(line)
    alone = stated_mean(first.left) is not None
    is_distribution = first.relation == "~" or alone or not spec.is_linear
    conditional = matrix_form.is_condition(first, spec)
    lines = Lines(response.predictor(first, spec, conventions), is_distribution, conditional)
    lines.groups.update(matrix_form.units(first, spec, conventions))
    for line in others:
        lines.groups.update(matrix_form.units(line, spec, conventions))
        if is_structure(line):
            lines.structure.append(line)
        elif line.relation == "=":
            _define(line, lines, spec, conventions)
        elif not isinstance(line.right, Distribution):
            raise VerificationError("there is no distribution after a distribution sign")
        elif isinstance(line.left, Symbol) and isinstance(line.left.of, LevelOneResidual):
            _residual(line.left, line.right, lines, spec, conventions)
        elif isinstance(line.left, Symbol) and isinstance(line.left.of, Stacked):
            normal(line.right, conventions)
            vector = matrix_form.distributed(line.left, line.right, spec, conventions)
            if vector in lines.stacked:
                raise VerificationError(f"{spelling(line.left)} has two distributions")
            lines.stacked.add(vector)
        else:
            _effects(line, line.right, lines, spec, conventions)
    return lines


def _is_over_observations(over: Range, spec: ModelSpec, conventions: Conventions) -> bool:
    """Return whether a range is that of the observations, i = 1, …, n."""
    bound = over.bound in (Symbol("n"), Number(str(spec.rows)))
    counted = not over.count or over.count.replace(",", "") == str(spec.rows)
    return over.letters == (conventions.observation,) and not over.label and bound and counted


def _check_form(line: Line) -> None:
    """Check that a line is a whole equation, and that only those of random effects and of vectors run over groups."""
    if line.relation not in ("=", "~") or line.sign:
        raise VerificationError("a line is only a part of an equation")
    left = column(line.left)[:1] if line.ranges else ()
    of = left[0].of if left and isinstance(left[0], Symbol) else None
    if line.ranges and not (isinstance(of, RandomEffect) or (isinstance(of, Stacked) and of.unit)):
        raise VerificationError("an equation that is not the distribution of random effects runs over groups")


def _define(line: Line, lines: Lines, spec: ModelSpec, conventions: Conventions) -> None:
    if isinstance(line.left, Symbol) and isinstance(line.left.of, Stacked):
        if line.left.of.kind == "predictors":
            symbol = replace(line.left, sub=(*line.left.sub, Index(conventions.observation)))
            _check_new(symbol, lines)
            lines.equations[spelling(symbol)] = Definition(symbol, terms(line.right))
            return
        expressed = matrix_contents.check_expression(line.left, line.right, spec, conventions)
        if expressed is not None:
            _add_once(expressed, lines.expressed)
        else:
            _add_once(matrix_contents.check(line.left, line.right, spec, conventions), lines.listed)
        return
    if matrix_form.is_about_vectors(line.left):
        _add_once(matrix_covariances.check_squares(line, spec, conventions), lines.listed)
        return
    left, defined = line.left, line.right
    if not isinstance(left, Symbol) or isinstance(left.of, Mean):
        left, defined = response.linked_mean(line, spec)
    _check_new(left, lines)
    lines.equations[spelling(left)] = Definition(left, terms(defined))


def _add_once(matrix: Stacked, found: set[Stacked]) -> None:
    if matrix in found:
        raise VerificationError(f"the contents of the {matrix.kind} are listed twice")
    found.add(matrix)


def _residual(
    symbol: Symbol, distribution: Distribution, lines: Lines, spec: ModelSpec, conventions: Conventions
) -> None:
    mean, scale = normal(distribution, conventions)
    if name_of(distribution) != conventions.normal[0]:
        raise VerificationError("the distribution of the residual has the name of that of a vector")
    if terms(mean):
        raise VerificationError("the mean of the residual is not zero")
    response.check_scale(scale, spec, conventions, lines_letters=letters(symbol))
    if lines.residuals:
        raise VerificationError("the residual has two distributions")
    lines.residuals.add(spelling(symbol))


def _effects(line: Line, distribution: Distribution, lines: Lines, spec: ModelSpec, conventions: Conventions) -> None:
    mean, spread = normal(distribution, conventions)
    rows, means = column(line.left), column(mean)
    matrix = spread.rows if isinstance(spread, Matrix) else ((spread,),)
    if not len(rows) == len(means) == len(matrix) or any(len(row) != len(rows) for row in matrix):
        raise VerificationError("the vectors and the matrix of a distribution differ in size")
    symbols = [row for row in rows if isinstance(row, Symbol) and isinstance(row.of, RandomEffect)]
    if len(symbols) != len(rows):
        raise VerificationError("the left side of a distribution is not a random effect")
    blocks = sorted({symbol.of.block for symbol in symbols if isinstance(symbol.of, RandomEffect)})
    if blocks[-1] >= len(spec.blocks) or {row.of for row in symbols} - {
        effect for number in blocks for effect in effects_of_block(spec, number)
    }:
        raise VerificationError("the system has a random effect that the model does not have")
    _check_complete(symbols, blocks, spec)
    if name_of(distribution) != conventions.normal[-1 if isinstance(line.left, Matrix) else 0]:
        raise VerificationError("the name of a distribution does not agree with the number of its effects")
    over = _range(line, blocks, lines, spec, conventions)
    for symbol, own in zip(symbols, means, strict=True):
        _check_new(symbol, lines)
        if letters(symbol)[: len(over.letters)] != over.letters:
            raise VerificationError(f"{spelling(symbol)} does not have the index of its distribution")
        lines.effects[spelling(symbol)] = Definition(symbol, terms(own))
    univariate = not isinstance(spread, Matrix)
    short = not any(number for symbol in symbols for number in numbers(symbol)[1:])
    for place, row in enumerate(matrix):
        first = _first(symbols, _block(symbols[place]), lines, spec)
        for other, entry in enumerate(row):
            pair = (min(place, other), max(place, other)) if conventions.symmetric else (place, other)
            one, two = symbols[pair[0]], symbols[pair[1]]
            covariance.check(entry, one, two, spec, conventions, first=first, univariate=univariate, short=short)


def _first(symbols: list[Symbol], number: int, lines: Lines, spec: ModelSpec) -> Symbol:
    """Return the first effect of a block, which may be in an earlier distribution."""
    wanted = effects_of_block(spec, number)[0]
    known = (*symbols, *(one.symbol for one in lines.effects.values()))
    found = (one for one in known if one.of == wanted)
    return next(found, next(one for one in symbols if _block(one) == number))


def _check_complete(symbols: list[Symbol], blocks: list[int], spec: ModelSpec) -> None:
    """Check that a distribution contains all the effects of a block that are not independent of each other."""
    found = {symbol.of for symbol in symbols}
    for number in blocks:
        effects = effects_of_block(spec, number)
        structure = STRUCTURES[spec.blocks[number].covariance if len(effects) > 1 else "us"]
        if structure.correlation != "none" and not found.issuperset(effects):
            raise VerificationError("a distribution does not contain all the effects of its block")


def _block(symbol: Symbol) -> int:
    assert isinstance(symbol.of, RandomEffect)  # the caller checked it
    return symbol.of.block


def _unstated(line: Line, group: str, lines: Lines) -> Range:
    """Return the range of a distribution that does not state it: that of the one index of its effects."""
    first = column(line.left)[0]
    own = letters(first) if isinstance(first, Symbol) else ()
    if len(own) != 1 or lines.groups.setdefault(own[0], group) != group:
        raise VerificationError("a distribution does not have the index of its grouping factor")
    if sum(one == group for one in lines.groups.values()) > 1:
        raise VerificationError(f"the groups of {group} have two index letters")
    return Range(own, None)


def _range(line: Line, blocks: list[int], lines: Lines, spec: ModelSpec, conventions: Conventions) -> Range:
    """Return the groups over which a distribution runs: those of the single factor of its effects."""
    factors = {spec.blocks[number].group for number in blocks}
    if len(factors) != 1:
        raise VerificationError("a distribution contains random effects of two grouping factors")
    (group,) = factors
    if not conventions.ranged and not line.ranges:
        return _unstated(line, group, lines)
    if len(line.ranges) != 1:
        raise VerificationError("a distribution does not state over which groups it runs")
    (over,) = line.ranges
    named = over.of or over.label  # a label may be a user's name of the groups
    if named and named not in (spec.blocks[blocks[0]].name, spec.blocks[blocks[0]].group):
        raise VerificationError(f"the distribution of {spec.blocks[blocks[0]].name} is labelled {named}")
    size = spec.level(group).size
    if over.bound is None and len(over.letters) > 1 and over.label:
        return over  # the cells there are
    if over.bound not in (Symbol("".join(over.letters).upper()), Number(str(size))):
        raise VerificationError(f"the index {''.join(over.letters)} does not run over the groups of {group}")
    if over.count and over.count.replace(",", "") != str(size):
        raise VerificationError(f"{group} does not have {over.count} groups")
    if len(over.letters) == 1 and lines.groups.setdefault(over.letters[0], group) != group:
        raise VerificationError(f"the index {over.letters[0]} is used for two grouping factors")
    return over


def normal(distribution: Distribution, conventions: Conventions) -> tuple[Node, Node]:
    """Return the two parameters of a normal distribution."""
    name = name_of(distribution)
    if name not in conventions.normal or len(distribution.arguments) != 2:
        raise VerificationError(
            "a distribution is not a normal distribution with a mean and a variance or a standard deviation"
        )
    return distribution.arguments[0], distribution.arguments[1]


def _check_new(symbol: Symbol, lines: Lines) -> None:
    spelled = spelling(symbol)
    if spelled in lines.equations or spelled in lines.effects:
        raise VerificationError(f"{spelled} is defined twice")
