"""Arguments of MATLAB's ``fitlme`` and ``fitglme``: pairs of a name and a value, ``'Distribution', 'Poisson'``."""

from __future__ import annotations

from collections.abc import Mapping

from levelwise.errors import UnsupportedModelError
from levelwise.formula.programs.call import PastedCall, RawArgument

_NAMES = {"distribution": "family", "link": "link", "covariancepattern": "CovariancePattern", "weights": "weights"}
_NAMES |= {"exclude": "subset", "offset": "offset", "dispersionflag": "DispersionFlag"}


def with_names(call: PastedCall) -> PastedCall:
    """Return a call with the pairs after its table and formula as named arguments."""
    named: list[RawArgument] = list(call.arguments[:2])
    rest = call.arguments[2:]
    for name, value in zip(rest[::2], rest[1::2], strict=False):
        text = name.string.text if name.string is not None else name.text
        named.append(RawArgument(_NAMES.get(text.lower(), text), value.tokens, value.source))
    family = next((one for one in named if one.name == "family" and one.string is not None), None)
    link = next((one for one in named if one.name == "link" and one.string is not None), None)
    if family is not None and link is not None and family.string is not None and link.string is not None:
        both = family.string._replace(text=f"{family.string.text}({link.string.text})")
        named[named.index(family)] = RawArgument("family", (both,), family.source)
    return PastedCall(call.function, tuple(named), call.source)


def refuse_patterns(given: Mapping[str, RawArgument]) -> None:
    """Raise an error for a covariance pattern other than the full matrix."""
    pattern = given.get("CovariancePattern")
    if pattern is not None and not pattern.text.strip("'\"").lower().startswith("full"):
        message = (
            f"the CovariancePattern {pattern.text} is not read; 'Diagonal' is diag(x | g) or (x || g), 'CompSymm' is "
            "homcs(x | g), 'Isotropic' is homdiag(x | g) in lme4's language"
        )
        raise UnsupportedModelError(message)
