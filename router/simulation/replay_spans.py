"""What was so from one moment to another: seats, and bundles in force."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from router.domain.bundle import Bundle
from router.domain.seat import Seat


@dataclass(frozen=True, kw_only=True)
class Span:
    """A seat as it was from one moment to another, Unix seconds; `until` None: still so."""

    seat: Seat
    since: float
    until: float | None


@dataclass(frozen=True)
class Bundles:
    """Which bundle was in force when: (since, bundle), rising; the first was so before as well."""

    spans: tuple[tuple[float, Bundle], ...]

    def at(self, moment: float) -> Bundle:
        """The one in force then."""
        place = bisect_right([since for since, _ in self.spans], moment)
        return self.spans[max(0, place - 1)][1]

    def within(self, since: float, until: float) -> list[tuple[float, Bundle]]:
        """The one in force at `since`, and each that came before `until`, with its time."""
        first = self.at(since)
        later = [span for span in self.spans if since < span[0] < until]
        return [(since, first), *(later[1:] if later and later[0][1] is first else later)]
