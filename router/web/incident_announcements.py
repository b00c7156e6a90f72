"""What callers are told of incidents, as the API needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from router.domain.incidents.announcement import IncidentAnnouncement


class IncidentAnnouncing(Protocol):
    """Where it is kept, and who speaks it."""

    async def read(self) -> Mapping[str, IncidentAnnouncement]:
        """By incident, also those whose time is over."""
        ...

    async def speak(self, text: Mapping[str, str]) -> dict[str, str]:
        """Language to words, to language and name of the prompt. Raises NotSpoken."""
        ...

    async def put(self, announcement: IncidentAnnouncement) -> None:
        """In the place of the one there was of that incident. Raises NotWritten."""
        ...

    async def end(self, incident: str) -> bool:
        """Callers hear it no more; whether there was one. Raises NotWritten."""
        ...
