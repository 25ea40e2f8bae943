"""The proof that a system of equations represents its model (requirement 3 on notations).

The definitions are substituted into the equation of the response; the result must be the linear predictor, term by
term, with every random effect in the distribution of its block. The meaning of a symbol is taken from the tree; that
symbols are unambiguous, and that their numbers and indices are correct, is verified from the symbols themselves, by the
conventions of the notation.
"""

from __future__ import annotations

from dataclasses import field

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Index, Number, Quantity, Symbol
from levelwise.errors import VerificationError
from levelwise.formula.syntax import deparse
from levelwise.model.parameters import FixedEffect, LevelOneResidual, MeanShare, RandomEffect, Stacked, StackedKind
from levelwise.model.spec import LOCATION, Cell, Key, ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof import matrix_form
from levelwise.proof.lines import Lines
from levelwise.proof.matrix_form import is_zero
from levelwise.proof.reading import Term, letters, spelling


@dataclass(frozen=True)
class LinearPredictor:
    """The equation of the response after substitution of all definitions.

    Attributes
    ----------
    fixed : dict of Key to list
        The coefficients of each product of variables.
    random : dict of RandomEffect to Key
        The product of variables that each random effect multiplies.
    offsets : list of Cell
        The terms without a coefficient.
    residuals : list of str
        The residuals.
    used : set of str
        The definitions that were substituted.
    """

    fixed: dict[Key, list[FixedEffect | MeanShare]] = field(default_factory=dict)
    random: dict[RandomEffect, Key] = field(default_factory=dict)
    offsets: list[Cell] = field(default_factory=list)
    residuals: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


def recombine(lines: Lines, spec: ModelSpec, conventions: Conventions) -> LinearPredictor:
    """Substitute the definitions into the equation of the response.

    Raises
    ------
    VerificationError
        When a symbol is not defined, or used twice.
    """
    substitution = _Substitution(lines, spec, conventions)
    for term in lines.predictor:
        substitution.expand(term, ())
    return substitution.made


class _Substitution:
    def __init__(self, lines: Lines, spec: ModelSpec, conventions: Conventions) -> None:
        self.lines = lines
        self.spec = spec
        self.conventions = conventions
        self.made = LinearPredictor()

    def expand(self, term: Term, outside: tuple[Quantity, ...]) -> None:
        quantities = (*outside, *term.quantities)
        symbol = term.coefficient
        if term.product:
            self.product(term.product)
        elif symbol is None:
            if len(quantities) != 1:
                raise VerificationError("an offset is multiplied by a variable")
            self.made.offsets.extend(one.of for one in quantities if one.of is not None)
        elif isinstance(symbol.of, LevelOneResidual) or _is_stacked(symbol, "residuals"):
            self.made.residuals.append(spelling(symbol))
        elif _is_stacked(symbol, "offsets"):
            self.made.offsets.extend(Cell(deparse(offset), kind="offset") for offset in self.spec.offsets)
        elif is_zero(symbol):
            return
        else:
            self.coefficient(symbol, quantities)

    def product(self, symbols: tuple[Symbol, ...]) -> None:
        fixed, random = matrix_form.expanded(symbols, self.spec)
        for key in fixed:
            self.made.fixed.setdefault(key, []).append(FixedEffect(LOCATION, key))
        for effect, key in random.items():
            if effect in self.made.random:
                raise VerificationError(f"{spelling(symbols[1])} contains a random effect that also occurs elsewhere")
            if not self.has_distribution(_blocks(symbols[1])):
                raise VerificationError(f"{spelling(symbols[1])} has no distribution")
            self.made.random[effect] = key

    def has_distribution(self, blocks: tuple[int, ...]) -> bool:
        """Return whether the vector of the random effects of blocks has a distribution: that of one group or of all.

        It may also be that of the random vector of which they are the value, if the response is conditional on it.
        """
        kinds = ("random effects", "random vector") if self.lines.conditional else ("random effects",)
        return any(one.kind in kinds and one.blocks == blocks for one in self.lines.stacked)

    def coefficient(self, symbol: Symbol, quantities: tuple[Quantity, ...]) -> None:
        places = [part for part in symbol.sub if isinstance(part, Index) and part.at]
        if len(places) > 1 and not self.conventions.summed:
            raise VerificationError(f"{spelling(symbol)} has the indices of several groups")
        if not places:
            self.substitute(symbol, quantities)
        for place in places:  # α_j[i],k[i] is the sum of α_j and α_k
            kept = tuple(part for part in symbol.sub if isinstance(part, Number))
            self.substitute(Symbol(symbol.name, (*kept, Index(place.letter)), symbol.sup), quantities)

    def substitute(self, symbol: Symbol, quantities: tuple[Quantity, ...]) -> None:
        spelled = self.defined(symbol)
        if spelled in self.lines.equations or spelled in self.lines.effects:
            if spelled in self.made.used:
                raise VerificationError(f"{spelled} is used twice")
            self.made.used.add(spelled)
        if spelled in self.lines.equations:
            for term in self.lines.equations[spelled].terms:
                self.expand(term, quantities)
        elif spelled in self.lines.effects:
            known = self.lines.effects[spelled]
            assert isinstance(known.symbol.of, RandomEffect)  # checked where the line was read
            self.made.random[known.symbol.of] = _key(quantities)
            for term in known.terms:
                self.expand(term, quantities)
        elif not isinstance(symbol.of, FixedEffect | MeanShare):
            raise VerificationError(f"{spelled} is not defined")
        elif letters(symbol):
            raise VerificationError(f"{spelled} is a single number but has an index")
        else:
            self.made.fixed.setdefault(_key(quantities), []).append(symbol.of)

    def defined(self, symbol: Symbol) -> str:
        """Return the spelling under which a symbol is defined.

        The row of a coefficient is named in the distribution of a coarser factor only where two rows would look alike.
        """
        spelled = spelling(symbol)
        if spelled in self.lines.effects or spelled in self.lines.equations or symbol.of is not None:
            return spelled
        return spelling(Symbol(symbol.name, symbol.sub))


def _key(quantities: tuple[Quantity, ...]) -> Key:
    cells = [quantity.of for quantity in quantities if quantity.of is not None]
    if len(cells) != len(quantities) or len(set(cells)) != len(cells):
        raise VerificationError("a product contains a variable twice, or one that the model does not have")
    return frozenset(cells)


def _is_stacked(symbol: Symbol, kind: StackedKind) -> bool:
    return isinstance(symbol.of, Stacked) and symbol.of.kind == kind


def _blocks(symbol: Symbol) -> tuple[int, ...]:
    return symbol.of.blocks if isinstance(symbol.of, Stacked) else ()


def compare(made: LinearPredictor, lines: Lines, spec: ModelSpec) -> None:
    """Compare the result with the linear predictor of the model.

    Raises
    ------
    VerificationError
        When a term is missing, superfluous, or written with the symbol of another.
    """
    unused = (set(lines.equations) | set(lines.effects)) - made.used
    if unused:
        raise VerificationError(f"{', '.join(sorted(unused))} does not occur in the equation of the response")
    _compare_residuals(made, lines, spec)
    if sorted(cell.variable for cell in made.offsets) != sorted(map(deparse, spec.offsets)):
        raise VerificationError("the offsets are not those of the model")
    _compare_fixed(made, spec)
    _compare_random(made, spec)


def _compare_residuals(made: LinearPredictor, lines: Lines, spec: ModelSpec) -> None:
    distributed = {*lines.residuals, *(one.kind for one in lines.stacked if one.kind == "residuals")}
    vectors = matrix_form.is_matrix_form(lines.predictor) or distributed == {"residuals"}
    if vectors and not lines.is_distribution:
        if len(made.residuals) != 1 or distributed != {"residuals"}:
            raise VerificationError("the residuals and their distribution do not agree")
    elif not distributed and not spec.blocks and spec.weights is None and not lines.is_distribution:
        # the single-level equation names its error and does not give its distribution
        if len(made.residuals) != 1:
            raise VerificationError("the equation has no error term")
    elif sorted(made.residuals) != sorted(distributed):
        raise VerificationError("the residual of the response and its distribution do not agree")


def _compare_fixed(made: LinearPredictor, spec: ModelSpec) -> None:
    names = {coefficient.key: coefficient.name for coefficient in spec.fixed}
    for key in made.fixed:
        if key not in names:
            raise VerificationError(f"the system has a coefficient of {_text(key)}, which the model does not have")
    for key, name in names.items():
        found = made.fixed.get(key, [])
        if not found:
            raise VerificationError(f"the coefficient of {name} is missing")
        blocks = {n for n, b in enumerate(spec.blocks) for e in b.effects if e.key == key}
        shares = {share.block for share in found if isinstance(share, MeanShare) and share.key == key}
        alone = found == [FixedEffect(LOCATION, key)]
        if not alone and not (len(shares) == len(found) and shares == blocks):
            raise VerificationError(f"the coefficient of {name} has the symbol of another coefficient")


def _compare_random(made: LinearPredictor, spec: ModelSpec) -> None:
    for number, block in enumerate(spec.blocks):
        for effect in block.effects:
            meaning = RandomEffect(number, effect.key)
            if meaning not in made.random:
                raise VerificationError(f"the random effect of {effect.name} in {block.name} is missing")
            if made.random[meaning] != effect.key:
                raise VerificationError(f"the random effect of {effect.name} in {block.name} multiplies another column")
    if len(made.random) != sum(len(block.effects) for block in spec.blocks):
        raise VerificationError("the system has a random effect that the model does not have")


def _text(key: Key) -> str:
    return ":".join(sorted(cell.variable + cell.label for cell in key)) or "the intercept"
