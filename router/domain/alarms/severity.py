"""How much an alarm matters."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """From the least to the most."""

    INFO = "info"  # good to know, nothing to do
    WARNING = "warning"  # somebody has to look at it today
    URGENT = "urgent"  # callers suffer now; told at any hour

    @property
    def rank(self) -> int:
        """Higher is worse."""
        return _ORDER.index(self)


_ORDER = (Severity.INFO, Severity.WARNING, Severity.URGENT)
