"""A folder for a copy that may be maltreated: made here, or by an earlier run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from router.cli.options import fail


@contextmanager
def load_folder(data: Path | None, mark: str) -> Iterator[Path]:
    """The folder, with the mark in it; a temporary one is removed at the end. Ends the program when it is another's."""
    if data is not None:
        folder = data.expanduser().resolve()
        if folder.exists() and any(folder.iterdir()) and not (folder / mark).exists():
            fail(f"{folder} holds something that no load run made; give an empty folder, or none", code=2)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / mark).write_text("Made by ./hotline load; may be deleted.\n")
        yield folder
        return
    folder = Path(tempfile.mkdtemp(prefix="hotline-load-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
