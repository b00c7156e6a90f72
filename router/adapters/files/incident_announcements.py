"""What callers are told of incidents: one file, which the voice menu reads for every call. Blocking."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import structlog

from router.adapters import codec
from router.adapters.files.atomic import write_atomically
from router.adapters.files.locked import locked
from router.domain.incidents.announcement import IncidentAnnouncement, IncidentAnnouncements

log = structlog.get_logger()


class IncidentAnnouncementFile:
    """Written in one go; two that change it at once both count. What changes it raises OSError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, IncidentAnnouncement]:
        """By incident, also those whose time is over. A file that cannot be read holds none: so the voice menu takes
        it too."""
        try:
            known = codec.load(IncidentAnnouncements, self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, codec.BadMessage) as error:
            log.error("incident_announcements_unreadable", error=type(error).__name__)
            return {}
        return {one.incident: one for one in known.all}

    def put(self, announcement: IncidentAnnouncement) -> None:
        """In the place of the one there was of that incident."""
        with locked(self._path):
            self._write((self.read() | {announcement.incident: announcement}).values())

    def end(self, ends: Callable[[IncidentAnnouncement], bool]) -> list[IncidentAnnouncement]:
        """Take away those; returns them."""
        if not any(ends(one) for one in self.read().values()):
            return []
        with locked(self._path):
            known = self.read().values()
            over = [one for one in known if ends(one)]
            self._write(one for one in known if not ends(one))
        return over

    def _write(self, announcements: Iterable[IncidentAnnouncement]) -> None:
        known = IncidentAnnouncements(all=tuple(announcements))
        write_atomically(self._path, codec.dump(known).encode() + b"\n")
