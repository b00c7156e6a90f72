"""The brake on guessing PINs: they have few digits, so wrong ones in a row are counted per agent number."""

from __future__ import annotations


class Pins:
    """Remembers wrong PINs, never what they were."""

    def __init__(self) -> None:
        self._wrong: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def locked(self, agent: str, now: float) -> bool:
        """Whether this agent's PIN may not even be tried."""
        return now < self._until.get(agent, 0.0)

    def wrong(self, agent: str, now: float, *, tries: int, seconds: float) -> bool:
        """A wrong PIN was given; whether that has just locked the number."""
        self._wrong[agent] = self._wrong.get(agent, 0) + 1
        if self._wrong[agent] < tries:
            return False
        del self._wrong[agent]
        self._until[agent] = now + seconds
        return True

    def right(self, agent: str) -> None:
        """The right PIN was given."""
        self._wrong.pop(agent, None)
