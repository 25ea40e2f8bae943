"""The specification of a model, independent of notations and formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Literal

from levelwise.data.schema import Column
from levelwise.dataclass import dataclass
from levelwise.formula.expanded import Group
from levelwise.formula.syntax import Formula, Name, Node, Span, deparse
from levelwise.vocabulary.families import Family

CellKind = Literal["numeric", "indicator", "contrast", "basis", "offset"]


@dataclass(frozen=True)
class Cell:
    """The part of one variable in a design column.

    Attributes
    ----------
    variable : str
        The variable's deparsed text, such as ``ses`` or ``log(size)``.
    label : str
        The category or the column's suffix; empty for a numeric variable.
    kind : str
        ``numeric``; ``indicator`` of a category; ``contrast``, a column of a contrast matrix;
        ``basis``, a column of a basis such as ``poly(x, 2)``; ``offset``, a term with coefficient one.
    position : int
        The place of the label among those of its variable.
    weights : tuple of float
        Of a contrast: its number for each category.
    """

    variable: str
    label: str = ""
    kind: CellKind = "numeric"
    position: int = field(default=0, compare=False)
    weights: tuple[float, ...] = field(default=(), compare=False, repr=False)


Key = frozenset[Cell]
"""A design column as a set of cells; the empty set is the intercept."""

INTERCEPT: Key = frozenset()


@dataclass(frozen=True)
class DesignColumn:
    """A design column: of the fixed part, or of a block before it is crossed with the groups.

    Attributes
    ----------
    cells : tuple of Cell
        In the order of the term's label.
    name : str
        R's name of the column.
    term : str
        R's label of the term it comes from; empty for the intercept.
    key : frozenset of Cell
        The set of its cells, which identifies the column.
    """

    cells: tuple[Cell, ...]
    name: str
    term: str
    key: Key


CONSTANT = DesignColumn((), "(Intercept)", "", INTERCEPT)
"""The column of the intercept."""


def column_of(*cells: Cell) -> DesignColumn:
    """Return the column that is a product of cells, which need not be in any model."""
    return DesignColumn(cells, ":".join(cell.variable + cell.label for cell in cells), "", frozenset(cells))


@dataclass(frozen=True)
class Block:
    """Random effects of one grouping factor that may covary.

    `covariance` is the name of a covariance structure, by default ``us`` (unstructured). `name` is that of lme4: ``g``,
    then ``g.1`` for a second block.
    """

    group: str
    effects: tuple[DesignColumn, ...]
    covariance: str
    name: str
    span: Span
    split: bool = False


@dataclass(frozen=True)
class Level:
    """A grouping factor and the coarser factors it is nested in; a factor outside `within` is crossed.

    `size` is the number of groups, None without data.
    """

    group: Group
    size: int | None
    within: frozenset[str]


ResponseKind = Literal["numeric", "binary", "proportion", "counts", "ordinal", "nominal"]
"""One number per row; failure or success; a proportion of trials; successes and failures, as in ``cbind(s, f)``; one
of several ordered categories; one of several categories without an order."""


@dataclass(frozen=True)
class Response:
    """The response of a model.

    Attributes
    ----------
    node : Node
        The response as an expression over columns.
    kind : {"numeric", "binary", "proportion", "counts", "ordinal", "nominal"}
        The kind of its values.
    categories : tuple of str
        The categories of a factor in order; of a nominal response the first is the reference category. Empty if they
        are unknown.
    success : str or None
        The category of a binary factor that counts as success.
    trials : Node or None
        The number of trials of a row, as an expression over columns; None if it is one or unknown.
    """

    node: Node
    kind: ResponseKind = "numeric"
    categories: tuple[str, ...] = ()
    success: str | None = None
    trials: Node | None = None

    @property
    def text(self) -> str:
        """The response in the syntax of formulas."""
        return deparse(self.node)

    @property
    def is_categorical(self) -> bool:
        """Whether it is one of several categories, with or without an order."""
        return self.kind in ("ordinal", "nominal")


LOCATION = "location"
"""The name of the predictor of the mean, on the scale of the link, which every model has.

A multinomial model has such a predictor, with coefficients and random effects of its own, for each category but the
reference; they have the same columns and blocks, which the specification holds once.
"""


@dataclass(frozen=True)
class Predictor:
    """A linear predictor of a parameter of the distribution of the response.

    Most models have only that of the mean. Others have more: one of the scale (``sigma ~ x``), one of the excess zeros
    (zero inflation).

    Attributes
    ----------
    name : str
        ``location`` for the mean.
    link : str
        The link function.
    fixed : tuple of DesignColumn
        In the order of R's design matrix.
    blocks : tuple of Block
        In lme4's order.
    offsets : tuple of Node
        Terms with coefficient one.
    """

    name: str
    link: str
    fixed: tuple[DesignColumn, ...]
    blocks: tuple[Block, ...] = ()
    offsets: tuple[Node, ...] = ()


ResidualKind = Literal["independent", "structured", "none"]


@dataclass(frozen=True)
class CorrelatedResiduals:
    """The correlations of the residuals of a group.

    Attributes
    ----------
    structure : str
        The name of a structure in `RESIDUAL_STRUCTURES`, whose variances stand in `Residual.variances`.
    group : Group
        The groups within which residuals are correlated; it need not be a grouping factor of the model.
    order : Node or None
        The column or expression of the occasions; None for the numbers of the rows.
    occasions : tuple of str
        The occasions in order, if correlations depend on which they are, or if they are equally spaced categories.
    lags : tuple of int
        The distances that have a correlation of their own.
    by_position : bool
        Whether the distance of two occasions is that of their positions in order, not that of their values.
    """

    structure: str
    group: Group
    order: Node | None = None
    occasions: tuple[str, ...] = ()
    lags: tuple[int, ...] = ()
    by_position: bool = False


@dataclass(frozen=True)
class ResidualVariances:
    """A residual variance for each category of a variable."""

    variable: Node
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Residual:
    """The level-1 residual.

    Attributes
    ----------
    kind : {"independent", "structured", "none"}
        ``independent`` with one variance; ``structured``, with `correlation`, `variances` or both; ``none`` if the
        family has no residual.
    correlation : CorrelatedResiduals or None
        The correlations within groups.
    variances : ResidualVariances or None
        The variances by category; None for one variance.
    text : str
        The structure in the language of formulas.
    """

    kind: ResidualKind = "independent"
    correlation: CorrelatedResiduals | None = None
    variances: ResidualVariances | None = None
    text: str = ""

    @property
    def variables(self) -> tuple[Node, ...]:
        """The variables of its occasions, groups and categories."""
        found: list[Node] = [] if self.variances is None else [self.variances.variable]
        if self.correlation is not None:
            found.extend(map(Name, self.correlation.group.parts))
            found.extend(() if self.correlation.order is None else (self.correlation.order,))
        return tuple(found)


@dataclass(frozen=True)
class ModelSpec:
    """A model: response, family, linear predictors, residual, levels.

    Attributes
    ----------
    response : Response
        The response.
    family : Family
        The conditional distribution of the response; equal to its name.
    predictors : tuple of Predictor
        The linear predictors, that of the mean first.
    residual : Residual
        The structure of the level-1 residual.
    levels : tuple of Level
        One for each grouping factor, in the order of `blocks`.
    variables : mapping of str to Node
        The expression of each variable, by its text.
    constant : mapping of str to frozenset of str
        The grouping factors within every group of which a variable is constant; also for the columns
        inside transformed variables, by their quoted names.
    weights : str or None
        The column of prior weights.
    rows : int or None
        The number of observations used.
    source : Formula
        The formula of the model.
    columns : mapping of str to Column
        The kind of each variable, and with data that of the response; for a factor its categories and contrasts.
    """

    response: Response
    family: Family
    predictors: tuple[Predictor, ...]
    residual: Residual
    levels: tuple[Level, ...]
    variables: Mapping[str, Node]
    constant: Mapping[str, frozenset[str]]
    weights: str | None
    rows: int | None
    source: Formula
    columns: Mapping[str, Column] = field(default_factory=dict, compare=False)

    @property
    def fixed(self) -> tuple[DesignColumn, ...]:
        """The fixed columns of the first predictor, in the order of R's design matrix.

        A cumulative model has thresholds in place of an intercept.
        """
        return self.predictors[0].fixed

    @property
    def spanning(self) -> tuple[DesignColumn, ...]:
        """The fixed columns, preceded by the constant in a cumulative model: its thresholds shift every row alike."""
        return (CONSTANT, *self.fixed) if self.response.kind == "ordinal" else self.fixed

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of random effects of the first predictor, in lme4's order."""
        return self.predictors[0].blocks

    @property
    def offsets(self) -> tuple[Node, ...]:
        """The offsets of the first predictor."""
        return self.predictors[0].offsets

    @property
    def link(self) -> str:
        """The link of the first predictor."""
        return self.predictors[0].link

    @property
    def is_linear(self) -> bool:
        """Whether this is a linear mixed model: the gaussian family with the identity link."""
        return self.family == "gaussian" and self.link == "identity"

    def with_fixed(self, fixed: tuple[DesignColumn, ...]) -> ModelSpec:
        """Return the model with other fixed columns in its first predictor."""
        first, *others = self.predictors
        return replace(self, predictors=(replace(first, fixed=fixed), *others))

    def with_blocks(self, blocks: tuple[Block, ...]) -> ModelSpec:
        """Return the model with other blocks of random effects in its first predictor."""
        first, *others = self.predictors
        return replace(self, predictors=(replace(first, blocks=blocks), *others))

    def level(self, group: str) -> Level:
        """Return the level of a grouping factor by its label."""
        return next(level for level in self.levels if level.group.label == group)

    def determined_by(self, cells: Key | tuple[Cell, ...]) -> frozenset[str]:
        """Return the grouping factors within every group of which a product of cells is constant."""
        every = frozenset(level.group.label for level in self.levels)
        for cell in cells:
            every &= self.constant.get(cell.variable, frozenset())
        return every

    def home(self, cells: Key | tuple[Cell, ...]) -> str | None:
        """Return the grouping factor at whose level a product of cells varies; None is level 1.

        It is the coarsest of the factors within whose groups the product is constant; of several that are crossed, the
        first. A product that is constant only within the cells of crossed factors belongs to level 1.
        """
        if not cells:
            return None
        constant = self.determined_by(cells)
        for level in self.levels:
            label = level.group.label
            if label in constant and not level.within & constant and not self.is_cell(level):
                return label
        return None

    def is_cell(self, level: Level) -> bool:
        """Return whether a grouping factor is the combination of crossed factors of the model, as a:b of a and b."""
        parts = set(level.group.parts)
        inside = [other for other in self.levels if set(other.group.parts) < parts]
        coarsest = [one for one in inside if not any(other.group.label in one.within for other in inside)]
        return len(coarsest) > 1 and {part for one in coarsest for part in one.group.parts} == parts
