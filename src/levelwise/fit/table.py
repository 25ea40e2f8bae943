"""Our engines, one line each, and those of other packages."""

from __future__ import annotations

from levelwise.dataclass import dataclass
from levelwise.errors import UnsupportedModelError
from levelwise.fit.design import FitDesign
from levelwise.fit.engine import ATTRIBUTES, Engine, EngineResult
from levelwise.packages import is_installed
from levelwise.registry import Registry, load
from levelwise.text.sentences import listed


@dataclass(frozen=True)
class OwnEngine:
    """An engine of ours, named after the package that it calls; its module is loaded when it fits.

    Attributes
    ----------
    name, title
        As in `Engine`.
    """

    name: str
    title: str

    def refusal(self, design: FitDesign, /) -> str:
        """Return why it cannot fit a model; empty if it can."""
        reason: str = load(f"levelwise.fit.{self.name}:refusal")(design)
        return reason

    def fit(self, design: FitDesign, /, *, patient: bool = False) -> EngineResult:
        """Return the estimates."""
        result: EngineResult = load(f"levelwise.fit.{self.name}:fit")(design, patient=patient)
        return result


_OWN = (
    OwnEngine("mixedlm", "linear, binomial and Poisson mixed models, crossed or nested"),
    OwnEngine("glmm", "also Gamma and negative binomial models; an intercept in every block"),
)

ENGINES: Registry[Engine] = Registry("engine", "levelwise.engines", {one.name: one for one in _OWN}, ATTRIBUTES)
"""The engines by name.

The first of ours that can fit a model is the default of linear models, the last that of others: mixedlm may stop short
of the optimum of a generalized model, and the standard errors that it gives for one are too small.
"""


def engine_for(design: FitDesign, engine: str | Engine | None) -> Engine:
    """Return the engine that is asked for or, by default, the best of ours that can fit the model and is installed.

    Raises
    ------
    UnsupportedModelError
        When it cannot fit the model, or when none can; the message gives the reasons.
    """
    if engine is not None:
        chosen = ENGINES.named(engine) if isinstance(engine, str) else engine
        reason = chosen.refusal(design)
        if not reason:
            return chosen
        others = [one.name for one in _OWN if one is not chosen and not one.refusal(design)]
        raise UnsupportedModelError(reason + (f"; engine={others[0]!r} can fit the model" if others else ""))
    able = [one for one in (_OWN if design.is_linear else _OWN[::-1]) if not one.refusal(design)]
    if not able:
        reasons = listed([one.refusal(design) for one in _OWN])
        message = f'{reasons}; model(…).code("glmmTMB") writes the model for other software'
        raise UnsupportedModelError(message)
    return next((one for one in able if is_installed(one.name)), able[0])
