"""The API over a real Redis, with a memory twin of the archive, and a router that a test scripts. Import `house`."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from redis.asyncio import Redis
from redis.exceptions import RedisError

from router.adapters import codec
from router.adapters.files.config_folder import read_folder, read_texts
from router.adapters.files.secrets import ChannelSecret
from router.adapters.redis import keys
from router.domain.alarms.basket import Raised
from router.domain.bundle import Agent, Announcement, Bundle, Line, Queue, SeatPlace, Site
from router.domain.call import Call, CallState, OfferMade, Outcome, Segment, Where
from router.domain.history import DecisionRecorded
from router.domain.incidents.cell import Dimension
from router.domain.incidents.incident import Incident
from router.domain.ladder.climb import Escalation
from router.domain.requests import Reply, Request
from router.domain.seat import Seat, SeatState
from router.domain.shifts.edits import Entry, Import
from router.domain.shifts.roster import Assignment
from router.services.ask_router import ask_router
from router.services.config_desk import ConfigDesk
from router.services.look_back import Seen
from router.services.why_call import Story, Told, why_call
from router.settings import CHECKOUT, build_settings
from router.web.accesses import Accesses
from router.web.app import build_app, connect_redis, make_runner
from router.web.context import Sources
from router.web.errors import ArchiveAway
from router.web.history import (
    Access,
    AccessFilter,
    Alarm,
    AlarmFilter,
    CallFilter,
    CallRecord,
    EscalationFilter,
    Follower,
    FollowerFilter,
    IncidentFilter,
    Message,
    MessageFilter,
    Pause,
    Recording,
    Tag,
)
from router.web.listeners import Listeners
from router.web.metrics import Counters
from router.web.permissions import Role
from router.web.sources.announcement_file import AnnouncementFile
from router.web.sources.channel_sender import ChannelSender
from router.web.sources.channel_teller import Around, ChannelTeller
from router.web.sources.hook_teller import HookTeller
from router.web.sources.incident_announcements import SpokenIncidents
from router.web.sources.joiner import Joiner
from router.web.sources.live import Live
from router.web.sources.outbox import Outbox
from router.web.sources.redis_feed import RedisFeed
from router.web.sources.roster_files import RosterFiles
from router.web.tokens import read_tokens
from router.web.totals import Total
from tests.unit.services.memory_copy import MemoryCopy

from .redis_server import RedisServer

SMALL_HOUSE = CHECKOUT / "tests" / "bundle"
NUMBER = "13800138000"
MASKED = "138******00"
TOKENS = {role: f"{role}-token-{role}-token" for role in Role}
NAMES = {Role.AGENT: "8001"}
ROSTER = """\
shifts:
  early: {name: 早班, time: "08:00-16:00"}
  late: {name: 晚班, time: "14:00-22:00"}
  night: {name: 夜班, time: "21:00-08:00"}
"""
AUDIO = bytes(range(256)) * 8

BUNDLE = Bundle(
    number=1,
    site=Site(name="City", timezone="Asia/Shanghai", languages=("zh-CN",)),
    lines={"general": Line(id="general", number="12345", name="General", queue="general", language="zh-CN",
                           greeting="hello")},
    queues={"general": Queue(id="general", name="General"), "legal": Queue(id="legal", name="Legal")},
    skills={},
    seats={"1001": SeatPlace(id="1001", name="Window"), "1002": SeatPlace(id="1002", name="Door")},
    agents={"8001": Agent(id="8001", name="Li"), "8002": Agent(id="8002", name="Wang")},
    texts={},
    announcements={"power": Announcement(id="power", text={"zh-CN": "t"})},
    topics={"1": "Wages"},
    places={"2": "East"},
)  # fmt: skip


AN_INCIDENT = Incident(id="1-a", dimension=Dimension.TOPIC_PLACE, value="1", place="2", name="Wages",
                       place_name="East", since=0.0, first_at=60.0, seen_at=1800.0, last_at=1800.0, minutes=30,
                       usual=0.2, chance=1e-6, calls=("c1", "c2", "c3", "c4", "c5"), callers=5, told=5)  # fmt: skip


def a_call(number: int, *, arrived_at: float, state: CallState = CallState.QUEUED) -> Call:
    """A call in the general queue; an ended one was answered at seat 1001."""
    over = state is CallState.ENDED
    offer = OfferMade(id=f"o{number}", seat="1001", agent="8001", at=arrived_at + 3)
    segment = Segment(number=1, queue="general", queued_at=arrived_at + 2, seat="1001" if over else "",
                      offers=(offer,) if over else ())  # fmt: skip
    return Call(id=f"node1-1.{number}", node="node1", channel="PJSIP/trunk-1", line="general", caller=NUMBER,
                arrived_at=arrived_at, counter=number, state=state, queue="general", queued_at=arrived_at + 2,
                segments=(segment,), ended_at=arrived_at + 60 if over else None,
                outcome=Outcome.ANSWERED if over else None, where=Where.TALKING if over else None)  # fmt: skip


class MemoryHistory:
    """Twin of the archive."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.recordings: dict[str, Recording] = {}
        self.alarms: list[Alarm] = []
        self.incidents: list[Incident] = []
        self.escalations: list[Escalation] = []
        self.followers: list[Follower] = []
        self.tags: dict[str, Tag] = {}
        self.pauses: dict[str, list[Pause]] = {}
        self.looks: dict[str, tuple[int, bytes]] = {}
        self.messages: dict[str, Message] = {}
        self.accesses: list[Access] = []
        self.decisions: dict[str, DecisionRecorded] = {}
        self.dead = False

    async def find_calls(self, wanted: CallFilter) -> list[Call]:
        self._alive()
        found = sorted(
            (call for call in self.calls if wanted.takes(call)), key=lambda c: (c.arrived_at, c.id), reverse=True
        )
        return [replace(call, segments=()) for call in found[: wanted.limit]]

    async def call(self, call: str) -> CallRecord | None:
        self._alive()
        found = next((one for one in self.calls if one.id == call), None)
        if found is None:
            return None
        recordings = tuple(item for item in self.recordings.values() if item.call == call)
        return CallRecord(
            call=found, recordings=recordings, tag=self.tags.get(call), pauses=tuple(self.pauses.get(call, ()))
        )

    async def why(self, call: str, *, language: str, full: bool) -> Story | None:
        self._alive()
        found = next((one for one in self.calls if one.id == call), None)
        if found is None:
            return None
        told = Told(call=found, decisions=self.decisions, seen=Seen(), alone=False)
        return why_call(told, lambda _at: BUNDLE, language, full=full)

    async def peaks(self, recordings: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        self._alive()
        return {name: self.looks[name] for name in recordings if name in self.looks}

    async def find_messages(self, wanted: MessageFilter) -> list[Message]:
        self._alive()
        found = [
            one
            for one in self.messages.values()
            if wanted.done in {None, one.done_at is not None}
            and wanted.queue in {None, one.queue}
            and wanted.line in {None, one.line}
            and (wanted.since is None or one.left_at >= wanted.since)
            and (wanted.until is None or one.left_at < wanted.until)
            and (wanted.before is None or (one.left_at, one.call) < wanted.before)
        ]
        return sorted(found, key=lambda one: (one.left_at, one.call), reverse=True)[: wanted.limit]

    async def message(self, call: str) -> Message | None:
        self._alive()
        return self.messages.get(call)

    async def finish_message(self, call: str, *, by: str, at: float, note: str) -> bool:
        self._alive()
        known = self.messages.get(call)
        if known is None or known.done_at is not None:
            return False
        self.messages[call] = replace(known, done_by=by, done_at=at, note=note)
        return True

    async def put_access(self, *, at: float, actor: str, how: str, subject: str, call: str) -> None:
        self._alive()
        self.accesses.append(Access(id=len(self.accesses) + 1, at=at, actor=actor, how=how, subject=subject, call=call))

    async def find_accesses(self, wanted: AccessFilter) -> list[Access]:
        self._alive()
        found = [
            one
            for one in self.accesses
            if wanted.call in {None, one.call}
            and wanted.actor in {None, one.actor}
            and (wanted.before is None or (one.at, one.id) < wanted.before)
        ]
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[: wanted.limit]

    async def recording(self, recording: str) -> Recording | None:
        self._alive()
        return self.recordings.get(recording)

    async def find_alarms(self, wanted: AlarmFilter) -> list[Alarm]:
        self._alive()
        found = sorted((one for one in self.alarms if wanted.takes(one)), key=lambda a: (a.at, a.id), reverse=True)
        return found[: wanted.limit]

    async def find_incidents(self, wanted: IncidentFilter) -> list[Incident]:
        self._alive()
        found = [
            one
            for one in self.incidents
            if (not wanted.open_only or one.over_at is None)
            and (wanted.since is None or one.seen_at >= wanted.since)
            and (wanted.until is None or one.seen_at < wanted.until)
            and (wanted.before is None or (one.seen_at, one.id) < wanted.before)
        ]
        return sorted(found, key=lambda one: (one.seen_at, one.id), reverse=True)[: wanted.limit]

    async def find_escalations(self, wanted: EscalationFilter) -> list[Escalation]:
        self._alive()
        found = [
            one
            for one in self.escalations
            if (not wanted.open_only or one.climb.ended_at is None)
            and (wanted.since is None or one.climb.began_at >= wanted.since)
            and (wanted.until is None or one.climb.began_at < wanted.until)
            and (wanted.before is None or (one.climb.began_at, one.climb.id) < wanted.before)
        ]
        return sorted(found, key=lambda one: (one.climb.began_at, one.climb.id), reverse=True)[: wanted.limit]

    async def incident(self, incident: str) -> Incident | None:
        self._alive()
        return next((one for one in self.incidents if one.id == incident), None)

    async def find_followers(self, wanted: FollowerFilter) -> list[Follower]:
        self._alive()
        found = [
            one
            for one in self.followers
            if one.incident == wanted.incident and (wanted.before is None or (one.at, one.call) < wanted.before)
        ]
        return sorted(found, key=lambda one: (one.at, one.call), reverse=True)[: wanted.limit]

    async def count_alarms(self, since: float | None = None) -> dict[str, int]:
        self._alive()
        return Counter(one.code for one in self.alarms if AlarmFilter(since=since).takes(one))

    async def count_outcomes(self) -> dict[str, int]:
        self._alive()
        return Counter(call.outcome.value for call in self.calls if call.outcome)

    def _alive(self) -> None:
        if self.dead:
            raise ArchiveAway


class LateTwin:
    """Twin of what the archive tells of alarms that the feed does not hold."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def last_alarm(self) -> int:
        if self._house.history.dead:
            raise ArchiveAway
        return max((row for row, _ in self._house.late), default=0)

    async def alarms_beyond(self, row: int) -> list[tuple[int, Raised]]:
        if self._house.history.dead:
            raise ArchiveAway
        return [one for one in self._house.late if one[0] > row]


class House:
    """Everything that a test touches."""

    def __init__(self, server: RedisServer, redis: Redis, folder: Path) -> None:
        self.server = server
        self.redis = redis
        self.history = MemoryHistory()
        self.answers: list[Callable[[Request], Reply]] = []
        """how the scripted router answers, one after the other; empty: it is away"""
        self.asked: list[Request] = []
        self.patience = 3.0
        self.recordings = folder / "recordings"
        self.recordings.mkdir()
        self.data = folder
        self.bundle: Bundle | None = BUNDLE
        self.roster = RosterFiles(folder / "roster")
        self.plan(ROSTER)
        self.feed = RedisFeed(redis)
        self.copy = MemoryCopy()
        self.copy.store.keep(read_folder(SMALL_HOUSE))
        self.copy.store.set_current(1)
        self.hook_secrets = {"crm": "crm-secret-crm-secret"}
        self.listeners = Listeners()
        self.hooks = HookTeller(
            redis, self.feed, name="test", bundle=lambda: self.bundle, secrets=lambda: self.hook_secrets, now=time.time
        )
        self.channel_secrets: dict[str, ChannelSecret] = {}
        self.late: list[tuple[int, Raised]] = []
        """alarms that the archive alone knows, with their rows"""
        self.channels = self.teller("test")
        self.spoken: list[tuple[str, str]] = []
        """language and words of what callers are to be told of incidents"""
        self.hoarse = False
        self.closing = False
        self.url = ""
        self.port = 0
        self._session: aiohttp.ClientSession | None = None

    def sources(self) -> Sources:
        tokens = {NAMES.get(role, role): {"token": token, "role": role} for role, token in TOKENS.items()}
        known = read_tokens(json.dumps({"tokens": tokens}))
        return Sources(
            live=Live(self.redis), history=self.history, ask=self._ask, bundle=lambda: self.bundle,
            tokens=lambda: known, now=time.time, data=self.data, recordings=self.recordings,
            record=Outbox(self.redis), accesses=Accesses(self.history), join=Joiner(),
            announcements=AnnouncementFile(self.data / "announcements.json"),
            incident_announcements=SpokenIncidents(self.data / "incident_announcements.json", self._speak),
            feed=self.feed, listeners=self.listeners,
            hooks=self.hooks, channels=self.channels, roster=self.roster, desk=self.desk(),
            counters=Counters(), alarms=Total(self.history.count_alarms, time.monotonic),
            outcomes=Total(self.history.count_outcomes, time.monotonic),
        )  # fmt: skip

    def plan(self, shifts: str) -> None:
        """A roster begun anew: 8001 early and 8002 late on 2026-10-12."""
        folder = self.data / "roster"
        folder.mkdir(exist_ok=True)
        (folder / "shifts.yaml").write_text(shifts, "utf-8")
        (folder / "journal.jsonl").unlink(missing_ok=True)
        monday = date(2026, 10, 12)
        planned = tuple(
            Assignment(date=monday, shift=shift, person=person)
            for shift, person in (("early", "8001"), ("late", "8002"))
        )
        edit = Import(dates=(monday,), assignments=planned)
        self.roster.journal.append(Entry(number=1, at=datetime(2026, 10, 1, tzinfo=UTC), author="Li", edit=edit))

    def teller(self, name: str) -> ChannelTeller:
        """Somebody who tells the channels."""
        around = Around(
            feed=self.feed, late=LateTwin(self), bundle=lambda: self.bundle, watch=self._watch, now=time.time
        )
        return ChannelTeller(self.redis, around, ChannelSender(lambda: self.channel_secrets, time.time), name=name)

    def _speak(self, words: str, language: str) -> str:
        """The voice of this house has a cold on some days."""
        if self.hoarse:
            raise ValueError("no voice")
        self.spoken.append((language, words))
        return f"incidents/{len(self.spoken)}"

    async def _watch(self) -> None:
        """Nobody watches the parts of this house."""

    def desk(self) -> ConfigDesk:
        """Configurations of a copy in memory: real files, compiled; bundle 1 is in force."""
        return ConfigDesk(
            store=self.copy.store, log=self.copy.log, read_texts=read_texts, parts=lambda _who, _why: self.copy.parts
        )

    async def put(self, *values: Seat | Call) -> None:
        """Store live state as the router does."""
        await self.redis.set(keys.MARKER, "1")
        for value in values:
            await self.redis.hset(keys.SEATS if isinstance(value, Seat) else keys.CALLS, value.id, codec.dump(value))

    async def say(self, *processes: str, ok: bool = True, ahead: float = 0.0) -> None:
        """Let processes say their word, as if it were so many seconds later."""
        for process in processes:
            word = {"at": time.time() + ahead, "ok": ok, "detail": "fine" if ok else "ailing", "pid": 1}
            await self.redis.hset(keys.STATUS, process, json.dumps(word))

    def add_recording(self, name: str, call: str) -> Recording:
        path = self.recordings / "2026" / f"{name}.opus"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(AUDIO)
        item = Recording(id=name, call=call, segment=1, recorded=True, seconds=2.0, sha256="00", path=path)
        self.history.recordings[name] = item
        self.history.looks[name] = (2, bytes(range(100)) * 2)
        return item

    def add_message(self, number: int, *, left_at: float | None = None, audio: str | None = None) -> Message:
        """An open message."""
        call = f"node1-1.{number}"
        message = Message(call=call, left_at=left_at or time.time(), line="general", queue="legal", caller=NUMBER,
                          language="zh-CN", seconds=12.5, audio=audio)  # fmt: skip
        self.history.messages[call] = message
        return message

    async def send(
        self, method: str, path: str, role: Role | None = Role.ADMIN, **more: object
    ) -> tuple[int, dict[str, object], aiohttp.ClientResponse]:
        """Status, JSON body ({} when there is none) and response; the path is sent as it is written."""
        assert self._session is not None
        headers = {"Authorization": f"Bearer {TOKENS[role]}"} if role else {}
        headers |= more.pop("headers", {})  # type: ignore[arg-type, operator]
        target = aiohttp.client.URL(self.url + path, encoded=True)
        async with self._session.request(method, target, headers=headers, **more) as response:  # type: ignore[arg-type]
            raw = await response.read()
            body = json.loads(raw) if response.content_type == "application/json" else {}
            return response.status, body, response

    async def open(self, runner: web.AppRunner) -> None:
        await runner.setup()
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        await web.SockSite(runner, listener).start()
        self.url = f"http://127.0.0.1:{self.port}"
        self._session = aiohttp.ClientSession(auto_decompress=False)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _ask(self, request: Request) -> Reply:
        return await ask_router(self.redis, request, wait=self.patience)

    async def play_router(self) -> None:
        """Answers requests as a test scripted it."""
        last = "0-0"
        client = self.server.async_client()
        try:
            # A flag, not a cancellation: the client loses one that comes while it connects.
            while not self.closing:
                for _, entries in await client.xread({keys.REQUESTS: last}, block=100) or []:
                    for entry, fields in entries:
                        last = entry.decode()
                        self.asked.append(codec.load_message(fields[b"r"]))
                        if self.answers:
                            reply = self.answers.pop(0)(self.asked[-1])
                            await client.rpush(keys.reply(last), codec.dump_message(reply))
        finally:
            await client.aclose()


@pytest.fixture
async def house(redis_server: RedisServer, tmp_path: Path) -> AsyncIterator[House]:
    """Seat 1001 signed on by 8001, seat 1002 free, one waiting and one talking call, three in the archive."""
    settings = build_settings(data=redis_server.folder.parent, environ={})
    redis = connect_redis(settings)
    made = House(redis_server, redis, tmp_path)
    now = time.time()
    await made.put(
        Seat(id="1001", state=SeatState.READY, agent="8001", since=now - 60, reachable=True, version=3),
        Seat(id="1002"),
        a_call(5, arrived_at=now - 30),
        a_call(4, arrived_at=now - 90, state=CallState.TALKING),
    )
    made.history.calls = [a_call(n, arrived_at=now - 1000 * (4 - n), state=CallState.ENDED) for n in (1, 2, 3)]
    made.history.incidents = [AN_INCIDENT]
    made.history.followers = [
        Follower(incident="1-a", number=NUMBER, at=now - 60, call="node1-1.1", line="general", language="zh-CN")
    ]
    made.add_recording("node1-1.1-1", "node1-1.1")
    runner = make_runner(build_app(made.sources()))
    await made.open(runner)
    router = asyncio.create_task(made.play_router())
    feed = asyncio.create_task(made.feed.run())
    try:
        yield made
    finally:
        made.closing = True
        made.feed.end()
        feed.cancel()
        await asyncio.gather(feed, return_exceptions=True)
        with suppress(RedisError, OSError):
            await router
        await made.close()
        await runner.cleanup()
        await redis.aclose()
