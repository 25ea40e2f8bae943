"""numpy, imported when it is first used.

A model without data needs no numpy, and importing it takes longer than writing the equation. Modules that are imported
without data therefore say ``from levelwise.lazy_numpy import np``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


class _Numpy:
    def __getattr__(self, name: str) -> Any:
        from levelwise.packages import NUMPY, required

        value = getattr(required(*NUMPY), name)
        setattr(self, name, value)  # found at once the next time
        return value


if TYPE_CHECKING:
    import numpy as np
else:
    np = _Numpy()

__all__ = ["np"]
