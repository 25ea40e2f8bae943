r"""Levelwise writes the equations of multilevel models and says whether they are legitimate.

>>> import levelwise as lw
>>> eq = lw.extract_eq("math ~ ses + (ses | school)")
>>> print(eq.latex.splitlines()[-1])
\end{aligned}
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from levelwise.api import Model, check, extract_eq, formats, model, notations, report_schema, rules
    from levelwise.data import datasets
    from levelwise.data.sources import read
    from levelwise.equation.equations import Equations
    from levelwise.errors import (
        ConfigurationError,
        DataError,
        FormulaSyntaxError,
        IllegitimateModelError,
        LevelwiseError,
        MissingExtraError,
        UnknownNameError,
        UnsupportedModelError,
        VerificationError,
    )
    from levelwise.legitimacy.report import Finding, Report

__version__ = "0.1.0"

# name -> module; loaded when first asked for, so that `import levelwise` stays light
_HOME = {
    **dict.fromkeys(
        ("Model", "check", "extract_eq", "formats", "model", "notations", "report_schema", "rules"), "levelwise.api"
    ),
    **dict.fromkeys(
        (
            "ConfigurationError",
            "DataError",
            "FormulaSyntaxError",
            "IllegitimateModelError",
            "LevelwiseError",
            "MissingExtraError",
            "UnknownNameError",
            "UnsupportedModelError",
            "VerificationError",
        ),
        "levelwise.errors",
    ),
    "Equations": "levelwise.equation.equations",
    "Finding": "levelwise.legitimacy.report",
    "Report": "levelwise.legitimacy.report",
    "read": "levelwise.data.sources",
}

__all__ = [
    "ConfigurationError",
    "DataError",
    "Equations",
    "Finding",
    "FormulaSyntaxError",
    "IllegitimateModelError",
    "LevelwiseError",
    "MissingExtraError",
    "Model",
    "Report",
    "UnknownNameError",
    "UnsupportedModelError",
    "VerificationError",
    "__version__",
    "check",
    "datasets",
    "extract_eq",
    "formats",
    "model",
    "notations",
    "read",
    "report_schema",
    "rules",
]


def __getattr__(name: str) -> Any:
    if name == "datasets":
        value: Any = import_module("levelwise.data.datasets")
    elif name in _HOME:
        value = getattr(import_module(_HOME[name]), name)
    else:
        raise AttributeError(f"module 'levelwise' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
