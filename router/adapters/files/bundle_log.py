"""The log of adoptions as a file beside the bundles: one JSON object a line, only ever added to."""

from __future__ import annotations

import os
from pathlib import Path

from router.adapters import codec
from router.services.bundle_log import Adoption


class FileBundleLog:
    """`history.jsonl` in the folder of bundles."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "history.jsonl"

    def add(self, adoption: Adoption) -> None:
        """One more. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            os.write(handle, codec.dump(adoption).encode() + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)

    def all(self) -> list[Adoption]:
        """Every one that can be read, oldest first; a line that was cut by a crash is passed over."""
        try:
            lines = self._path.read_bytes().splitlines()
        except OSError:
            return []
        found = []
        for line in lines:
            try:
                found.append(codec.load(Adoption, line))
            except codec.BadMessage:
                continue
        return found
