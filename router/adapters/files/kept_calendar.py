"""The calendar of a shifts file, kept until the file or the bundle is another."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from router.adapters.files.file_stamp import Stamp, file_stamp
from router.adapters.files.shifts_file import read_shifts
from router.domain.bundle import Bundle
from router.domain.shifts.calendar import Calendar


class KeptCalendar:
    """May be asked by several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: tuple[Stamp, Bundle, Calendar] | None = None

    def read(self, bundle: Bundle) -> Calendar | None:
        """None: there is no such file. Raises ConfigRefused, with all problems."""
        stamp, kept = file_stamp(self._path), self._kept
        if stamp is None:
            return None
        if kept is not None and kept[0] == stamp and kept[1] is bundle:
            return kept[2]
        plan, days = read_shifts(self._path, skills=bundle.skills, lines=bundle.lines)
        calendar = Calendar(plan=plan, zone=ZoneInfo(bundle.site.timezone), days=days)
        self._kept = (stamp, bundle, calendar)
        return calendar
