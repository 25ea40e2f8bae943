"""Notations with letters of the user's."""

from __future__ import annotations

import pytest

import levelwise as lw

GROWTH = {"observation": "t", "id": "i"}


@pytest.mark.parametrize("name", ["equatiomatic", "raudenbush-bryk"])
@pytest.mark.parametrize("formula", ["y ~ x + (x | id)", "y ~ x + (x | id/school)", "y ~ x + (1 | id) + (1 | item)"])
def test_index_letters_are_those_given(name: str, formula: str) -> None:
    equations = lw.extract_eq(formula, notation=lw.notation(name).replace(index=GROWTH))
    equations.verify()
    assert "_{t" in equations.latex
    assert "i" in equations.latex.replace("\\", " ")


def test_letters_are_kept_in_other_calls() -> None:
    growth = lw.notation("rb").replace(index=GROWTH)
    equations = lw.extract_eq("y ~ x + (x | id)").in_notation(growth)
    equations.verify()
    assert equations.to("text").strip().startswith("yₜᵢ")


@pytest.mark.parametrize(
    ("letters", "error", "message"),
    [
        ({"index": {"observation": "α"}}, lw.OptionError, "an index must be a lower-case Latin letter, not 'α'"),
        ({"index": {"observation": "N"}}, lw.OptionError, "an index must be a lower-case Latin letter, not 'N'"),
        ({"index": "t"}, lw.OptionError, "index takes a mapping such as {'observation': 't'}, not 't'"),
        ({"index": {"id": "\\input{x}"}}, lw.OptionError, "index['id'] takes a Latin letter or a Greek one"),
        ({"resid": "e"}, lw.UnknownNameError, "resid"),
    ],
)
def test_other_letters_are_errors(letters: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        lw.notation("raudenbush-bryk").replace(**letters)  # type: ignore[attr-defined]
    assert message in str(raised.value)


def test_two_indices_differ() -> None:
    growth = lw.notation("raudenbush-bryk").replace(index={"id": "i"})  # type: ignore[attr-defined]
    with pytest.raises(lw.OptionError, match="the index of id and the index of an observation are both i"):
        lw.extract_eq("y ~ x + (x | id)", notation=growth)
