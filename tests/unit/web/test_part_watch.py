"""A part that is not well is an alarm once, and its end is on record."""

from __future__ import annotations

from typing import Any, cast

import pytest

from router.domain.history import ActionTaken, AlarmRaised, HistoryRecord
from router.web.sources.part_watch import DOWN_SECONDS, PartWatch
from router.web.words import Part


class Shelf:
    """What Redis keeps of it."""

    def __init__(self) -> None:
        self.down: set[bytes] = set()

    async def smembers(self, _: str) -> set[bytes]:
        return set(self.down)

    async def sadd(self, _: str, name: str) -> None:
        self.down.add(name.encode())

    async def srem(self, _: str, name: str) -> None:
        self.down.discard(name.encode())


class House:
    def __init__(self) -> None:
        self.shelf = Shelf()
        self.records: list[HistoryRecord] = []
        self.parts = {name: True for name in ("redis", "router", "ami", "asterisk", "disk")}
        self.at = 1000.0
        self.watch = self.another()

    def another(self) -> PartWatch:
        """As another process would begin."""
        return PartWatch(cast(Any, self.shelf), look=self.look, record=self.put, now=lambda: self.at)

    async def look(self) -> list[Part]:
        return [Part(name=name, ok=ok, detail="silent") for name, ok in self.parts.items()]

    async def put(self, record: HistoryRecord) -> None:
        self.records.append(record)

    async def after(self, seconds: float, **parts: bool) -> list[tuple[str, str]]:
        """Look once more; what came on record: kind and subject."""
        self.at += seconds
        self.parts |= parts
        self.records.clear()
        await self.watch()
        return [
            ("raised" if isinstance(one, AlarmRaised) else "over", one.subject)
            for one in self.records
            if isinstance(one, AlarmRaised | ActionTaken)
        ]


@pytest.fixture
def house() -> House:
    return House()


async def test_it_is_raised_once_when_it_lasts_and_ended_when_it_is_over(house: House) -> None:
    assert await house.after(0, router=False) == []
    assert await house.after(DOWN_SECONDS - 1) == []
    assert await house.after(1) == [("raised", "router")]
    assert await house.after(100) == []
    assert await house.after(1, router=True) == [("over", "router")]
    (over,) = house.records
    assert isinstance(over, ActionTaken)
    assert (over.what, over.detail) == ("alarm_resolved", "process_down")
    assert await house.after(1) == []


async def test_what_is_started_again_in_time_is_nothing(house: House) -> None:
    for _ in range(5):
        assert await house.after(DOWN_SECONDS - 1, router=False) == []
        assert await house.after(1, router=True) == []


async def test_asterisk_is_told_by_its_listener_alone(house: House) -> None:
    await house.after(0, ami=False, asterisk=False)
    assert await house.after(DOWN_SECONDS) == [("raised", "ami")]


async def test_without_redis_nobody_is_known_to_be_dead(house: House) -> None:
    await house.after(0, router=False, redis=False)
    assert await house.after(10 * DOWN_SECONDS) == []
    assert await house.after(1, redis=True) == []
    assert await house.after(DOWN_SECONDS) == [("raised", "router")]


async def test_another_process_goes_on_where_the_former_was(house: House) -> None:
    await house.after(0, disk=False)
    assert await house.after(DOWN_SECONDS) == [("raised", "disk")]
    house.watch = house.another()
    assert await house.after(DOWN_SECONDS) == []
    assert await house.after(DOWN_SECONDS) == []
    assert await house.after(1, disk=True) == [("over", "disk")]
