"""Files written completely or not at all."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from levelwise.errors import LevelwiseError

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: str | Path, content: str | bytes) -> Path:
    """Write a file through a temporary one beside it, so that an error leaves no incomplete file.

    A link stays a link, and a file keeps its permissions.

    Raises
    ------
    LevelwiseError
        When the file cannot be written.
    """
    from pathlib import Path  # takes a while to import, and is needed here only

    data = content if isinstance(content, bytes) else f"{content}\n".encode()
    target = Path(path)
    temporary = None
    try:
        final = target.resolve() if target.is_symlink() else target
        if final.exists() and not final.is_file() and not final.is_dir():
            final.write_bytes(data)  # a device or a pipe, such as /dev/stdout, which must not be replaced
            return target
        temporary = final.with_name(final.name + ".part")
        temporary.write_bytes(data)
        if final.is_file():
            temporary.chmod(final.stat().st_mode)
        temporary.replace(final)
    except (OSError, ValueError) as error:
        if temporary is not None:
            with suppress(OSError, ValueError):  # on Windows another program may have opened it
                temporary.unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) else error
        raise LevelwiseError(f"{target} cannot be written: {reason}") from error
    return target
