"""A running copy of the whole platform, with scripted phones, as the acceptance scenarios see it.

Everything is awaited as an event or polled with a deadline; nothing here sleeps for a fixed while.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import numpy as np
import numpy.typing as npt
import psutil
import soundfile
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import select

from phones import IncomingCall, OutgoingCall, Phone
from router.adapters import codec
from router.adapters.redis import keys
from router.adapters.sql import read, schema
from router.adapters.sql.engine import ArchiveAway, open_engine
from router.domain import requests as r
from router.domain.call import Call, CallState, OfferResult
from router.domain.errors import RouterAway, StateLost
from router.domain.seat import Seat, SeatState
from router.services.ask_router import ask_router
from router.settings import CHECKOUT, Settings
from router.supervisor.record import load_record
from tests.acceptance.spoken import give_prompts

T = TypeVar("T")
CITIZEN_HZ = 440
CARRIER_OFFSET = 90
"""A port of the copy's range that the copy itself does not use."""
AGENT_HZ = 880
PROCESSES = ("redis", "asterisk", "agi", "ami", "router", "archiver", "api")
PYTHON = ("agi", "ami", "router", "archiver", "api")
_callers = itertools.count(int(time.time()) % 9_000_000)


async def eventually(
    look: Callable[[], Awaitable[T]], holds: Callable[[T], bool], *, within: float, what: str, every: float = 0.05
) -> T:
    """What `look` gives once it `holds`; fails with the last thing seen."""
    deadline = time.monotonic() + within
    while True:
        seen = await look()
        if holds(seen):
            return seen
        assert time.monotonic() < deadline, f"not within {within} s: {what}; last seen: {seen!r}"
        await asyncio.sleep(every)


class World:
    """One copy, started once for a test session and used by every scenario in turn."""

    def __init__(self, settings: Settings, process: subprocess.Popen[bytes]) -> None:
        self.settings = settings
        self.process = process
        self.engine = open_engine(settings.database_url)
        self.phones: list[Phone] = []
        self._stack = contextlib.AsyncExitStack()
        self._loop_redis: Redis | None = None

    # ------------------------------------------------------------ life

    @property
    def sip(self) -> tuple[str, int]:
        return self.settings.listen, self.settings.sip_port

    @property
    def secrets(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.settings.secrets.read_text())
        return found

    @property
    def redis(self) -> Redis:
        if self._loop_redis is None:
            self._loop_redis = Redis(unix_socket_path=str(self.settings.redis_socket), socket_timeout=10)
        return self._loop_redis

    @contextlib.asynccontextmanager
    async def scene(self) -> AsyncIterator[World]:
        """One scenario: afterwards no phone is left, nobody is signed on, no call is live."""
        try:
            await self.until_healthy()
            yield self
        finally:
            try:
                await self.clear()
            finally:
                if self._loop_redis is not None:
                    await self._loop_redis.aclose()
                    self._loop_redis = None

    async def clear(self) -> None:
        """Hang up, sign off, unregister; and see that nothing stuck."""
        for phone in self.phones:
            await phone.stop()
        self.phones.clear()
        for call in await self.calls():
            if call.owed is not None:
                await ask_router(self.redis, r.CancelCallback(seat="", actor="test", call=call.id), wait=2.0)
        await self.until_no_calls()
        for seat in await self.seats():
            if seat.signed_on:
                await self.ask(r.SignOff(seat=seat.id, actor="test"))
        await eventually(
            self.seats,
            lambda seats: all(seat.state is SeatState.SIGNED_OFF and not seat.reachable for seat in seats),
            within=15,
            what="all seats signed off and without a phone",
        )

    # ------------------------------------------------------------ people

    async def agent(self, seat: str, *, ready: bool = True, tone: float | None = AGENT_HZ, **options: Any) -> Phone:
        """A registered softphone at a seat, with its agent signed on (800x at 100x) and ready."""
        phone = await self.softphone(seat, tone=tone, **options)
        await self.sign_on(seat, ready=ready)
        return phone

    async def softphone(self, seat: str, *, tone: float | None = AGENT_HZ, **options: Any) -> Phone:
        """A registered softphone at a seat; nobody signed on."""
        phone = Phone(seat, self.secrets["sip"][seat], self.sip, tone_hz=tone, **options)
        await phone.start()
        self.phones.append(phone)
        await phone.register()
        await self.until_seat(seat, lambda s: s.reachable, what="its phone is reachable")
        return phone

    def phone(self, seat: str) -> Phone:
        """The softphone at a seat, as `agent` or `softphone` made it."""
        return next(phone for phone in self.phones if phone.user == seat)

    async def pause(self, seat: str, reason: str = "break") -> None:
        await self.ask(r.Pause(seat=seat, actor="test", reason=reason))

    async def sign_on(self, seat: str, *, ready: bool = True) -> None:
        await self.ask(r.SignOn(seat=seat, actor="test", agent=f"800{seat[-1]}"))
        if ready:
            await self.ask(r.MakeReady(seat=seat, actor="test"))
            await self.until_seat(seat, lambda s: s.state is not SeatState.NOT_READY, what="it is ready")

    async def ask(self, request: r.Request) -> r.Reply:
        """Ask the router; one that is just being restarted is asked again."""

        async def once() -> r.Reply | str:
            try:
                return await ask_router(self.redis, request, wait=2.0)
            except (RouterAway, StateLost) as away:
                return str(away)

        reply = await eventually(once, lambda a: isinstance(a, r.Reply), within=15, what=f"an answer to {request}")
        assert isinstance(reply, r.Reply)
        assert reply.ok, reply
        return reply

    async def citizen(
        self,
        line: str = "12345",
        *,
        tone: float | None = CITIZEN_HZ,
        hurry: bool = False,
        number: str = "",
        **options: Any,
    ) -> Citizen:
        """A citizen dials a line, from a number nobody else has unless one is given; returns once the platform has
        answered.

        With `hurry`, a key is pressed to skip the greeting.
        """
        number = number or f"139{next(_callers):08}"
        phone = Phone(number, None, self.sip, tone_hz=tone, **options)
        await phone.start()
        self.phones.append(phone)
        call = await phone.dial(line)
        await call.answered(10)
        if hurry:
            await call.send_keys("1")
        return Citizen(world=self, phone=phone, call=call, number=number)

    async def carrier(self, *, tone: float | None = CITIZEN_HZ) -> Phone:
        """All phones outside: every number that the copy rings comes in here."""
        phone = Phone("carrier", None, self.sip, tone_hz=tone, port=self.settings.port_base + CARRIER_OFFSET)
        await phone.start()
        self.phones.append(phone)
        return phone

    # ------------------------------------------------------------ what is seen

    async def seats(self) -> list[Seat]:
        stored = await self.redis.hgetall(keys.SEATS)  # type: ignore[misc]
        return [codec.load(Seat, value) for value in stored.values()]

    async def seat(self, seat: str) -> Seat:
        stored = await self.redis.hget(keys.SEATS, seat)  # type: ignore[misc]
        return codec.load(Seat, stored) if stored else Seat(id=seat)

    async def until_seat(
        self, seat: str, holds: Callable[[Seat], bool] | SeatState, *, within: float = 10, what: str = ""
    ) -> Seat:
        test = (lambda s: s.state is holds) if isinstance(holds, SeatState) else holds
        return await eventually(lambda: self.seat(seat), test, within=within, what=f"seat {seat}: {what or holds}")

    async def calls(self) -> list[Call]:
        stored = await self.redis.hgetall(keys.CALLS)  # type: ignore[misc]
        return [codec.load(Call, value) for value in stored.values()]

    async def until_no_calls(self) -> None:
        await eventually(self.calls, lambda calls: not calls, within=15, what="no live call")

    async def rings(self, call: str) -> dict[str, str]:
        """Phase to end of the rings for a call, in order, as the archive has them."""
        query = select(schema.rings).where(schema.rings.c.subject == call).order_by(schema.rings.c.at)

        def look() -> dict[str, str]:
            with self.engine.connect() as connection:
                return {row["phase"]: row["end"] for row in connection.execute(query).mappings()}

        return await asyncio.to_thread(look)

    def prompt(self, name: str, language: str = "zh-CN") -> Path:
        """The audio of a prompt, A-law at 8 kHz."""
        return self.settings.sounds / language / f"{name}.alaw"

    # ------------------------------------------------------------ processes

    def pid(self, name: str) -> int:
        """Of the process as the supervisor has it; 0 while there is none."""
        child = load_record(self.settings.run).child(name)
        return child.pid if child else 0

    def kill(self, *names: str) -> dict[str, int]:
        """kill -9; returns the pids killed."""
        pids = {name: self.pid(name) for name in names}
        assert all(pids.values()), f"not all of them run: {pids}"
        for pid in pids.values():
            os.kill(pid, signal.SIGKILL)
        return pids

    @contextlib.contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """A process that stands still for a while (SIGSTOP), short enough that nobody takes it for dead."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    async def until_replaced(self, killed: dict[str, int], *, within: float = 15) -> None:
        """Every killed process has a successor that said it is well."""

        async def pids() -> dict[str, int]:
            return {name: self.pid(name) for name in killed}

        await eventually(
            pids,
            lambda now: all(now[name] not in {0, killed[name]} for name in killed),
            within=within,
            what="new processes",
        )
        await self.until_healthy(within=within)

    async def until_healthy(self, *, within: float = 30) -> None:
        """Every process of Python has said lately, under its own pid, that it is well; Redis and Asterisk answer."""
        await eventually(self._unwell, lambda names: not names, within=within, what="all processes well")

    async def _unwell(self) -> list[str]:
        try:
            words = await self.redis.hgetall(keys.STATUS)  # type: ignore[misc]
        except (RedisError, OSError):
            return ["redis"]
        unwell = []
        for name in PYTHON:
            word = json.loads(words.get(name.encode(), b"{}"))
            fresh = time.time() - word.get("at", 0) < 3.0
            mine = word.get("pid") == self.pid(name)
            if not (fresh and mine and word.get("ok")) or (name == "router" and "waits" in word.get("detail", "")):
                unwell.append(f"{name}: {word}")
        return unwell

    # ------------------------------------------------------------ API

    async def api(self, method: str, path: str, body: object = None) -> Any:
        """What the HTTP API answers the admin; fails on a refusal."""
        status, answer = await self.api_answer(method, path, body)
        assert status < 300, (status, answer)
        return answer

    async def api_answer(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Status and answer: JSON, or bytes when it is none."""
        url = f"http://{self.settings.listen}:{self.settings.api_port}{path}"
        bearer = {"Authorization": f"Bearer {self.secrets['tokens']['admin']['token']}", **headers}
        async with (
            aiohttp.ClientSession(headers=bearer) as session,
            session.request(method, url, json=body) as response,
        ):
            if response.content_type == "application/json":
                return response.status, await response.json()
            return response.status, await response.read()

    # ------------------------------------------------------------ history

    async def stored(self, call: str) -> read.StoredCall | None:
        """A call in the archive by its id."""

        def look() -> read.StoredCall | None:
            with contextlib.suppress(ArchiveAway):
                return read.get_call(self.engine, call)
            return None

        return await asyncio.to_thread(look)

    async def states(self, seat: str, *, since: float) -> list[tuple[str, str]]:
        """State and reason of a seat's intervals in the archive that began at Unix time `since` or later, in order."""

        def look() -> list[tuple[str, str]]:
            i = schema.seat_intervals.c
            query = select(i.state, i.reason).where(i.seat == seat, i.started_at >= since).order_by(i.epoch, i.version)
            with self.engine.connect() as connection:
                return [(row.state, row.reason) for row in connection.execute(query)]

        return [state for state, _ in itertools.groupby(await asyncio.to_thread(look))]

    async def until_alarm(self, code: str, subject: str, *, since: float = 0.0, within: float = 15) -> None:
        """The archive has this alarm about this call or seat, raised at Unix time `since` or later."""

        def look() -> list[str]:
            a = schema.alarms.c
            with self.engine.connect() as connection:
                return list(connection.scalars(select(a.code).where(a.subject == subject, a.at >= since)))

        await eventually(
            lambda: asyncio.to_thread(look), lambda codes: code in codes, within=within, what=f"alarm {code}", every=0.2
        )

    async def settled(self, call: str) -> read.StoredCall:
        """A call of the archive that is over."""
        found = await eventually(
            lambda: asyncio.to_thread(read.get_call, self.engine, call),
            lambda seen: seen is not None and seen.call.outcome is not None,
            within=15,
            what="its outcome",
        )
        assert found is not None
        return found

    async def history(self, number: str) -> read.StoredCall | None:
        """The newest call from this number as the archive has it, with segments, offers, recordings."""

        def look() -> read.StoredCall | None:
            with contextlib.suppress(ArchiveAway):
                for stored in read.find_calls(self.engine, limit=200):
                    if stored.call.caller == number:
                        return read.get_call(self.engine, stored.call.id)
            return None

        return await asyncio.to_thread(look)


class Citizen:
    """Somebody who dialled, with the call as the platform knows it."""

    def __init__(self, *, world: World, phone: Phone, call: OutgoingCall, number: str) -> None:
        self.world = world
        self.phone = phone
        self.call = call
        self.number = number
        self._id = ""

    @property
    def call_id(self) -> str:
        """The call's id, once it was seen."""
        return self._id

    async def live(self) -> Call | None:
        found = await self._live()
        self._id = found.id if found else self._id
        return found

    async def _live(self) -> Call | None:
        return next((call for call in await self.world.calls() if call.caller == self.number), None)

    async def until(self, state: CallState, *, within: float = 15) -> Call:
        """The live call once it is in this state."""
        seen = await eventually(
            self.live, lambda c: c is not None and c.state is state, within=within, what=f"call {state}"
        )
        assert seen is not None
        return seen

    async def outcome(self, *, within: float = 20) -> read.StoredCall:
        """The call in the archive once it is over."""
        seen = await eventually(
            lambda: self.world.history(self.number),
            lambda stored: stored is not None and stored.call.outcome is not None,
            within=within,
            what=f"an outcome of the call from {self.number[:3]}...",
            every=0.2,
        )
        assert seen is not None
        return seen

    async def recordings(self, count: int = 1, *, within: float = 30) -> list[Recorded]:
        """The finished recordings, once there are `count`."""
        stored = await eventually(
            lambda: self.world.history(self.number),
            lambda s: s is not None and len([x for x in s.recordings if x.recorded]) >= count,
            within=within,
            what=f"{count} finished recordings",
            every=0.2,
        )
        assert stored is not None
        return [Recorded(self.world.settings.recordings / x.path) for x in stored.recordings if x.recorded]


async def join(citizen: Citizen, offer: IncomingCall, *, agent_hz: float = AGENT_HZ) -> None:
    """The agent answers, and both hear each other."""
    await offer.answer()
    await citizen.call.hears_tone(agent_hz, 10, seconds=0.3)
    await offer.hears_tone(CITIZEN_HZ, 10, seconds=0.3)


def offers_of(stored: read.StoredCall) -> list[tuple[str, OfferResult]]:
    """Seat and result of every offer of a call, in order."""
    return [(offer.seat, offer.result) for segment in stored.call.segments for offer in segment.offers]


def waited_for(stored: read.StoredCall) -> float:
    """Seconds from when a call was queued to its first offer, by the times in the archive."""
    segment = stored.call.segments[0]
    return segment.offers[0].at - segment.queued_at


class Recorded:
    """A finished recording: citizen left, agent right, at 8 kHz."""

    def __init__(self, path: Path) -> None:
        samples, rate = soundfile.read(path, dtype="int16", always_2d=True)
        step = rate // 8000
        self.citizen: npt.NDArray[np.int16] = np.ascontiguousarray(samples[::step, 0])
        self.agent: npt.NDArray[np.int16] = np.ascontiguousarray(samples[::step, 1])
        self.seconds = len(samples) / rate


# ---------------------------------------------------------------- starting a copy


def start_world(data: Path, port_base: int, *, config: Path | None = None) -> World:
    """Start a copy with `up` and wait until it takes calls. Its carrier is a phone on this machine."""
    data.mkdir(parents=True, exist_ok=True)
    own = data / "config"
    if config != own:
        shutil.copytree(config or Path(__file__).parent / "config", own, dirs_exist_ok=True)
    if (trunks := own / "trunks.yaml").exists():
        trunks.write_text(trunks.read_text().replace("CARRIER_PORT", str(port_base + CARRIER_OFFSET)))
    settings = Settings(data=data, config=own, port_base=port_base, drain_seconds=1.0)
    give_prompts(settings)
    log = (data / "up.log").open("wb")
    environ = {**os.environ, **settings.to_environ(), "PYTHONPATH": str(CHECKOUT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "router", "up"],
        env=environ,
        cwd=CHECKOUT,
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
    )
    log.close()
    return World(settings, process)


def stop_world(world: World) -> None:
    """End the copy as a person does, and see that nothing of it is left."""
    children = [child.pid for child in load_record(world.settings.run).children]
    world.engine.dispose()
    for _ in range(2):
        if world.process.poll() is None:
            world.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                world.process.wait(10)
    if world.process.poll() is None:
        world.process.kill()
        world.process.wait()
    left = [pid for pid in children if psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie"]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left, f"processes left running: {left}"
