"""The options of single notations, which say how they write a model."""

from __future__ import annotations

from levelwise.options.option import Option
from levelwise.options.values import accented_letter, switch
from levelwise.vocabulary.letters import Accented

OF_NOTATIONS = (
    Option(
        "columns",
        switch(),
        default=False,
        help="list the columns of the design matrices and the entries of the covariance matrices",
        notations=("brms", "laird-ware", "lme4", "nlme"),
        elsewhere="the others write no design matrices",
    ),
    Option(
        "greek",
        accented_letter(),
        None,
        "letter of the slopes, by default β",
        notations=("equatiomatic",),
        idle="the equations have no slope",
        other=Accented("other"),
    ),
    Option(
        "intercept",
        accented_letter(),
        None,
        "letter of the intercept, by default α; if it is that of the slopes, the intercept has the number 0",
        notations=("equatiomatic",),
        idle="the equations have no intercept",
        other=Accented("other"),
    ),
    Option(
        "logit_notation",
        switch(),
        default=False,
        help="write the logit of a binary response without groups as logit[P(y)], not as log[P/(1 - P)]",
        notations=("equatiomatic",),
        elsewhere="the others write the link as their books do",
    ),
    Option(
        "mean_separate",
        switch(),
        None,
        "write the mean of the response on a separate line; auto does so if it has four or more coefficients",
        notations=("equatiomatic",),
        elsewhere="in the others, the book determines where the mean stands",
        idle="the mean of the response is not written within its distribution",
    ),
    Option(
        "priors",
        switch(),
        None,
        "write the prior distributions of a model of bambi below its equations; auto does so unless estimates stand in "
        "place of the parameters",
        notations=("brms", "mcelreath"),
        elsewhere="the others write no priors",
        idle="the model has no priors; those of bambi have",
    ),
    Option(
        "raw_tex",
        switch(),
        default=False,
        help="let greek and intercept be commands of TeX: a letter, with a hat if wanted",
        notations=("equatiomatic",),
        elsewhere="it is for the options greek and intercept alone",
        idle="neither greek nor intercept is a command of TeX",
    ),
    Option(
        "show_distribution",
        switch(),
        None,
        "state the distribution of the response; auto does so in models with groups",
        notations=("equatiomatic",),
        elsewhere="the others state the distribution, or write an equation with a residual, as their books do",
        idle="the distribution is written in any case",
    ),
    Option(
        "underbrace",
        switch(),
        default=False,
        help="put a brace below the fixed part and below the random part of the equation",
        notations=("combined",),
        elsewhere="in the others, no equation has all the fixed terms and then all the random ones",
        idle="the equation has only one part",
    ),
)
"""The rows of these options."""
