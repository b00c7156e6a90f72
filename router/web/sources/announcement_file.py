"""Which announcements are switched on: one file, which the voice menu reads for every call."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from router.adapters.files.atomic import write_atomically
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
            with self._locked():
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

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        name = self._path.with_name(f".{self._path.name}.lock")
        handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _switch(value: object) -> Switch:
    """Raises TypeError, ValueError for what is none."""
    if not isinstance(value, dict):
        raise TypeError("no object")
    at = value.get("at")
    return Switch(on=value.get("on") is True, at=None if at is None else float(at), by=str(value.get("by", "")))
