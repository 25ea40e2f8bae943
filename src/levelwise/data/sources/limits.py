"""How long to wait for a server, and how much to take from it."""

from __future__ import annotations

import os
import re

from levelwise.data.sources.messages import printable
from levelwise.errors import DataError

TIMEOUT = 30.0
"""Seconds to wait for a connection or for the next bytes; the variable LEVELWISE_TIMEOUT sets another."""

MAX_DOWNLOAD = 2_000_000_000
"""Bytes of the largest download; the variable LEVELWISE_MAX_DOWNLOAD sets another, such as 500MB."""

_UNITS = {"": 1, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


def timeout() -> float:
    """Return how many seconds to wait.

    Raises
    ------
    DataError
        When LEVELWISE_TIMEOUT is no number of seconds.
    """
    text = os.environ.get("LEVELWISE_TIMEOUT", "").strip()
    if not text:
        return TIMEOUT
    if not re.fullmatch(r"\d+(\.\d+)?", text) or not 0 < float(text) < 1e6:
        raise DataError(f"LEVELWISE_TIMEOUT={printable(text)} is not a number of seconds")
    return float(text)


def largest_download() -> int:
    """Return how many bytes to take.

    Raises
    ------
    DataError
        When LEVELWISE_MAX_DOWNLOAD is no size.
    """
    text = os.environ.get("LEVELWISE_MAX_DOWNLOAD", "").strip()
    if not text:
        return MAX_DOWNLOAD
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)B?", text, re.IGNORECASE)
    if found is None:
        raise DataError(f"LEVELWISE_MAX_DOWNLOAD={printable(text)} is not a size such as 500MB")
    return int(float(found[1]) * _UNITS[found[2].upper()])
