"""The models whose equations are stored in every notation, in tests/goldens."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import levelwise as lw
from helpers.handout import WRITTEN, handout_model
from levelwise.notations.table import NOTATIONS

FOLDER = Path(__file__).parents[1] / "goldens"
SOURCES: Mapping[str, Mapping[str, str]] = tomllib.loads((FOLDER / "sources.toml").read_text("utf-8"))
"""Where the equations of each notation were checked, by the names of one model or several."""

MODELS: dict[str, Callable[[], lw.Model]] = {
    **{name: lambda name=name: handout_model(name) for name in (*WRITTEN, "mm")},  # type: ignore[misc]
    # pupils measured in several years
    "growth-three-levels": lambda: lw.model(
        "score ~ wave*ses + hours + (wave | school/student)", lw.datasets.load("growth")
    ),
    "growth-four-levels": lambda: lw.model(
        "score ~ wave*ses + (wave | district/school/student)", lw.datasets.load("growth")
    ),
    # the data of lme4, sleepstudy, Penicillin, Pastes, InstEval, cbpp, grouseticks
    "sleepstudy": lambda: lw.model("Reaction ~ Days + (Days | Subject)", lw.datasets.load("sleepstudy")),
    "penicillin": lambda: lw.model("diameter ~ 1 + (1 | plate) + (1 | sample)"),
    "pastes": lambda: lw.model("strength ~ 1 + (1 | batch/cask)"),
    "insteval": lambda: lw.model(
        "y ~ service + (1 | s) + (1 | d) + (1 | dept:service)", factors={"service": ["0", "1"]}
    ),
    "cbpp": lambda: lw.model(
        "cbind(incidence, size - incidence) ~ period + (1 | herd)",
        family="binomial",
        factors={"period": ["1", "2", "3", "4"]},
    ),
    "grouseticks": lambda: lw.model(
        "TICKS ~ YEAR + cHEIGHT + (1 | LOCATION/BROOD)",
        family="poisson",
        levels={"cHEIGHT": "LOCATION", "YEAR": "BROOD:LOCATION"},
        factors={"YEAR": ["95", "96", "97"]},
    ),
    # data of mlmRev: Contraception; data of ordinal: wine
    "contraception": lambda: lw.model(
        "use ~ age + urban + (urban | district)", family="binomial", factors={"use": ["N", "Y"], "urban": ["N", "Y"]}
    ),
    "wine": lambda: lw.model(
        "rating ~ temp + contact + (1 | judge)",
        family="cumulative",
        factors={"rating": ["1", "2", "3", "4", "5"], "temp": ["cold", "warm"], "contact": ["no", "yes"]},
    ),
}


@cache
def golden_model(name: str) -> lw.Model:
    """Return one of the models."""
    return MODELS[name]()


def golden_equations(notation: str, name: str) -> lw.Equations:
    """Return the equations of a model in a notation."""
    listed = {"columns": True} if any(one.name == "columns" for one in NOTATIONS.own[notation].options) else {}
    return golden_model(name).equations(notation, policy="off", **listed)


def golden_text(notation: str, name: str) -> str:
    """Return the LaTeX of a model in a notation, as it is stored; contents of matrices are listed.

    Raises
    ------
    UnsupportedModelError
        When the model is outside the scope of the notation.
    """
    return golden_equations(notation, name).latex + "\n"


def golden_source(notation: str, name: str) -> str:
    """Return where the equations of a model in a notation were checked."""
    own = SOURCES[notation]
    return next((source for names, source in own.items() if name in names.split()), own["every"])
