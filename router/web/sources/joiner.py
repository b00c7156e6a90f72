"""Puts a call's talks together in a thread, one call at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import structlog

from router.adapters.files.joined_recordings import JoinFailed, join_recordings, joined_path
from router.web.errors import NotJoined

log = structlog.get_logger()


class Joiner:
    """One at a time: it is the processor's work, and callers shall not notice it."""

    def __init__(self) -> None:
        self._busy = asyncio.Lock()

    async def __call__(self, call: str, parts: Sequence[tuple[Path, str]]) -> Path:
        """The joined file of these parts, (path, SHA-256) in order. Raises NotJoined."""
        known = joined_path(call, parts)
        if await asyncio.to_thread(known.is_file):
            return known
        async with self._busy:
            try:
                return await asyncio.to_thread(join_recordings, call, parts)
            except JoinFailed as failed:
                log.error("recordings_not_joined", call_id=call, why=str(failed))
                raise NotJoined from failed
