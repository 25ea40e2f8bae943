"""Columns compared."""

from __future__ import annotations

import numpy as np

from levelwise.data.columns import Categories, Values


def assert_same(one: Values, other: Values) -> None:
    if isinstance(one, Categories):
        assert isinstance(other, Categories)
        assert (one.labels, one.kind, one.text, one.raw) == (other.labels, other.kind, other.text, tuple(other.raw))
        assert list(map(type, one.raw)) == list(map(type, other.raw))
        assert one.codes.tolist() == other.codes.tolist()
    else:
        assert not isinstance(other, Categories)
        assert one.kind == other.kind
        np.testing.assert_array_equal(one.values, other.values)
