r"""Levelwise writes the equations of multilevel models and checks whether the models are legitimate.

>>> import levelwise as lw
>>> eq = lw.extract_eq("math ~ ses + (ses | school)")
>>> print(eq.latex.splitlines()[-1])
\end{aligned}
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from levelwise.api.documents import document
    from levelwise.api.equations import Equations
    from levelwise.api.fit import Fit
    from levelwise.api.fitting import glmer, lmer
    from levelwise.api.functions import check, extract_eq, formats, model, notation, notations, report_schema, rules
    from levelwise.api.legend import Legend
    from levelwise.api.model import Model
    from levelwise.api.tables import Table, table
    from levelwise.data import datasets
    from levelwise.data.sources import read
    from levelwise.errors import (
        ConfigurationError,
        DataError,
        FormulaSyntaxError,
        LevelwiseError,
        LevelwiseWarning,
        MissingExtraError,
        OptionError,
        UnknownNameError,
        UnsupportedModelError,
        VerificationError,
    )
    from levelwise.legitimacy.report.illegitimate import IllegitimateModelError
    from levelwise.legitimacy.report.report import Finding, Report
    from levelwise.text.note import Note
    from levelwise.translation.code import Code

from levelwise.version import __version__

# name -> module; loaded when first asked for, so that `import levelwise` stays light
_HOME = {
    **dict.fromkeys(
        ("check", "extract_eq", "formats", "model", "notation", "notations", "report_schema", "rules"),
        "levelwise.api.functions",
    ),
    "document": "levelwise.api.documents",
    **dict.fromkeys(("glmer", "lmer"), "levelwise.api.fitting"),
    "Fit": "levelwise.api.fit",
    **dict.fromkeys(
        (
            "ConfigurationError",
            "DataError",
            "FormulaSyntaxError",
            "LevelwiseError",
            "LevelwiseWarning",
            "MissingExtraError",
            "OptionError",
            "UnknownNameError",
            "UnsupportedModelError",
            "VerificationError",
        ),
        "levelwise.errors",
    ),
    "IllegitimateModelError": "levelwise.legitimacy.report.illegitimate",
    "Code": "levelwise.translation.code",
    "Model": "levelwise.api.model",
    **dict.fromkeys(("Table", "table"), "levelwise.api.tables"),
    "Equations": "levelwise.api.equations",
    "Finding": "levelwise.legitimacy.report.report",
    "Legend": "levelwise.api.legend",
    "Report": "levelwise.legitimacy.report.report",
    "Note": "levelwise.text.note",
    "read": "levelwise.data.sources",
}

__all__ = [
    "Code",
    "ConfigurationError",
    "DataError",
    "Equations",
    "Finding",
    "Fit",
    "FormulaSyntaxError",
    "IllegitimateModelError",
    "Legend",
    "LevelwiseError",
    "LevelwiseWarning",
    "MissingExtraError",
    "Model",
    "Note",
    "OptionError",
    "Report",
    "Table",
    "UnknownNameError",
    "UnsupportedModelError",
    "VerificationError",
    "__version__",
    "check",
    "datasets",
    "document",
    "extract_eq",
    "formats",
    "glmer",
    "lmer",
    "model",
    "notation",
    "notations",
    "read",
    "report_schema",
    "rules",
    "table",
]

_DEPRECATED: dict[str, str] = {}
"""Public names that the next release will remove, and their successors; each is deprecated for one release first."""


def __getattr__(name: str) -> Any:
    if name in _DEPRECATED:
        import warnings

        successor = _DEPRECATED[name]
        message = f"levelwise.{name} is deprecated and will be removed in the next release; use levelwise.{successor}"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return getattr(sys.modules[__name__], successor)
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


class _Package(ModuleType):
    """The package, in which a public function keeps its name when the subpackage of the same name is imported.

    ``levelwise.model`` is a function and also a subpackage; without this class, importing ``levelwise.model.spec``
    would replace the function by the subpackage.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
