"""The bundle in force, read again when its number changes."""

from __future__ import annotations

from pathlib import Path

import structlog

from router.adapters.files.bundle_store import BundleDamaged, BundleStore
from router.domain.bundle import Bundle

log = structlog.get_logger()


class BundleInForce:
    """Asks the store for its current number each time: one small read, so that names are right after an apply."""

    def __init__(self, folder: Path) -> None:
        self._store = BundleStore(folder)
        self._bundle: Bundle | None = None
        self._damaged: int | None = None

    def __call__(self) -> Bundle | None:
        """The bundle in force; the last good one while it cannot be read; None before the first."""
        number = self._store.current()
        known = self._bundle.number if self._bundle else None
        if number is not None and number not in {known, self._damaged}:
            try:
                self._bundle = self._store.load(number)
                self._damaged = None
            except BundleDamaged as damaged:
                # Said once: every request comes by here.
                self._damaged = number
                log.error("bundle_unreadable", bundle=number, why=str(damaged))
        return self._bundle
