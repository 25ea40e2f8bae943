"""The options of every notation, which change equations once they are written."""

from __future__ import annotations

from levelwise.options.option import Option
from levelwise.options.values import choice, colour_list, colours_by_name, names, switch, switch_or, whole_number, words

OF_EVERY_NOTATION = (
    Option(
        "digits",
        whole_number(1, 15),
        None,
        "number of significant digits of estimates, by default 3; no digit before the decimal point is rounded off",
        systems=True,
        idle="no estimates are printed; estimates=True prints them",
    ),
    Option(
        "errors",
        switch(),
        default=False,
        help="print standard errors in brackets below estimates, or below the symbols",
        systems=True,
        idle="the parameters of the equations have no standard errors",
    ),
    Option(
        "estimates",
        switch_or("below"),
        default=False,
        help="print the estimates of a fitted model in place of its parameters, or below them",
        systems=True,
        idle="no parameter of the equations has an estimate",
    ),
    Option(
        "fix_signs",
        switch(),
        default=True,
        help="subtract negative estimates; false adds them with their minus signs",
        systems=True,
        idle="no negative estimate stands in a sum",
    ),
    Option(
        "greek_colors",
        colour_list(),
        None,
        "colours of the letters of the coefficients in the order of reading, the residual last; or one for all",
        systems=True,
        idle="there is no coefficient to colour",
    ),
    Option(
        "index_factors",
        switch(),
        default=False,
        help="write a factor as one term whose index is the category, in place of a term for each dummy variable",
        systems=True,
        without=("brms", "laird-ware", "lme4", "nlme"),
        elsewhere="a design matrix has a column for each dummy variable",
    ),
    Option(
        "index_variables",
        switch(),
        None,
        "write variables with the index of the unit on which they are measured, or without indices; auto leaves "
        "that to the notation",
        systems=True,
        idle="no variable is written",
    ),
    Option(
        "ital_vars",
        switch(),
        default=False,
        help="print the names of variables and of their categories in italics",
        systems=True,
        idle="no name of a variable or category is written",
    ),
    Option(
        "level_labels",
        words(),
        None,
        "plural names of the units of levels, observation=students,sch.id=schools: they head the equations of each "
        "level, and stand in ranges and in the legend",
        systems=True,
        idle="the equations have neither headings of levels nor a range that names these units; the names stand in the "
        "legend alone",
    ),
    Option(
        "numbers",
        switch(),
        default=False,
        help="write the numbers of groups and observations in the data in place of J, K and n",
        systems=True,
        idle="no index has a range, such as j = 1, …, J, whose end could be a number",
    ),
    Option(
        "spread",
        choice("variance", "sd"),
        None,
        "print the estimates of random effects and residuals as variances and covariances, or as standard deviations "
        "and correlations; auto is what the notation writes",
        systems=True,
        idle="the notation writes these, or no estimates are printed",
    ),
    Option(
        "subscript_colors",
        colour_list(),
        None,
        "colours of the subscripts of the coefficients in the order of reading; or one for all",
        systems=True,
        idle="there is no subscript of a coefficient to colour",
    ),
    Option(
        "swap_subscript_names",
        names('a mapping such as {"cath": "Catholic"}', empty=True),
        None,
        "other names of categories in the subscripts of variables; an empty one leaves the subscript out",
        systems=True,
        idle="no category of that name is written",
    ),
    Option(
        "swap_var_names",
        names(),
        None,
        "other names of variables and grouping factors",
        systems=True,
        idle="no variable of that name is written",
    ),
    Option(
        "triangle",
        choice("full", "lower", "dots"),
        "full",
        "write covariance matrices in full, or with blanks (lower) or dots above the diagonal",
        systems=True,
        idle="no covariance or correlation matrix is written out",
    ),
    Option(
        "var_colors",
        colours_by_name(),
        None,
        "colours of variables",
        systems=True,
        idle="no variable of that name is written",
    ),
    Option(
        "var_subscript_colors",
        colours_by_name(),
        None,
        "colours of the categories of variables",
        systems=True,
        idle="no category of the variable is written",
    ),
)
"""The rows of these options."""
