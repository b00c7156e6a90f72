"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from router.domain.shifts.roster import Assignment


class Weight(StrEnum):
    """How much a finding weighs."""

    WRONG = "wrong"  # cannot be worked at all: never goes into the roster
    RULE = "rule"  # against a rule of work: goes in only when somebody says so
    SHORT = "short"  # too few people: told, and kept out of nothing, as illness asks nobody


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong with a roster."""

    code: str
    """name of the check"""
    weight: Weight
    date: date
    what: str
    remedy: str
    at: Assignment | None = None
    """the assignment to change; of two, the later"""
    person: str = ""
    shift: str = ""

    def __str__(self) -> str:
        return f"{self.date}: {self.what}; {self.remedy}"
