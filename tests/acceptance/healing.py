"""How long it took until service was normal again after each kill: told at the end of a run, never asserted."""

from __future__ import annotations

from collections import defaultdict
from statistics import median


class Healing:
    """Seconds by what was killed."""

    def __init__(self) -> None:
        self._seconds: dict[str, list[float]] = defaultdict(list)

    def add(self, killed: str, seconds: float) -> None:
        self._seconds[killed].append(seconds)

    def lines(self) -> list[str]:
        """A line for each: n, min, median, max."""
        return [
            f"{name}: n={len(times)} min={min(times):.2f} p50={median(times):.2f} max={max(times):.2f} s"
            for name, times in sorted(self._seconds.items())
        ]


healing = Healing()
