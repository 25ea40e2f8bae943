"""The structure of the residuals in the commands of Stata, SAS and SPSS, written in the language of formulas.

Sources: the Stata Multilevel Mixed-Effects Reference Manual, entry *mixed*, option ``residuals()``; the SAS/STAT User's
Guide, *The MIXED Procedure*, statement REPEATED; the IBM SPSS Statistics Command Syntax Reference, *MIXED*, subcommand
REPEATED.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from levelwise.errors import UnsupportedModelError
from levelwise.formula.syntax import quoted

_STATA: Mapping[str, str] = {
    "exchangeable": "homcs",
    "ar": "ar1",
    "unstructured": "us",
    "toeplitz": "homtoep",
    "exponential": "car1",
}
_SAS: Mapping[str, str] = {
    "vc": "",
    "simple": "",
    "id": "",
    "cs": "homcs",
    "csh": "cs",
    "ar(1)": "ar1",
    "ar1": "ar1",
    "arh(1)": "hetar1",
    "arh1": "hetar1",
    "toep": "homtoep",
    "tp": "homtoep",
    "toeph": "toep",
    "tph": "toep",
    "un": "us",
    "un(1)": "diag",
    "diag": "diag",
}
_HOW = "residual= gives the structure in the language of formulas, such as residual='ar1(wave | g)'"


def of_stata(argument: str, groups: Sequence[str], command: str) -> str | None:
    """Return the structure in ``residuals(ar 1, t(wave))``, for the groups of the lowest level; None for independent.

    Raises
    ------
    UnsupportedModelError
        For a structure without a counterpart.
    """
    text, _, options = argument.partition(",")
    words = text.split() or ["independent"]
    given = dict(re.findall(r"(t|by)\w*\(\s*([\w.]+)\s*\)", options))
    by, time = given.get("by"), given.get("t")
    if "independent".startswith(words[0].lower()) and len(words[0]) > 2:
        return f"diag(0 + factor({quoted(by)}))" if by else None
    known = next((ours for name, ours in _STATA.items() if name.startswith(words[0].lower())), None)
    further = words[1:] not in ([], ["1"]) if known == "ar1" else bool(words[1:])
    if known is None or further or by is not None:
        structures = "independent (by(f) too), exchangeable, ar 1, unstructured, toeplitz and exponential"
        message = f"residuals({argument.strip()}) of Stata's {command} is not read; {structures} are. {_HOW}"
        raise UnsupportedModelError(message)
    if not groups:
        raise UnsupportedModelError(f"residuals({argument.strip()}) of Stata's {command} has no groups; {_HOW}")
    return f"{known}({_occasions(known, time)} | {'/'.join(map(quoted, groups))})"


def of_sas(occasions: Sequence[str], subject: Sequence[str], structure: str, by: str | None, name: str) -> str | None:
    """Return the structure of REPEATED in PROC MIXED of SAS, and in MIXED of SPSS; None for independent residuals.

    Parameters
    ----------
    occasions : sequence of str
        The repeated effect, a class variable.
    subject : sequence of str
        The columns of the groups, the outermost first.
    structure : str
        The covariance structure, in lower case.
    by : str or None
        The variable in GROUP=, each category of which has parameters of its own.
    name : str
        The name of the procedure or command.

    Raises
    ------
    UnsupportedModelError
        For a structure without a counterpart.
    """
    wave = None if not occasions else f"factor({quoted(occasions[0])})"
    power = re.fullmatch(r"sp\(pow\)\(\s*([\w.]+)\s*\)", structure)
    known = "car1" if power else _SAS.get(structure)
    unread = known is None or len(occasions) > 1 or (known != "" and by is not None)
    if unread or (known not in ("", "diag") and not subject) or (known == "diag" and wave is None):
        message = f"the REPEATED part of {name} with the structure {structure.upper()} is not read; {_HOW}"
        raise UnsupportedModelError(message)
    if known == "":
        return f"diag(0 + factor({quoted(by)}))" if by is not None else None
    if known == "diag":
        return f"diag(0 + {wave})"
    order = quoted(power[1]) if power else _occasions(str(known), wave)
    return f"{known}({order} | {'/'.join(map(quoted, subject))})"


def _occasions(structure: str, time: str | None) -> str:
    return "1" if time is None or structure == "homcs" else time
