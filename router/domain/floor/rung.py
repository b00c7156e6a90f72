"""Which numbers were rung within a day: no number is rung more often than a bundle allows."""

from __future__ import annotations

from collections.abc import Iterable

from router.domain.outbound import DAY_SECONDS


class Rung:
    """Times of rings by number, of the last day."""

    def __init__(self, rings: Iterable[tuple[str, float]] = ()) -> None:
        """`rings`: number and time, oldest first."""
        self._times: dict[str, list[float]] = {}
        for number, at in rings:
            self.add(number, at)

    def add(self, number: str, at: float) -> None:
        """The number was rung."""
        self._times[number] = [*self._recent(number, at), at]

    def free_from(self, number: str, a_day: int, at: float) -> float:
        """From when on the number may be rung again; `at` when it may now."""
        recent = self._recent(number, at)
        return at if len(recent) < a_day else recent[-a_day] + DAY_SECONDS

    def _recent(self, number: str, at: float) -> list[float]:
        return [one for one in self._times.get(number, ()) if one > at - DAY_SECONDS]
