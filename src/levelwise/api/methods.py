"""The description of a model for the methods section of a paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from levelwise.api.arguments import read_words
from levelwise.data.schema import Schema
from levelwise.dataclass import dataclass
from levelwise.equation.index_letters import check_levels
from levelwise.equation.units import Units
from levelwise.methods.checklist import SOURCE, Item, items
from levelwise.methods.estimation import estimation
from levelwise.methods.sentences import Sentences
from levelwise.model.estimates import Estimates
from levelwise.model.spec import ModelSpec


@dataclass(frozen=True, eq=False)
class MethodsSection:
    """What a methods section says about a model; ``str()`` is the paragraph.

    Attributes
    ----------
    sentences : tuple of str
        The sentences of the paragraph, in plain text.
    items : tuple of Item
        The items of the LEVEL checklist about the model, each with its `number`, what it `asks`, what of it is
        `covered`, and what is `left` to the author.
    source : str
        The reference of the checklist.

    Examples
    --------
    >>> import levelwise as lw
    >>> eq = lw.extract_eq("math ~ ses + (ses | sch.id)", lw.datasets.load("hsb"))
    >>> print(eq.methods().sentences[1])
    The data consist of 7,185 observations (level 1) nested in 160 groups of sch.id (level 2).
    """

    sentences: tuple[str, ...]
    items: tuple[Item, ...]
    source: str = SOURCE

    @property
    def text(self) -> str:
        """The paragraph."""
        return " ".join(self.sentences)

    @property
    def checklist(self) -> str:
        """The items of the checklist, a line each."""
        return "\n".join(_lines(self.items))

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text


def methods_of(
    spec: ModelSpec, schema: Schema, estimates: Estimates | None, level_labels: Mapping[str, str] | None
) -> MethodsSection:
    """Return the description of a model; see `Equations.methods`."""
    names = check_levels(read_words("level_labels", {} if level_labels is None else level_labels), spec)
    marginal = estimates is not None and estimates.method == "GEE"
    sentences = (*Sentences(spec, schema, Units(spec, names, {}), marginal).every(), *estimation(estimates))
    about = items(
        has_data=spec.rows is not None,
        has_omitted=bool(schema.dropped),
        is_multilevel=bool(spec.levels),
        is_fitted=estimates is not None,
    )
    return MethodsSection(sentences, about)


def _lines(every: tuple[Item, ...]) -> Iterator[str]:
    for item in every:
        told = f"stated: {item.covered}" if item.covered else "not stated"
        left = f"; to be added: {item.left}" if item.left else ""
        yield f"{item.number} {item.asks} – {told}{left}"
