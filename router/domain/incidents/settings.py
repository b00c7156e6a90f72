"""What a house says about watching for incidents."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.incidents.rules import LEAST_FLOOR, Rules


@dataclass(frozen=True, kw_only=True)
class IncidentSettings:
    """`incidents` of the site; all but `watch` are those of `Rules`.

    Raises:
        BadIncidentRules: a value is out of range, or they do not fit each other.
    """

    watch: bool = True
    """live calls are watched"""
    windows: tuple[int, ...] = (30, 60, 90, 120, 180, 240, 360)
    """minutes"""
    floor: int = LEAST_FLOOR
    """distinct callers"""
    budget: float = 2.5
    """false alarms in 30 days by the bound"""
    quiet: int = 120
    """minutes"""
    half_life_weeks: float = 8.0

    def __post_init__(self) -> None:
        _ = self.rules

    @property
    def rules(self) -> Rules:
        """For the detector."""
        return Rules(
            windows=self.windows,
            floor=self.floor,
            budget=self.budget,
            quiet=self.quiet,
            half_life_weeks=self.half_life_weeks,
        )
