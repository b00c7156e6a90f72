"""Calls that have ended: what is heard of them later is late."""

from __future__ import annotations

from typing import Final

KEPT_SECONDS: Final = 60.0


class Tombstones:
    """Remembers an ended call for a minute. Time only moves forward with `bury`."""

    def __init__(self) -> None:
        self._ended: dict[str, float] = {}

    def bury(self, call: str, at: float) -> None:
        """Remember that the call ended."""
        self._ended[call] = at
        # In the order of burial: the oldest are in front.
        while self._ended:
            oldest = next(iter(self._ended))
            if at - self._ended[oldest] <= KEPT_SECONDS:
                break
            del self._ended[oldest]

    def exhume(self, call: str) -> None:
        """The call goes on after all: its caller is called back."""
        self._ended.pop(call, None)

    def holds(self, call: str, at: float) -> bool:
        """Whether the call ended within the last minute."""
        ended = self._ended.get(call)
        return ended is not None and at - ended <= KEPT_SECONDS
