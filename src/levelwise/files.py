"""Writing a file whole or not at all."""

from __future__ import annotations

from pathlib import Path

from levelwise.errors import LevelwiseError


def write_whole(path: str | Path, content: str | bytes) -> Path:
    """Write a text or another file through a part file beside it, so that nothing is left half-written.

    Raises
    ------
    LevelwiseError
        When the file cannot be written.
    """
    target = Path(path)
    part = target.with_name(target.name + ".part")
    try:
        part.write_bytes(content if isinstance(content, bytes) else f"{content}\n".encode())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise LevelwiseError(f"{target} cannot be written: {error.strerror}") from error
    return target
