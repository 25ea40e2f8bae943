"""The items of the LEVEL checklist that a description of a model covers, and what is left to the author.

Monsalves, Bangdiwala, Thabane & Bangdiwala (2020). LEVEL (Logical Explanations & Visualizations of Estimates in Linear
mixed models): recommendations for reporting multilevel data and analyses. BMC Medical Research Methodology 20:3,
table 4, doi:10.1186/s12874-019-0876-8. The items are paraphrased.
"""

from __future__ import annotations

from levelwise.dataclass import dataclass

SOURCE = (
    "Monsalves, M. J., Bangdiwala, A. S., Thabane, A., & Bangdiwala, S. I. (2020). LEVEL (Logical Explanations & "
    "Visualizations of Estimates in Linear mixed models): recommendations for reporting multilevel data and analyses. "
    "BMC Medical Research Methodology, 20, 3. https://doi.org/10.1186/s12874-019-0876-8"
)


@dataclass(frozen=True)
class Item:
    """An item of the checklist.

    Attributes
    ----------
    number : str
        Its number there, such as ``5 (a)``.
    asks : str
        What it asks for.
    covered : str
        What of it the description or the equations state; empty for nothing.
    left : str
        What the author must add; empty for nothing.
    """

    number: str
    asks: str
    covered: str
    left: str = ""


def items(*, has_data: bool, has_omitted: bool, is_multilevel: bool, is_fitted: bool) -> tuple[Item, ...]:
    """Return the items about the model.

    Parameters
    ----------
    has_data : bool
        Whether the numbers of rows and groups are known.
    has_omitted : bool
        Whether rows with missing values were left out.
    is_multilevel : bool
        Whether the model has grouping factors.
    is_fitted : bool
        Whether the model was fitted.
    """
    counts = "the numbers of rows used and of groups" if has_data else ""
    omitted = "how many rows were left out for missing values" if has_omitted else ""
    methods = f"the distribution, the link, the random effects and their covariances{', the estimation' * is_fitted}"
    levels = "the level of each predictor" if is_multilevel else ""
    return (
        Item("3", "the level at which the dependent and the independent variables were measured", levels),
        Item("4 (a)", "a diagram of the levels", "", "Model.diagram() draws one"),
        Item(
            "5 (a)",
            "the number of members of each level, their eligibility and their sampling",
            counts,
            "the eligibility criteria, and how the members of each level were sampled",
        ),
        Item(
            "5 (c)",
            "patterns of missing values, and imbalance across levels",
            omitted,
            "the patterns and the imbalance",
        ),
        Item("6 (a)", "the equation of the model with its random effects", "the equations"),
        Item("6 (b)", "the variables and their levels", levels),
        Item(
            "8 (a)",
            "the statistical methods",
            methods,
            "how the model was selected and its assumptions were examined",
        ),
    )
