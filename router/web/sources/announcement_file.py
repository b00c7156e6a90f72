"""Which announcements are switched on: one file, which the voice menu reads for every call."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import structlog

from router.adapters.files.atomic import write_atomically
from router.adapters.files.locked import locked
from router.web.announcements import Switch
from router.web.errors import NotWritten

log = structlog.get_logger()


class AnnouncementFile:
    """`router.web.announcements.Switches` over `Settings.announcements`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def read(self) -> dict[str, Switch]:
        """A file that is not there, or cannot be read, has nothing switched on: so the voice menu takes it too."""
        return await asyncio.to_thread(self._read)

    async def put(self, announcement: str, switch: Switch) -> None:
        """Written in one go; two that switch at once both count. Raises NotWritten."""
        await asyncio.to_thread(self._put, announcement, switch)

    def _put(self, announcement: str, switch: Switch) -> None:
        try:
            with locked(self._path):
                known = self._read() | {announcement: switch}
                content = {name: {"on": one.on, "at": one.at, "by": one.by} for name, one in sorted(known.items())}
                write_atomically(self._path, json.dumps(content, indent=2).encode() + b"\n")
        except OSError as error:
            raise NotWritten(type(error).__name__) from error

    def _read(self) -> dict[str, Switch]:
        try:
            body = json.loads(self._path.read_text("utf-8"))
            return {str(name): _switch(value) for name, value in body.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError, TypeError) as error:
            log.error("announcements_unreadable", error=type(error).__name__)
            return {}


def _switch(value: object) -> Switch:
    """Raises TypeError, ValueError for what is none."""
    if not isinstance(value, dict):
        raise TypeError("no object")
    at = value.get("at")
    return Switch(on=value.get("on") is True, at=None if at is None else float(at), by=str(value.get("by", "")))
