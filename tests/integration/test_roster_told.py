"""Whoever changes the roster, history, listeners and webhooks are told once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis

from router.adapters import codec
from router.adapters.files.roster_journal import FileRosterJournal
from router.adapters.redis import keys
from router.domain.history import ActionTaken
from router.domain.shifts.edits import Edit, Entry, Extra, Leave, Place
from router.web.event_views import name_of
from router.web.sources.roster_files import RosterFiles
from router.web.sources.roster_teller import RosterTeller

from .redis_server import RedisServer, redis_server

__all__ = ["redis_server"]

MONDAY = date(2026, 10, 12)
LEAVE = Leave(person="8001", first=MONDAY, last=MONDAY)
EXTRA = Extra(place=Place(person="8002", date=MONDAY, shift="night"))
AT = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
async def redis(redis_server: RedisServer) -> AsyncIterator[Redis]:
    client = redis_server.async_client()
    await client.flushall()
    yield client
    await client.aclose()


def write(folder: Path, *edits: Edit, note: str = "") -> None:
    journal = FileRosterJournal(folder)
    for edit in edits:
        number = len(journal.entries()) + 1
        journal.append(Entry(number=number, at=AT, author="Li", note=note, edit=edit))


async def told(redis: Redis) -> list[ActionTaken]:
    streams = [await redis.xrange(key) for key in (keys.FEED, keys.OUTBOX)]
    feed, outbox = ([codec.load_message(fields[b"r"]) for _, fields in stream] for stream in streams)
    assert feed == outbox
    return feed


async def test_each_new_edit_once_and_the_past_is_no_news(redis: Redis, tmp_path: Path) -> None:
    write(tmp_path, LEAVE)
    teller = RosterTeller(redis, RosterFiles(tmp_path))
    await teller.look()
    assert await told(redis) == []
    write(tmp_path, EXTRA, note="asked for it")
    await teller.look()
    await teller.look()
    (one,) = await told(redis)
    assert name_of(one) == "action.roster_changed"
    assert (one.at, one.actor, one.subject, one.detail, one.note) == (
        AT.timestamp(), "Li", "2", "extra", "8002 in night of 2026-10-12 as agent, extra (asked for it)",
    )  # fmt: skip


async def test_what_was_changed_while_nobody_told_is_told_in_order_later(redis: Redis, tmp_path: Path) -> None:
    await RosterTeller(redis, RosterFiles(tmp_path)).look()
    write(tmp_path, LEAVE, EXTRA)
    await RosterTeller(redis, RosterFiles(tmp_path)).look()
    assert [one.subject for one in await told(redis)] == ["1", "2"]


async def test_two_processes_tell_each_edit_once(redis: Redis, tmp_path: Path) -> None:
    tellers = [RosterTeller(redis, RosterFiles(tmp_path)) for _ in range(3)]
    await tellers[0].look()
    write(tmp_path, *[LEAVE] * 20)
    await asyncio.gather(*(teller.look() for teller in tellers))
    assert [one.subject for one in await told(redis)] == [str(number) for number in range(1, 21)]


async def test_a_journal_from_a_backup_goes_on_from_its_own_end(redis: Redis, tmp_path: Path) -> None:
    teller = RosterTeller(redis, RosterFiles(tmp_path))
    write(tmp_path, LEAVE, LEAVE, LEAVE)
    await teller.look()
    (tmp_path / "journal.jsonl").unlink()
    write(tmp_path, LEAVE)
    await teller.look()
    write(tmp_path, EXTRA)
    await teller.look()
    assert [(one.subject, one.detail) for one in await told(redis)] == [("2", "extra")]


async def test_a_damaged_journal_is_no_end_of_telling(redis: Redis, tmp_path: Path) -> None:
    teller = RosterTeller(redis, RosterFiles(tmp_path))
    write(tmp_path, LEAVE)
    await teller.look()
    whole = (tmp_path / "journal.jsonl").read_bytes()
    (tmp_path / "journal.jsonl").write_bytes(whole + b"{}\n")
    await teller.look()
    (tmp_path / "journal.jsonl").write_bytes(whole)
    write(tmp_path, EXTRA)
    await teller.look()
    assert [one.subject for one in await told(redis)] == ["2"]


async def test_it_runs_until_it_is_told_to_end(redis: Redis, tmp_path: Path) -> None:
    await RosterTeller(redis, RosterFiles(tmp_path)).look()
    write(tmp_path, LEAVE)
    teller = RosterTeller(redis, RosterFiles(tmp_path))
    running = asyncio.create_task(teller.run())
    await redis.xread({keys.FEED: "0-0"}, block=5000)
    teller.end()
    await asyncio.wait_for(running, 5)
    assert len(await told(redis)) == 1
