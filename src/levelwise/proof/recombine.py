"""The proof that a written system is its model (law 3 of the notations).

The lines are read mark by mark, the equations of the higher levels are put into the first one, and
what comes out must be the linear predictor, term by term, with every random effect under the law of
its block. What a symbol stands for is taken from the tree; that no two things share a spelling, that
numbers count and that indices name the right groups is read.
"""

from __future__ import annotations

from levelwise.equation.tree import Fraction, Index, Law, Line, Matrix, Node, Number, Quantity, Symbol, System
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.formula.syntax import deparse
from levelwise.model.parameters import (
    FixedEffect,
    LevelOneResidual,
    MeanShare,
    RandomEffect,
    ResidualVariance,
)
from levelwise.model.spec import LOCATION, Cell, Key, ModelSpec
from levelwise.proof import covariance as spread
from levelwise.proof import symbols as marks
from levelwise.proof.reading import Term, column, letters, spelling, terms, words


def verify(system: System, spec: ModelSpec) -> None:
    """Prove that a system is its model.

    Parameters
    ----------
    system : System
        The equations.
    spec : ModelSpec
        The model.

    Raises
    ------
    VerificationError
        When two effects share a spelling or an effect has two, when a mark's numbers or indices are not
        those of its effect, or when the substituted system is not the linear predictor.
    """
    proof = _Proof(system, spec)
    proof.run()
    marks.check(system, spec, proof.groups)


class _Proof:
    def __init__(self, system: System, spec: ModelSpec) -> None:
        self.system = system
        self.spec = spec
        self.equations: dict[str, tuple[Term, ...]] = {}
        self.laws: dict[str, tuple[Symbol, tuple[Term, ...]]] = {}
        self.groups: dict[str, str] = {}
        """Index letter to grouping factor, as the ranges of the laws say."""
        self.used: set[str] = set()
        self.fixed: dict[Key, list[FixedEffect | MeanShare]] = {}
        self.random: dict[RandomEffect, Key] = {}
        self.offsets: list[Cell] = []
        self.residuals: set[str] = set()

    def run(self) -> None:
        response, *others = self.system.lines
        for line in others:
            self.define(line)
        for term in self.response_terms(response):
            self.expand(term, ())
        self.check_nothing_lost()
        self.check_fixed()
        self.check_random()

    # --- reading ------------------------------------------------------------------------------

    def response_terms(self, line: Line) -> tuple[Term, ...]:
        if line.relation == "=":
            return terms(line.right)
        if not isinstance(line.right, Law):
            raise VerificationError("the response has no law")
        mean, variance = _two(line.right)
        self.check_residual_variance(variance)
        return terms(mean)

    def define(self, line: Line) -> None:
        if line.relation not in ("=", "~"):
            raise VerificationError(f"{line.relation} is neither an equation nor a law")
        if line.relation == "=":
            if not isinstance(line.left, Symbol):
                raise VerificationError("an equation needs one symbol on its left")
            self.new_definition(line.left)
            self.equations[spelling(line.left)] = terms(line.right)
            return
        if not isinstance(line.right, Law):
            raise VerificationError("a distribution sign is followed by no law")
        mean, spread = _two(line.right)
        if isinstance(line.left, Symbol) and line.left.of == LevelOneResidual():
            if terms(mean):
                raise VerificationError("the residual has a mean")
            self.check_residual_variance(spread)
            if self.residuals:
                raise VerificationError("the residual has two laws")
            self.residuals.add(spelling(line.left))
            return
        self.define_law(line, mean, spread)

    def define_law(self, line: Line, mean: Node, spread: Node) -> None:
        rows, means = column(line.left), column(mean)
        matrix = spread.rows if isinstance(spread, Matrix) else ((spread,),)
        if not len(rows) == len(means) == len(matrix) == len(matrix[0]):
            raise VerificationError("a law has vectors and a matrix of different sizes")
        if len(line.ranges) != 1:
            raise VerificationError("a law does not say over which groups it runs")
        (over,) = line.ranges
        if over.bound != Symbol("".join(over.letters).upper()):
            raise VerificationError(f"the index {''.join(over.letters)} does not run to its own capital letter")
        blocks = {block.name: block.group for block in self.spec.blocks}
        if over.label not in blocks:
            raise VerificationError(f"a law runs over {over.label}, which is no block of the model")
        group = blocks[over.label]
        if len(over.letters) == 1 and self.groups.setdefault(over.letters[0], group) != group:
            raise VerificationError(f"the index {over.letters[0]} stands for two grouping factors")
        effects: list[Symbol] = []
        for row, own in zip(rows, means, strict=True):
            if not isinstance(row, Symbol) or not isinstance(row.of, RandomEffect):
                raise VerificationError("a law is about something that is no random effect")
            self.new_definition(row)
            if self.spec.blocks[row.of.block].group != group:
                raise VerificationError(f"{spelling(row)} stands under the law of another grouping factor")
            if letters(row)[: len(over.letters)] != over.letters:
                raise VerificationError(f"{spelling(row)} does not carry the index of its law")
            self.laws[spelling(row)] = (row, terms(own))
            effects.append(row)
        first = min(row.of.block for row in effects if isinstance(row.of, RandomEffect))
        if over.label != self.spec.blocks[first].name:
            raise VerificationError(f"the law of {self.spec.blocks[first].name} is called that of {over.label}")
        self.check_spread(effects, matrix)

    def new_definition(self, symbol: Symbol) -> None:
        spelled = spelling(symbol)
        if spelled in self.equations or spelled in self.laws:
            raise VerificationError(f"{spelled} is said twice what it is")

    def check_spread(self, effects: list[Symbol], matrix: tuple[tuple[Node, ...], ...]) -> None:
        for effect, row in zip(effects, matrix, strict=True):
            if len(row) != len(effects):
                raise VerificationError("a covariance matrix is not square")
            for other, entry in zip(effects, row, strict=True):
                spread.check(entry, effect, other, self.spec, self.system.form)

    def check_residual_variance(self, node: Node) -> None:
        weights = None
        if isinstance(node, Fraction) and node.inline:
            ((weights, carried),) = words(node.bottom).items()
            residual_letters = {part.letter for part in walk(self.system.lines[0].left) if isinstance(part, Index)}
            if set(carried) != (residual_letters or {"i"}):
                raise VerificationError("the weights do not carry the indices of an observation")
            node = node.top
        if not isinstance(node, Symbol) or node.of != ResidualVariance():
            raise VerificationError("the residual variance is missing")
        if weights != self.spec.weights:
            raise VerificationError("the weights are not those of the model")

    # --- substituting -------------------------------------------------------------------------

    def expand(self, term: Term, outside: tuple[Quantity, ...]) -> None:
        quantities = (*outside, *term.quantities)
        symbol = term.coefficient
        if symbol is None:
            self.offsets.extend(q.of for q in quantities if q.of is not None)
            return
        if symbol.of == LevelOneResidual():
            self.residuals.symmetric_difference_update({spelling(symbol)})
            return
        places = [part for part in symbol.sub if isinstance(part, Index) and part.at]
        if not places:
            self.substitute(symbol, quantities)
            return
        for place in places:  # α_j[i],k[i] is the sum of α_j and α_k
            kept = tuple(part for part in symbol.sub if isinstance(part, Number))
            self.substitute(Symbol(symbol.name, (*kept, Index(place.letter)), symbol.sup), quantities)

    def substitute(self, symbol: Symbol, quantities: tuple[Quantity, ...]) -> None:
        spelled = spelling(symbol)
        if spelled not in self.laws and spelled not in self.equations and symbol.of is None:
            # in the law of the coarser factor the row is named only where two rows would look alike
            spelled = spelling(Symbol(symbol.name, symbol.sub))
        if spelled in self.equations or spelled in self.laws:
            if spelled in self.used:
                raise VerificationError(f"{spelled} is used twice")
            self.used.add(spelled)
        if spelled in self.equations:
            for term in self.equations[spelled]:
                self.expand(term, quantities)
            return
        key = _key(quantities)
        if spelled in self.laws:
            effect, mean = self.laws[spelled]
            assert isinstance(effect.of, RandomEffect)  # checked where the law was read
            self.random[effect.of] = key
            for term in mean:
                self.expand(term, quantities)
            return
        if not isinstance(symbol.of, FixedEffect | MeanShare):
            raise VerificationError(f"nothing says what {spelled} is")
        if letters(symbol):
            raise VerificationError(f"{spelled} is one number but carries an index")
        self.fixed.setdefault(key, []).append(symbol.of)

    # --- comparing ----------------------------------------------------------------------------

    def check_nothing_lost(self) -> None:
        unused = (set(self.equations) | set(self.laws)) - self.used
        if unused:
            raise VerificationError(f"{', '.join(sorted(unused))} stands in no equation of the response")
        if len(self.system.lines) == 1 and not self.spec.blocks:
            # the single-level equation names its error and gives no law of it
            if len(self.residuals) != 1:
                raise VerificationError("the equation has no error term")
        elif self.residuals:
            raise VerificationError("the residual of the response and its law do not agree")
        if sorted(cell.variable for cell in self.offsets) != sorted(map(deparse, self.spec.offsets)):
            raise VerificationError("the offsets are not those of the model")

    def check_fixed(self) -> None:
        names = {coefficient.key: coefficient.name for coefficient in self.spec.fixed}
        for key in self.fixed:
            if key not in names:
                raise VerificationError(f"the system has a coefficient of {_text(key)}, the model has none")
        for key, name in names.items():
            found = self.fixed.get(key, [])
            if not found:
                raise VerificationError(f"the coefficient of {name} is lost")
            blocks = {n for n, b in enumerate(self.spec.blocks) for e in b.effects if e.key == key}
            shares = {share.block for share in found if isinstance(share, MeanShare) and share.key == key}
            alone = found == [FixedEffect(LOCATION, key)]
            if not alone and not (len(shares) == len(found) and shares == blocks):
                raise VerificationError(f"the coefficient of {name} is written with the symbol of another")

    def check_random(self) -> None:
        for number, block in enumerate(self.spec.blocks):
            for effect in block.effects:
                meaning = RandomEffect(number, effect.key)
                if meaning not in self.random:
                    raise VerificationError(f"the random effect of {effect.name} in {block.name} is lost")
                if self.random[meaning] != effect.key:
                    raise VerificationError(
                        f"the random effect of {effect.name} in {block.name} multiplies another column"
                    )
        if len(self.random) != sum(len(block.effects) for block in self.spec.blocks):
            raise VerificationError("the system has a random effect that the model has not")


def _two(law: Law) -> tuple[Node, Node]:
    if law.name != Symbol("N") or len(law.arguments) != 2:
        raise VerificationError("a law is not normal with a mean and a variance")
    return law.arguments[0], law.arguments[1]


def _key(quantities: tuple[Quantity, ...]) -> Key:
    cells = [quantity.of for quantity in quantities if quantity.of is not None]
    if len(cells) != len(quantities) or len(set(cells)) != len(cells):
        raise VerificationError("a product names a variable twice, or one that the model does not know")
    return frozenset(cells)


def _text(key: Key) -> str:
    return ":".join(sorted(cell.variable + cell.label for cell in key)) or "the intercept"
