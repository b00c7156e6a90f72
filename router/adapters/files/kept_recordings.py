"""Deletes finished recordings, and looks that they are gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from router.adapters.files.atomic import sync_folder
from router.adapters.files.joined_recordings import joined_files
from router.adapters.files.raw_recordings import ASIDE
from router.services.delete_recordings import Kept, StillThere
from router.services.finish_recordings import MESSAGE, TALK


class KeptRecordingFolder:
    """`router.services.delete_recordings.KeptFiles`."""

    def __init__(self, finished: Path, raw: Path) -> None:
        self._finished = finished.resolve()
        self._raw = raw

    def delete(self, kept: Kept) -> None:
        """The finished file, the call's joined one, and a raw one that was set aside. Raises StillThere."""
        files = list(self._files(kept))
        try:
            for path in files:
                path.unlink(missing_ok=True)
            for folder in {path.parent for path in files if path.parent.is_dir()}:
                sync_folder(folder)
        except OSError as error:
            raise StillThere(type(error).__name__) from error
        if any(path.exists() or path.is_symlink() for path in files):
            raise StillThere(kept.id)

    def _files(self, kept: Kept) -> Iterator[Path]:
        if kept.path:
            path = self._finished / kept.path
            if not path.parent.resolve().is_relative_to(self._finished):
                # The archive's word alone shall not delete any other file of this machine.
                raise StillThere("outside of the recordings")
            yield path
            yield from joined_files(kept.call, path.parent)
        for ending in (TALK, MESSAGE):
            yield self._raw / ASIDE / f"{kept.id}{ending}"
