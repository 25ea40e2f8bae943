"""The options of single notations, which say how they write a model."""

from __future__ import annotations

from levelwise.options.option import Option
from levelwise.options.values import accented_letter, switch

OF_NOTATIONS = (
    Option(
        "columns",
        switch(),
        default=False,
        help="list the columns of the design matrices and the entries of the covariance matrices",
        notations=("brms", "laird-ware", "lme4", "nlme"),
    ),
    Option(
        "greek",
        accented_letter(),
        None,
        "letter of the slopes, by default β",
        notations=("equatiomatic",),
    ),
    Option(
        "intercept",
        accented_letter(),
        None,
        "letter of the intercept, by default α; if it is that of the slopes, the intercept has the number 0",
        notations=("equatiomatic",),
    ),
    Option(
        "logit_notation",
        switch(),
        default=False,
        help="write the logit of a binary response without groups as logit[P(y)], not as log[P/(1 - P)]",
        notations=("equatiomatic",),
    ),
    Option(
        "mean_separate",
        switch(),
        None,
        "write the mean of the response on a separate line; auto does so if it has four or more coefficients",
        notations=("equatiomatic",),
    ),
    Option(
        "raw_tex",
        switch(),
        default=False,
        help="let greek and intercept be commands of TeX: a letter, with a hat if wanted",
        notations=("equatiomatic",),
    ),
    Option(
        "show_distribution",
        switch(),
        None,
        "state the distribution of the response; auto does so in models with groups",
        notations=("equatiomatic",),
    ),
    Option(
        "underbrace",
        switch(),
        default=False,
        help="put a brace below the fixed part and below the random part of the equation",
        notations=("combined",),
    ),
)
"""The rows of these options."""
