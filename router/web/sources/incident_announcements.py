"""What callers are told of incidents: the file that the voice menu reads, and the voice that speaks it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from router.adapters.files.incident_announcements import IncidentAnnouncementFile
from router.domain.incidents.announcement import IncidentAnnouncement
from router.web.errors import NotSpoken, NotWritten

Speak = Callable[[str, str], str]
"""Words and their language to the name of the prompt; blocks. Raises ValueError with why it could not be spoken."""


class SpokenIncidents:
    """`router.web.incident_announcements.IncidentAnnouncing`."""

    def __init__(self, path: Path, speak: Speak | None) -> None:
        """`speak` None: this process has no voice."""
        self._file, self._speak = IncidentAnnouncementFile(path), speak

    async def read(self) -> Mapping[str, IncidentAnnouncement]:
        return await asyncio.to_thread(self._file.read)

    async def speak(self, text: Mapping[str, str]) -> dict[str, str]:
        if self._speak is None:
            raise NotSpoken
        try:
            return {language: await asyncio.to_thread(self._speak, words, language) for language, words in text.items()}
        except ValueError as error:
            raise NotSpoken(str(error)) from error

    async def put(self, announcement: IncidentAnnouncement) -> None:
        try:
            await asyncio.to_thread(self._file.put, announcement)
        except OSError as error:
            raise NotWritten(type(error).__name__) from error

    async def end(self, incident: str) -> bool:
        try:
            return bool(await asyncio.to_thread(self._file.end, lambda one: one.incident == incident))
        except OSError as error:
            raise NotWritten(type(error).__name__) from error
