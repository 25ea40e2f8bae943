"""The table of the levels form and the crossed form: the letters of a notation, and how it writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Literal

from levelwise.dataclass import dataclass
from levelwise.equation.tree import Index, Number, Script, Symbol, Word
from levelwise.errors import UnsupportedModelError
from levelwise.notations.parts.family_letters import FamilyLetters, FamilySymbols
from levelwise.notations.parts.residual_distributions import Spread

if TYPE_CHECKING:
    from typing import Self

_HEIGHTS = 7  # levels above the first that have a field of their own


@dataclass(frozen=True)
class LevelStyle:
    """How a notation of levels writes its letters.

    Attributes
    ----------
    coefficients : tuple of str
        The letters of coefficients from the highest level down, in a notation whose letters depend on the number of
        levels.
    effects : tuple of tuple of str
        Likewise those of the random effects; the further letters of each entry are for further blocks.
    squared : bool
        Whether variances have the exponent 2.
    doubled : bool
        Whether a variance has the numbers of its effect twice, as in τ₀₀.
    symmetric : bool
        Whether a covariance is spelled in the same way on both sides of the diagonal.
    lettered : bool
        Whether the subscript of a variance begins with the letter of the effects, as in σ²_u0.
    by_coefficient : bool
        Whether, with more than two levels, it begins with the letter of the coefficients that vary, as in **T**_β.
    residual_lettered : bool
        Whether the residual variance has the letter of the residual in its subscript, as in σ²_e.
    numbered_residual : bool
        Whether the residual has the number 0, as the effect of the constant.
    outermost_first : bool
        Whether the index of the coarsest group comes first.
    first_index : str
        The index of the groups of the finest factor, if it is not the first of the usual ones.
    crossed_residual : str
        The letter of the level-1 residual in models whose factors are not all nested, if it differs there.
    family : {"three parts", "link"}
        How a generalized linear model is written: as sampling model, link and structural model, or as a distribution
        and the link of its mean.
    single_trial : bool
        Whether a binary response is binomial with one trial, not Bernoulli.
    category : str
        The index of a category of the response, if no other index has this letter.
    """

    coefficients: tuple[str, ...] = ()
    effects: tuple[tuple[str, ...], ...] = ()
    squared: bool = False
    doubled: bool = False
    symmetric: bool = False
    lettered: bool = False
    by_coefficient: bool = False
    residual_lettered: bool = False
    numbered_residual: bool = False
    outermost_first: bool = False
    first_index: str = ""
    crossed_residual: str = ""
    family: Literal["three parts", "link"] = "link"
    single_trial: bool = False
    category: str = "k"


@dataclass(frozen=True)
class LevelSymbols(FamilySymbols):
    """The letters of a notation of levels; what is empty is taken from its style.

    Attributes
    ----------
    coefficients : tuple of str
        The letters of coefficients that other equations define, from those of the response's equation up.
    fixed : str
        The letter of the fixed coefficients; empty if it is the next of `coefficients`.
    residual : str
        The letter of the level-1 residual.
    level2, level3, level4, level5, level6, level7, level8 : tuple of str
        The letters of the random effects at a level; the further letters are for further blocks.
    variance : tuple of str
        The letter of the variances of random effects; several are those of the levels, from the second up.
    residual_variance, correlation : str
        The letters of the residual variance and of correlations.
    dispersion, probability : str
        The letters of the dispersion of a family and of a probability.
    varying : str
        The letter of the coefficients in the response's equation if the grouping factors are not all nested.
    constant : str
        The letter of a fixed coefficient that multiplies no group-level predictor, then.
    factors : tuple of str
        The letters of the random effects of each factor, then, followed by those of second blocks.
    cell : str
        That of the cells of two factors.
    predictors : tuple of str
        The letters of the coefficients of each factor's predictors; empty if all fixed coefficients have one letter.
    """

    coefficients: tuple[str, ...] = ()
    fixed: str = ""
    residual: str = ""
    level2: tuple[str, ...] = ()
    level3: tuple[str, ...] = ()
    level4: tuple[str, ...] = ()
    level5: tuple[str, ...] = ()
    level6: tuple[str, ...] = ()
    level7: tuple[str, ...] = ()
    level8: tuple[str, ...] = ()
    variance: tuple[str, ...] = ("tau",)
    residual_variance: str = "sigma"
    correlation: str = "rho"
    dispersion: str = "omega"
    probability: str = "phi"
    varying: str = ""
    constant: str = ""
    factors: tuple[str, ...] = ()
    cell: str = "d"
    predictors: tuple[str, ...] = ()
    style: LevelStyle = field(default_factory=LevelStyle)

    def replaced(self, changes: Mapping[str, object]) -> Self:
        """Return the table with other letters; ``level1`` is another name of `residual`."""
        if "level1" in changes:
            changes = {("residual" if name == "level1" else name): letter for name, letter in changes.items()}
        return super().replaced(changes)

    def letters(self, labels: Sequence[str]) -> tuple[str, ...]:
        """Return the index letters of grouping factors."""
        first = self.style.first_index
        if first and labels and labels[0] not in self.index and first not in (self.observation, *self.index.values()):
            return replace(self, index={**self.index, labels[0]: first}).letters(labels)
        return super().letters(labels)

    def indices(self, letters: Sequence[str]) -> tuple[Index, ...]:
        """Return indices, whose letters are given from the finest to the coarsest, in the order of the notation."""
        ordered = reversed(letters) if self.style.outermost_first else letters
        return tuple(Index(letter) for letter in ordered)

    def spread_of(self, letter: str) -> Spread:
        """Return how covariance matrices with a letter are written."""
        style = self.style
        return Spread(letter, self.correlation, style.squared, style.doubled, style.symmetric)

    def family(self, level_one_residual: str) -> FamilyLetters:
        """Return the letters of generalized linear models and of the residual variance, given that of the residual."""
        script: tuple[Script, ...] = (
            Symbol(level_one_residual),
            *((Number("0"),) if self.style.numbered_residual else ()),
        )
        residual = script if self.style.residual_lettered else ()
        return self.family_letters(self.residual_variance, residual, Word("Pr"), single_trial=self.style.single_trial)

    # --- nested factors -----------------------------------------------------------------------

    def check_depth(self, depth: int) -> None:
        """Raise UnsupportedModelError for more nested factors than there are letters for."""
        known = len(self.style.effects) or sum(1 for height in range(_HEIGHTS) if self._given(height))
        letters = len(self.style.coefficients) or len(self.coefficients) + bool(self.fixed)
        known = min(known, letters - 1)
        if len(self.variance) > 1:
            known = min(known, len(self.variance))
        if depth > known:
            message = (
                f"this notation has letters for {known + 1} levels, but the model has {depth + 1}; "
                "the notation equatiomatic can write it"
            )
            raise UnsupportedModelError(message)

    def coefficient(self, height: int, depth: int) -> str:
        """Return the letter of a coefficient: of the response's equation at height 1, fixed at the last height."""
        if depth and height == depth + 1 and self.fixed:
            return self.fixed
        if height <= len(self.coefficients):
            return self.coefficients[height - 1]
        if not depth:
            return self.fixed or self.style.coefficients[1]
        return self.style.coefficients[depth + 1 - height]

    def effects(self, height: int, depth: int) -> tuple[str, ...]:
        """Return the letters of the random effects of a factor, 0 being the finest: one for each block."""
        given = self._given(height)
        if not self.style.effects:
            return given
        return (*given, *self.style.effects[depth - 1 - height][len(given) :])

    def _given(self, height: int) -> tuple[str, ...]:
        letters: tuple[str, ...] = getattr(self, f"level{height + 2}")
        return letters

    def level_one_residual(self, depth: int) -> str:
        """Return the letter of the level-1 residual."""
        return self.residual or self.style.effects[max(depth, 1)][0]

    def spread(self, height: int) -> Spread:
        """Return how the covariance matrices of a factor are written, 0 being the finest."""
        return self.spread_of(self.variance[height] if len(self.variance) > 1 else self.variance[0])

    # --- factors that are not all nested -----------------------------------------------------

    @property
    def crossed_varying(self) -> str:
        """The letter of the coefficients in the response's equation."""
        return self.coefficients[0] if self.coefficients else self.varying

    @property
    def crossed_fixed(self) -> str:
        """The letter of the fixed coefficients, or of those that multiply no group-level predictor."""
        return self.fixed or self.constant or self.coefficient(2, 1)

    @property
    def crossed_level_one_residual(self) -> str:
        """The letter of the level-1 residual."""
        return self.residual or self.style.crossed_residual
