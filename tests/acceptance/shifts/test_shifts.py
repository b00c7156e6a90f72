"""A shift ends in the middle of a talk: the talk goes on, and the next callers go to those who are still on shift.

8001, shift ends at the next full minute   talk ─────┼──────── over ── no call any more
8002, on shift for hours                   ready ────┼──────────────── next caller ── and the one after
8003, shift begins in two hours            *11: too early
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from router.adapters.files.roster_journal import FileRosterJournal
from router.adapters.sql import schema
from router.domain.call import CallState, Outcome
from router.domain.seat import SeatState
from router.domain.shifts.edits import Entry, Import
from router.domain.shifts.roster import Assignment
from tests.acceptance.ears import hears_prompt
from tests.acceptance.world import AGENT_HZ, World, eventually, join

ZONE = ZoneInfo("Asia/Shanghai")
TIME_TO_TALK = timedelta(seconds=25)


def plan(folder: Path, end: datetime) -> None:
    """A roster whose first shift ends then."""
    began, far, soon = end - timedelta(hours=2), end + timedelta(hours=3), end + timedelta(hours=2)
    spans = {"ends": (began, end), "goes_on": (began, far), "to_come": (soon, soon + timedelta(hours=1))}
    lines = [f'  {name}: {{name: {name}, time: "{a:%H:%M}-{b:%H:%M}"}}' for name, (a, b) in spans.items()]
    folder.mkdir(exist_ok=True)
    who = zip(spans, ("8001", "8002", "8003"), strict=True)
    planned = tuple(Assignment(date=spans[name][0].date(), shift=name, person=agent) for name, agent in who)
    edit = Import(dates=tuple(sorted({each.date for each in planned})), assignments=planned)
    FileRosterJournal(folder).append(Entry(number=1, at=datetime.now(UTC), author="test", edit=edit))
    seats = "seats: {drive: yes, warn_minutes: 1}"
    (folder / "shifts.yaml").write_text("\n".join(["shifts:", *lines, seats, ""]), "utf-8")


@asynccontextmanager
async def roster(world: World) -> AsyncIterator[datetime]:
    """The roster leads the seats; gives the moment at which the first shift ends."""
    folder = world.settings.data / "roster"
    end = (datetime.now(ZONE) + TIME_TO_TALK).replace(second=0, microsecond=0) + timedelta(minutes=1)

    async def led() -> bool:
        return (await world.api("GET", "/v1/availability"))["heads_since"] is not None

    try:
        plan(folder, end)
        await eventually(led, bool, within=15, what="the router has read the roster")
        yield end
    finally:
        for name in ("shifts.yaml", "journal.jsonl"):
            (folder / name).unlink(missing_ok=True)
        await eventually(led, lambda yes: not yes, within=15, what="no roster leads any more")


@pytest.mark.timeout(300)  # a shift ends on a full minute, so up to a minute and a half of it is waiting
async def test_shifts(world: World) -> None:
    began = time.time()
    async with roster(world) as end:
        early = await world.softphone("1003")
        code = await early.dial("*11")
        await code.answered(5)
        await code.send_keys(f"8003#{world.secrets['pins']['8003']}#")
        ending = await world.agent("1001")
        talker = await world.citizen(hurry=True)
        talk = await ending.incoming(15)
        await join(talker, talk)
        await hears_prompt(code, world.prompt("too_early"))
        status, said = await world.api_answer("POST", "/v1/seats/1003/sign-on", {"agent": "8003"})
        assert (status, said["code"]) == (409, "too_early")
        assert f"begins at {end + timedelta(hours=2):%H:%M}" in said["message"]
        assert (await world.api("GET", "/v1/seats/1001"))["shift"].endswith("/ends")
        assert (await world.seat("1001")).state is SeatState.TALKING

        stays = await world.agent("1002")
        over = await world.until_seat("1001", lambda s: s.wish_reason == "shift_over", within=100, what="shift over")
        assert over.state is SeatState.TALKING
        assert time.time() >= end.timestamp()
        await talker.call.hears_tone(AGENT_HZ, 5, seconds=0.5)
        await talker.call.hang_up()
        assert (await talker.outcome()).call.outcome is Outcome.ANSWERED
        done = await world.until_seat("1001", SeatState.NOT_READY)
        assert done.reason == "shift_over"
        status, said = await world.api_answer("POST", "/v1/seats/1003/ready")
        assert status == 409, said

        elsewhere = await world.citizen(hurry=True)
        await join(elsewhere, await stays.incoming(15))
        waits = await world.citizen(hurry=True)
        await waits.until(CallState.QUEUED)
        await elsewhere.call.hang_up()
        await join(waits, await stays.incoming(15))
        await waits.call.hang_up()
        for citizen in (elsewhere, waits):
            (segment,) = (await citizen.outcome()).call.segments
            assert [offer.seat for offer in segment.offers] == ["1002"]
        await eventually(
            lambda: asyncio.to_thread(overruns, world, began),
            lambda found: [(agent, shift.rpartition("/")[2]) for agent, shift in found] == [("8001", "ends")],
            within=15,
            what="the overrun is in the archive",
            every=0.2,
        )
        # An overlap lets who is done stay on by choice.
        assert (await world.api("POST", "/v1/seats/1001/ready"))["state"] == "ready"


def overruns(world: World, since: float) -> list[tuple[str, str]]:
    """Agent and shift."""
    a = schema.actions.c
    query = select(a.subject, a.reason).where(a.what == "shift_overrun", a.at >= since)
    with world.engine.connect() as connection:
        return [(row.subject, row.reason) for row in connection.execute(query)]
