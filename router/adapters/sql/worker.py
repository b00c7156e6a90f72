"""A thread that does one thing again and again, and outlives whatever it depends on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

import structlog

from router.adapters.redis.outbox import OutboxAway
from router.adapters.sql.engine import ArchiveAway, ArchiveNewer

log = structlog.get_logger()

FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 5.0
KNOWN: Final = (ArchiveAway, ArchiveNewer, OutboxAway, OSError)
"""Somebody else is away: no traceback is needed to say so"""


class Worker(threading.Thread):
    """Calls `step`, waits for as many seconds as it returns, and again, until `stop`. After an error it waits longer
    each time, up to 5 s; the error is logged when it begins and when it is over."""

    def __init__(self, name: str, step: Callable[[], float], stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self._step = step
        self._stop_asked = stop
        self.wrong = ""
        """why it does not get on; empty when it does"""

    def run(self) -> None:
        """The thread."""
        pause = FIRST_PAUSE
        while not self._stop_asked.is_set():
            try:
                wait = self._step()
            except KNOWN as error:
                self._fail(f"{type(error).__name__}: {error}")
            except Exception as error:
                if not self.wrong:
                    log.exception("archiver_step_failed", worker=self.name)
                self._fail(type(error).__name__)
            else:
                if self.wrong:
                    log.info("archiver_goes_on", worker=self.name)
                self.wrong, pause = "", FIRST_PAUSE
                self._stop_asked.wait(wait)
                continue
            self._stop_asked.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _fail(self, why: str) -> None:
        if not self.wrong:
            log.warning("archiver_waits", worker=self.name, why=why)
        self.wrong = why
