"""The options of formats, which say how equations are printed."""

from __future__ import annotations

from levelwise.options.option import Option
from levelwise.options.values import choice, choice_of_case, reference, switch, whole_number
from levelwise.vocabulary.sizes import SIZES

PAGED = ("docx", "html", "latex", "markdown", "mathml", "omml", "pdf", "png", "svg", "typst")
"""Our formats that have a page, whose width limits lines."""

PAGED_AND_TEXT = (*PAGED, "text")

OF_FORMATS = (
    Option(
        "align_env",
        choice("aligned", "align", "align*", "gathered"),
        None,
        "environment of the lines in LaTeX; auto is aligned, which stands in a display",
        writers=("latex",),
    ),
    Option(
        "colours",
        switch(),
        default=False,
        help="print fixed effects in blue, random effects and their variances and covariances in vermilion",
        writers=PAGED,
    ),
    Option(
        "compact",
        switch(),
        None,
        "write covariance matrices as symbols with dimensions and list entries below; auto does so if one is too "
        "wide for the page",
        writers=PAGED_AND_TEXT,
        idle="no covariance matrix is written out",
    ),
    Option(
        "dialect",
        choice("web", "latex", "github", "pandoc", "jupyter"),
        None,
        "intended reader: web (KaTeX, MathJax) or latex for LaTeX; github, pandoc (Quarto, R Markdown) or jupyter "
        "for Markdown",
        writers=("latex", "markdown"),
    ),
    Option(
        "dpi",
        whole_number(1, 1200),
        300,
        "resolution of the picture in pixels per inch",
        writers=("png",),
    ),
    Option(
        "font_size",
        choice_of_case(*SIZES),
        None,
        "size of the equations, by its name in LaTeX; auto is the size around them",
        writers=("html", "latex", "mathml", "pdf", "png", "svg", "typst"),
    ),
    Option(
        "fragment",
        switch(),
        None,
        "write the equations alone, not a complete document; auto does so unless they are saved to a file",
        writers=("html", "latex", "typst"),
    ),
    Option(
        "label",
        reference(),
        None,
        "name of the equation for cross references, such as m4: \\label{eq:m4} in LaTeX, #eq-m4 in Quarto",
        writers=("latex", "markdown"),
    ),
    Option(
        "line_width",
        whole_number(5),
        None,
        "line width in ems, about 41 on A4 or letter paper; longer lines are broken",
        writers=PAGED,
    ),
    Option(
        "matrices",
        choice("pmatrix", "array"),
        "pmatrix",
        "LaTeX environment for vectors and matrices; array nests arrays, as the R package equatiomatic does",
        writers=("latex", "markdown"),
        idle="no vector or matrix is written out",
    ),
    Option(
        "operator_location",
        choice("start", "end"),
        None,
        "position of the sign between two lines of a sum: at the start of the second or at the end of the first; "
        "auto is end for wrap=true in latex without a document, otherwise start",
        writers=PAGED_AND_TEXT,
    ),
    Option(
        "paper",
        choice("a4", "letter"),
        "a4",
        "paper size of a document",
        writers=("docx", "latex", "pdf", "typst"),
    ),
    Option(
        "terms_per_line",
        whole_number(1),
        None,
        "maximum number of terms of a sum on a line",
        writers=PAGED_AND_TEXT,
    ),
    Option(
        "width",
        whole_number(1),
        None,
        "maximum width in characters; longer lines are broken; auto allows 200",
        writers=("text",),
    ),
    Option(
        "wrap",
        switch(),
        None,
        "break lines that are too long for the page; auto does so except for latex without a document, in which "
        "true breaks lines after every fourth term",
        writers=PAGED,
    ),
    Option(
        "wrapping",
        choice("aligned", "display", "equation", "document"),
        None,
        "environment of the LaTeX: aligned alone, \\[ and \\], a numbered equation, or a document; auto is "
        "document for a file, display for a fragment, otherwise aligned",
        writers=("latex",),
    ),
)
"""The rows of these options."""
