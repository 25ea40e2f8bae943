"""Files are written completely or not at all, wherever they are."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

import levelwise as lw
from levelwise.files import write_whole


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    for name in ("old.tex", "new.tex"):
        link = tmp_path / name
        try:
            link.symlink_to(tmp_path / "papers" / name)
        except OSError:
            pytest.skip("this system has no links")
    (tmp_path / "papers" / "old.tex").write_text("old", encoding="utf-8")
    for name in ("old.tex", "new.tex"):
        assert write_whole(tmp_path / name, "new") == tmp_path / name
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / "papers" / name).read_text("utf-8") == "new\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "m.tex"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)
    write_whole(path, "new")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text("utf-8") == "new\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_a_pipe_or_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.tex"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")), daemon=True)
    reader.start()
    write_whole(pipe, "new")
    reader.join(30)
    assert read == ["new\n"]
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_an_impossible_name_is_an_error(tmp_path: Path) -> None:
    for name in ("a\0.tex", f"{'long' * 100}.tex"):
        with pytest.raises(lw.LevelwiseError, match="cannot be written"):
            lw.extract_eq("y ~ x + (1 | g)").save(tmp_path / name)
    assert not list(tmp_path.iterdir())
