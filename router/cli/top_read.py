"""Looks at a copy again and again: the live state each time, the archive not so often."""

from __future__ import annotations

import time
from typing import Final

from sqlalchemy import Engine

from router.cli.read_live import Live, read_live
from router.cli.top_today import Today, open_archive_to_read, read_today
from router.cli.top_view import TopView, top_view
from router.domain.bundle import Bundle
from router.settings import Settings
from router.web.sources.bundle_in_force import BundleInForce
from router.web.words import expected_waits, read_word

ARCHIVE_SECONDS: Final = 3.0


class TopReader:
    """`look` blocks: a second at most when Redis is away, longer when the archive is slow."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bundle = BundleInForce(settings.bundles)
        self._engine: Engine | None = None
        self._today = Today()
        self._read_at: float | None = None
        self.live = Live()
        """what the last look saw"""

    def look(self) -> TopView:
        """One look."""
        now = time.time()
        bundle = self._bundle()
        self.live = read_live(self._settings)
        problems = ("redis",) if self.live.problem else ()
        words = {name: word for name, text in self.live.words.items() if (word := read_word(text)) is not None}
        return top_view(
            bundle,
            self.live.seats,
            self.live.calls,
            self._day(bundle, now),
            now=now,
            problems=problems,
            expected=expected_waits(words, now=now),
        )

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()

    def _day(self, bundle: Bundle | None, now: float) -> Today:
        if self._engine is None:
            self._engine = open_archive_to_read(self._settings)
        clock = time.monotonic()
        if self._engine is not None and (self._read_at is None or clock - self._read_at >= ARCHIVE_SECONDS):
            self._today = read_today(self._engine, bundle, now=now)
            self._read_at = clock
        return self._today
