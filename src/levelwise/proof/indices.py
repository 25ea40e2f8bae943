"""Variables: each is printed as in the model, with exactly the indices that determine it (requirement 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from levelwise.equation.transform import transform
from levelwise.equation.tree import (
    Brackets,
    Comma,
    Distribution,
    Given,
    Index,
    Line,
    Node,
    Number,
    Quantity,
    Scripted,
    Symbol,
    System,
    Times,
    UnderSet,
    Word,
)
from levelwise.equation.walk import walk
from levelwise.errors import VerificationError
from levelwise.formula import syntax
from levelwise.formula.powers import is_raw, raw_power
from levelwise.formula.syntax import Name, deparse, names_in, quoted
from levelwise.model.parameters import LevelOneResidual, Mean, Outcome, RandomEffect, Stacked, VaryingCoefficient
from levelwise.model.spec import Cell, Level, ModelSpec
from levelwise.notations.conventions import Conventions
from levelwise.proof.expression import Canonical, PrintedMean, Reading, canonical, is_statement, means_in, read
from levelwise.proof.matrix_contents import weights_in
from levelwise.proof.matrix_form import is_about_vectors, size_indices
from levelwise.proof.outcome_distributions import (
    coefficients_given,
    columns_of,
    reading_of_trials,
    response_side,
    trials_in,
)
from levelwise.proof.reading import column, is_structure, letters, spelling

# kinds of parameters as tuples: a union would be made anew for each symbol
_OF_OBSERVATION = (Mean, Outcome, LevelOneResidual)
_OF_GROUP = (VaryingCoefficient, RandomEffect)

_OF_UNIT = frozenset(
    [
        "outcomes",
        "fixed columns",
        "random columns",
        "random effects",
        "residuals",
        "residual covariances",
        "predictors",
        "offsets",
        "weights",
        "identity",
    ]
)
"""The kinds of vectors and matrices of which there is one for each unit."""


def check(system: System, checks: Indices) -> None:
    """Check every variable of a system, and the indices of every symbol.

    Raises
    ------
    VerificationError
        When a variable is printed like another one, in two ways, or with the wrong indices.
    """
    printed: dict[Node, Cell] = {}
    bodies: dict[Cell, Node] = {}
    for number, line in enumerate(system.lines):
        if is_structure(line):
            continue
        of_observation = number == 0 or _is_about_mean(line)
        unit = checks.conventions.observation if of_observation else _index_of(line)
        for node in walk(line):
            if isinstance(node, Quantity) and node.of is not None:
                if node.of.kind != "offset":
                    _check_one_way(_without_units(node, checks.conventions), node.of, printed, bodies)
                checks.variable(node, node.of, unit)
            elif isinstance(node, Symbol) and isinstance(node.of, _OF_OBSERVATION):
                checks.observation(node)
            elif isinstance(node, Symbol) and isinstance(node.of, Stacked):
                checks.stacked(node, node.of)
            elif isinstance(node, UnderSet):
                checks.size(node)
        if of_observation:
            checks.observation_line(line)
        else:
            checks.line(line)
        if number and isinstance(line.left, Symbol) and isinstance(line.left.of, Stacked):
            checks.data(line.left.of, line.right)
    checks.response(system.lines[0].left, system.lines[0].right)


def _check_one_way(quantity: Quantity, cell: Cell, printed: dict[Node, Cell], bodies: dict[Cell, Node]) -> None:
    """Check that no two variables are printed alike, and none in two ways (requirement 1)."""
    if printed.setdefault(quantity.body, cell) != cell:
        raise VerificationError(f"{cell.variable} is printed like another variable")
    if bodies.setdefault(cell, quantity.body) != quantity.body:
        raise VerificationError(f"{cell.variable} is printed in two ways")


def _index_of(line: Line) -> str:
    """Return the index of the group to which an equation belongs; empty if there is none."""
    left = column(line.left)[:1]
    own = letters(left[0]) if left and isinstance(left[0], Symbol) else ()
    return own[0] if own else ""


def _without_units(quantity: Quantity, conventions: Conventions) -> Quantity:
    """Return a variable with the index of its own unit, where variables have such an index: u_j in place of u_j[i]."""
    if conventions.variables != "unit":
        return quantity
    return replace(quantity, body=transform(quantity.body, _at_home))


def _at_home(node: Node | Line) -> Node | Line:
    return replace(node, at="") if isinstance(node, Index) else node


def _is_about_mean(line: Line) -> bool:
    return any(isinstance(node, Symbol) and isinstance(node.of, Mean) for node in walk(line.left))


class Indices:
    """The indices that determine each column, under the conventions of a notation; `groups` maps letters to factors."""

    def __init__(self, spec: ModelSpec, conventions: Conventions, groups: dict[str, str]) -> None:
        self.spec = spec
        self.conventions = conventions
        self.groups = groups
        self.letter_of = {group: letter for letter, group in groups.items()}
        self.columns = columns_of(spec)
        self.whole = self._whole()

    def _whole(self) -> tuple[str, ...]:
        """Return the indices of an observation."""
        if self.conventions.whole:
            return self.conventions.whole
        own = (self.conventions.observation,)
        if self.conventions.variables != "all":
            return own
        known = [level for level in self.spec.levels if level.group.label in self.letter_of]
        if self.conventions.nested:
            known.sort(key=lambda level: -len(level.within))
        return self._in_order((*own, *(self.letter_of[level.group.label] for level in known)))

    def _in_order(self, letters: tuple[str, ...]) -> tuple[str, ...]:
        """Return indices, given from the finest to the coarsest, in the order of the notation."""
        return letters[::-1] if self.conventions.outermost_first else letters

    def of_group(self, label: str, unit: str = "") -> tuple[str, ...]:
        """Return the indices of a group of a factor, in the equation of a unit."""
        if self.conventions.variables == "unit":
            own = self.letter_of[label]
            return (own if own == unit else f"{own}[{unit}]",)
        factors = {label, *(self.spec.level(label).within if self.conventions.nested else ())}
        letters = {letter for factor in factors for letter in self._letters_of(self.spec.level(factor))}
        return tuple(letter for letter in self.whole if letter in letters) or tuple(sorted(letters))

    def _letters_of(self, level: Level) -> tuple[str, ...]:
        """Return the letter of a factor, or those of the factors of which it is a cell."""
        own = tuple(letter for letter, group in self.groups.items() if group == level.group.label)
        if own:
            return own
        finest = level.within - {outer for inner in level.within for outer in self.spec.level(inner).within}
        return tuple(letter for letter, group in self.groups.items() if group in finest)

    def of_column(self, name: str, unit: str) -> tuple[str, ...]:
        """Return the indices of a column, in the equation of a unit."""
        if self.conventions.variables == "none":
            return ()
        if self.conventions.stacked:
            return tuple(letter for letter in self.whole if letter != self.conventions.observation)
        return self.of_value(name, unit)

    def of_value(self, name: str, unit: str) -> tuple[str, ...]:
        """Return the indices of a single value of a column, in the equation of a unit."""
        if self.conventions.variables == "none":
            return ()
        home = self.spec.home((Cell(quoted(name)),))
        if home is None or home not in self.letter_of:
            return self.whole
        return self.of_group(home, unit)

    def of_columns(self, names: Iterable[str], unit: str) -> tuple[str, ...]:
        """Return the indices of several columns, each once."""
        every = (letter for name in names for letter in self.of_column(name, unit))
        return tuple(dict.fromkeys(every))

    # --- variables ----------------------------------------------------------------------------

    def variable(self, quantity: Quantity, cell: Cell, unit: str) -> None:
        """Check the printed form of a design cell: its expression, its category, its indices."""
        reading = read(quantity.body, self.columns)
        if cell.kind == "offset":
            node = next(offset for offset in self.spec.offsets if deparse(offset) == cell.variable)
            called = ("offset", (None, canonical(node)))
            self._check_expression(reading, (canonical(node), called), cell.variable)
        else:
            node = self.spec.variables[cell.variable]
            self._check_expression(reading, tuple(_expressions(node, cell, reading.label)), cell.variable)
        self._check_column_indices(reading, node, unit)

    def _check_expression(self, reading: Reading, wanted: tuple[Canonical, ...], what: str) -> None:
        if reading.expression not in wanted:
            raise VerificationError(f"{what} is printed as another expression")

    def _check_column_indices(self, reading: Reading, node: syntax.Node, unit: str) -> None:
        for one in reading.indices:
            if one.letters != self.of_columns(one.names, unit):
                raise VerificationError(f"the indices of {' and '.join(one.names)} are not those that determine it")
        owns = [self.of_columns(mean.names, unit) for mean in reading.means]
        self.check_means(reading, node, owns, unit)

    def check_means(self, reading: Reading, node: syntax.Node, owns: list[tuple[str, ...]], unit: str) -> None:
        """Check the means in a variable whose columns have given indices."""
        wanted = list(means_in(node))
        if len(wanted) != len(reading.means):
            raise VerificationError(f"the means in {deparse(node)} are not printed as such")
        for printed, (_, group), own in zip(reading.means, wanted, owns, strict=True):
            self._check_mean(printed, group, own, unit)

    def _check_mean(self, printed: PrintedMean, group: syntax.Node | None, own: tuple[str, ...], unit: str) -> None:
        """Check the subscript of a mean: its indices, and a dot for each index over which it is taken.

        A mean of variables with one index has that of its group and no dots.
        """
        single = self.conventions.variables == "unit"
        if group is None:
            if printed.letters or printed.group is not None or printed.dots != (0 if single else len(own)):
                raise VerificationError(f"the grand mean of {' and '.join(printed.names)} has the subscript of a group")
            return
        names = names_in(group)
        label = next((one.group.label for one in self.spec.levels if set(one.group.parts) == set(names)), None)
        if label is not None and (home := self.spec.home(tuple(Cell(quoted(name)) for name in names))) is not None:
            label = home
        kept = self.of_columns(names, unit) if label is None else self.of_group(label, unit)
        inside = self._determines(kept, own) if single else set(own) <= set(kept)
        if label is None or not own:
            name = names[0] if isinstance(group, Name) else deparse(group)
            right = printed.group == name and not printed.dots and printed.letters == (own if inside else kept)
        else:
            dots = 0 if inside or single else len(set(own) - set(kept))
            same = printed.letters == own if inside else set(printed.letters) == set(kept)
            right = printed.group is None and printed.dots == dots and same
        if not right:
            raise VerificationError(f"the mean of {' and '.join(printed.names)} is not that of {deparse(group)}")

    def _determines(self, kept: tuple[str, ...], own: tuple[str, ...]) -> bool:
        """Return whether the unit of some indices, such as ``j[i]``, determines that of others."""
        groups = [self.groups.get(letter.partition("[")[0]) for letter in kept]
        known = {group for group in groups if group is not None}
        known |= {outer for group in known for outer in self.spec.level(group).within}
        return None in groups or all(self.groups.get(letter.partition("[")[0]) in known for letter in own)

    # --- vectors and matrices -------------------------------------------------------------------

    def stacked(self, symbol: Symbol, of: Stacked) -> None:
        """Check that the vectors and matrices of the data of a unit have its indices, and others none."""
        if of.kind == "memberships":
            if symbol.sub != (Word(of.unit),):
                raise VerificationError(f"{spelling(symbol)} does not name its grouping factor")
            return
        factored = of.kind in ("covariances", "covariance factor") and not of.unit
        if factored and [_kind(part) for part in symbol.sub] != ["covariance parameters"]:
            raise VerificationError(f"{spelling(symbol)} does not have the covariance parameters in the subscript")
        unsized = of.kind == "identity" and not self.conventions.size
        wanted = self.of_group(of.unit) if of.unit and of.kind in _OF_UNIT and not unsized else ()
        if (size_indices(symbol) if of.kind == "identity" else letters(symbol)) != wanted:
            raise VerificationError(f"{spelling(symbol)} does not have the indices of its unit")
        own = self.of_group(self.spec.blocks[of.blocks[0]].group) if of.kind == "random columns" else wanted
        place = len(own) if of.unit and len(own) < len(wanted) else None
        commas = [number for number, part in enumerate(symbol.sub) if isinstance(part, Comma)]
        if commas != ([] if place is None else [place]):
            raise VerificationError(f"{spelling(symbol)} does not separate the indices of its effects by a comma")

    def size(self, node: UnderSet) -> None:
        """Check the numbers of rows and columns below a design matrix."""
        kind, spec = _kind(node.inner), self.spec
        columns = len(spec.fixed) if kind == "fixed columns" else None
        sizes = [(spec.level(block.group).size or 0, len(block.effects)) for block in spec.blocks]
        if kind == "random columns":
            columns = sum(size * effects for size, effects in sizes)
        if node.below != Times((Number(str(spec.rows)), Number(str(columns)))):
            raise VerificationError(f"the size of a matrix is not that of the {kind or 'model'}")

    def data(self, of: Stacked, right: Node) -> None:
        """Check the response or the weights where a vector or a matrix is said to contain them."""
        if of.kind == "outcomes":
            reading = read(right, self.columns)
            self._check_expression(reading, (canonical(self.spec.response.node),), self.spec.response.text)
            self._check_column_indices(reading, self.spec.response.node, "")
        elif of.kind == "weights":
            name, indices = weights_in(right)
            if name != self.spec.weights or indices != self.of_columns((name,), ""):
                raise VerificationError("the matrix of the weights does not contain the weights of the model")

    # --- lines and symbols ----------------------------------------------------------------------

    def observation(self, symbol: Symbol) -> None:
        """Check that the mean or the residual of an observation has its indices, or none."""
        if letters(symbol) not in ((), self.whole, (self.conventions.observation,)):
            raise VerificationError(f"{spelling(symbol)} does not have the indices of an observation")

    def observation_line(self, line: Line) -> None:
        """Check that group effects have the index of the observation's group, unless variables have all indices."""
        if self.conventions.variables == "all":
            return
        for node in walk(line.right):
            if not isinstance(node, Symbol) or not isinstance(node.of, _OF_GROUP):
                continue
            if any(isinstance(part, Index) and part.at != self.conventions.observation for part in node.sub):
                raise VerificationError(f"{spelling(node)} does not indicate the group of an observation")

    def line(self, line: Line) -> None:
        """Check that nothing on the right of a line has an index that its left side does not determine."""
        left = column(line.left)[0]
        if not isinstance(left, Symbol) or not isinstance(left.of, _OF_GROUP):
            return
        allowed = set(letters(left))
        for letter in tuple(allowed):
            if letter in self.groups:
                coarser = self.spec.level(self.groups[letter]).within
                allowed |= {other for other, group in self.groups.items() if group in coarser}
        means = line.right.arguments[0] if isinstance(line.right, Distribution) else line.right
        for node in walk(means):
            if isinstance(node, Quantity) and node.of is not None:
                found = {part.letter for part in walk(node.body) if isinstance(part, Index)}
                what = node.of.variable
            elif isinstance(node, Symbol) and isinstance(node.of, _OF_GROUP):
                indices = [part for part in node.sub if isinstance(part, Index)]
                found = {part.letter for part in indices if not part.at}
                what = spelling(node)
                of_others = any(part.at or part.letter not in letters(left) for part in indices)
                if of_others and self.conventions.variables == "unit":
                    found = {part.letter for part in indices}
                    self._check_unit(node, _index_of(line))
            else:
                continue
            if not found <= allowed:
                raise VerificationError(f"{what} occurs in an equation whose index does not determine it")

    def _check_unit(self, symbol: Symbol, unit: str) -> None:
        """Check that a coefficient in a regression is that of a coarser group, with the index of the group, k[j]."""
        coarser = self.spec.level(self.groups[unit]).within if unit in self.groups else frozenset()
        for part in symbol.sub:
            if isinstance(part, Index) and (part.at != unit or self.groups.get(part.letter) not in coarser):
                raise VerificationError(f"{spelling(symbol)} does not indicate the coarser group of a group")

    def response(self, left: Node, right: Node) -> None:
        """Check that the left side of the first line is the response, with the indices of an observation."""
        if isinstance(left, Brackets) and isinstance(left.inner, Given):
            left = left.inner
        part = left.part if isinstance(left, Given) else left
        if isinstance(part, Symbol) and isinstance(part.of, Stacked) and part.of.kind == "outcomes":
            return
        if isinstance(left, Symbol):
            if not isinstance(left.of, Outcome) or letters(left) != self.whole:
                raise VerificationError("the left side of the first line is not the response of an observation")
            return
        for side in (left, right):
            for count in trials_in(side):
                self._check_trials(count)
        condition = coefficients_given(left)
        if condition is not None and not is_about_vectors(condition):
            self._check_condition(condition)
        indexed = bool(self.spec.blocks) or self.spec.response.kind == "counts" or _has_indexed_mean(right)
        left, node = response_side(left, self.spec)
        carried = self.whole if self.conventions.variables != "none" else ()
        bare = self.conventions.variables == "none"
        if bare and self.spec.response.kind == "proportion":
            carried = (self.conventions.observation,)
        elif bare and indexed:
            if not isinstance(left, Scripted) or left.sub != (Index(self.conventions.observation),) or left.sup:
                raise VerificationError("the response does not have the index of an observation")
            left = left.base
        reading = read(left, self.columns)
        if any(one.letters != carried for one in reading.indices):
            raise VerificationError("the response does not have the indices of an observation")
        self._check_expression(reading, (canonical(node),), self.spec.response.text)
        unstacked = Indices(self.spec, replace(self.conventions, stacked=False), self.groups)
        unstacked.check_means(reading, node, [carried for _ in reading.means], self.conventions.observation)

    def _check_condition(self, condition: Node) -> None:
        """Check that a probability is conditional on the vector of the coefficients of the group."""
        varying = self.conventions.letters.get("varying", ())
        wanted = tuple(Index(letter) for letter in self.whole if letter != self.conventions.observation)
        if not varying or condition != Symbol(varying[-1], wanted, face="bold"):
            raise VerificationError("the probability is not conditional on the coefficients of its group")

    def _check_trials(self, count: Node) -> None:
        """Check that the number of trials has the indices of an observation."""
        reading = reading_of_trials(count, self.spec)
        if reading is not None and any(one.letters != self.whole for one in reading.indices):
            raise VerificationError("the number of trials does not have the indices of an observation")


def _kind(node: object) -> str:
    """Return the kind of a vector or a matrix; an empty string for anything else."""
    return node.of.kind if isinstance(node, Symbol) and isinstance(node.of, Stacked) else ""


def _has_indexed_mean(right: Node) -> bool:
    """Return whether the mean on a right side has an index, as the response then has it, too."""
    return any(letters(part) for part in walk(right) if isinstance(part, Symbol) and isinstance(part.of, Mean))


def _expressions(node: syntax.Node, cell: Cell, label: str | None) -> Iterable[Canonical]:
    """Return the expressions as which a design cell may be printed, given the printed category or column."""
    whole = canonical(node)
    if label is None:
        if cell.kind == "numeric" or (cell.label == "TRUE" and is_statement(node)):
            yield whole
        elif cell.kind == "basis" and (power := raw_power(node, cell.label)) is not None:
            yield canonical(power)
        return
    shown = {cell.label} if cell.label.strip() else {f'"{cell.label}"'}
    if label not in shown:
        return
    yield whole
    if cell.kind == "basis" and isinstance(node, syntax.Call) and node.arguments:
        name = f"raw.{node.function}" if is_raw(node) else node.function
        arguments = tuple((one.name, canonical(one.value)) for one in node.arguments)
        yield (name, *arguments)
        yield (name, *arguments[:1])
