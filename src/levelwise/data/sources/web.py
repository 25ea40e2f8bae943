"""A file at an http or https address, downloaded into a temporary file within limits."""

from __future__ import annotations

import http.client
import os
import re
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from levelwise import __version__
from levelwise.data.sources.files import printable
from levelwise.data.sources.kinds import is_gzip
from levelwise.data.sources.spool import CHUNK, spooled
from levelwise.errors import DataError
from levelwise.progress import Progress, progress

TIMEOUT = 30.0
"""Seconds to wait for a connection or for the next bytes; the variable LEVELWISE_TIMEOUT sets another."""

MAX_DOWNLOAD = 2_000_000_000
"""Bytes of the largest download; the variable LEVELWISE_MAX_DOWNLOAD sets another, such as 500MB."""

_UNITS = {"": 1, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
_ADVICE = {
    401: "it asks for a password; download the file and give its path",
    403: "it does not let you read this; download the file in a browser and give its path",
    404: "there is nothing at this address; check it in a browser",
    410: "what was there is gone",
    429: "it has had too many requests; wait a while",
}


@contextmanager
def fetched(address: str) -> Iterator[Path]:
    """Download a file; it is gone afterwards.

    Raises
    ------
    DataError
        When there is none, it is too large, or the server is too slow or breaks off; says what to do.
    """
    url = _checked(address)
    limit, timeout = _limit(), _timeout()
    with progress(f"downloading {shown(address)}") as task, _errors(address, timeout):
        request = urllib.request.Request(url, headers={"User-Agent": f"levelwise/{__version__}"})  # noqa: S310 - checked
        with _opener().open(request, timeout=timeout) as response, spooled(_body(response, limit, task)) as path:
            response.close()
            yield path


def shown(address: str) -> str:
    """Return an address as errors show it: without a password or a key."""
    try:
        parts = urlsplit(address)
        netloc = parts.netloc.rpartition("@")[2]
        return printable(urlunsplit((parts.scheme, netloc, parts.path, "", "")))
    except ValueError:
        return printable(address)


def _checked(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname
        _ = parts.port  # raises when it is no number
    except ValueError as error:
        raise DataError(f"{shown(address)} is not an address: {error}") from error
    if parts.scheme == "file":
        raise DataError(f"{shown(address)} is a file; give its path without file://")
    if parts.scheme not in ("http", "https"):
        message = (
            f"{shown(address)} cannot be read: only http and https addresses can; download the file, give its path"
        )
        raise DataError(message)
    if not host:
        raise DataError(f"{shown(address)} names no server")
    if "@" in parts.netloc:
        raise DataError(f"{shown(address)} comes with a name or password; download the file and give its path")
    try:
        netloc = parts.netloc.encode("ascii" if parts.netloc.isascii() else "idna").decode()
    except UnicodeError as error:
        raise DataError(f"{shown(address)} names no possible server") from error
    path, query = quote(parts.path, safe="/%:@!$&'()*+,;=~"), quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    return urlunsplit((parts.scheme, netloc, path, query, ""))


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follow a server to http and https only: it must not make us read a file of this machine."""

    def http_error_302(self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """Look where a redirection leads before it is followed."""
        target = urljoin(req.full_url, headers.get("location") or "")
        scheme = urlsplit(target).scheme
        if scheme not in ("http", "https"):
            fp.close()
            raise _BrokenError(f"it leads to an address of {printable(scheme)}:, which is not followed")
        return super().http_error_302(req, fp, code, msg, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def _opener() -> urllib.request.OpenerDirector:
    opener = urllib.request.OpenerDirector()  # not build_opener, which reads file: and ftp: too
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        _Redirects,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener


def _body(response: Any, limit: int, task: Progress) -> Iterator[bytes]:
    said = response.headers.get("Content-Length", "")
    total = int(said) if said.isdecimal() else None
    _within(total or 0, limit)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip"):
        raise _BrokenError(f"it is sent in the encoding {printable(encoding)!r}, which is not read")
    pieces = _received(response, total, limit, task)
    if "gzip" in encoding:
        pieces = _unzipped(pieces, limit)
    first = next(pieces, b"")
    pieces = chain((first,), pieces)
    return _unzipped(pieces, limit) if is_gzip(first) else pieces


def _received(response: Any, total: int | None, limit: int, task: Progress) -> Iterator[bytes]:
    received = 0
    while piece := response.read1(CHUNK):
        received += len(piece)
        task.amount(received, total)
        _within(received, limit)
        yield piece
    if total is not None and received < total:
        raise _BrokenError(f"the server broke off after {received} of {total} bytes; try again")


def _unzipped(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """Unfold gzip piece by piece: a few bytes may become many, which must not be there all at once."""
    size, unzip = 0, zlib.decompressobj(31)
    for piece in pieces:
        while piece:
            if unzip.eof:  # a gzip file may have several members
                unzip = zlib.decompressobj(31)
            unfolded = unzip.decompress(piece, CHUNK)
            size += len(unfolded)
            _within(size, limit)
            if unfolded:
                yield unfolded
            piece = unzip.unconsumed_tail or unzip.unused_data.lstrip(b"\0")
    yield unzip.flush()
    if not unzip.eof:
        raise _BrokenError("the server broke off within compressed data; try again")


def _within(size: int, limit: int) -> None:
    if size > limit:
        message = f"it has more than {limit / 1e6:g} MB; set LEVELWISE_MAX_DOWNLOAD, or download it and give its path"
        raise _BrokenError(message)


class _BrokenError(Exception):
    pass


@contextmanager
def _errors(address: str, timeout: float) -> Iterator[None]:
    name = shown(address)
    try:
        yield
    except urllib.error.HTTPError as error:
        error.close()
        advice = _ADVICE.get(error.code, "try again later" if error.code >= 500 else "check the address in a browser")
        raise DataError(f"{name} cannot be read: HTTP {error.code}; {advice}") from error
    except _BrokenError as error:
        raise DataError(f"{name} cannot be read: {error}") from error
    except TimeoutError as error:
        raise DataError(f"{name} cannot be read: {_late(timeout)}") from error
    except urllib.error.URLError as error:
        reason = _late(timeout) if isinstance(error.reason, TimeoutError) else printable(str(error.reason))
        raise DataError(f"{name} cannot be reached: {reason}; check the address and the connection") from error
    except (http.client.HTTPException, zlib.error, OSError, ValueError) as error:
        said = printable(str(error)) or type(error).__name__
        raise DataError(f"{name} cannot be read: the server's answer is broken ({said}); try again") from error


def _late(timeout: float) -> str:
    return f"the server said nothing for {timeout:g} seconds (LEVELWISE_TIMEOUT sets another time)"


def _timeout() -> float:
    text = os.environ.get("LEVELWISE_TIMEOUT", "").strip()
    if not text:
        return TIMEOUT
    if not re.fullmatch(r"\d+(\.\d+)?", text) or not 0 < float(text) < 1e6:
        raise DataError(f"LEVELWISE_TIMEOUT={printable(text)} is not a number of seconds")
    return float(text)


def _limit() -> int:
    text = os.environ.get("LEVELWISE_MAX_DOWNLOAD", "").strip()
    if not text:
        return MAX_DOWNLOAD
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)B?", text, re.IGNORECASE)
    if found is None:
        raise DataError(f"LEVELWISE_MAX_DOWNLOAD={printable(text)} is not a size such as 500MB")
    return int(float(found[1]) * _UNITS[found[2].upper()])
