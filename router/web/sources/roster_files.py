"""The roster's two files as the API uses them, and rosters that people send."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from router.adapters.files.file_stamp import Stamp, file_stamp
from router.adapters.files.kept_calendar import KeptCalendar
from router.adapters.files.roster_csv import parse_roster_csv
from router.adapters.files.roster_journal import FileRosterJournal
from router.adapters.files.roster_yaml import parse_roster_yaml
from router.domain.bundle import Bundle
from router.services.config_document import ConfigRefused
from router.services.roster_house import RosterHouse
from router.services.roster_sheet import Sheet
from router.web.errors import NoShifts, ShiftsUnusable
from router.web.upload import Upload


def _xlsx(content: bytes, file: str) -> Sheet:
    # Takes a fifth of a second to import: only who sends a workbook waits for it.
    from router.adapters.files.roster_xlsx import parse_roster_xlsx  # noqa: PLC0415

    return parse_roster_xlsx(content, file)


READERS: Final[Mapping[str, tuple[str, Callable[[bytes, str], Sheet]]]] = {
    "text/csv": (".csv", parse_roster_csv),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx", _xlsx),
    "application/yaml": (".yaml", parse_roster_yaml),
}
"""Media type of a roster to the ending of such files, and who reads them."""


class RosterFiles:
    """`<data>/roster`. May be used by several threads."""

    def __init__(self, folder: Path) -> None:
        self._calendar = KeptCalendar(folder / "shifts.yaml")
        self._journal_file = folder / "journal.jsonl"
        self.journal: Final = FileRosterJournal(folder)
        self.one_file: Final = asyncio.Semaphore(1)
        """a workbook of a few MiB may unpack to a hundred: one at a time is held"""

    def open(self, bundle: Bundle) -> RosterHouse:
        """As the files are now; slow after a change. Raises NoShifts, ShiftsUnusable."""
        try:
            calendar = self._calendar.read(bundle)
        except ConfigRefused as refused:
            raise ShiftsUnusable(refused.problems) from refused
        if calendar is None:
            raise NoShifts
        return RosterHouse(bundle=bundle, calendar=calendar, journal=self.journal)

    def stamp(self) -> Stamp | None:
        """Another one after an edit."""
        return file_stamp(self._journal_file)

    def read(self, upload: Upload, file: str | None) -> Sheet:
        """The rows of a roster that somebody sent. Never raises for what is in it."""
        ending, parse = READERS[upload.media_type]
        return parse(upload.content, file or f"roster{ending}")
