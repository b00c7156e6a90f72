"""The live state in Redis. Changed only by the scripts beside this file."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.call import Call
from router.domain.errors import Conflict, NotLeader, StateLost
from router.domain.history import RoutingFed
from router.domain.incidents.incident import Incident
from router.domain.ladder.climb import Climb, ClimbState
from router.domain.ladder.settings import Trigger
from router.domain.requests import Reply
from router.domain.routing.flow import FlowMemory
from router.domain.seat import Seat
from router.ports import Change, Cursor, Incoming, Loaded

log = structlog.get_logger("router")
T = TypeVar("T")
HERE: Final = Path(__file__).parent
REPLY_SECONDS: Final = 30
BATCH: Final = 200


class RedisLiveState:
    """`router.ports.LiveState` on one Redis. A refused write, a lost connection and an emptied store are all
    `StateLost`: whoever sees it builds the state anew."""

    def __init__(self, redis: Redis, nodes: Sequence[str]) -> None:
        self._redis = redis
        self._nodes = list(nodes)
        self._commit = redis.register_script((HERE / "commit.lua").read_text())
        self._lead = redis.register_script((HERE / "lead.lua").read_text())
        self._renew = redis.register_script((HERE / "renew.lua").read_text())

    async def lead(self, name: str, *, ttl: float, least: int) -> int | None:
        epoch = await _talk(self._lead(keys=[keys.LEASE, keys.EPOCH], args=[name, int(ttl * 1000), least]))
        return int(epoch) or None

    async def renew(self, name: str, *, ttl: float, epoch: int) -> bool:
        kept = await _talk(self._renew(keys=[keys.LEASE, keys.EPOCH], args=[name, int(ttl * 1000), epoch]))
        return bool(kept)

    async def load(self) -> Loaded:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(keys.SEATS)
            pipe.hgetall(keys.CALLS)
            pipe.hgetall(keys.APPLIED)
            pipe.hgetall(keys.BOOTS)
            pipe.hgetall(keys.FLOWS)
            pipe.hgetall(keys.CLIMBS)
            pipe.exists(keys.MARKER)
            seats, calls, applied, boots, flows, climbs, marked = await _talk(pipe.execute())
        return Loaded(
            seats=await self._readable(Seat, keys.SEATS, seats),
            calls=await self._readable(Call, keys.CALLS, calls),
            applied={_text(k): _text(v) for k, v in applied.items()},
            boots={_text(k): _text(v) for k, v in boots.items()},
            flows=await self._readable(FlowMemory, keys.FLOWS, flows),
            climbs=await self._readable(Climb, keys.CLIMBS, climbs),
            marked=bool(marked),
        )

    async def _readable(self, cls: type[T], key: str, stored: Mapping[bytes, bytes]) -> dict[str, T]:
        """What can be read. The rest (of another version, damaged) is taken out: Asterisk and the next sign-on say it
        anew, while a router that stumbles over it at each start would serve nobody."""
        found: dict[str, T] = {}
        for name, value in stored.items():
            try:
                found[_text(name)] = codec.load(cls, value)
            except codec.BadMessage as error:
                log.error("state_unreadable", key=key, name=_text(name), why=str(error))
                await _talk(self._redis.hdel(key, name))
        return found

    async def commit(self, change: Change) -> None:
        streams: dict[str, int] = {}
        state = [keys.EPOCH, keys.SEATS, keys.CALLS, keys.OUTBOX, keys.APPLIED, keys.BOOTS, keys.MARKER]
        names = [*state, keys.FEED, keys.FLOWS, keys.CLIMBS]
        commands = []
        for command in change.commands:
            stream = keys.node_commands(command.node)
            index = streams.setdefault(stream, len(names) + len(streams) + 1)
            commands.append([index, codec.dump_message(command)])
        was = change.was
        body = {
            "seats": [[seat.id, was.get(seat.id, 0), codec.dump(seat)] for seat in change.seats],
            "calls": [[call.id, was.get(call.id, 0), codec.dump(call)] for call in change.calls],
            "forget": [[call, was.get(call, 0)] for call in change.forget],
            # What the engine was told is for replays: nobody who watches wants to see it.
            "records": [[codec.dump_message(record), not isinstance(record, RoutingFed)] for record in change.records],
            "commands": commands,
            "applied": list(change.applied.items()),
            "boots": list(change.boots.items()),
            "flows": [[queue, codec.dump(flow)] for queue, flow in change.flows.items()],
            "climbs": [
                [climb.id, "" if climb.state is ClimbState.OVER else codec.dump(climb)]
                for climb in change.climbs.values()
            ],
            "rebuild": change.rebuild,
        }
        answer = _text(await _talk(self._commit(keys=[*names, *streams], args=[change.epoch, json.dumps(body)])))
        if answer == "NOT_LEADER":
            raise NotLeader
        if answer == "LOST":
            raise StateLost("the store came back empty")
        if answer != "OK":
            raise Conflict(answer.removeprefix("CONFLICT "))

    async def read(self, cursor: Cursor, *, wait: float) -> list[Incoming]:
        if cursor.requests == "$":
            last = await _talk(self._redis.xrevrange(keys.REQUESTS, count=1))
            cursor.requests = _text(last[0][0]) if last else "0"
        streams = {keys.node_events(node): cursor.events.get(node, "0") for node in self._nodes}
        streams[keys.REQUESTS] = cursor.requests
        block = max(1, int(wait * 1000))
        answer = await _talk(self._redis.xread(cast("Any", streams), count=BATCH, block=block))
        found: list[Incoming] = []
        for stream, entries in _streams(answer):
            for entry, fields in entries:
                found.append(self._incoming(cursor, stream, _text(entry), fields))
        return found

    def _incoming(self, cursor: Cursor, stream: str, entry: str, fields: Mapping[bytes, bytes]) -> Incoming:
        try:
            if stream == keys.REQUESTS:
                cursor.requests = entry
                return Incoming(id=entry, request=codec.load_message(fields.get(b"r", b"")))
            node = next(node for node in self._nodes if keys.node_events(node) == stream)
            cursor.events[node] = entry
            return Incoming(id=entry, event=codec.load_message(fields.get(b"e", b"")))
        except codec.BadMessage as error:
            return Incoming(id=entry, unreadable=str(error))

    async def reply(self, request: str, reply: Reply) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.rpush(keys.reply(request), codec.dump_message(reply))
            pipe.expire(keys.reply(request), REPLY_SECONDS)
            # Done with: it may hold a PIN.
            pipe.xdel(keys.REQUESTS, request)
            await _talk(pipe.execute())

    async def troubles(self) -> Mapping[Trigger, Mapping[str, str]]:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.smembers(keys.PARTS_DOWN)
            pipe.hgetall(keys.INCIDENTS)
            parts, incidents = await _talk(pipe.execute())
        return {
            Trigger.PART_DOWN: {_text(part): f"{_text(part)} is not well" for part in sorted(parts)},
            Trigger.INCIDENT: dict(filter(None, (_goes_on(text) for text in incidents.values()))),
        }

    async def tell_availability(self, fields: Mapping[str, str]) -> None:
        await _talk(self._redis.hset(keys.AVAILABILITY, mapping=cast("Any", dict(fields))))

    async def availability(self) -> Mapping[str, str]:
        found = await _talk(self._redis.hgetall(keys.AVAILABILITY))
        return {_text(name): _text(value) for name, value in found.items()}

    async def say(self, process: str, word: Mapping[str, object]) -> None:
        await _talk(self._redis.hset(keys.STATUS, process, json.dumps(word)))


def _goes_on(text: bytes) -> tuple[str, str] | None:
    """An incident that is not over, and what there is to say of it; None: it is over, or unreadable."""
    try:
        incident = codec.load(Incident, text)
    except codec.BadMessage:
        return None
    return None if incident.over_at is not None else (incident.id, f"incident {incident.id} is seen")


async def _talk(answer: Any) -> Any:
    """Await a reply of Redis; whatever is wrong with the connection or the server means: build the state anew."""
    try:
        return await cast("Awaitable[Any]", answer)
    except (RedisConnectionError, ResponseError, RedisError, OSError) as error:
        raise StateLost(f"{type(error).__name__}: {error}") from error


def _streams(answer: Any) -> list[tuple[str, list[tuple[bytes, dict[bytes, bytes]]]]]:
    if not answer:
        return []
    pairs = answer.items() if isinstance(answer, dict) else answer
    found = []
    for stream, entries in pairs:
        # RESP3 wraps the entries of one stream in one more list.
        flat = entries[0] if entries and isinstance(entries[0], list) else entries
        found.append((_text(stream), flat))
    return found


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
