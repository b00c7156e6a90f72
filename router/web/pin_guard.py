"""Brake on guessing PINs: they have few digits, so wrong ones are counted per agent."""

from __future__ import annotations

from collections import deque
from typing import Final

from router.web.errors import TooManyTries

TRIES: Final = 5
SPAN_SECONDS: Final = 60.0
_AGENTS: Final = 10_000
"""Made-up agent numbers shall not fill the memory."""


class PinGuard:
    """Remembers the last wrong PINs of each agent."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[float]] = {}

    def check(self, agent: str, now: float) -> None:
        """Whether this agent's PIN may be tried at all.

        Raises:
            TooManyTries: five wrong ones within a minute.
        """
        tries = self._wrong.get(agent)
        if tries and len(tries) == TRIES and now - tries[0] < SPAN_SECONDS:
            raise TooManyTries

    def wrong(self, agent: str, now: float) -> None:
        """A wrong PIN was given for this agent."""
        if agent not in self._wrong and len(self._wrong) >= _AGENTS:
            del self._wrong[next(iter(self._wrong))]
        self._wrong.setdefault(agent, deque(maxlen=TRIES)).append(now)

    def right(self, agent: str) -> None:
        """The agent signed on."""
        self._wrong.pop(agent, None)
