"""The structure of the residuals as typed."""

import pytest

from levelwise.errors import FormulaSyntaxError, UnsupportedModelError
from levelwise.formula.residual import parse_residual


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ar1(wave|sid)", "ar1(wave | sid)"),
        ("~ ar1(wave | sid)", "ar1(wave | sid)"),
        ("(ar1(1 | sid))", "ar1(1 | sid)"),
        ("us(0 + factor(wave) | sid)", "us(0 + factor(wave) | sid)"),
        ("diag(sector)", "diag(0 + sector)"),
        ("diag(0+sector)+car1(time|school/sid)", "diag(0 + sector) + car1(time | school/sid)"),
    ],
)
def test_a_structure_is_read(typed: str, read: str) -> None:
    assert parse_residual(typed).text == read
    assert parse_residual(read) == parse_residual(typed)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("ar1(wave)", "names no groups"),
        ("wave", "not a structure of the residuals"),
        ("ar2(wave | sid)", "not a structure of the residuals"),
        ("car1(1 | sid)", "needs the variable of the occasions"),
        ("us(1 | sid)", "needs the variable of the occasions"),
        ("toep(1 | sid)", "needs the variable of the occasions"),
        ("ar1(wave + x | sid)", "not a single variable"),
        ("ar1(3 | sid)", "not a variable"),
        ("ar1(wave | log(sid))", "cannot be a grouping factor"),
        ("diag(0 + f | sid)", "the same in all groups"),
        ("diag(1)", "which is the default"),
        ("homdiag(f)", "are the default"),
        ("ar1(wave | sid) + cs(1 | sid)", "is a second one"),
        ("diag(f) + diag(g)", "is a second one"),
        ("hetar1(wave | sid) + diag(f)", "a second set of variances; ar1"),
        ("us(wave | sid) + diag(f)", "a second set of variances; homus"),
        ("ar1(wave | sid) - diag(f)", "not a structure of the residuals"),
    ],
)
def test_anything_else_is_an_error_with_its_place(typed: str, message: str) -> None:
    with pytest.raises(FormulaSyntaxError, match=message) as caught:
        parse_residual(typed)
    assert "^" in str(caught.value)


def test_a_spatial_structure_is_named() -> None:
    with pytest.raises(UnsupportedModelError, match="spatial structure"):
        parse_residual("exp(x + y | sid)")
