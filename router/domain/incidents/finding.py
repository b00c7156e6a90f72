"""What watching finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from router.domain.incidents.cell import Cell


@dataclass(frozen=True, kw_only=True)
class IncidentSeen:
    """More people call about one thing than chance explains."""

    cell: Cell
    at: datetime
    first_at: datetime
    """of the calls counted"""
    minutes: int
    """the window looked at"""
    calls: int
    callers: int
    """distinct"""
    heads: float
    """callers with discounted repeats: what was tested"""
    usual: float
    """calls to be expected in the window, on a day like today"""
    chance: float
    """of as many, at any look"""
    asked: float
    """chance below which it counts; the chance may lie above when a broader cell was found and this one explains it"""


@dataclass(frozen=True, kw_only=True)
class IncidentOver:
    """The cell has gone quiet; from now on it can be found again."""

    cell: Cell
    at: datetime


Finding = IncidentSeen | IncidentOver
