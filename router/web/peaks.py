"""How a recording looks, at the width that a player asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Look:
    """One recording's own peaks: `levels` a byte per point, channel after channel."""

    seconds: float
    channels: int
    levels: bytes

    def channel(self, number: int) -> bytes:
        """The points of one channel; empty when there is no such channel."""
        length = len(self.levels) // self.channels if self.channels else 0
        return self.levels[number * length : (number + 1) * length] if number < self.channels else b""


def draw(looks: Sequence[Look], channel: int, points: int) -> list[float]:
    """The loudest of each of `points` equal stretches of all recordings one after the other, 0 to 1."""
    total = sum(look.seconds for look in looks)
    drawn: list[int | None] = [None] * points
    begun = 0.0
    for look in looks:
        levels = look.channel(channel)
        for number, level in enumerate(levels):
            at = begun + look.seconds * number / len(levels)
            place = min(points - 1, int(at / total * points)) if total else 0
            drawn[place] = max(level, drawn[place] or 0)
        begun += look.seconds
    filled: list[float] = []
    for found in drawn:
        # Fewer points than asked for: each stands until the next one.
        filled.append(round(found / 255, 3) if found is not None else filled[-1] if filled else 0.0)
    return filled
