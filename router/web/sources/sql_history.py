"""The archive, read in threads: SQL blocks, and a slow one shall not hold up who asks for live state."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Engine

from router.adapters.files.bundle_log import FileBundleLog
from router.adapters.files.bundle_store import BundleStore
from router.adapters.sql import engine as archive
from router.adapters.sql import late_alarms, messages, read
from router.adapters.sql.accesses import find_accesses, write_access
from router.adapters.sql.ladders import find_climbs
from router.adapters.sql.read_decisions import story_of
from router.adapters.sql.read_followers import find_followers
from router.adapters.sql.read_incidents import find_incidents
from router.adapters.sql.read_told import get_peaks
from router.domain.alarms.basket import Raised
from router.domain.call import Call
from router.domain.incidents.incident import Incident
from router.domain.ladder.climb import Escalation
from router.services.bundles_then import BundlesThen
from router.services.why_call import Story
from router.web.errors import ArchiveAway, BadField
from router.web.history import (
    Access,
    AccessFilter,
    Alarm,
    AlarmFilter,
    CallFilter,
    CallRecord,
    EscalationFilter,
    Follower,
    FollowerFilter,
    IncidentFilter,
    ListeningStep,
    Message,
    MessageFilter,
    Pause,
    Recording,
    Tag,
)

PATIENCE_SECONDS: Final = 5.0
THREADS: Final = 4
"""Also the most queries at a time: those that an impatient reader left behind still run to their end."""

T = TypeVar("T")


class SqlHistory:
    """`router.web.history.History` over the SQL archive. Opens it when first asked, and again after it was away."""

    def __init__(self, url: str, *, recordings: Path, bundles: Path) -> None:
        self._url = url
        self._bundles = bundles
        self._recordings = recordings
        self._engines: dict[bool, Engine] = {}
        """one that reads, and one whose transactions write"""
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
                topic=wanted.topic,
                place=wanted.place,
                grade=wanted.grade,
                limit=wanted.limit,
                before=wanted.before,
            )
        )
        return [stored.call for stored in found]

    async def call(self, call: str) -> CallRecord | None:
        stored = await self._run(lambda engine: read.get_call(engine, call))
        if stored is None:
            return None
        tag = stored.told.tag if stored.told else None
        return CallRecord(
            call=stored.call,
            recordings=tuple(self._recording(item) for item in stored.recordings),
            tag=Tag(**{name: tag[name] for name in ("at", "seat", "agent", "topic", "place")}) if tag else None,
            pauses=tuple(Pause(**row) for row in stored.told.pauses) if stored.told else (),
            listenings=tuple(ListeningStep(**row) for row in stored.told.listenings) if stored.told else (),
        )

    async def why(self, call: str, *, language: str, full: bool) -> Story | None:
        bundles, log = BundleStore(self._bundles), FileBundleLog(self._bundles)

        def tell(engine: Engine) -> Story | None:
            then = BundlesThen(log.all(), bundles.current(), bundles.find)
            return story_of(engine, then, call, language, full=full)

        return await self._run(tell)

    async def recording(self, recording: str) -> Recording | None:
        stored = await self._run(lambda engine: read.find_recording(engine, recording))
        return None if stored is None else self._recording(stored)

    async def peaks(self, recordings: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        return await self._run(lambda engine: get_peaks(engine, list(recordings)))

    async def find_messages(self, wanted: MessageFilter) -> list[Message]:
        rows = await self._run(lambda engine: messages.find_messages(engine, **_given(wanted)))
        return [_message(row) for row in rows]

    async def message(self, call: str) -> Message | None:
        row = await self._run(lambda engine: messages.get_message(engine, call))
        return None if row is None else _message(row)

    async def finish_message(self, call: str, *, by: str, at: float, note: str) -> bool:
        return await self._run(
            lambda engine: messages.finish_message(engine, call, by=by, at=at, note=note), write=True
        )

    async def put_access(self, *, at: float, actor: str, how: str, subject: str, call: str) -> None:
        await self._run(
            lambda engine: write_access(engine, at=at, actor=actor, how=how, subject=subject, call=call), write=True
        )

    async def find_accesses(self, wanted: AccessFilter) -> list[Access]:
        rows = await self._run(lambda engine: find_accesses(engine, **_given(wanted)))
        return [Access(**row) for row in rows]

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

    async def find_incidents(self, wanted: IncidentFilter) -> list[Incident]:
        return await self._run(lambda engine: find_incidents(engine, **_given(wanted)))

    async def find_escalations(self, wanted: EscalationFilter) -> list[Escalation]:
        return await self._run(lambda engine: find_climbs(engine, **_given(wanted)))

    async def incident(self, incident: str) -> Incident | None:
        found = await self._run(lambda engine: find_incidents(engine, incident=incident, limit=1))
        return found[0] if found else None

    async def find_followers(self, wanted: FollowerFilter) -> list[Follower]:
        rows = await self._run(lambda engine: find_followers(engine, **_given(wanted)))
        return [Follower(**row) for row in rows]

    async def last_alarm(self) -> int:
        return await self._run(late_alarms.last_alarm)

    async def alarms_beyond(self, row: int) -> list[tuple[int, Raised]]:
        return await self._run(lambda engine: late_alarms.alarms_beyond(engine, row))

    async def count_alarms(self, since: float | None = None) -> dict[str, int]:
        return await self._run(lambda engine: read.count_alarms(engine, since=since))

    async def count_outcomes(self) -> dict[str, int]:
        return await self._run(read.count_outcomes)

    async def close(self) -> None:
        """Let go of the archive, without waiting for a query that hangs."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for engine in self._engines.values():
            engine.dispose()

    def _recording(self, stored: read.StoredRecording) -> Recording:
        return Recording(
            id=stored.id,
            call=stored.call,
            segment=stored.segment,
            part=stored.part,
            recorded=stored.recorded,
            reason=stored.reason,
            seconds=stored.seconds if stored.recorded else None,
            sha256=stored.sha256,
            path=self._recordings / stored.path if stored.recorded and stored.path else None,
        )

    async def _run(self, ask: Callable[[Engine], T], *, write: bool = False) -> T:
        def query() -> T:
            if write not in self._engines:
                self._engines[write] = archive.open_engine(self._url, write=write)
            return ask(self._engines[write])

        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asyncio.get_running_loop().run_in_executor(self._threads, query)
        except archive.ArchiveRejects as error:
            raise BadField("a time is out of range") from error
        except (archive.ArchiveAway, OSError, TimeoutError) as error:
            raise ArchiveAway from error


def _given(wanted: MessageFilter | AccessFilter | IncidentFilter | EscalationFilter | FollowerFilter) -> dict[str, Any]:
    return {field.name: getattr(wanted, field.name) for field in fields(wanted)}


def _message(row: Mapping[str, Any]) -> Message:
    return Message(**{field.name: row[field.name] for field in fields(Message)})
