"""Alarms reach people: over a real Redis, to robots, a webhook and a mail server on loopback."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from router.adapters import codec
from router.adapters.files.secrets import ChannelSecret
from router.adapters.redis import keys
from router.domain.alarms import turn
from router.domain.alarms.basket import Raised
from router.domain.alarms.channel import Channel, ChannelKind, Quiet
from router.domain.alarms.severity import Severity
from router.domain.history import ActionTaken, AlarmRaised, SeatRecorded
from router.domain.seat import Seat, SeatState
from router.web.permissions import Role
from router.web.sources import channel_sender, channel_teller
from router.web.sources.channel_teller import ChannelTeller

from .api_house import TOKENS, House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]

KEY, SIGN = "robot-key-robot-key", "SECrobot"
OK = web.json_response


class Robot:
    """Somebody else's service; answers as the test says, and as a robot does when it says nothing."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.asked = 0
        self.answers: list[Callable[[web.Request], Awaitable[web.StreamResponse]]] = []
        self.url = ""
        self.held = asyncio.Event()

    @property
    def texts(self) -> list[str]:
        return [(told.get("text") or told["content"])["content" if "text" in told else "text"] for _, told in self.got]

    async def take(self, request: web.Request) -> web.StreamResponse:
        told = await request.json()
        self.asked += 1
        if self.answers:
            return await self.answers.pop(0)(request)
        self.got.append((request.path_qs, told))
        return web.json_response({"errcode": 0, "errmsg": "ok"})


@pytest.fixture
async def robot() -> AsyncIterator[Robot]:
    made = Robot()
    app = web.Application()
    app.router.add_post("/{rest:.*}", made.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    made.held.set()
    await runner.cleanup()


@pytest.fixture
async def telling(house: House, robot: Robot, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ChannelTeller]:
    monkeypatch.setattr(turn, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(channel_teller, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(channel_teller, "WAIT_SECONDS", 0.1)
    monkeypatch.setattr(channel_teller, "LATE_SECONDS", 0.0)
    monkeypatch.setattr(channel_teller, "AGAIN_SECONDS", 0.05)
    house.channel_secrets["group"] = ChannelSecret(key=KEY, sign=SIGN)
    tell(house, Channel(id="group", kind=ChannelKind.WECOM, url=robot.url))
    task = asyncio.create_task(house.channels.run())
    await until(lambda: began(house, "group"))
    yield house.channels
    house.channels.end()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def tell(house: House, *channels: Channel) -> None:
    assert house.bundle is not None
    house.bundle = replace(house.bundle, channels={channel.id: channel for channel in channels})


async def began(house: House, channel: str) -> bool:
    """Whether it stands at the end of feed and archive, so that it hears of what comes now."""
    basket = (await house.channels.read()).get(channel)
    return basket is not None and basket.row >= 0


async def feed(house: House, *records: object) -> None:
    """All at once."""
    async with house.redis.pipeline(transaction=True) as pipe:
        for record in records:
            pipe.xadd(keys.FEED, {"r": codec.dump_message(record)})
        await pipe.execute()


def alarm(code: str = "phone_lost", subject: str = "1001", at: float = 5.0, text: str = "away") -> AlarmRaised:
    return AlarmRaised(at=at, epoch=1, code=code, subject=subject, text=text)


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(20.0):
        while True:
            found = what()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.02)


async def seen(house: House, channel: str = "group") -> dict[str, Any]:
    answers = []

    async def answered() -> bool:
        # On a busy machine Redis may take longer than the API waits for it.
        answers.append(await house.send("GET", "/v1/channels"))
        return answers[-1][0] != 503

    await until(answered)
    status, said, _ = answers[-1]
    assert status == 200
    return next(one for one in said["channels"] if one["id"] == channel)  # type: ignore[attr-defined, no-any-return]


def answer(status: int, text: str = "", **headers: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def give(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text, headers=headers)

    return give


async def test_an_alarm_is_told_in_the_sites_language_once_and_its_end_too(
    house: House, robot: Robot, telling: ChannelTeller
) -> None:
    await feed(house, alarm(text="the number 13800138000"))
    await until(lambda: len(robot.got) == 1)
    path, told = robot.got[0]
    assert path.endswith(f"?key={KEY}")
    assert told["text"]["content"].startswith("【警告】City\n一个就绪坐席的话机离线")
    assert "138******00" in told["text"]["content"]
    assert "13800138000" not in told["text"]["content"]
    await feed(house, SeatRecorded(at=6.0, epoch=1, seat=Seat(id="1001", state=SeatState.NOT_READY, reachable=True)))
    await until(lambda: len(robot.got) == 2)
    assert robot.texts[1].startswith("【恢复】City")
    await feed(house, alarm("missing_on_shift", "8001"))
    over = ActionTaken(
        at=9.0, epoch=1, actor="router", what="alarm_resolved", subject="8001", detail="missing_on_shift"
    )
    await until(lambda: len(robot.got) == 3)
    await feed(house, over)
    await until(lambda: len(robot.got) == 4)
    assert robot.texts[3].startswith("【恢复】City")


async def test_each_robot_in_its_own_shape_and_signed(house: House, robot: Robot, telling: ChannelTeller) -> None:
    for name, kind, path in (("ding", ChannelKind.DINGTALK, "/robot/send"), ("fei", ChannelKind.FEISHU, "/v2/hook")):
        house.channel_secrets[name] = ChannelSecret(key=KEY, sign=SIGN)
        tell(house, Channel(id=name, kind=kind, url=f"{robot.url}{path}", language="en"))
        await until(lambda name=name: began(house, name))  # type: ignore[misc]
        await feed(house, alarm(subject=name))
        await until(lambda name=name: any(f"About: {name}" in text for text in robot.texts))  # type: ignore[misc]
    (ding, _), (fei, told) = robot.got
    assert ding.startswith(f"/robot/send?access_token={KEY}&timestamp=")
    assert "&sign=" in ding
    assert fei == f"/v2/hook/{KEY}"
    assert {"timestamp", "sign", "msg_type", "content"} == set(told)


async def test_what_the_archive_alone_knows_is_told_and_nothing_twice(
    house: House, robot: Robot, telling: ChannelTeller
) -> None:
    both = Raised(at=7.0, code="process_down", subject="router", text="t")
    await feed(house, AlarmRaised(at=7.0, epoch=0, code="process_down", subject="router", text="t"))
    await until(lambda: len(robot.got) == 1)
    house.late += [(1, both), (2, Raised(at=8.0, code="recording_failed", subject="call", text="no room"))]
    await until(lambda: len(robot.got) == 2)
    assert "recording_failed" in robot.texts[1]
    house.history.dead = True
    await feed(house, alarm())
    await until(lambda: len(robot.got) == 3)
    assert ["process_down" in text for text in robot.texts] == [True, False, False]


NO_ANSWER = "answered 200 with something that is no answer of a robot"
HOSTILE = [
    (answer(500, "x" * 1000), "answered 500"),
    (answer(302, "", Location="/elsewhere"), "answered 302"),
    (answer(200, '{"errcode":310000,"errmsg":"sign not match"}'), "answered 310000 sign not match"),
    (answer(200, json.dumps({"errcode": 1, "errmsg": f"bad key {KEY}"})), "answered 1 bad key ***"),
    (answer(200, "x" * 200_000), "answered 200 and would not end"),
    (answer(200, "<html>"), NO_ANSWER),
    (answer(200, "\x1f\x8b", **{"Content-Encoding": "gzip"}), NO_ANSWER),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "said"), HOSTILE, ids=range(len(HOSTILE)))
async def test_whatever_it_answers_it_is_told_again_until_it_takes_it(
    house: House, robot: Robot, telling: ChannelTeller, reply: Any, said: str
) -> None:
    robot.answers = [reply]
    await feed(house, alarm())
    await until(lambda: len(robot.got) == 1)
    assert robot.asked == 2

    async def well() -> bool:
        return (await seen(house))["messages"] == 1

    await until(well)
    one = await seen(house)
    assert (one["last_error"], one["failed_tries"], one["failing_since"], one["waiting"]) == (said, 1, None, 0)


async def test_one_that_never_answers_is_given_up_on_and_holds_up_nobody(
    house: House, robot: Robot, telling: ChannelTeller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel_sender, "TRY_SECONDS", 0.3)

    async def hang(_: web.Request) -> web.StreamResponse:
        await robot.held.wait()
        return web.Response()

    slow = house.teller("slow")
    house.channel_secrets["other"] = ChannelSecret(key=KEY)
    telling.end()
    await house.redis.delete(keys.CHANNEL_LEASE)
    task = asyncio.create_task(slow.run())
    try:
        tell(house, Channel(id="group", kind=ChannelKind.WECOM, url=robot.url))
        robot.answers = [hang]
        await feed(house, alarm())
        await until(lambda: robot.asked == 1)
        await until(lambda: len(robot.got) == 1)

        async def told() -> bool:
            return (await seen(house))["last_error"] == "did not answer in time"

        await until(told)
    finally:
        robot.held.set()
        slow.end()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_too_fast_is_respected(house: House, robot: Robot, telling: ChannelTeller) -> None:
    robot.answers = [answer(200, '{"errcode":45009,"errmsg":"freq"}')]
    await feed(house, alarm())

    async def failing() -> bool:
        return (await seen(house))["failing_since"] is not None

    await until(failing)
    basket = (await house.channels.read())["group"]
    assert basket.failing_since is not None
    assert basket.try_at - basket.failing_since >= 59.0
    assert robot.asked == 1


async def test_one_without_a_key_says_so_and_goes_on_once_it_has_one(
    house: House, robot: Robot, telling: ChannelTeller
) -> None:
    secret = house.channel_secrets.pop("group")
    await feed(house, alarm())

    async def lacks() -> bool:
        return "it has no key yet" in str((await seen(house))["last_error"])

    await until(lacks)
    house.channel_secrets["group"] = secret
    await until(lambda: len(robot.got) == 1)


async def test_a_flood_is_one_message(house: House, robot: Robot, telling: ChannelTeller) -> None:
    await feed(house, *(alarm("cut_off", f"call-{number}", at=float(number)) for number in range(60)))
    await until(lambda: len(robot.got) == 1)
    assert robot.texts[0].startswith("【紧急】City:60 条告警\n60 × cut_off")


async def test_quiet_hours_keep_what_can_wait_over_a_restart(
    house: House, robot: Robot, telling: ChannelTeller
) -> None:
    quiet = Channel(
        id="night", kind=ChannelKind.WECOM, url=robot.url, quiet=Quiet(start=0, until=0), least=Severity.INFO
    )
    house.channel_secrets["night"] = ChannelSecret(key=KEY)
    tell(house, quiet)
    await until(lambda: began(house, "night"))
    await feed(house, alarm(), alarm("shift_over", "8001"))

    async def kept() -> bool:
        items = (await house.channels.read())["night"].items
        return [item.kept for item in items] == [True, True]

    await until(kept)
    await feed(house, alarm("fallback", "call"))
    await until(lambda: len(robot.got) == 1)
    assert "fallback" in robot.texts[0]
    telling.end()
    await house.redis.delete(keys.CHANNEL_LEASE)
    later = house.teller("later")
    tell(house, replace(quiet, quiet=None))
    task = asyncio.create_task(later.run())
    try:
        await until(lambda: len(robot.got) == 2)
        assert robot.texts[1].splitlines()[:2] == ["【警告】City:2 条告警", "免打扰时段内的告警"]
    finally:
        later.end()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_who_was_told_when_is_on_record(house: House, robot: Robot, telling: ChannelTeller) -> None:
    await feed(house, alarm())
    await until(lambda: house.redis.xlen(keys.ALARMS_TOLD))
    ((_, fields),) = await house.redis.xrange(keys.ALARMS_TOLD)
    told = json.loads(fields[b"t"])
    assert (told["channel"], told["ids"]) == ("group", ["5.000000|phone_lost|1001"])


async def test_leads_see_channels_and_no_address_of_any(house: House, robot: Robot) -> None:
    tell(house, Channel(id="group", kind=ChannelKind.WECOM, url=robot.url))
    status, said, _ = await house.send("GET", "/v1/channels", Role.LEAD)
    assert status == 200
    assert robot.url not in json.dumps(said)
    (one,) = said["channels"]  # type: ignore[misc]
    assert (one["language"], one["waiting"], one["last_success"]) == ("zh-CN", 0, None)
    status, _, _ = await house.send("GET", "/v1/channels", Role.WALLBOARD)
    assert status == 403


async def test_metrics_tell_how_telling_goes(house: House, robot: Robot, telling: ChannelTeller) -> None:
    await feed(house, alarm())
    await until(lambda: len(robot.got) == 1)

    async def counted() -> bool:
        headers = {"Authorization": f"Bearer {TOKENS[Role.WALLBOARD]}"}
        async with aiohttp.request("GET", f"{house.url}/v1/metrics", headers=headers) as response:
            return 'hotline_channel_messages_total{channel="group"} 1.0' in await response.text()

    await until(counted)


async def test_a_channel_that_goes_leaves_nothing_behind(house: House, robot: Robot, telling: ChannelTeller) -> None:
    tell(house)

    async def gone() -> bool:
        return await house.channels.read() == {}

    await until(gone)
