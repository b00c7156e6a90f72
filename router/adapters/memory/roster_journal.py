"""The roster's edits, in memory."""

from __future__ import annotations

from router.domain.errors import Conflict
from router.domain.shifts.edits import Entry


class MemoryRosterJournal:
    """Behaves as the file does, and forgets."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def entries(self) -> tuple[Entry, ...]:
        """All, by number."""
        return tuple(self._entries)

    def append(self, entry: Entry) -> None:
        """Put an edit on record. Raises Conflict."""
        if entry.number != len(self._entries) + 1:
            raise Conflict
        self._entries.append(entry)
