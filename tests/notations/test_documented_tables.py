"""The tables of families and of covariance structures in docs/notations.md show what is written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import levelwise as lw

PAGE = (Path(__file__).parents[2] / "docs" / "notations.md").read_text(encoding="utf-8")
FAMILIES: dict[str, tuple[str, dict[str, Any]]] = {
    "binomial, 0 and 1": ("y", {"family": "binomial"}),
    "binomial, 0 and 1 or two categories": ("y", {"family": "binomial"}),
    "binomial, two categories": ("y", {"family": "binomial", "factors": {"y": ["no", "yes"]}}),
    "binomial, `cbind(s, f)`": ("cbind(s, f)", {"family": "binomial"}),
    'binomial, a proportion with `weights="w"`': ("y", {"family": "binomial", "weights": "w"}),
    "gaussian with a link other than the identity": ("y", {"link": "log"}),
}
STRUCTURES = {
    "variance of an effect": "us(x | g)",
    "covariance under `us`": "us(x | g)",
    "common variance, `homdiag`": "homdiag(x | g)",
    "covariance under `cs`": "cs(x | g)",
    "covariance under `homcs`": "homcs(x | g)",
    **{f"at distance 2 under `{name}`": f"{name}(0 + t | g)" for name in ("ar1", "hetar1", "toep", "homtoep")},
}
LETTERS = {
    **dict(zip(("alpha", "beta", "gamma", "delta", "eta", "theta", "kappa"), "αβγδηθκ", strict=True)),
    **dict(zip(("lambda", "mu", "rho", "sigma", "tau", "phi", "omega"), "λμρστφω", strict=True)),
    **dict(zip(("leq", "times", "mid", "sim", "ast"), "≤×|~*", strict=True)),
    **dict.fromkeys(("operatorname", "left", "right", "boldsymbol", "widehat"), ""),
}


def tables(first: str, other: str) -> list[tuple[str, str, str]]:
    """Return the rows, notations and cells of the tables whose heads start with two columns."""
    found = []
    head: list[str] = []
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not cells:
            head = []
        elif not head:
            head = [cell.partition(",")[0] for cell in cells]
        elif head[0] == first and head[1] in other.split() and cells[0].strip("-"):
            found += [(cells[0], name, cell) for name, cell in zip(head[1:], cells[1:], strict=True)]
    return found


def plain(text: str) -> str:
    """Return mathematics without its layout."""
    text = re.sub(r"\\frac\{(.*)\} ?\{(.*?)\} \\right", r"\1 / \2 \\right", text)
    text = text.replace("−", "-").replace("⁻¹", "-1").replace("²", "2").replace(chr(0x302), "").replace(r"\,", "")
    text = re.sub(r"\\([a-z]+)", lambda found: LETTERS.get(found[1], found[1]), text)
    return re.sub(r"[\s{}()_^&\\*]", "", text)


@pytest.mark.parametrize(
    ("row", "notation", "cell"), [row for row in tables("", "equatiomatic") if row[0] in STRUCTURES]
)
def test_covariances(row: str, notation: str, cell: str) -> None:
    structure = STRUCTURES[row]
    fixed, factors = ("0 + t", {"t": ["1", "2", "3"]}) if "t |" in structure else ("x", {})
    eq = lw.extract_eq(f"y ~ {fixed} + {structure}", notation=notation, policy="off", factors=factors)
    entries = re.split(r"&|\\\\|\\begin\{pmatrix\}|\\end\{pmatrix\}|, |\\right|\\operatorname\{diag\}\(|\)", eq.latex)
    assert cell.strip("`") in [entry.strip() for entry in entries]


@pytest.mark.parametrize(("row", "notation", "cell"), tables("family", "equatiomatic gelman-hill"))
def test_families(row: str, notation: str, cell: str) -> None:
    response, options = FAMILIES.get(row, ("y", {"family": row}))
    eq = lw.extract_eq(f"{response} ~ x + (1 | g)", notation=notation, **options)
    for line in re.findall(r"`(.*?)`", cell):
        assert plain(line.replace(r"\|", "|")) in plain(eq.latex)


def test_every_family_and_structure_is_in_the_tables() -> None:
    structures = {row for row, _, _ in tables("", "equatiomatic")}
    families = {row for row, _, _ in tables("family", "equatiomatic gelman-hill")}
    assert structures >= set(STRUCTURES)
    assert families >= {
        *FAMILIES,
        "poisson",
        "nbinom2",
        "nbinom1",
        "Gamma",
        "inverse.gaussian",
        "beta",
        "cumulative",
        "multinomial",
    }
