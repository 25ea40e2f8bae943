"""The sentences about a model: its kind, levels, predictors, random effects and residuals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from levelwise.data.schema import Schema
from levelwise.dataclass import dataclass
from levelwise.equation.index_letters import OBSERVATION
from levelwise.equation.units import Units
from levelwise.formula.centring import centring
from levelwise.formula.syntax import Name, deparse
from levelwise.model.spec import INTERCEPT, Block, DesignColumn, ModelSpec
from levelwise.text.sentences import counted, listed

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FAMILIES = {
    "binomial": "binomial",
    "poisson": "Poisson",
    "Gamma": "gamma",
    "inverse.gaussian": "inverse Gaussian",
    "nbinom2": "negative binomial (NB2)",
    "nbinom1": "negative binomial (NB1)",
    "beta": "beta",
    "gaussian": "normal",
}
_LINKS = {"inverse": "inverse", "1/mu^2": "inverse square", "sqrt": "square-root", "cloglog": "complementary log-log"}
_COVARIANCES = {
    "us": "their covariance matrix is unstructured",
    "diag": "they are uncorrelated",
    "homdiag": "they are uncorrelated and have the same variance",
}


@dataclass(frozen=True)
class Sentences:
    """Sentences about a model, given the facts about its data and the names of its units."""

    spec: ModelSpec
    schema: Schema
    units: Units
    marginal: bool = False
    """Whether the model is one of the mean alone, as generalized estimating equations are."""

    def every(self) -> Iterator[str]:
        """Yield the sentences in order."""
        yield self._kind()
        yield from self._data()
        yield from self._predictors()
        yield from self._coding()
        yield from self._random()
        yield from self._residual()
        yield from self._others()

    # --- the model ----------------------------------------------------------------------------

    def _kind(self) -> str:
        spec = self.spec
        response = f"The response {spec.response.text} was modelled with "
        link = f"{_article(_LINKS.get(spec.link, spec.link))} link"
        if self.marginal:
            return f"The mean of {spec.response.text} was modelled with a marginal model with {link}."
        if spec.is_linear:
            return f"{response}a {self._depth()}{'linear mixed model' if spec.levels else 'linear regression model'}."
        mixed = "mixed model" if spec.levels else "model"
        if spec.response.kind == "ordinal":
            order = (
                f" for the ordered categories {listed(spec.response.categories)}" if spec.response.categories else ""
            )
            return f"{response}a {self._depth()}cumulative {mixed} with {link}{order}."
        if spec.response.is_categorical:
            first = f"; the reference category is {spec.response.categories[0]}" if spec.response.categories else ""
            return f"{response}a {self._depth()}multinomial {mixed} with {link}{first}."
        family = _article(_FAMILIES.get(spec.family.name, spec.family.name))
        success = f" for the probability of {spec.response.success}," if spec.response.success else ""
        return f"{response}a {self._depth()}generalized linear {mixed}{success} with {family} distribution and {link}."

    def _depth(self) -> str:
        """Return how many levels a model has, if its grouping factors are nested."""
        if not self.spec.levels or not self.units.is_nested:
            return ""
        count = len(self.spec.levels) + 1
        return f"{_NUMBERS[count] if count < len(_NUMBERS) else count}-level "

    def _data(self) -> Iterator[str]:
        spec, units = self.spec, self.units
        rows = "observations" if spec.rows is None else counted(spec.rows, "observation")
        if OBSERVATION in units.names:
            rows = units.counted_plural(OBSERVATION)
        if not spec.levels:
            if spec.rows is not None:
                yield f"The data consist of {rows}."
        elif units.is_nested:
            chain = sorted(spec.levels, key=lambda level: -len(level.within))
            groups = [f"{units.counted_plural(one.group.label)} (level {place})" for place, one in enumerate(chain, 2)]
            yield f"The data consist of {rows} (level 1) nested in {', which are nested in '.join(groups)}."
        else:
            groups = [units.counted_plural(one.group.label) for one in spec.levels]
            yield f"The data consist of {rows}, classified by {listed(groups)}."
        if self.schema.dropped:
            were = "was" if self.schema.dropped == 1 else "were"
            yield f"{counted(self.schema.dropped, 'row').capitalize()} with missing values {were} left out."

    # --- predictors ---------------------------------------------------------------------------

    def _predictors(self) -> Iterator[str]:
        spec = self.spec
        by_level: dict[str | None, dict[str, None]] = {}
        products: dict[str, None] = {}
        for column in spec.fixed:
            names = [self._name(cell.variable) for cell in column.cells]
            for cell, name in zip(column.cells, names, strict=True):
                by_level.setdefault(spec.home((cell,)), {})[name] = None
            if len(set(names)) > 1:
                products[f"of {listed(dict.fromkeys(names))}"] = None
        if not by_level:
            yield "There are no predictors."
            return
        count = sum(map(len, by_level.values()))
        start = f"The {_noun('predictor', count)} {_are(count)} "
        if not spec.levels:
            yield f"{start}{listed(by_level[None])}."
        else:
            homes = sorted(by_level, key=lambda home: (home is not None, self.units.number(home) or 0))
            yield f"{start}{_joined([self._at(by_level[home], home) for home in homes])}."
        if products:
            yield f"The {_noun('interaction', len(products))} {', '.join(products)} {_are(len(products))} included."

    def _at(self, names: Iterable[str], home: str | None) -> str:
        """Return predictors with their level."""
        if self.units.number(home) is not None:
            return f"{listed(names)} at {self.units.level(home)}"
        if home is None:
            return f"{listed(names)}, which vary among {self.units.plural(OBSERVATION)}"
        return f"{listed(names)}, which {_are(len(list(names)))} constant within {self.units.plural(home)}"

    def _coding(self) -> Iterator[str]:
        """Yield how predictors are centred and factors are coded, as far as the formula and the data show it."""
        for text, node in self.spec.variables.items():
            known = centring(node)
            if known is not None and known.kind == "mean" and known.group is not None:
                yield f"{text} is the mean of {deparse(known.inner)} within {deparse(known.group)}."
            elif known is not None:
                at = "its grand mean" if known.group is None else f"its means within {deparse(known.group)}"
                yield f"{deparse(known.inner)} was centred at {at}."
        for name, reference in self._references().items():
            yield f"The reference category of {name} is {reference}."

    def _references(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for variable, column in self.schema.columns.items():
            shown = {
                cell.label
                for predictor in self.spec.predictors
                for one in predictor.fixed
                for cell in one.cells
                if cell.variable == variable and cell.kind == "indicator"
            }
            left = [label for label in column.categories if label not in shown]
            if shown and len(left) == 1:
                found[self._name(variable)] = left[0]
        return found

    # --- random effects -----------------------------------------------------------------------

    def _random(self) -> Iterator[str]:
        if self.spec.response.kind == "nominal" and self.spec.blocks:
            yield "Each category but the reference category has random effects of its own."
        for block in self.spec.blocks:
            yield self._block(block)
        if self.spec.blocks:
            yield "The random effects are normally distributed with mean zero."
        groups = {block.group for block in self.spec.blocks}
        if len(self.spec.blocks) > len(groups) > 1:
            yield "Random effects in different terms, and of different grouping factors, are independent."
        elif len(groups) > 1:
            yield "Random effects of different grouping factors are independent."
        elif len(self.spec.blocks) > 1:
            yield "Random effects in different terms are independent."

    def _block(self, block: Block) -> str:
        effects = listed([self._effect(column) for column in block.effects])
        over = self.units.plural(block.group)
        if len(block.effects) == 1:
            return f"{effects[0].upper()}{effects[1:]} varies randomly across {over}."
        shape = _COVARIANCES.get(block.covariance, f"their covariance matrix has the structure {block.covariance}")
        return f"{effects[0].upper()}{effects[1:]} vary randomly across {over}; {shape}."

    def _effect(self, column: DesignColumn) -> str:
        if column.key == INTERCEPT:
            return "the intercept"
        is_slope = all(cell.kind in ("numeric", "basis") for cell in column.cells)
        return f"the {'slope' if is_slope else 'effect'} of {column.name}"

    def _residual(self) -> Iterator[str]:
        spec = self.spec
        if spec.family.spread != "residual" or self.marginal:
            return
        if spec.residual.kind == "structured":
            yield f"The level-1 residuals have the covariance structure {spec.residual.text}."
        elif spec.weights is not None:
            yield (
                "The residuals are independent and normally distributed, with variances inversely proportional to the "
                f"weights {spec.weights}."
            )
        else:
            yield "The residuals are independent and normally distributed with constant variance."

    def _others(self) -> Iterator[str]:
        offsets, weights = self.spec.offsets, self.spec.weights
        if offsets:
            yield f"The linear predictor has the {_noun('offset', len(offsets))} {listed(map(deparse, offsets))}."
        if weights is not None and self.spec.family.spread != "residual":
            yield f"The weights are {weights}."

    def _name(self, variable: str) -> str:
        node = self.spec.variables[variable]
        known = centring(node)
        if known is not None and known.kind == "centred":
            return deparse(known.inner)
        return node.text if isinstance(node, Name) else variable


def _noun(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


def _article(words: str) -> str:
    """Return words with the indefinite article.

    Examples
    --------
    >>> _article("inverse"), _article("logit")
    ('an inverse', 'a logit')
    """
    return f"{'an' if words[:1].lower() in 'aeiou' else 'a'} {words}"


def _joined(parts: list[str]) -> str:
    """Return parts that contain commas themselves as an enumeration."""
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2 and not any(" and " in part for part in parts):
        return " and ".join(parts)
    return f"{'; '.join(parts[:-1])}; and {parts[-1]}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
