"""Which days are holidays in this house: as its shifts file says, which names the country."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

import structlog

from router.adapters.files.file_stamp import file_stamp
from router.adapters.files.shifts_file import read_shifts
from router.domain.bundle import Bundle
from router.domain.shifts.days import DayKinds, Week
from router.services.config_document import ConfigRefused

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Days:
    """Kinds of day, and what they were made of: whoever has the same has the same days."""

    kinds: DayKinds
    made_of: Hashable


NO_HOLIDAYS = Days(kinds=Week(), made_of=None)


class HouseDays:
    """Reads the file again when it, or the bundle, has changed."""

    def __init__(self, shifts: Path) -> None:
        self._shifts = shifts
        self._read_for: Hashable = None
        self._days = NO_HOLIDAYS

    def read(self, bundle: Bundle) -> Days:
        """A house without a shifts file, or with one that cannot be read, has none."""
        stamp = file_stamp(self._shifts)
        if (stamp, bundle.number) != self._read_for:
            self._read_for = stamp, bundle.number
            self._days = NO_HOLIDAYS if stamp is None else self._look(bundle)
        return self._days

    def _look(self, bundle: Bundle) -> Days:
        try:
            plan, kinds = read_shifts(self._shifts, skills=bundle.skills, lines=bundle.lines)
        except (ConfigRefused, OSError, ValueError) as error:
            log.warning("holidays_not_known", why=type(error).__name__)
            return NO_HOLIDAYS
        return Days(kinds=kinds, made_of=(plan.country, plan.region, frozenset(plan.own_days.items())))
