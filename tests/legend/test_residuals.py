"""The legend of models whose residuals have a structure."""

import levelwise as lw


def test_the_structure_of_the_residuals_is_in_the_legend() -> None:
    eq = lw.extract_eq(
        "y ~ age + (1 | student)",
        notation="raudenbush-bryk",
        residual="ar1(log(age + 1) | student) + diag(0 + sector)",
        factors={"sector": ["public", "catholic"]},
    )
    lines = [" ".join(line.split()) for line in str(eq.legend()).splitlines()]
    said = " ".join(lines)
    assert "the level-1 residual variance where sector is catholic" in said
    assert "i′ the index of another observation" in lines
    assert "the correlation of residuals of the same student one unit of log(age + 1) apart" in said
    assert said.count("the occasion") == 1
    assert sum(line.endswith("the level-1 residual") for line in lines) == 1
