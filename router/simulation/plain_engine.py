"""The yardstick that policies are measured by: required levels, best level, longest idle; calls by rank. No steps, no
weights, no reserves; every look is a scan."""

from __future__ import annotations

from router.domain.matching import Free, Match, Wants, can_serve


class PlainEngine:
    """Implements `router.domain.matching.Engine`. A match takes call and seat out."""

    def __init__(self) -> None:
        self._calls: dict[str, Wants] = {}
        self._seats: dict[str, Free] = {}

    def wait(self, wants: Wants, at: float) -> list[Match]:
        self._calls[wants.call] = wants
        return self._seat_for(wants, at)

    def leave(self, call: str, at: float) -> list[Match]:
        self._calls.pop(call, None)
        return []

    def free(self, free: Free, at: float) -> list[Match]:
        self._seats[free.seat] = free
        able = [wants for wants in self._calls.values() if can_serve(free.skills, wants.skills)]
        return self._seat_for(min(able, key=lambda wants: (wants.rank, wants.call)), at) if able else []

    def busy(self, seat: str, at: float) -> list[Match]:
        self._seats.pop(seat, None)
        return []

    def due(self, at: float) -> list[Match]:
        return []

    @property
    def deadline(self) -> float | None:
        return None

    def _seat_for(self, wants: Wants, at: float) -> list[Match]:
        able = [seat for seat in self._seats.values() if can_serve(seat.skills, wants.skills)]
        if not able:
            return []

        def level(seat: Free) -> int:
            return sum(seat.skills.get(skill, 0) for skill in wants.skills)

        best = min(able, key=lambda seat: (-level(seat), seat.idle_since, seat.seat))
        del self._calls[wants.call], self._seats[best.seat]
        return [
            Match(
                call=wants.call,
                seat=best.seat,
                level=level(best),
                considered=len(able),
                reason=f"best level, longest idle of {len(able)} free seats",
                waited=max(0.0, at - wants.since),
            )
        ]
