"""A file at an http or https address, downloaded to a temporary file within limits."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from levelwise.data.sources.http_body import ResponseError, pieces_of
from levelwise.data.sources.limits import largest_download
from levelwise.data.sources.limits import timeout as seconds_to_wait
from levelwise.data.sources.messages import printable
from levelwise.data.sources.spool import spooled
from levelwise.errors import DataError
from levelwise.progress import progress
from levelwise.version import __version__

_ADVICE = {
    401: "it requires a password; download the file and give its path",
    403: "access is denied; download the file in a browser and give its path",
    404: "there is nothing at this address; check it in a browser",
    410: "the file is no longer available",
    429: "there were too many requests; wait a while",
}


@contextmanager
def fetched(address: str) -> Iterator[Path]:
    """Download a file, which is deleted afterwards.

    Raises
    ------
    DataError
        If it does not exist or is too large, or if the server is too slow or closes the connection; the message says
        what to do.
    """
    url = _checked(address)
    limit, timeout = largest_download(), seconds_to_wait()
    with progress(f"downloading {shown(address)}") as task, _errors(address, timeout):
        request = urllib.request.Request(url, headers={"User-Agent": f"levelwise/{__version__}"})  # noqa: S310 - checked
        with _opener().open(request, timeout=timeout) as response, spooled(pieces_of(response, limit, task)) as path:
            response.close()
            yield path


def shown(address: str) -> str:
    """Return an address for error messages, without a password or a key."""
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
        _ = parts.port  # raises an error if it is not a number
    except ValueError as error:
        raise DataError(f"{shown(address)} is not an address: {error}") from error
    if parts.scheme == "file":
        raise DataError(f"{shown(address)} is a file; give its path without file://")
    if parts.scheme not in ("http", "https"):
        message = (
            f"{shown(address)} cannot be read: only http and https are supported; download the file and give its path"
        )
        raise DataError(message)
    if not host:
        raise DataError(f"{shown(address)} does not name a server")
    if "@" in parts.netloc:
        raise DataError(f"{shown(address)} contains a user name or password; download the file and give its path")
    try:
        netloc = parts.netloc.encode("ascii" if parts.netloc.isascii() else "idna").decode()
    except UnicodeError as error:
        raise DataError(f"{shown(address)} does not name a valid server") from error
    path, query = quote(parts.path, safe="/%:@!$&'()*+,;=~"), quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    return urlunsplit((parts.scheme, netloc, path, query, ""))


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects only to http and https, so that a server cannot redirect to a local file."""

    def http_error_302(self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """Check the target of a redirect before following it."""
        target = urljoin(req.full_url, headers.get("location") or "")
        scheme = urlsplit(target).scheme
        if scheme not in ("http", "https"):
            fp.close()
            raise ResponseError(f"it redirects to {printable(scheme)}:, which is not followed")
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


@contextmanager
def _errors(address: str, timeout: float) -> Iterator[None]:
    name = shown(address)
    try:
        yield
    except urllib.error.HTTPError as error:
        error.close()
        advice = _ADVICE.get(error.code, "try again later" if error.code >= 500 else "check the address in a browser")
        raise DataError(f"{name} cannot be read: HTTP {error.code}; {advice}") from error
    except ResponseError as error:
        raise DataError(f"{name} cannot be read: {error}") from error
    except TimeoutError as error:
        raise DataError(f"{name} cannot be read: {_late(timeout)}") from error
    except urllib.error.URLError as error:
        reason = _late(timeout) if isinstance(error.reason, TimeoutError) else printable(str(error.reason))
        raise DataError(f"{name} cannot be reached: {reason}; check the address and the connection") from error
    except (http.client.HTTPException, zlib.error, OSError, ValueError) as error:
        reason = printable(str(error)) or type(error).__name__
        raise DataError(f"{name} cannot be read: the server's response is invalid ({reason}); try again") from error


def _late(timeout: float) -> str:
    return f"the server did not respond for {timeout:g} seconds (LEVELWISE_TIMEOUT changes this limit)"
