"""Languages in which a model is a program rather than a formula: recognised and named."""

from __future__ import annotations

import re
from collections.abc import Mapping

_INSTEAD = "give the formula of the model in lme4's language, such as y ~ x + (x | g)"

OTHER_LANGUAGES: Mapping[str, re.Pattern[str]] = {
    "input of Mplus": re.compile(
        r"(?i)%(?:within|between)\b[^%]*%|^\s*(?:title|variable|analysis|model)\s*:|\bON\b[^~]*;"
    ),
    "a model of lavaan or of another structural equation package": re.compile(r"=~|(?m:^\s*level\s*:\s*\w+\s*$)"),
    "a program for PyMC": re.compile(r"\bpm\.\w+\(|\bpymc3?\b|with\s+\w+\.Model\("),
    "a program for NumPyro or Pyro": re.compile(r"\b(?:num)?pyro\.\w+\("),
    "a program for Turing.jl": re.compile(r"@model\b"),
    "a program for Stan": re.compile(r"\b(?:data|parameters|model)\s*\{|\btarget\s*\+="),
    "a program for BUGS, JAGS or nimble": re.compile(r"\[\s*i\s*\]\s*~|\[\s*i\s*\]\s*<-|\bfor\s*\(\s*i\s+in\b"),
    "input of HLM": re.compile(r"(?i)^\s*(?:outcome|level1|level2)\s*:|\bnumit\s*:"),
    "input of MLwiN": re.compile(r"(?i)\b(?:addt|resp|iden|setv)\s+[\d'\"]"),
    "a query of a database": re.compile(r"(?i)^\s*(?:select|with)\s.+\sfrom\s"),
}
"""Languages, each with a pattern that its programs contain."""


def named(source: str) -> str | None:
    """Return why a program in another language is not read; None for any other text."""
    for language, pattern in OTHER_LANGUAGES.items():
        if language.endswith("Mplus") and "~" in source:
            continue
        if pattern.search(source):
            return f"this is {language}, not a formula; {_INSTEAD}{_of_mplus(source)}"
    return None


def _of_mplus(source: str) -> str:
    """Return the formula of a two-level regression of Mplus, as far as its ON statements tell it."""
    slopes = re.findall(r"(?i)(\w+)\s*\|\s*(\w+)\s+ON\s+(\w+)", source)
    plain = [
        (y, xs)
        for ys, xs in re.findall(
            r"(?i)([\w ]+?)\s+ON\s+([\w ]+?)\s*(?:;|$)", re.sub(r"(?i)\w+\s*\|\s*\w+\s+ON\s+\w+\s*;?", "", source)
        )
        for y in ys.split()
    ]
    cluster = re.search(r"(?i)\bcluster\s*(?:=|is)\s*(\w+)", source)
    if not slopes and not plain:
        return ""
    latent = {name for name, _, _ in slopes}
    response = slopes[0][1] if slopes else next((y for y, _ in plain if y not in latent), "y")
    fixed = [x for _, _, x in slopes] + [x for y, xs in plain if y == response for x in xs.split()]
    moderated = [f"{x}:{w}" for s, _, x in slopes for y, ws in plain if y == s for w in ws.split()]
    effects = " + ".join(x for _, _, x in slopes) or "1"
    terms = " + ".join(dict.fromkeys([*fixed, *moderated]))
    return f". Its two-level regression is {response} ~ {terms} + ({effects} | {cluster[1] if cluster else 'cluster'})"
