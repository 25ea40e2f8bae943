"""The numbers of a fitted model in its equations."""

from levelwise.equation.estimated.write import estimated
from levelwise.equation.estimated.writer import Place, Spread

__all__ = ["Place", "Spread", "estimated"]
