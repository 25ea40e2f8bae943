"""A table in a zip archive."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from levelwise.data.sources.limits import largest_download
from levelwise.data.sources.messages import printable
from levelwise.data.sources.spool import CHUNK, spooled
from levelwise.errors import DataError, UnknownNameError

_SHEETS = ("xl/", "content.xml")  # of Excel and of LibreOffice


def is_workbook(path: Path) -> bool:
    """Return whether a zip archive is a workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.startswith(_SHEETS) for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


@contextmanager
def unpacked(path: Path, name: str, wanted: str | None = None) -> Iterator[Path]:
    """Unpack the only table of a zip archive, or the one that is wanted, to a file that is deleted afterwards.

    Raises
    ------
    DataError
        If it is damaged, encrypted or too large, or has no table, or several and none is chosen.
    UnknownNameError
        If it has no such file.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = {one.filename: one for one in archive.infolist() if not _is_clutter(one)}
            if wanted is not None and wanted not in members:
                raise UnknownNameError("file", wanted, members, of=f"in {name}")
            if not members:
                raise DataError(f"{name} is a zip archive without a file")
            if wanted is None and len(members) > 1:
                shown = ", ".join(f"{path.name}::{one}" for one in list(members)[:12])
                raise DataError(f"{name} has several files; choose one: {printable(shown, 1000)}")
            member = members[wanted] if wanted is not None else next(iter(members.values()))
            if member.flag_bits & 1:
                raise DataError(f"{name} is encrypted; unpack it and give the file in it")
            with archive.open(member) as stream, spooled(_within(stream, name)) as copy:
                yield copy
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise DataError(f"{name} cannot be read as a zip archive: {printable(str(error))}") from error


def _is_clutter(member: zipfile.ZipInfo) -> bool:
    """Return whether a member is a folder or a file that macOS adds."""
    path = PurePosixPath(member.filename)
    return member.is_dir() or path.name.startswith(".") or path.parts[0] == "__MACOSX"


def _within(stream: IO[bytes], name: str) -> Iterator[bytes]:
    """Yield the content of a file piece by piece, as a few bytes may expand to more than the disk holds."""
    limit, size = largest_download(), 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > limit:
            raise DataError(
                f"{name} is larger than {limit / 1e6:g} MB when unpacked; LEVELWISE_MAX_DOWNLOAD changes this"
            )
        yield piece
