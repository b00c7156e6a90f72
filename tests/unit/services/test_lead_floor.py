"""Leading the floor, on the memory twin of the live state."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest

from router.adapters.memory.live_state import MemoryLiveState
from router.domain import telephony as t
from router.domain.bundle import Bundle
from router.domain.call import Call
from router.domain.floor.known import Caller
from router.domain.ladder.settings import Ladder, Rule, Trigger
from router.domain.requests import MakeReady, SignOn
from router.domain.seat import Seat, SeatState
from router.ports import Change, HistoryAway, RosterBook
from router.services import lead_floor as leading
from router.services.lead_floor import Router, lead_floor
from tests.unit.domain.asterisk_model import NODE, AsteriskModel
from tests.unit.domain.sample import bundle


class Clock:
    """Real enough for timers that are due at once; jumps when told to."""

    def __init__(self) -> None:
        self.step = 0.0

    def now(self) -> float:
        return time.monotonic() + 1_000_000

    def stepped(self) -> float:
        step, self.step = self.step, 0.0
        return step


class History:
    """What the archive knows."""

    def __init__(self, epoch: int = 0, seats: dict[str, tuple[str, str, str]] | None = None) -> None:
        self.epoch = epoch
        self.seats = seats or {}
        self.away = False
        self.asked = 0

    def last_sign_ons(self) -> dict[str, tuple[str, str, str]]:
        return self.seats

    def last_epoch(self) -> int:
        self.asked += 1
        if self.away:
            raise HistoryAway("no answer")
        return self.epoch

    def callers_since(self, at: float) -> list[Caller]:
        return []

    def owed_calls(self, *, unseen: bool) -> list[Call]:
        return []

    def rung_since(self, at: float) -> list[tuple[str, float]]:
        return []


class House:
    """A live state, a model of the node, and one router at a time."""

    def __init__(self, history: History | None = None) -> None:
        self.live = MemoryLiveState([NODE])
        self.clock = Clock()
        self.asterisk = AsteriskModel(["1001", "1002", "1003", "1004"])
        self.history = history or History()
        self.bundle = bundle()
        self.bundles: dict[int, Bundle] = {}
        self.current: int | None = None
        self.roster: RosterBook | None = None

    @asynccontextmanager
    async def led(self, name: str = "a") -> AsyncIterator[None]:
        stop = asyncio.Event()
        router = Router(
            name=name,
            bundle=self.bundle,
            nodes=[NODE],
            live=self.live,
            clock=self.clock,
            sign_ons=self.history,
            pin_ok=lambda _agent, _pin: True,
            bundle_of=self.bundles.get,
            current=lambda: self.current,
            roster=self.roster,
        )
        task = asyncio.create_task(lead_floor(router, stop))
        try:
            yield
        finally:
            stop.set()
            await task

    def tell(self, events: list[t.NodeEvent]) -> None:
        for event in events:
            self.live.tell(event)

    def snapshot(self) -> None:
        self.live.tell(self.asterisk.snapshot(self.clock.now()))

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not holds():  # noqa: ASYNC110  what is awaited has no event of its own
                await asyncio.sleep(0)

    async def seat(self, seat: str) -> Seat:
        return (await self.live.load()).seats[seat]

    def offers(self) -> list[t.Offer]:
        return [command for command in self.live.commands if isinstance(command, t.Offer)]

    async def ready(self, seat: str) -> None:
        for request in (SignOn(seat=seat, actor="t", agent=f"8{seat[1:]}"), MakeReady(seat=seat, actor="t")):
            number = self.live.ask(request)
            await self.until(lambda number=number: number in self.live.replies)  # type: ignore[misc]
            assert self.live.replies[number].ok

    def call(self) -> None:
        self.tell(self.asterisk.arrive(self.clock.now()))
        self.tell(self.asterisk.hold(list(self.asterisk.citizens.values())[-1], self.clock.now()))


async def test_a_call_is_offered_to_the_seat_that_signed_on() -> None:
    house = House()
    async with house.led():
        await house.until(lambda: any(isinstance(c, t.TakeSnapshot) for c in house.live.commands))
        house.snapshot()
        await house.ready("1001")
        house.call()
        await house.until(lambda: len(house.offers()) == 1)
    assert house.offers()[0].seat == "1001"
    assert (await house.seat("1001")).state is SeatState.RESERVED


async def test_a_seat_that_the_bundle_has_gained_is_stored_at_once() -> None:
    house = House()
    async with house.led():
        await house.until(lambda: bool(house.live.commands))
        house.snapshot()
        await house.ready("1001")
    del house.live._seats["1003"]
    async with house.led():
        await house.until(lambda: "1003" in house.live._seats)
        house.snapshot()
        await house.ready("1003")


async def test_a_restarted_router_takes_up_what_it_missed() -> None:
    house = House()
    async with house.led():
        await house.until(lambda: bool(house.live.commands))
        house.snapshot()
        await house.ready("1001")
    house.call()
    async with house.led():
        house.snapshot()
        await house.until(lambda: len(house.offers()) == 1)
    assert house.offers()[0].epoch == 2


async def test_a_second_router_stands_by_until_the_lease_is_free() -> None:
    house = House()
    async with AsyncExitStack() as second:
        async with house.led("a"):
            await house.until(lambda: bool(house.live.commands))
            await second.enter_async_context(house.led("b"))
            await house.until(lambda: "router standby" in house.live.words)
            assert not any(command.epoch == 2 for command in house.live.commands)
        house.live.drop_lease()
        await house.until(lambda: any(command.epoch == 2 for command in house.live.commands))


async def test_an_emptied_store_is_rebuilt_from_history_and_asterisk() -> None:
    house = House(History(epoch=7, seats={"1001": ("8001", "talking", ""), "1002": ("8002", "not_ready", "break")}))
    async with house.led():
        await house.until(lambda: any(command.epoch > 7 for command in house.live.commands))
        house.call()
        house.snapshot()
        await house.until(lambda: len(house.offers()) == 1)
    assert house.offers()[0].seat == "1001"
    assert (await house.seat("1002")).reason == "break"


async def test_a_store_emptied_under_the_router_is_rebuilt() -> None:
    house = House()
    async with house.led():
        await house.until(lambda: bool(house.live.commands))
        house.snapshot()
        await house.ready("1001")
        house.history.seats = {"1001": ("8001", "ready", "")}
        house.history.epoch = 1
        house.live.wipe()
        house.call()
        await house.until(lambda: any(command.epoch == 2 for command in house.live.commands))
        house.snapshot()
        await house.until(lambda: bool(house.offers()))
    assert house.offers()[-1].epoch == 2


async def test_a_channel_that_has_seen_a_higher_epoch_raises_ours() -> None:
    house = House()
    async with house.led():
        await house.until(lambda: bool(house.live.commands))
        house.live.tell(t.SnapshotTaken(node=NODE, at=house.clock.now(), boot="1", epoch=50))
        await house.until(lambda: any(command.epoch == 51 for command in house.live.commands))


async def test_a_conflict_rebuilds_the_floor() -> None:
    house = House()
    async with house.led():
        await house.until(lambda: bool(house.live.commands))
        house.snapshot()
        await house.ready("1001")
        seat = await house.seat("1001")
        changed = Seat(id="1001", version=seat.version + 5, state=SeatState.READY, agent="8001", reachable=True)
        await house.live.commit(Change(epoch=1, seats=[changed], was={"1001": seat.version}))
        house.call()
        await house.until(lambda: any(command.epoch == 2 for command in house.live.commands))
        house.snapshot()
        await house.until(lambda: any(offer.epoch == 2 for offer in house.offers()))


async def test_a_clock_that_steps_rebuilds_the_floor() -> None:
    house = House()
    async with house.led():
        await house.until(lambda: bool(house.live.commands))
        house.clock.step = -3600.0
        await house.until(lambda: any(command.epoch == 2 for command in house.live.commands))


async def test_without_history_nobody_is_signed_off_by_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "RENEW_SECONDS", 0.01)
    house = House(History(epoch=7, seats={"1001": ("8001", "ready", "")}))
    house.history.away = True
    async with house.led():
        await house.until(lambda: house.history.asked > 3)
        assert house.live.commands == []
        assert house.live.words["router"]["detail"] == "waits for history"
        house.history.away = False
        await house.until(lambda: any(isinstance(c, t.MarkDuty) for c in house.live.commands))
    assert [c.on_duty for c in house.live.commands if isinstance(c, t.MarkDuty)] == [("1001",)]


async def test_a_history_that_stays_away_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "RENEW_SECONDS", 0.01)
    monkeypatch.setattr(leading, "HISTORY_SECONDS", 0.05)
    house = House()
    house.history.away = True
    async with house.led():
        await house.until(lambda: any(isinstance(c, t.Beat) for c in house.live.commands))


async def test_trouble_that_other_processes_tell_of_has_the_lead_rung_until_it_is_over() -> None:
    house = House()
    ladder = Ladder(id="ops", people=("8002",), rules=(Rule(trigger=Trigger.PART_DOWN),))
    house.bundle = replace(house.bundle, ladders={"ops": ladder})

    def sent(kind: type[t.NodeCommand]) -> int:
        return sum(isinstance(command, kind) for command in house.live.commands)

    async with house.led():
        await house.until(lambda: bool(house.live.commands))
        house.snapshot()
        await house.ready("1002")
        house.live.trouble[Trigger.PART_DOWN] = {"api": "api is not well"}
        await house.until(lambda: sent(t.PlaceRing) == 1)
        assert len((await house.live.load()).climbs) == 1
        house.live.trouble[Trigger.PART_DOWN] = {}
        await house.until(lambda: sent(t.CancelRing) == 1)
        assert (await house.live.load()).climbs == {}
