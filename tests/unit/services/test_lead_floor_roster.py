"""A router that follows a roster while it leads, on the memory twin of the live state."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from router.domain import telephony as t
from router.domain.bundle import Bundle
from router.domain.history import AlarmRaised
from router.domain.requests import Reply, Request, SignOn
from router.domain.shifts.duty import Duties, Duty
from router.domain.shifts.plan import SeatRules
from router.ports import NO_ROSTER, RosterSeen
from router.services import lead_floor as leading
from tests.unit.services.test_lead_floor import House

RULES = SeatRules(drive=True, refuse_strangers=True)


class Book:
    """A roster that a test writes; `broken`: reading it fails."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.seen = NO_ROSTER
        self.edition = 0
        self.broken = False
        self.threads: set[str] = set()
        self.bundles: list[int] = []

    def write(self, *duties: Duty, problem: str = "") -> None:
        found = Duties(rules=RULES, zone=ZoneInfo("UTC"), all=duties)
        self.seen = RosterSeen(problem=problem) if problem else RosterSeen(duties=found)
        self.edition += 1

    def works(self, agent: str, *, begins: float = 0.0) -> Duty:
        now = self.house.clock.now()
        return Duty(
            start=now + begins, end=now + begins + 3600, agent=agent, date=date(2026, 10, 12), shift="s", name="S"
        )

    def stamp(self, bundle: Bundle, now: float) -> object:
        return self.edition, bundle.number

    def read(self, bundle: Bundle, now: float) -> RosterSeen:
        self.threads.add(threading.current_thread().name)
        self.bundles.append(bundle.number)
        if self.broken:
            raise RuntimeError("no such luck")
        return self.seen


@asynccontextmanager
async def led(house: House, book: Book) -> AsyncIterator[None]:
    house.roster = book
    asked_before = len(snapshots(house))
    async with house.led():
        await house.until(lambda: len(snapshots(house)) > asked_before)
        house.snapshot()
        yield


def snapshots(house: House) -> list[t.NodeCommand]:
    return [command for command in house.live.commands if isinstance(command, t.TakeSnapshot)]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second between two looks is none."""
    monkeypatch.setattr(leading, "RENEW_SECONDS", 0.0)
    monkeypatch.setattr(leading, "LONGEST_WAIT", 0.01)


async def asked(house: House, request: Request) -> Reply:
    number = house.live.ask(request)
    await house.until(lambda: number in house.live.replies)
    return house.live.replies[number]


async def until_told(house: House, holds: Callable[[dict[str, Any]], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds(await told(house)):  # noqa: ASYNC110  what is awaited has no event of its own
            await asyncio.sleep(0)


async def told(house: House) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in (await house.live.availability()).items()}


def sits(agent: str) -> SignOn:
    return SignOn(seat=f"1{agent[1:]}", actor="t", agent=agent)


@pytest.mark.usefixtures("quick")
async def test_the_roster_counts_from_the_first_moment_and_a_change_within_one_look() -> None:
    house = House()
    book = Book(house)
    book.write(book.works("8001"))
    async with led(house, book):
        assert (await asked(house, sits("8001"))).ok
        assert (await asked(house, sits("8002"))).code == "not_on_shift"
        book.write(book.works("8002"))
        await house.until(lambda: len(book.bundles) > 1)
        async with asyncio.timeout(5):
            while not (await asked(house, sits("8002"))).ok:
                pass
        assert (await asked(house, sits("8003"))).code == "not_on_shift"
    assert threading.main_thread().name not in book.threads


@pytest.mark.usefixtures("quick")
async def test_a_roster_that_cannot_be_read_is_told_and_the_former_one_leads() -> None:
    house = House()
    book = Book(house)
    book.write(book.works("8001"))
    async with led(house, book):
        book.broken = True
        book.edition += 1
        await house.until(lambda: bool(alarms(house, "roster_unreadable")))
        assert (await asked(house, sits("8002"))).code == "not_on_shift"
        assert (await asked(house, sits("8001"))).ok
    assert alarms(house, "roster_unreadable") == ["roster"]


@pytest.mark.usefixtures("quick")
async def test_who_is_missing_is_told_once_over_a_restart() -> None:
    house = House()
    book = Book(house)
    book.write(book.works("8001", begins=-RULES.missing_minutes * 60))
    for _ in range(2):
        async with led(house, book):
            await house.until(lambda: bool(alarms(house, "missing_on_shift")))
            reads = len(book.bundles)
            book.edition += 1
            await house.until(lambda reads=reads: len(book.bundles) > reads)  # type: ignore[misc]
            await until_told(house, lambda found: found.get("missing") == {"8001 2026-10-12/s": True})
    assert alarms(house, "missing_on_shift") == ["8001"]


@pytest.mark.usefixtures("quick")
async def test_seats_are_counted_as_they_change() -> None:
    house = House()
    async with house.led():
        await house.until(lambda: any(isinstance(c, t.TakeSnapshot) for c in house.live.commands))
        house.snapshot()
        await house.ready("1003")
        await until_told(house, lambda found: found.get("now", {}).get("legal", {}).get("2", {}).get("ready") == 1)
        assert (await told(house))["ahead"] is None


def alarms(house: House, code: str) -> list[str]:
    return [one.subject for one in house.live.outbox if isinstance(one, AlarmRaised) and one.code == code]
