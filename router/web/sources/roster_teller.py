"""Tells of changes of the roster, whoever made them: by the API, by the command line, or while nothing was running."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Final

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError, WatchError

from router.adapters import codec
from router.adapters.files.file_stamp import Stamp
from router.adapters.redis import keys
from router.domain.history import ActionTaken
from router.domain.shifts.edits import Entry
from router.domain.shifts.refusals import RosterDamaged
from router.services.say_edit import KINDS, say_edit
from router.web.sources.outbox import FEED_LENGTH
from router.web.sources.roster_files import RosterFiles

log = structlog.get_logger()

WHAT: Final = "roster_changed"
LOOK_SECONDS: Final = 1.0
PATIENCE_SECONDS: Final = 5.0


class RosterTeller:
    """Puts each new line of the journal into history and the feed, once, whichever process of the copy does it."""

    def __init__(self, redis: Redis, files: RosterFiles) -> None:
        self._redis: Any = redis
        self._files = files
        self._seen: tuple[Stamp | None] | None = None
        self._ending = asyncio.Event()

    def end(self) -> None:
        """Let `run` come to its end."""
        self._ending.set()

    async def run(self) -> None:
        """Look again and again, until `end`."""
        while not self._ending.is_set():
            # What Redis did not take is told when it is back.
            with suppress(RedisError, OSError, TimeoutError):
                await self.look()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._ending.wait()

    async def look(self) -> None:
        """Tell what is new. A journal that is seen for the first time is no news. Raises what redis-py raises."""
        stamp = self._files.stamp()
        if self._seen == (stamp,):
            return
        try:
            entries = await asyncio.to_thread(self._files.journal.entries)
        except RosterDamaged as damaged:
            log.error("roster_not_told", why=damaged.message)
            self._seen = (stamp,)
            return
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await self._step(entries):
                pass
        self._seen = (stamp,)

    async def _step(self, entries: tuple[Entry, ...]) -> bool:
        """Tell the next one; whether there may be more."""
        async with self._redis.pipeline(transaction=True) as pipe:
            await pipe.watch(keys.ROSTER_TOLD)
            known = await pipe.get(keys.ROSTER_TOLD)
            # A journal that came back from a backup is shorter: it goes on from its own end.
            told = min(int(known), len(entries)) if known is not None else len(entries)
            more = told < len(entries)
            pipe.multi()
            if more:
                text = codec.dump_message(_record(entries[told]))
                pipe.xadd(keys.OUTBOX, {"r": text})
                pipe.xadd(keys.FEED, {"r": text}, maxlen=FEED_LENGTH, approximate=True)
            pipe.set(keys.ROSTER_TOLD, told + more)
            try:
                await pipe.execute()
            except WatchError:
                # Another process of the copy was quicker.
                return True
            return more


def _record(entry: Entry) -> ActionTaken:
    note = f" ({entry.note})" if entry.note else ""
    return ActionTaken(
        at=entry.at.timestamp(),
        epoch=0,
        actor=entry.author,
        what=WHAT,
        subject=str(entry.number),
        detail=KINDS[type(entry.edit)],
        note=f"{say_edit(entry.edit)}{note}",
    )
