"""What may be set about watching for incidents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from router.domain.errors import Refusal
from router.domain.incidents.cell import Dimension

THIN_WEEKS: Final = 4
"""Less history than this is thin: then the floor is five at least."""
LEAST_FLOOR: Final = 5


class BadIncidentRules(Refusal):
    """These settings for incidents do not fit each other."""

    code = "bad_incident_rules"


def _shares() -> Mapping[Dimension, float]:
    return {
        Dimension.TOPIC_PLACE: 0.8,
        Dimension.TOPIC: 0.04,
        Dimension.PLACE: 0.04,
        Dimension.CHOICE: 0.04,
        Dimension.AREA: 0.04,
        Dimension.LINE: 0.04,
    }


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Settings, with values that suit a city.

    Raises:
        BadIncidentRules: a value is out of range, or the windows do not rise.
    """

    windows: tuple[int, ...] = (30, 60, 90, 120, 180, 240, 360)
    """minutes looked back, rising; the last is as far as anything is remembered"""
    floor: int = LEAST_FLOOR
    """distinct callers without whom nothing is an incident; at least 2"""
    budget: float = 2.5
    """most false alarms in 30 days by the test's bound, which is loose: about a quarter of it is seen"""
    shares: Mapping[Dimension, float] = field(default_factory=_shares)
    """of the budget, per kind of cell; kinds left out are not watched"""
    busyness_shape: float = 25.0
    """how alike days are, before anything is seen of one: shape of the gamma factor on all rates, with mean 1"""
    quiet: int = 120
    """an incident is over when so many minutes held nothing unusual, and it has lasted as long; one of the windows"""
    half_life_weeks: float = 8.0
    """after so long history counts half"""

    def __post_init__(self) -> None:
        rising = all(low < high for low, high in zip(self.windows, self.windows[1:], strict=False))
        if not self.windows or not rising or self.windows[0] < 1:
            raise BadIncidentRules("windows are minutes, each longer than the one before")
        if self.quiet not in self.windows:
            raise BadIncidentRules("quiet is one of the windows")
        if self.floor < 2:
            raise BadIncidentRules("the floor is 2 callers at least")
        if min(self.budget, self.busyness_shape, self.half_life_weeks) <= 0:
            raise BadIncidentRules("budget, busyness_shape and half_life_weeks are above 0")
        if any(share <= 0 for share in self.shares.values()) or sum(self.shares.values()) > 1 + 1e-9:
            raise BadIncidentRules("shares are above 0 and add up to 1 at most")
