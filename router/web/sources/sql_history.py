"""The archive, read in threads: SQL blocks, and a slow one shall not hold up who asks for live state."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Engine

from router.adapters.sql import engine as archive
from router.adapters.sql import read
from router.domain.call import Call
from router.web.errors import ArchiveAway, BadField
from router.web.history import Alarm, AlarmFilter, CallFilter, Recording

PATIENCE_SECONDS: Final = 5.0
THREADS: Final = 4
"""Also the most queries at a time: those that an impatient reader left behind still run to their end."""

T = TypeVar("T")


class SqlHistory:
    """`router.web.history.History` over the SQL archive. Opens it when first asked, and again after it was away."""

    def __init__(self, url: str, *, recordings: Path) -> None:
        self._url = url
        self._recordings = recordings
        self._engine: Engine | None = None
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="archive")

    async def find_calls(self, wanted: CallFilter) -> list[Call]:
        found = await self._run(
            lambda engine: read.find_calls(
                engine,
                since=wanted.since,
                until=wanted.until,
                line=wanted.line,
                queue=wanted.queue,
                outcome=wanted.outcome.value if wanted.outcome else None,
                seat=wanted.seat,
                limit=wanted.limit,
                before=wanted.before,
            )
        )
        return [stored.call for stored in found]

    async def call(self, call: str) -> tuple[Call, list[Recording]] | None:
        stored = await self._run(lambda engine: read.get_call(engine, call))
        return None if stored is None else (stored.call, [self._recording(item) for item in stored.recordings])

    async def recording(self, recording: str) -> Recording | None:
        stored = await self._run(lambda engine: read.find_recording(engine, recording))
        return None if stored is None else self._recording(stored)

    async def find_alarms(self, wanted: AlarmFilter) -> list[Alarm]:
        found = await self._run(
            lambda engine: read.find_alarms(
                engine,
                since=wanted.since,
                until=wanted.until,
                code=wanted.code,
                subject=wanted.subject,
                limit=wanted.limit,
                before=wanted.before,
            )
        )
        return [Alarm(id=one.id, at=one.at, code=one.code, subject=one.subject, text=one.text) for one in found]

    async def count_alarms(self, since: float | None = None) -> dict[str, int]:
        return await self._run(lambda engine: read.count_alarms(engine, since=since))

    async def count_outcomes(self) -> dict[str, int]:
        return await self._run(read.count_outcomes)

    async def close(self) -> None:
        """Let go of the archive, without waiting for a query that hangs."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._engine is not None:
            self._engine.dispose()

    def _recording(self, stored: read.StoredRecording) -> Recording:
        return Recording(
            id=stored.id,
            call=stored.call,
            segment=stored.segment,
            recorded=stored.recorded,
            reason=stored.reason,
            seconds=stored.seconds if stored.recorded else None,
            sha256=stored.sha256,
            path=self._recordings / stored.path if stored.recorded and stored.path else None,
        )

    async def _run(self, ask: Callable[[Engine], T]) -> T:
        def query() -> T:
            if self._engine is None:
                self._engine = archive.open_engine(self._url)
            return ask(self._engine)

        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asyncio.get_running_loop().run_in_executor(self._threads, query)
        except archive.ArchiveRejects as error:
            raise BadField("a time is out of range") from error
        except (archive.ArchiveAway, OSError, TimeoutError) as error:
            raise ArchiveAway from error
