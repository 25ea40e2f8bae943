"""Tables at addresses, from a server of this machine that misbehaves in every way."""

from __future__ import annotations

import gzip
import io
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import levelwise as lw
from levelwise.data.sources import files, limits

TABLE = pl.DataFrame({"y": [1.5, 2.0, 3.25], "x": [1, 2, 3], "g": ["a", "b", "b"]})
CSV = TABLE.write_csv().encode()


def written(write: Any) -> bytes:
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()


GOOD = {
    "/t.csv": CSV,
    "/t.tsv": CSV.replace(b",", b"\t"),
    "/t;v=1.txt": CSV.replace(b",", b";"),
    "/t.parquet": written(TABLE.write_parquet),
    "/t.arrow": written(TABLE.write_ipc),
    "/download?id=7": CSV,
    "/t.csv.gz": gzip.compress(CSV),
    "/members.gz": gzip.compress(CSV[:9]) + gzip.compress(CSV[9:]) + bytes(20),
    "/gr%C3%B6%C3%9Fe%20x.csv": CSV,
}
ODD: dict[str, tuple[bytes, dict[str, str]]] = {
    "/empty": (b"", {}),
    "/gzip": (gzip.compress(CSV), {"Content_Encoding": "gzip", "Content_Type": "text/csv"}),
    "/gzip-twice": (gzip.compress(gzip.compress(CSV)), {"Content_Encoding": "gzip"}),
    "/gzip-cut": (gzip.compress(CSV * 100)[:-30], {"Content_Encoding": "gzip"}),
    "/gzip-broken": (b"no gzip at all", {"Content_Encoding": "gzip"}),
    "/bomb": (gzip.compress(bytes(30_000_000)), {"Content_Encoding": "gzip"}),
    "/bomb.csv.gz": (gzip.compress(b"1,2\n" * 10_000_000), {}),
    "/rds": (gzip.compress(b"X\n\0\0\0"), {}),
    "/brotli": (b"?", {"Content_Encoding": "br"}),
    "/short": (CSV, {"Content_Length": "1000"}),
    "/small-lie": (CSV, {"Content_Length": "9"}),
    "/odd-length": (CSV, {"Content_Length": "many"}),
    "/huge": (CSV, {"Content_Length": "99999999999"}),
    "/login": (b"<!doctype html><html>log in</html>", {"Content_Type": "text/html"}),
}
RAW = {
    "/garbage": b"\x00\x1b[2Jnot http at all\r\n\r\n",
    "/closes": b"",
    "/chunked-cut": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ny,x\n\r\n6\r\n1,",
}


class Server(BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    protocol_version = "HTTP/1.0"
    given_up = threading.Event()
    """Set when nobody waits for the slow answers any more."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def do_GET(self) -> None:
        path = self.path
        if path in GOOD:
            self.answer(GOOD[path])
        elif path in ODD:
            body, headers = ODD[path]
            self.answer(body, **headers)
        elif path in RAW:
            self.wfile.write(RAW[path])
        elif path.startswith("/status/"):
            self.answer(b"no", int(path.rpartition("/")[2]))
        elif path.startswith("/to/"):
            self.answer(b"", 302, Location=path[4:])
        elif path.startswith("/moved/"):
            self.answer(b"", int(path.rpartition("/")[2]), Location="/t.csv")
        elif path == "/loop":
            self.answer(b"", 301, Location="/loop")
        elif path == "/endless":
            self.endless()
        elif path == "/silent":
            self.given_up.wait(30)
            self.answer(CSV)
        elif path == "/stalls":
            self.answer(b"y,x\n", Content_Length="100")
            self.given_up.wait(30)
        else:
            self.answer(CSV, 404)

    def endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while True:
                self.wfile.write(b"1,2\n" * 10_000)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        running.daemon_threads = True
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


@pytest.fixture(autouse=True)
def _tidy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert list(tmp_path.iterdir()) == []


def refusal(address: str) -> str:
    with pytest.raises(lw.DataError) as caught:
        lw.read(address)
    message = str(caught.value)
    assert message.isprintable(), message
    return message


@pytest.mark.parametrize("path", [*GOOD, "/größe x.csv", "/t.csv#part"])
def test_every_kind_of_file_is_read(path: str, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGE", 0)  # a temporary file is never left to be read later
    read = lw.read(server + path)
    assert isinstance(read, pl.DataFrame)
    assert read.equals(TABLE)


@pytest.mark.parametrize(
    "path", ["/gzip", "/gzip-twice", "/odd-length", "/to//t.csv", "/moved/301", "/moved/307", "/moved/308"]
)
def test_servers_that_answer_in_unusual_ways(path: str, server: str) -> None:
    read = lw.read(server + path)
    assert isinstance(read, pl.DataFrame)
    assert read.equals(TABLE)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/nothing", "HTTP 404; there is nothing at this address"),
        ("/status/401", "HTTP 401; it requires a password"),
        ("/status/403", "HTTP 403; access is denied"),
        ("/status/418", "HTTP 418; check the address"),
        ("/status/500", "HTTP 500; try again later"),
        ("/status/503", "HTTP 503; try again later"),
        ("/empty", "is empty"),
        ("/loop", "HTTP 301"),
        ("/to/file:///etc/passwd", "redirects to file:, which is not followed"),
        ("/to/ftp://127.0.0.1/t.csv", "redirects to ftp:, which is not followed"),
        ("/gzip-cut", "the compressed data are incomplete"),
        ("/gzip-broken", "the server's response is invalid"),
        ("/brotli", "the encoding 'br', which is not supported"),
        ("/short", "the connection was closed after 31 of 1000 bytes; try again"),
        ("/small-lie", "cannot be read: line 2 has 1 field"),
        ("/garbage", "the server's response is invalid"),
        ("/closes", "the server's response is invalid"),
        ("/chunked-cut", "try again"),
        ("/rds", "a file of R"),
        ("/login", "is a web page, not a table"),
        ("/huge", "larger than 2000 MB; set LEVELWISE_MAX_DOWNLOAD"),
    ],
)
def test_servers_that_misbehave(path: str, message: str, server: str) -> None:
    said = refusal(server + path)
    assert message in said
    assert said.startswith(server + path)


@pytest.mark.parametrize("path", ["/silent", "/stalls"])
def test_a_slow_server_is_given_up(path: str, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVELWISE_TIMEOUT", "0.2")
    Server.given_up.clear()
    try:
        assert "the server did not respond for 0.2 seconds (LEVELWISE_TIMEOUT" in refusal(server + path)
    finally:
        Server.given_up.set()


@pytest.mark.parametrize("path", ["/endless", "/bomb", "/bomb.csv.gz"])
def test_the_size_limit_is_enforced(path: str, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVELWISE_MAX_DOWNLOAD", "2 MB")
    assert "larger than 2 MB" in refusal(server + path)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://127.0.0.1:1/t.csv", "cannot be reached"),
        ("http://no-such-host.invalid/t.csv", "cannot be reached"),
        ("http:///t.csv", "does not name a server"),
        ("http://[::1/t.csv", "is not an address"),
        ("http://a:b/t.csv", "is not an address"),
        ("http://x..y/t.csv", "cannot be re"),
        ("http://ö..y/t.csv", "does not name a valid server"),
        ("ftp://example.org/t.csv", "only http and https are supported"),
        ("s3://bucket/t.parquet", "only http and https are supported"),
        ("file:///etc/passwd", "give its path without file://"),
        ("FILE:///etc/passwd", "give its path without file://"),
        ("http://me:secret@127.0.0.1:1/t.csv", "name or password"),
    ],
)
def test_other_addresses(address: str, message: str) -> None:
    said = refusal(address)
    assert message in said
    assert "secret" not in said


def test_a_key_is_not_shown(server: str) -> None:
    assert "secret" not in refusal(f"{server}/nothing?key=secret")


@pytest.mark.parametrize("text", ["soon", "-1", "0", "nan", "1e9"])
def test_the_time_limit_must_be_a_time(text: str, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVELWISE_TIMEOUT", text)
    assert "is not a number of seconds" in refusal(f"{server}/t.csv")


def test_the_size_limit_must_be_a_size(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVELWISE_MAX_DOWNLOAD", "much")
    assert "is not a size such as 500MB" in refusal(f"{server}/t.csv")
    monkeypatch.setenv("LEVELWISE_MAX_DOWNLOAD", "")
    for text, size in (("10", 10), ("1.5k", 1500), ("500MB", 500_000_000), ("2 GB", 2_000_000_000)):
        monkeypatch.setenv("LEVELWISE_MAX_DOWNLOAD", text)
        assert limits.largest_download() == size


def test_a_slow_connection_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEVELWISE_TIMEOUT", "0.2")

    def late(*_: object, **__: object) -> None:
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket, "create_connection", late)
    assert "the server did not respond for 0.2 seconds" in refusal("http://example.org/t.csv")


def test_control_c_leaves_no_file(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("levelwise.progress.Progress.update", interrupted)
    with pytest.raises(KeyboardInterrupt):
        lw.read(f"{server}/t.csv")
