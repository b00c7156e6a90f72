"""Webhooks over a real Redis and a real receiver on loopback: signed, in order, again until it is taken."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.bundle import Webhook
from router.domain.history import CallRecorded, SeatRecorded
from router.domain.seat import Seat, SeatState
from router.web import webhooks
from router.web.permissions import Role
from router.web.sources import hook_teller
from router.web.sources.hook_teller import HookTeller
from router.web.webhooks import sign

from .api_house import NUMBER, House, a_call, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]


class Receiver:
    """Somebody's server; answers as the test says."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, Any], str, bytes]] = []
        self.statuses: list[int] = []
        self.url = ""

    @property
    def ids(self) -> list[str]:
        return [body["id"] for body, _, _ in self.got]

    async def take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 302:
            raise web.HTTPFound(self.url + "elsewhere")
        if status < 300:
            self.got.append((json.loads(raw), request.headers["Hotline-Signature"], raw))
        return web.Response(status=status)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.router.add_post("/{rest:.*}", made.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield made
    await runner.cleanup()


@pytest.fixture
async def telling(house: House, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[HookTeller]:
    monkeypatch.setattr(webhooks, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(hook_teller, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(hook_teller, "WAIT_SECONDS", 0.2)
    monkeypatch.setattr(hook_teller, "AGAIN_SECONDS", 0.05)
    hook_to(house, Webhook(id="crm", url=receiver.url + "hook", events=("call", "seat.ready")))
    await house.redis.hset(keys.HOOKS, "crm", "0-0")
    task = asyncio.create_task(house.hooks.run())
    yield house.hooks
    house.hooks.end()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def hook_to(house: House, *hooks: Webhook) -> None:
    assert house.bundle is not None
    house.bundle = replace(house.bundle, webhooks={hook.id: hook for hook in hooks})


async def feed(house: House, *records: object) -> list[str]:
    with house.server.client() as client:
        found = [client.xadd(keys.FEED, {"r": codec.dump_message(record)}) for record in records]
    return [name.decode() for name in found]  # type: ignore[union-attr]


def seat(state: SeatState = SeatState.READY) -> SeatRecorded:
    return SeatRecorded(at=5.0, epoch=1, seat=Seat(id="1001", state=state))


def call() -> CallRecorded:
    return CallRecorded(at=5.0, epoch=1, event="held", call=a_call(5, arrived_at=1.0))


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(20.0):
        while True:
            found = what()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.02)


async def word(house: House) -> dict[str, Any]:
    _, said, _ = await house.send("GET", "/v1/webhooks")
    (one,) = said["webhooks"]  # type: ignore[misc]
    return dict(one)


async def test_what_it_asked_for_in_order_and_signed(house: House, receiver: Receiver, telling: HookTeller) -> None:
    ids = await feed(house, call(), seat(SeatState.TALKING), seat(), call())
    await until(lambda: len(receiver.got) == 3)
    assert receiver.ids == [ids[0], ids[2], ids[3]]
    body, signature, raw = receiver.got[0]
    at = int(signature.split(",")[0].removeprefix("t="))
    assert signature == sign(house.hook_secrets["crm"], raw, at=at)
    assert (body["event"], body["data"]["caller"]) == ("call.held", NUMBER)


async def test_again_until_it_is_taken_and_nothing_overtakes(
    house: House, receiver: Receiver, telling: HookTeller
) -> None:
    receiver.statuses = [500, 302, 404]
    ids = await feed(house, call(), call())
    await until(lambda: len(receiver.got) == 2)
    assert receiver.ids == ids
    # That the second was taken is written down after it was.

    async def taken() -> bool:
        return (await word(house))["failing_since"] is None

    await until(taken)
    told = await word(house)
    assert (told["last_error"], told["given_up"]) == ("answered 404", 0)
    assert told["last_success"] is not None


async def test_one_that_fails_is_told_of_and_holds_up_nobody(
    house: House, receiver: Receiver, telling: HookTeller
) -> None:
    assert house.bundle is not None
    dead = Webhook(id="dead", url="http://127.0.0.1:9/", events=())
    house.hook_secrets["dead"] = "dead-secret-dead-secret"
    hook_to(house, *house.bundle.webhooks.values(), dead)
    await house.redis.hset(keys.HOOKS, "dead", "0-0")
    ids = await feed(house, call(), call())
    await until(lambda: receiver.ids == ids)
    async with asyncio.timeout(20.0):
        while True:
            _, said, _ = await house.send("GET", "/v1/webhooks")
            well, ailing = said["webhooks"]  # type: ignore[misc]
            if ailing["failing_since"]:
                break
    assert ailing["last_error"] == "ClientConnectorError"
    assert ailing["lag_seconds"] > 0
    assert (well["failing_since"], well["lag_seconds"]) == (None, 0.0)


async def test_an_event_that_nobody_takes_for_a_day_is_passed_over(
    house: House, receiver: Receiver, telling: HookTeller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "GIVE_UP_SECONDS", 0.0)
    receiver.statuses = [500]
    ids = await feed(house, call(), call())
    await until(lambda: receiver.ids == ids[1:])
    assert (await word(house))["given_up"] == 1


async def test_a_new_one_hears_of_what_comes_from_now_on(house: House, receiver: Receiver, telling: HookTeller) -> None:
    await feed(house, call())
    await until(lambda: len(receiver.got) == 1)
    house.hook_secrets["late"] = "late-secret-late-secret"
    hook_to(house, Webhook(id="late", url=receiver.url + "late"))
    await until(lambda: house.redis.hexists(keys.HOOKS, "late"))
    (new,) = await feed(house, call())
    await until(lambda: len(receiver.got) == 2)
    assert receiver.ids[-1] == new


async def test_without_a_secret_nothing_is_sent(house: House, receiver: Receiver, telling: HookTeller) -> None:
    secret = house.hook_secrets.pop("crm")
    await feed(house, call())

    async def told() -> bool:
        return bool((await word(house))["last_error"] == "it has no secret yet")

    await until(told)
    assert receiver.got == []
    house.hook_secrets["crm"] = secret
    await until(lambda: len(receiver.got) == 1)


async def test_only_one_of_two_tells_and_the_other_takes_over_where_it_stood(
    house: House, receiver: Receiver, telling: HookTeller, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await feed(house, call())
    await until(lambda: len(receiver.got) == 1)
    other = HookTeller(
        house.redis, house.feed, name="other", bundle=lambda: house.bundle, secrets=lambda: house.hook_secrets,
        now=lambda: 1_700_000_000.0,
    )  # fmt: skip
    task = asyncio.create_task(other.run())
    try:
        second = await feed(house, call(), call())
        await until(lambda: len(receiver.got) >= 3)
        assert receiver.ids == [*first, *second]
        telling.end()
        await house.redis.delete(keys.HOOK_LEASE)
        third = await feed(house, call())
        await until(lambda: receiver.ids[-1] == third[0])
        assert receiver.ids == [*first, *second, *third]
    finally:
        other.end()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_redis_that_was_lost_does_not_stop_it(house: House, receiver: Receiver, telling: HookTeller) -> None:
    await feed(house, call())
    await until(lambda: len(receiver.got) == 1)
    house.server.restart()
    with house.server.client() as client:
        client.hset(keys.HOOKS, "crm", "0-0")
    (new,) = await feed(house, call())
    await until(lambda: receiver.ids[-1] == new)


async def test_webhooks_are_seen_by_ops_only(house: House) -> None:
    status, said, _ = await house.send("GET", "/v1/webhooks", Role.LEAD)
    assert (status, said["code"]) == (403, "forbidden")
    hook_to(house, Webhook(id="crm", url="http://127.0.0.1:9/"))
    told = await word(house)
    assert (told["lag_seconds"], told["last_success"]) == (None, None)
