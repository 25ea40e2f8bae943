"""HLM: the equations as HLM lists them, and the settings to choose in its windows.

HLM has no language: a model is chosen in windows. What is written is the description of the model that its output
begins with, by which the choices can be checked.

Sources: Raudenbush, Bryk, Cheong, Congdon & du Toit (2011), *HLM 7: Hierarchical Linear and Nonlinear Modeling*, the
chapters on two-level, three-level and hierarchical generalized linear models ("Summary of the model specified"); in
plain text HLM prints the Greek letters as B, G, P.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from levelwise.dataclass import dataclass
from levelwise.formula.syntax import Call, Name
from levelwise.model.spec import Cell, DesignColumn, Key, ModelSpec, column_of
from levelwise.text.sentences import counted
from levelwise.translation.code import Code
from levelwise.translation.columns import Columns
from levelwise.translation.languages.spss import STATEMENTS, spss_name
from levelwise.translation.parts import Bar, bars_of, chain_of, counts, joined, rank_notes, refuse_more_than_the_mean
from levelwise.translation.refusal import InexpressibleError, UnwrittenError

_FAMILIES = {
    ("gaussian", "identity"): "Normal (Continuous)",
    ("binomial", "logit"): "Bernoulli (0 or 1)",
    ("poisson", "log"): "Poisson (constant exposure)",
}
_LETTERS = {2: (("B", "G"), ("R", "U")), 3: (("P", "B", "G"), ("E", "R", "U"))}
"""The letters of coefficients and of residuals, from level 1 on, by the number of levels."""

Path = tuple[Key, ...]
"""The predictors that a coefficient belongs to, from level 1 on."""


@dataclass(frozen=True)
class _Levels:
    """The levels of a model, the innermost grouping factor first."""

    spec: ModelSpec
    groups: tuple[str, ...]

    def path(self, key: Key) -> Path:
        """Return the part of a design column at each level."""
        homes = {cell: self.spec.home((cell,)) for cell in key}
        return tuple(frozenset(cell for cell, home in homes.items() if home == level) for level in (None, *self.groups))


def write(spec: ModelSpec) -> Code:
    """Return a model for HLM."""
    refuse_more_than_the_mean(spec)
    known = _FAMILIES.get((spec.family.name, spec.link))
    if known is None and spec.response.is_categorical:
        raise UnwrittenError(f"models of the {spec.family} family")
    if known is None:
        raise InexpressibleError(f"HLM has no {spec.family} family with the {spec.link} link")
    if spec.weights is not None:
        raise InexpressibleError("HLM's weights are design weights, not prior weights")
    chain = chain_of(spec)
    if chain is None or len(chain) not in (1, 2):
        what = "its grouping factors are crossed" if chain is None else f"it has {counted(len(chain) + 1, 'level')}"
        raise InexpressibleError(f"{what}, but Levelwise writes models of two or three nested levels for HLM")
    levels = _Levels(spec, tuple(level.group.label for level in reversed(chain)))
    bars = joined(bars_of(spec))
    _refuse_structures(bars)
    columns = Columns(spec, STATEMENTS)
    outcome, settings = _outcome(columns, known)
    lines = _listing(levels, bars, columns, outcome)
    ids = [f"Level-{place + 2} ID: {_identifier(level.group.parts)}" for place, level in enumerate(reversed(chain))]
    before = ["Before making the MDM file, in SPSS:", *(f"    {one}" for one in columns.statements), ""]
    text = "\n".join(
        [*(before if columns.statements else []), *lines, "", "Settings", *(f"    {one}" for one in (*ids, *settings))]
    )
    notes = [
        "HLM has no language: these are the equations by which it lists the model, and the settings in its windows"
    ]
    if spec.is_linear:
        notes.append("HLM2 uses REML by default, as lmer() does, HLM3 maximum likelihood")
    notes += rank_notes(spec, "they are left out here, too")
    return Code(text, "HLM", tuple(notes))


def _refuse_structures(bars: Sequence[Bar]) -> None:
    groups = [bar.group.label for bar in bars]
    if any(bar.covariance != "us" for bar in bars) or len(set(groups)) < len(groups):
        raise InexpressibleError("HLM has one unstructured covariance matrix for the random effects of a level")


def _identifier(parts: tuple[str, ...]) -> str:
    if len(parts) > 1:
        raise InexpressibleError(
            f"HLM needs one column for each level, but {':'.join(parts)} is a combination",
            "make it a column of the data",
        )
    return spss_name(parts[0])


def _outcome(columns: Columns, family: str) -> tuple[str, list[str]]:
    """Return the outcome, and the settings of the distribution."""
    spec = columns.spec
    settings = [f"Outcome variable and distribution (Basic Settings): {family}"]
    offset = spec.offsets[0] if len(spec.offsets) == 1 else None
    if spec.offsets:
        inner = offset.arguments[0].value if isinstance(offset, Call) and offset.function == "log" else None
        if spec.family != "poisson" or not isinstance(inner, Name):
            raise InexpressibleError("the only offset in HLM is the logarithm of an exposure in a Poisson model")
        settings = [
            f"Outcome variable and distribution (Basic Settings): Poisson (variable exposure {spss_name(inner.text)})"
        ]
    if spec.response.kind == "counts":
        assert isinstance(spec.response.node, Call)  # cbind(successes, failures)
        successes, trials = counts(spec.response.node)
        name = columns.expression(trials)
        return columns.expression(successes), [
            f"Outcome variable and distribution (Basic Settings): Binomial (number of trials {name})"
        ]
    if spec.response.kind == "proportion":
        raise InexpressibleError("HLM needs the number of successes, not a proportion")
    return columns.success(), settings


def _listing(levels: _Levels, bars: Sequence[Bar], columns: Columns, outcome: str) -> list[str]:
    """Return the equations level by level."""
    depth = len(levels.groups) + 1
    coefficients, residuals = _LETTERS[depth]
    fixed = [levels.path(column.key) for column in levels.spec.fixed]
    random: dict[Path, None] = {}
    for bar in bars:
        height = levels.groups.index(bar.group.label) + 1
        for effect in bar.block.effects:
            path = levels.path(effect.key)
            if any(path[height:]):
                raise InexpressibleError(
                    f"{effect.name} does not vary within {bar.group.label}, so it has no random effect there in HLM"
                )
            random[path[:height]] = None
    every = [*fixed, *(path + (frozenset(),) * (depth - len(path)) for path in random)]
    lines: list[str] = []
    for level in range(depth):
        lines += [*([""] if level else []), f"Level-{level + 1} Model"]
        parents: list[Path] = [()] if level == 0 else _prefixes(every, level)
        for parent in parents:
            own = [path for path in _prefixes(every, level + 1) if path[:level] == parent]
            left = outcome if level == 0 else _name(coefficients[level - 1], parent, every)
            terms = [
                _name(coefficients[level], path, every) + _times(columns, levels.spec, path[level])
                for path in own
                if level < depth - 1 or path in fixed
            ]
            if level == 0:
                terms += [residuals[0]] if levels.spec.is_linear else []
                left = left if levels.spec.is_linear else _link(levels.spec, left)
            elif parent in random:
                terms.append(_name(residuals[level], parent, every))
            lines.append(f"    {left} = {' + '.join(terms) or '0'}")
    return lines


def _link(spec: ModelSpec, outcome: str) -> str:
    return f"log[P({outcome} = 1)/(1 - P({outcome} = 1))]" if spec.family.is_binomial else f"log[E({outcome})]"


def _prefixes(paths: Iterable[Path], length: int) -> list[Path]:
    """Return the beginnings of paths, each once, those of the intercept first."""
    found = dict.fromkeys(path[:length] for path in paths)
    return sorted(found, key=lambda path: [bool(key) for key in path]) if length == 1 else list(found)


def _name(letter: str, path: Path, every: Sequence[Path]) -> str:
    """Return a letter with the number of the coefficient at each level."""
    numbers = []
    for level in range(len(path)):
        own = [one for one in _prefixes(every, level + 1) if one[:level] == path[:level]]
        ordered = sorted(own, key=lambda one: bool(one[level]))
        has_intercept = any(not one[level] for one in own)
        numbers.append(ordered.index(path[: level + 1]) + (not has_intercept))
    return letter + ("," if any(number > 9 for number in numbers) else "").join(map(str, numbers))


def _times(columns: Columns, spec: ModelSpec, key: Key) -> str:
    if not key:
        return ""
    cells: tuple[Cell, ...] = _in_order(spec, key)
    name = columns.product(column_of(*cells))
    return f"*({name})"


def _in_order(spec: ModelSpec, key: Key) -> tuple[Cell, ...]:
    """Return the cells of a part of a design column in the order in which the model names them."""
    every: list[DesignColumn] = [*spec.fixed, *(effect for block in spec.blocks for effect in block.effects)]
    return next(tuple(cell for cell in column.cells if cell in key) for column in every if key <= column.key)
