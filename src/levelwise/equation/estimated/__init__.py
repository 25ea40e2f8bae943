"""The numbers of a fitted model in its equations."""

from levelwise.equation.estimated.write import Place, Spread, estimated

__all__ = ["Place", "Spread", "estimated"]
