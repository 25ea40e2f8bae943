"""The code for statsmodels and bambi, run: the designs are those of the model.

Bambi's models are built from formulae's designs; ``judges/bambi_models.py`` builds them by bambi itself.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import levelwise as lw
from levelwise.model.spec import ModelSpec
from levelwise.vocabulary.covariance_structures import STRUCTURES

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from translation_cases import CASES, data  # noqa: E402

MORE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("y ~ x + (1 + x || g) + (1 | r)", {}),
    ("y ~ x + diag(1 + x | g) + (0 + z | g)", {}),
    ("y ~ f*x + (x | h) + (1 | h:c) + (0 + z | h:c)", {"factors": {"f": ["low", "mid", "high"]}}),
    ("y ~ z + homdiag(0 + t | g)", {"factors": {"t": ["1", "2", "3"]}}),
    ("b ~ x + (1 | g) + (0 + z | r)", {"family": "binomial"}),
    ("s ~ x + (1 | g)", {"family": "poisson"}),
    ("b ~ f*x", {"family": "binomial", "link": "cloglog", "factors": {"f": ["low", "mid", "high"]}}),
    ("cbind(s, n - s) ~ x", {"family": "binomial"}),
    ("s ~ x + offset(log(e))", {"family": "poisson"}),
    ("s ~ x", {"family": "nbinom1"}),
    ("y ~ x", {"family": "Gamma", "link": "log"}),
    ("y ~ x", {"weights": "n"}),
    ("f ~ x + z", {"family": "cumulative", "factors": {"f": ["low", "mid", "high"]}}),
    ("b ~ x + z + (1 | g)", {"family": "binomial", "link": "probit"}),
    ("f ~ x + (1 | g)", {"family": "cumulative", "factors": {"f": ["low", "mid", "high"]}}),
    ("f ~ x + (1 | g)", {"family": "multinomial", "factors": {"f": ["low", "mid", "high"]}}),
)


def written(software: str) -> list[Any]:
    """Return the cases that the software can express, each with the model and the code."""
    found = []
    for formula, options in (*CASES, *MORE):
        model = lw.model(formula, data(), **options)
        try:
            code = model.code(software).text
        except lw.UnsupportedModelError:
            continue
        found.append(pytest.param(model, code, id=f"{formula}-{options.get('family', '')}"))
    return found


def run(code: str, names: dict[str, Any]) -> Any:
    """Run a code that was written here, and return the model that it builds."""
    pandas = pytest.importorskip("pandas")
    scope = {"df": pandas.DataFrame(data()), **names}
    exec(code, scope)  # noqa: S102 - the code under test
    return scope["model"]


def dense(matrix: Any) -> Any:
    return matrix.toarray() if hasattr(matrix, "toarray") else np.asarray(matrix)


def same_space(one: Any, other: Any) -> bool:
    ranks = [int(np.linalg.matrix_rank(m)) for m in (one, other, np.column_stack([one, other]))]
    return len(set(ranks)) == 1


def independent(spec: ModelSpec, number: int) -> bool:
    return STRUCTURES[spec.blocks[number].covariance].correlation == "none"


def crossed(columns: Any, codes: Any) -> Any:
    """Return the columns of a block with a copy of each for every group."""
    groups = np.eye(codes.max() + 1)[codes]
    return np.column_stack([column[:, None] * groups for column in np.asarray(columns).T])


def products(blocks: list[Any]) -> list[Any]:
    """Return what the random effects contribute to the covariances of the rows, one matrix for each block."""
    return sorted((np.round(block @ block.T, 6) for block in blocks), key=lambda one: one.tolist())


@pytest.mark.parametrize(("model", "code"), written("statsmodels"))
def test_statsmodels_has_the_design(model: lw.Model, code: str) -> None:
    pytest.importorskip("statsmodels")
    fitted = run(code, {})
    design = model.design()
    assert same_space(fitted.exog, design.X)
    if len(fitted.exog.T) == len(design.columns) and "Treatment" not in code:
        ours, theirs = (sorted(np.round(m.T, 8).tolist()) for m in (design.X, fitted.exog))
        np.testing.assert_allclose(ours, theirs, atol=1e-7)
    if hasattr(fitted, "exog_re"):
        _, codes = np.unique(np.asarray(fitted.groups), return_inverse=True)
        theirs = [] if fitted.exog_re is None or not fitted.k_re else [crossed(fitted.exog_re, codes)]
        for name in fitted.exog_vc.names:
            mats = fitted.exog_vc.mats[fitted.exog_vc.names.index(name)]
            whole = np.zeros((len(codes), sum(m.shape[1] for m in mats)))
            start = 0
            for label, m in zip(sorted(set(fitted.groups)), mats, strict=True):
                whole[np.flatnonzero(np.asarray(fitted.groups) == label), start : start + m.shape[1]] = m
                start += m.shape[1]
            theirs.append(whole)
    elif hasattr(fitted, "exog_vc"):
        whole = dense(fitted.exog_vc)
        theirs = [whole[:, fitted.ident == number] for number in np.unique(fitted.ident)]
    else:
        return
    ours = []
    for number, block in enumerate(design.blocks):
        one_variance = model.spec.blocks[number].covariance == "homdiag"
        apart = independent(model.spec, number) and not one_variance
        ours += [crossed(columns, block.codes) for columns in ([c[:, None] for c in block.Z.T] if apart else [block.Z])]
    np.testing.assert_allclose(products(ours), products(theirs), atol=1e-6)


@pytest.mark.parametrize(("model", "code"), written("bambi"))
def test_formulae_has_the_design_of_the_code_for_bambi(model: lw.Model, code: str) -> None:
    formulae = pytest.importorskip("formulae")

    class Bambi:
        @staticmethod
        def Model(formula: str, frame: Any, **_: str) -> Any:  # noqa: N802 - bambi's name
            return formulae.design_matrices(formula, frame)

    built = run(code.replace("import bambi as bmb\n", ""), {"bmb": Bambi})
    design = model.design()
    common = np.asarray(built.common.design_matrix)
    offsets = [one for one in built.common.terms if one.startswith("offset")]
    if offsets:
        kept = [
            k
            for name, place in built.common.slices.items()
            if name not in offsets
            for k in range(common.shape[1])[place]
        ]
        common = common[:, kept]
    expected = design.X if model.spec.response.kind != "ordinal" else np.column_stack([np.ones(len(common)), design.X])
    assert same_space(common, expected)
    theirs = [dense(term.data) for term in built.group.terms.values()] if built.group else []
    ours = [crossed(column[:, None], block.codes) for block in design.blocks for column in block.Z.T]
    np.testing.assert_allclose(products(ours), products(theirs), atol=1e-6)
