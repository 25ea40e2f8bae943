"""Files written completely or not at all."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from levelwise.errors import LevelwiseError

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: str | Path, content: str | bytes) -> Path:
    """Write a file through a temporary one beside it, so that an error leaves no incomplete file.

    Raises
    ------
    LevelwiseError
        When the file cannot be written.
    """
    from pathlib import Path  # takes a while to import, and is needed here only

    target = Path(path)
    temporary = target.with_name(target.name + ".part")
    try:
        temporary.write_bytes(content if isinstance(content, bytes) else f"{content}\n".encode())
        temporary.replace(target)
    except OSError as error:
        with suppress(OSError):  # on Windows another program may have opened it
            temporary.unlink(missing_ok=True)
        raise LevelwiseError(f"{target} cannot be written: {error.strerror}") from error
    return target
