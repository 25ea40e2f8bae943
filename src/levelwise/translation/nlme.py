"""R's nlme: ``lme()``, and ``gls()`` without random effects.

Sources: Pinheiro & Bates (2000), *Mixed-Effects Models in S and S-PLUS*, section 4.2 (``random``, pdMat classes);
``?nlme::lme``, ``?nlme::pdClasses``, ``?nlme::pdBlocked``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from levelwise.formula.syntax import quoted
from levelwise.model.spec import Level, ModelSpec
from levelwise.translation import nlme_residuals
from levelwise.translation.code import Code
from levelwise.translation.languages.r import RModel, r_model
from levelwise.translation.parts import (
    Bar,
    bars_of,
    chain_of,
    fixed_side,
    joined,
    own_parts,
    rank_notes,
    refuse_more_than_the_mean,
)
from levelwise.translation.r_calls import call
from levelwise.translation.refusal import InexpressibleError

_CLASSES: Mapping[str, str] = {"us": "pdSymm", "diag": "pdDiag", "homdiag": "pdIdent", "homcs": "pdCompSymm"}
"""The structures with nlme's classes of covariance matrices."""


def write(spec: ModelSpec) -> Code:
    """Return a model for nlme."""
    refuse_more_than_the_mean(spec, structured=True)
    if not spec.is_linear:
        raise InexpressibleError(
            f"nlme fits linear models only, not the {spec.family} family with the {spec.link} link"
        )
    if spec.offsets:
        raise InexpressibleError("lme() has no offset", "subtract the offset from the response")
    words = r_model(spec)
    bars = joined(bars_of(spec))
    fixed = f"{words.response} ~ {words.side(fixed_side(spec))}"
    random = [f"random = {_random(spec, bars, words)}"] if bars else []
    arguments = [fixed, "data = d", *random, *nlme_residuals.arguments(spec)]
    notes = [f'by default {"lme" if bars else "gls"}() uses REML; method = "ML" gives maximum likelihood']
    notes += rank_notes(
        spec, "nlme does not drop them and stops with an error: remove them from the data or the formula"
    )
    text = call("lme" if bars else "gls", arguments)
    return Code("\n".join(("library(nlme)", *words.preamble, text)), "nlme", tuple(notes))


def _random(spec: ModelSpec, bars: Sequence[Bar], words: RModel) -> str:
    chain = chain_of(spec)
    if chain is None:
        names = " and ".join(level.group.label for level in spec.levels[:2])
        raise InexpressibleError(f"lme() allows nested grouping factors only, but {names} are crossed")
    items: list[tuple[str, str]] = []
    for place, level in enumerate(chain):
        own = [bar for bar in bars if bar.group.label == level.group.label]
        parts = [_matrix(bar, words) for bar in own]
        text = parts[0] if len(parts) == 1 else f"pdBlocked(list({', '.join(map(_as_class, parts))}))"
        items.append((_column(level, chain[:place]), text))
    if len(items) == 1 and items[0][1].startswith("~"):
        return f"{items[0][1]} | {items[0][0]}"
    return f"list({', '.join(f'{name} = {text}' for name, text in items)})"


def _column(level: Level, outer: Sequence[Level]) -> str:
    """Return the one column that distinguishes the groups of a factor within those outside it."""
    own = own_parts(level, outer)
    if len(own) == 1:
        return quoted(own[0])
    columns = ", ".join(map(quoted, level.group.parts))
    raise InexpressibleError(
        f"lme() needs a column for each grouping factor, but {level.group.label} is a combination of columns",
        f"make one, d$group <- interaction({columns}, drop = TRUE), and use it in the formula",
    )


def _matrix(bar: Bar, words: RModel) -> str:
    name = _CLASSES.get(bar.covariance)
    if name is None:
        raise InexpressibleError(f"nlme has no covariance structure {bar.covariance} of random effects")
    formula = f"~ {words.effects(bar.side)}"
    return formula if bar.covariance == "us" else f"{name}({formula})"


def _as_class(text: str) -> str:
    return f"pdSymm({text})" if text.startswith("~") else text
