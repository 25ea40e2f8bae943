"""The sizes of type by their names in LaTeX."""

from __future__ import annotations

from collections.abc import Mapping

SIZES: Mapping[str, float] = {
    "tiny": 0.5,
    "scriptsize": 0.7,
    "footnotesize": 0.8,
    "small": 0.9,
    "normalsize": 1.0,
    "large": 1.2,
    "Large": 1.44,
    "LARGE": 1.728,
    "huge": 2.074,
    "Huge": 2.488,
}
"""Each size as a multiple of the size of the text, in LaTeX's classes with a size of ten points."""
