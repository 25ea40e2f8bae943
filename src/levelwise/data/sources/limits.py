"""Limits of downloads: the time to wait for a server, and the maximum size."""

from __future__ import annotations

import os
import re

from levelwise.data.sources.messages import printable
from levelwise.errors import DataError

TIMEOUT = 30.0
"""Default number of seconds to wait for a connection or for further data; LEVELWISE_TIMEOUT changes it."""

MAX_DOWNLOAD = 2_000_000_000
"""Default maximum size of a download in bytes; LEVELWISE_MAX_DOWNLOAD changes it, for example to 500MB."""

_UNITS = {"": 1, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}


def timeout() -> float:
    """Return the number of seconds to wait.

    Raises
    ------
    DataError
        If LEVELWISE_TIMEOUT is not a number of seconds.
    """
    text = os.environ.get("LEVELWISE_TIMEOUT", "").strip()
    if not text:
        return TIMEOUT
    if not re.fullmatch(r"\d+(\.\d+)?", text) or not 0 < float(text) < 1e6:
        raise DataError(f"LEVELWISE_TIMEOUT={printable(text)} is not a number of seconds")
    return float(text)


def largest_download() -> int:
    """Return the maximum size of a download in bytes.

    Raises
    ------
    DataError
        If LEVELWISE_MAX_DOWNLOAD is not a size.
    """
    text = os.environ.get("LEVELWISE_MAX_DOWNLOAD", "").strip()
    if not text:
        return MAX_DOWNLOAD
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)B?", text, re.IGNORECASE)
    if found is None:
        raise DataError(f"LEVELWISE_MAX_DOWNLOAD={printable(text)} is not a size such as 500MB")
    return int(float(found[1]) * _UNITS[found[2].upper()])
