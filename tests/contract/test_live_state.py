"""What every live state must do: the memory twin and the real Redis are held to the same words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from router.adapters import codec
from router.adapters.memory.live_state import MemoryLiveState
from router.adapters.redis import keys
from router.adapters.redis.live_state import RedisLiveState
from router.domain import telephony as t
from router.domain.call import Call
from router.domain.errors import Conflict, NotLeader, StateLost
from router.domain.history import SeatRecorded
from router.domain.ladder.climb import Climb, ClimbEnd, over
from router.domain.ladder.settings import Trigger
from router.domain.requests import Reply, SignOff
from router.domain.seat import Seat
from router.ports import Change, Cursor, LiveState
from tests.integration.redis_server import RedisServer, redis_server

__all__ = ["redis_server"]


class Backstage:
    """What a test does behind the port's back, the same way for both."""

    def __init__(self, live: LiveState, redis: Any = None) -> None:
        self.live = live
        self._redis = redis

    async def tell(self, event: t.NodeEvent) -> None:
        if isinstance(self.live, MemoryLiveState):
            self.live.tell(event)
        else:
            await self._redis.xadd(keys.node_events(event.node), {"e": codec.dump_message(event)})

    async def ask(self, request: SignOff) -> None:
        if isinstance(self.live, MemoryLiveState):
            self.live.ask(request)
        else:
            await self._redis.xadd(keys.REQUESTS, {"r": codec.dump_message(request)})

    async def wipe(self) -> None:
        if isinstance(self.live, MemoryLiveState):
            self.live.wipe()
        else:
            await self._redis.flushall()

    async def commands(self) -> list[t.NodeCommand]:
        if isinstance(self.live, MemoryLiveState):
            return list(self.live.commands)
        entries = await self._redis.xrange(keys.node_commands("n1"))
        return [codec.load_message(fields[b"c"]) for _, fields in entries]

    async def outbox(self) -> list[Any]:
        if isinstance(self.live, MemoryLiveState):
            return list(self.live.outbox)
        return [codec.load_message(fields[b"r"]) for _, fields in await self._redis.xrange(keys.OUTBOX)]

    async def feed(self) -> list[Any]:
        if isinstance(self.live, MemoryLiveState):
            return list(self.live.feed)
        return [codec.load_message(fields[b"r"]) for _, fields in await self._redis.xrange(keys.FEED)]


@pytest.fixture(params=["memory", "redis"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Backstage]:
    if request.param == "memory":
        yield Backstage(MemoryLiveState(["n1", "n2"]))
        return
    server: RedisServer = request.getfixturevalue("redis_server")
    client = server.async_client()
    yield Backstage(RedisLiveState(client, ["n1", "n2"]), client)
    await client.aclose()


SEAT = Seat(id="1001", version=1)
CALL = Call(id="n1-1.1", node="n1", channel="c", line="l", caller="1", arrived_at=1.0, version=1)


async def begun(stage: Backstage) -> int:
    """A leader has built the state: one seat, one call."""
    epoch = await stage.live.lead("a", ttl=30, least=0)
    assert epoch is not None
    await stage.live.commit(Change(epoch=epoch, seats=[SEAT], calls=[CALL], rebuild=True))
    return epoch


async def test_a_climb_is_kept_until_it_is_over(stage: Backstage) -> None:
    epoch = await begun(stage)
    climb = Climb(id="climb-1.1", ladder="night", trigger=Trigger.WAITING, subject="q", node="n1", began_at=1.0)
    await stage.live.commit(Change(epoch=epoch, climbs={climb.id: climb}))
    assert (await stage.live.load()).climbs == {climb.id: climb}
    await stage.live.commit(Change(epoch=epoch, climbs={climb.id: over(climb, ClimbEnd.CAUSE_OVER, 2.0)}))
    assert (await stage.live.load()).climbs == {}


async def test_with_no_trouble_there_is_nothing_to_say_of_it(stage: Backstage) -> None:
    assert await stage.live.troubles() == {Trigger.PART_DOWN: {}, Trigger.INCIDENT: {}}


async def test_leading_again_raises_the_epoch(stage: Backstage) -> None:
    first = await stage.live.lead("a", ttl=30, least=0)
    second = await stage.live.lead("a", ttl=30, least=0)
    assert (first, second) == (1, 2)


async def test_epoch_is_above_the_least(stage: Backstage) -> None:
    assert await stage.live.lead("a", ttl=30, least=41) == 42


async def test_a_lease_keeps_others_out(stage: Backstage) -> None:
    await stage.live.lead("a", ttl=30, least=0)
    assert await stage.live.lead("b", ttl=30, least=0) is None


async def test_only_the_present_leader_renews(stage: Backstage) -> None:
    epoch = await stage.live.lead("a", ttl=30, least=0)
    assert epoch is not None
    assert await stage.live.renew("a", ttl=30, epoch=epoch)
    assert not await stage.live.renew("a", ttl=30, epoch=epoch - 1)
    assert not await stage.live.renew("b", ttl=30, epoch=epoch)


async def test_an_empty_store_is_not_marked(stage: Backstage) -> None:
    loaded = await stage.live.load()
    assert (loaded.marked, loaded.seats, loaded.calls) == (False, {}, {})


async def test_what_was_committed_is_loaded(stage: Backstage) -> None:
    epoch = await begun(stage)
    change = Change(
        epoch=epoch, seats=[replace(SEAT, version=2)], was={"1001": 1}, applied={"n1": "5-0"}, boots={"n1": "b"}
    )
    await stage.live.commit(change)
    loaded = await stage.live.load()
    assert loaded.marked
    assert loaded.seats == {"1001": replace(SEAT, version=2)}
    assert loaded.calls == {CALL.id: CALL}
    assert (loaded.applied, loaded.boots) == ({"n1": "5-0"}, {"n1": "b"})


async def test_a_call_that_is_over_is_forgotten(stage: Backstage) -> None:
    epoch = await begun(stage)
    await stage.live.commit(Change(epoch=epoch, forget=[CALL.id], was={CALL.id: 1}))
    assert (await stage.live.load()).calls == {}


@pytest.mark.parametrize(
    "change",
    [
        Change(epoch=1, seats=[replace(SEAT, version=9)], was={"1001": 8}),
        Change(epoch=1, seats=[replace(SEAT, version=2)]),
        Change(epoch=1, calls=[replace(CALL, version=5)], was={CALL.id: 4}),
        Change(epoch=1, forget=[CALL.id], was={CALL.id: 7}),
        Change(epoch=1, calls=[replace(CALL, id="n1-1.2")], was={"n1-1.2": 3}),
    ],
    ids=["seat", "seat thought new", "call", "forgotten call", "unknown call"],
)
async def test_a_conflict_changes_nothing(stage: Backstage, change: Change) -> None:
    await begun(stage)
    other = Seat(id="1002", version=1)
    command = t.Beat(node="n1", epoch=1, expires_at=1.0)
    with pytest.raises(Conflict):
        await stage.live.commit(replace(change, seats=[other, *change.seats], commands=[command]))
    loaded = await stage.live.load()
    assert loaded.seats == {"1001": SEAT}
    assert loaded.calls == {CALL.id: CALL}
    assert await stage.commands() == []


async def test_a_former_leader_is_refused(stage: Backstage) -> None:
    epoch = await begun(stage)
    await stage.live.lead("a", ttl=30, least=0)
    with pytest.raises(NotLeader):
        await stage.live.commit(Change(epoch=epoch, seats=[replace(SEAT, version=2)], was={"1001": 1}))


async def test_an_emptied_store_is_noticed(stage: Backstage) -> None:
    epoch = await begun(stage)
    await stage.wipe()
    with pytest.raises(StateLost):
        await stage.live.commit(Change(epoch=epoch, seats=[replace(SEAT, version=2)], was={"1001": 1}))


async def test_commands_and_records_go_out_with_the_change(stage: Backstage) -> None:
    epoch = await begun(stage)
    command = t.Offer(
        node="n1", epoch=epoch, expires_at=2.0, call=CALL.id, channel="c", offer="1.1", seat="1001", ring_seconds=9
    )
    record = SeatRecorded(at=1.0, epoch=epoch, seat=SEAT)
    await stage.live.commit(Change(epoch=epoch, commands=[command], records=[record]))
    assert await stage.commands() == [command]
    assert await stage.outbox() == [record]
    assert await stage.feed() == [record]


async def test_the_feed_stays_short_and_the_outbox_whole(stage: Backstage) -> None:
    epoch = await begun(stage)
    for first in range(0, 21_000, 3_000):
        records = [SeatRecorded(at=float(first + n), epoch=epoch, seat=SEAT) for n in range(3_000)]
        await stage.live.commit(Change(epoch=epoch, records=records))
    feed = await stage.feed()
    assert 20_000 <= len(feed) < 20_500
    assert feed[-1].at == 20_999.0
    assert len(await stage.outbox()) == 21_000


async def test_events_are_read_on_from_the_cursor(stage: Backstage) -> None:
    cursor = Cursor()
    events = [t.NodeLost(node="n1", at=1.0), t.NodeLost(node="n1", at=2.0), t.NodeLost(node="n1", at=3.0)]
    await stage.tell(events[0])
    await stage.tell(events[1])
    assert [item.event for item in await stage.live.read(cursor, wait=0.01)] == events[:2]
    await stage.tell(events[2])
    assert [item.event for item in await stage.live.read(cursor, wait=0.01)] == events[2:]
    assert await stage.live.read(cursor, wait=0.01) == []


async def test_requests_from_before_the_first_look_are_left_alone(stage: Backstage) -> None:
    cursor = Cursor()
    await stage.ask(SignOff(seat="1001", actor="old"))
    assert await stage.live.read(cursor, wait=0.01) == []
    await stage.ask(SignOff(seat="1001", actor="new"))
    (item,) = await stage.live.read(cursor, wait=0.01)
    assert item.request == SignOff(seat="1001", actor="new")


async def test_reading_waits_for_what_comes(stage: Backstage) -> None:
    reading = asyncio.create_task(stage.live.read(Cursor(), wait=5.0))
    await asyncio.sleep(0)
    await stage.tell(t.NodeLost(node="n2", at=1.0))
    (item,) = await reading
    assert item.event == t.NodeLost(node="n2", at=1.0)


async def test_replies_are_taken(stage: Backstage) -> None:
    await stage.live.reply("7-0", Reply(ok=True, seat=SEAT))
    await stage.live.say("router", {"at": 1.0, "ok": True})


async def test_who_is_there_is_told_field_by_field(stage: Backstage) -> None:
    assert await stage.live.availability() == {}
    await stage.live.tell_availability({"now": "1", "ahead": "null"})
    await stage.live.tell_availability({"now": "2"})
    assert await stage.live.availability() == {"now": "2", "ahead": "null"}
