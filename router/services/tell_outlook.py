"""Tell who is there and who will be: when it changes, once a second at most, and each minute."""

from __future__ import annotations

from typing import Final

from router.domain.floor import Floor
from router.domain.shifts.ahead import Ahead
from router.ports import LiveState, RosterSeen
from router.services.availability import Counted, to_fields

ANEW_SECONDS: Final = 60.0


class Outlook:
    """One reign's."""

    def __init__(self, live: LiveState, floor: Floor, ahead: Ahead | None) -> None:
        self._live, self._floor, self._ahead = live, floor, ahead
        self._bundle = floor.bundle
        self._counted = Counted(floor.bundle, ())
        self._missing: dict[str, bool] = {}
        self._told = 0.0
        self._stale = True

    def news(self, seen: RosterSeen) -> None:
        """The roster was read again; one that could not be read leaves what was ahead."""
        if not seen.problem:
            self._ahead = seen.ahead
            self._stale = True

    async def tell(self, at: float) -> None:
        """Look at the seats, and tell what is new."""
        floor = self._floor
        if floor.bundle is not self._bundle:
            self._bundle, self._counted, self._stale = floor.bundle, Counted(floor.bundle, ()), True
        self._counted.take(floor.seats.values())
        stale = self._stale or self._counted.changed or self._missing != floor.missing
        if not stale and 0 <= at - self._told < ANEW_SECONDS:
            return
        self._missing = dict(floor.missing)
        await self._live.tell_availability(to_fields(at, self._counted, self._ahead, self._missing))
        self._told, self._stale, self._counted.changed = at, False, False
