"""The options of every notation, which change equations once they are written."""

from __future__ import annotations

from levelwise.options.option import Option
from levelwise.options.values import choice, colour_list, colours_by_name, names, switch, words

OF_EVERY_NOTATION = (
    Option(
        "greek_colors",
        colour_list(),
        None,
        "colours of the letters of the coefficients in the order of reading, the residual last; or one for all",
        systems=True,
    ),
    Option(
        "index_factors",
        switch(),
        default=False,
        help="write a factor as one term whose index is the category, in place of a term for each dummy variable",
        systems=True,
    ),
    Option(
        "index_variables",
        switch(),
        None,
        "write variables with the index of the unit on which they are measured, or without indices; auto leaves "
        "that to the notation",
        systems=True,
    ),
    Option(
        "ital_vars",
        switch(),
        default=False,
        help="print the names of variables and of their categories in italics",
        systems=True,
    ),
    Option(
        "level_labels",
        words(),
        None,
        "plural names of the units of levels, observation=students,sch.id=schools: they head the equations of each "
        "level, and stand in ranges and in the legend",
        systems=True,
    ),
    Option(
        "numbers",
        switch(),
        default=False,
        help="write the numbers of groups and observations in the data in place of J, K and n",
        systems=True,
    ),
    Option(
        "subscript_colors",
        colour_list(),
        None,
        "colours of the subscripts of the coefficients in the order of reading; or one for all",
        systems=True,
    ),
    Option(
        "swap_subscript_names",
        names('a mapping such as {"cath": "Catholic"}', empty=True),
        None,
        "other names of categories in the subscripts of variables; an empty one leaves the subscript out",
        systems=True,
    ),
    Option(
        "swap_var_names",
        names(),
        None,
        "other names of variables and grouping factors",
        systems=True,
    ),
    Option(
        "triangle",
        choice("full", "lower", "dots"),
        "full",
        "write covariance matrices in full, or with blanks (lower) or dots above the diagonal",
        systems=True,
    ),
    Option(
        "var_colors",
        colours_by_name(),
        None,
        "colours of variables",
        systems=True,
    ),
    Option(
        "var_subscript_colors",
        colours_by_name(),
        None,
        "colours of the categories of variables",
        systems=True,
    ),
)
"""The rows of these options."""
