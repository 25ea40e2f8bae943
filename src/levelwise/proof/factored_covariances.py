"""Covariance matrices that are products, S = diag(σ_α, σ_β) R diag(σ_α, σ_β), multiplied out."""

from __future__ import annotations

from dataclasses import replace

from levelwise.equation.tree import (
    Apply,
    Brackets,
    Comma,
    Distribution,
    Line,
    Matrix,
    Node,
    Number,
    Row,
    Symbol,
    System,
    Word,
)
from levelwise.errors import VerificationError
from levelwise.model.parameters import (
    CommonDeviation,
    CommonVariance,
    RandomEffect,
    Stacked,
    StandardDeviation,
    Variance,
)
from levelwise.model.spec import ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof.reading import column, spelling

_SQUARED = (Number("2"),)


def multiplied_out(system: System, spec: ModelSpec, conventions: Conventions) -> System:
    """Return a system in which the distributions of random effects contain their covariance matrices.

    Raises
    ------
    VerificationError
        When a matrix is not the product of standard deviations and correlations that it should be.
    """
    system = replace(system, lines=tuple(map(_in_columns, system.lines)))
    factored = [line for line in system.lines if _matrix_of(line) is not None]
    if not factored:
        return system
    made: dict[int, Matrix] = {}
    used: list[Line] = []
    symbols: dict[str, Symbol] = {}
    for line in factored:
        s = _matrix_of(line)
        assert s is not None  # chosen so
        blocks = {
            row.of.block for row in column(line.left) if isinstance(row, Symbol) and isinstance(row.of, RandomEffect)
        }
        numbers = tuple(sorted(blocks))
        covariances = Stacked("covariances", numbers, spec.blocks[numbers[0]].group)
        product = _definition(system, s)
        if isinstance(product.right, Matrix):
            _check_symbol(s, covariances, symbols, conventions)
            made[id(line)] = product.right
            used.append(product)
            continue
        deviations, r, after = _factors(product.right)
        correlations = _definition(system, r)
        for symbol, meaning in ((s, covariances), (r, Stacked("correlations", numbers))):
            if symbol.face != "bold":
                raise VerificationError(f"{spelling(symbol)} is a matrix, but is not printed as one")
            _check_symbol(symbol, meaning, symbols, conventions)
        if s.name == r.name or s.sub != r.sub:
            raise VerificationError(f"{spelling(r)} does not belong to {spelling(s)}")
        if deviations != after:
            raise VerificationError("a covariance matrix is not symmetric")
        made[id(line)] = _multiplied(deviations, correlations.right)
        used += [product, correlations]
    lines = [_with(line, made.get(id(line))) for line in system.lines if not any(line is one for one in used)]
    return replace(system, lines=tuple(lines))


def _in_columns(line: Line) -> Line:
    """Return a distribution of a vector in angle brackets, ⟨S_0s, S_1s⟩ with the mean ⟨0, 0⟩, with columns instead."""
    match line:
        case Line(Brackets(Row(left), "angle"), "~", Distribution(_, (Brackets(Row(mean), "angle"), _))):
            assert isinstance(line.right, Distribution)  # it matched
            arguments = (_column(mean), *line.right.arguments[1:])
            return replace(line, left=_column(left), right=replace(line.right, arguments=arguments))
    return line


def _column(parts: tuple[Node, ...]) -> Matrix:
    if len(parts) % 2 == 0 or any(part != Comma() for part in parts[1::2]):
        raise VerificationError("the entries of a vector are not separated by commas")
    return Matrix(tuple((part,) for part in parts[::2]))


def _check_symbol(symbol: Symbol, meaning: Stacked, known: dict[str, Symbol], conventions: Conventions) -> None:
    """Check the symbol of a matrix, which no other matrix has."""
    if symbol.of != meaning or symbol.sup:
        raise VerificationError(f"{spelling(symbol)} is not the matrix of the effects of its distribution")
    if symbol.name not in conventions.letters.get("stacked", ()):
        raise VerificationError(f"{spelling(symbol)} does not have the letter of its matrix")
    if spelling(symbol) in known:
        raise VerificationError(f"{spelling(symbol)} is the matrix of two distributions")
    known[spelling(symbol)] = symbol


def _matrix_of(line: Line) -> Symbol | None:
    """Return the covariance matrix of a distribution of random effects, if it is a symbol."""
    left = column(line.left)[:1]
    random = bool(left) and isinstance(left[0], Symbol) and isinstance(left[0].of, RandomEffect)
    if not random or not isinstance(line.right, Distribution) or len(line.right.arguments) != 2:
        return None
    spread = line.right.arguments[1]
    return spread if isinstance(spread, Symbol) and isinstance(spread.of, Stacked) else None


def _definition(system: System, symbol: Symbol) -> Line:
    """Return the one line that says what a matrix is."""
    found = [line for line in system.lines if line.left == symbol]
    if len(found) != 1 or found[0].relation != "=" or found[0].ranges or found[0].sign:
        raise VerificationError(f"{spelling(symbol)} does not have exactly one equation")
    return found[0]


def _factors(node: Node) -> tuple[tuple[Node, ...], Symbol, tuple[Node, ...]]:
    match node:
        case Row((Apply(Word("diag"), before, "round"), Symbol() as r, Apply(Word("diag"), after, "round"))):
            return before, r, after
    raise VerificationError("a covariance matrix is not the product of standard deviations and correlations")


def _multiplied(deviations: tuple[Node, ...], correlations: Node) -> Matrix:
    size = len(deviations)
    if not isinstance(correlations, Matrix) or {size, *map(len, correlations.rows)} != {len(correlations.rows)}:
        raise VerificationError("the matrix of correlations does not have the size of that of standard deviations")
    rows = correlations.rows
    if any(rows[n][n] != Number("1") for n in range(size)):
        raise VerificationError("the correlation of an effect with itself is not 1")
    return Matrix(
        tuple(
            tuple(_entry(a, b, rows[n][m], n == m) for m, b in enumerate(deviations)) for n, a in enumerate(deviations)
        )
    )


def _entry(a: Node, b: Node, correlation: Node, diagonal: bool) -> Node:  # noqa: FBT001
    if diagonal or correlation == Number("0"):
        return _squared(a) if diagonal else correlation
    if isinstance(a, Symbol) and isinstance(a.of, CommonDeviation):
        if a != b:
            raise VerificationError("effects with a common standard deviation have different ones")
        return Row((_squared(a), correlation))
    return Row((correlation, a, b))


def _squared(deviation: Node) -> Symbol:
    """Return the variance whose root a standard deviation is."""
    match deviation:
        case Symbol(of=StandardDeviation(effect), sup=()):
            return replace(deviation, sup=_SQUARED, of=Variance(effect))
        case Symbol(of=CommonDeviation(block), sup=()):
            return replace(deviation, sup=_SQUARED, of=CommonVariance(block))
    raise VerificationError("a diagonal matrix contains something other than standard deviations")


def _with(line: Line, spread: Matrix | None) -> Line:
    if spread is None:
        return line
    assert isinstance(line.right, Distribution)  # its covariance matrix was read
    return replace(line, right=replace(line.right, arguments=(line.right.arguments[0], spread)))
