"""The event stream over a real Redis: nothing missed, nothing twice, a gap told, and nobody who may not listen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.history import AlarmRaised, CallRecorded, HistoryRecord, SeatRecorded
from router.domain.seat import Seat, SeatState
from router.web.handlers import events
from router.web.permissions import Role
from router.web.sources import redis_feed

from .api_house import MASKED, NUMBER, TOKENS, House, a_call, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]

Socket = aiohttp.ClientWebSocketResponse


def seat(number: int) -> SeatRecorded:
    return SeatRecorded(at=5.0, epoch=1, seat=Seat(id=str(1000 + number), state=SeatState.READY))


def call() -> CallRecorded:
    return CallRecorded(at=5.0, epoch=1, event="held", call=a_call(5, arrived_at=1.0))


async def feed(house: House, *records: HistoryRecord) -> list[str]:
    """Ids of records put into the feed as the router does."""
    with house.server.client() as client:
        found = [client.xadd(keys.FEED, {"r": codec.dump_message(record)}) for record in records]
    return [name.decode() for name in found]  # type: ignore[union-attr]


@asynccontextmanager
async def listening(
    house: House, query: str = "", role: Role | None = Role.ADMIN, hello: object = None
) -> AsyncIterator[Socket]:
    headers = {"Authorization": f"Bearer {TOKENS[role]}"} if role else {}
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{house.url}/v1/events{query}", headers=headers) as socket,
    ):
        if hello is not None:
            await socket.send_json(hello)
        yield socket


async def told(socket: Socket) -> dict[str, Any]:
    message = await socket.receive(timeout=10.0)
    assert message.type is WSMsgType.TEXT, message
    body: dict[str, Any] = json.loads(message.data)
    return body


async def all_told(socket: Socket, count: int) -> list[str]:
    return [(await told(socket))["id"] for _ in range(count)]


async def test_what_happens_is_told_in_order_and_after_an_id_goes_on(house: House) -> None:
    early = await feed(house, *(seat(number) for number in range(5)))
    async with listening(house, f"?after={early[1]}") as socket:
        assert await all_told(socket, 3) == early[2:]
        late = await feed(house, *(seat(number) for number in range(3)))
        assert await all_told(socket, 3) == late
    missed = await feed(house, seat(7), seat(8))
    async with listening(house, f"?after={late[-1]}") as socket:
        assert await all_told(socket, 2) == missed
        (last,) = await feed(house, seat(9))
        assert await all_told(socket, 1) == [last]


async def test_from_the_beginning_of_what_is_kept(house: House) -> None:
    kept = await feed(house, *(seat(number) for number in range(450)))
    async with listening(house, "?after=0") as socket:
        assert await all_told(socket, 450) == kept


async def test_without_an_id_from_now_on_and_only_the_types_asked_for(house: House) -> None:
    await feed(house, seat(1))
    async with listening(house, "?types=call,alarm.raised") as socket:
        await eventually_listening(house, socket)
        alarm = AlarmRaised(at=5.0, epoch=1, code="cut_off", subject="c", text="t")
        ids = await feed(house, seat(2), call(), seat(3), alarm)
        assert await all_told(socket, 2) == [ids[1], ids[3]]


async def eventually_listening(house: House, socket: Socket) -> None:
    """The listener stands at the end of the feed: it hears a call that comes now."""
    while True:
        (mark,) = await feed(house, call())
        try:
            async with asyncio.timeout(0.3):
                while (await told(socket))["id"] != mark:
                    pass
                return
        except TimeoutError:
            continue


@pytest.mark.parametrize("role", [Role.ADMIN, Role.WALLBOARD])
async def test_numbers_and_events_are_for_those_who_may(house: House, role: Role) -> None:
    alarm = AlarmRaised(at=5.0, epoch=1, code="cut_off", subject="c", text="t")
    await feed(house, alarm, call(), seat(1))
    async with listening(house, "?after=0", role) as socket:
        heard = [await told(socket) for _ in range(3 if role is Role.ADMIN else 2)]
    names = [event["event"] for event in heard]
    assert names == (["alarm.raised"] if role is Role.ADMIN else []) + ["call.held", "seat.ready"]
    assert heard[-2]["data"]["caller"] == (NUMBER if role is Role.ADMIN else MASKED)


async def test_a_token_in_the_first_message(house: House) -> None:
    ids = await feed(house, seat(1), call())
    hello = {"token": TOKENS[Role.WALLBOARD], "after": "0", "types": "call"}
    async with listening(house, role=None, hello=hello) as socket:
        assert (await told(socket))["id"] == ids[1]


@pytest.mark.parametrize(
    ("role", "hello", "code", "why"),
    [
        (Role.AGENT, None, 4403, "forbidden"),
        (None, {"token": "x" * 40}, 4401, "token_unknown"),
        (None, {"token": "x" * 40, "other": 1}, 4400, "bad_field"),
        (None, {"after": "0"}, 4400, "bad_field"),
        (None, ["token"], 4400, "bad_field"),
        (None, {"token": TOKENS[Role.AGENT]}, 4403, "forbidden"),
    ],
)
async def test_who_may_not_listen_is_told_why(
    house: House, role: Role | None, hello: object, code: int, why: str
) -> None:
    await feed(house, seat(1))
    async with listening(house, "?after=0", role, hello) as socket:
        refused = await told(socket)
        assert (refused["event"], refused["data"]["code"]) == ("refused", why)
        message = await socket.receive(timeout=10.0)
        assert (message.type, socket.close_code) == (WSMsgType.CLOSE, code)


async def test_who_says_nothing_is_sent_away(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HELLO_SECONDS", 0.1)
    async with listening(house, role=None) as socket:
        assert (await told(socket))["data"]["code"] == "token_missing"


@pytest.mark.parametrize("query", ["?token=x", "?after=now", "?types=call;drop", "?after=1-1&after=2-2"])
async def test_queries_that_are_none(house: House, query: str) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with listening(house, query):
            pass
    assert refused.value.status == 400


async def test_a_gap_is_told_and_it_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_feed, "KEPT", 3)
    ids = await feed(house, *(seat(number) for number in range(20)))
    await house.redis.xtrim(keys.FEED, maxlen=5, approximate=False)
    async with listening(house, f"?after={ids[3]}") as socket:
        assert (await told(socket))["event"] == "gap"
        assert await all_told(socket, 5) == ids[15:]
    async with listening(house, f"?after={ids[15]}") as socket:
        assert await all_told(socket, 4) == ids[16:], "no gap where nothing is missing"


async def test_a_redis_that_comes_back_empty_is_a_gap(house: House) -> None:
    (old,) = await feed(house, seat(1))
    house.server.restart()
    async with listening(house, f"?after={old}") as socket:
        assert (await told(socket))["event"] == "gap"
        (new,) = await feed(house, seat(2))
        assert await all_told(socket, 1) == [new]


async def test_ids_that_begin_anew_are_a_gap_too(house: House) -> None:
    (old,) = await feed(house, seat(1))
    async with listening(house, f"?after={old}") as socket:
        house.server.restart()
        with house.server.client() as client:
            client.xadd(keys.FEED, {"r": codec.dump_message(seat(2))}, id="5-1")
        assert (await told(socket))["event"] == "gap"
        assert await all_told(socket, 1) == ["5-1"]


async def test_an_entry_that_cannot_be_read_does_not_stop_the_rest(house: House) -> None:
    await house.redis.xadd(keys.FEED, {"r": "{"})
    await house.redis.xadd(keys.FEED, {"other": "x"})
    ids = await feed(house, seat(1))
    async with listening(house, "?after=0") as socket:
        assert await all_told(socket, 1) == ids


async def test_who_is_far_behind_reads_for_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_feed, "KEPT", 3)
    async with listening(house, "?after=0") as socket:
        ids = await feed(house, *(seat(number) for number in range(30)))
        assert await all_told(socket, 30) == ids


async def test_one_who_takes_nothing_is_sent_away_and_others_hear_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "SEND_SECONDS", 0.3)
    monkeypatch.setattr(events, "HELLO_SECONDS", 0.3)
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port, limit=1024)
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    token = f"Authorization: Bearer {TOKENS[Role.ADMIN]}\r\n"
    upgrade = f"Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{key}{token}\r\n"
    writer.write(f"GET /v1/events?after=0 HTTP/1.1\r\n{upgrade}".encode())
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.pause_reading()
    texts = [AlarmRaised(at=5.0, epoch=1, code="x", subject="c", text="t" * 60_000) for _ in range(150)]
    ids = await feed(house, *texts)
    async with listening(house, f"?after={ids[-2]}") as socket:
        assert await all_told(socket, 1) == ids[-1:]
    async with asyncio.timeout(20.0):
        while house.listeners.count:  # noqa: ASYNC110  it is the server's own count
            await asyncio.sleep(0.05)
    writer.transport.abort()


async def test_a_server_that_ends_says_so(house: House) -> None:
    async with listening(house, "?after=0") as socket:
        await feed(house, seat(1))
        await told(socket)
        ending = asyncio.create_task(house.listeners.end())
        message = await socket.receive(timeout=10.0)
        assert (message.type, socket.close_code) == (WSMsgType.CLOSE, 1001)
        await ending


async def test_there_is_an_end_of_listeners(house: House) -> None:
    house.listeners.most = 1
    async with listening(house, "?after=0") as socket:
        await feed(house, seat(1))
        await told(socket)
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with listening(house):
                pass
        assert refused.value.status == 503
