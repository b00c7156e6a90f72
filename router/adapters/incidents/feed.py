"""The feed of history records, as the watch for incidents reads and answers it. Blocking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, get_args

import redis
from redis.exceptions import RedisError, ResponseError

from router.adapters import codec
from router.adapters.redis import keys
from router.adapters.redis.outbox import OutboxAway
from router.domain.history import HistoryRecord, IncidentRecorded
from router.domain.incidents.incident import Incident
from router.services.incident_desk import Countable

START: Final = "0-0"
AT_ONCE: Final = 500
FEED_LENGTH: Final = 20_000
_HEADS: Final = tuple(f'{{"type":"{kind.__name__}"'.encode() for kind in get_args(Countable))
"""How the records begin that tell of calls: most others are long, and need not be opened."""
_NOT_FED: Final = "counted"


@dataclass(frozen=True, kw_only=True)
class Page:
    """What came after an id."""

    records: Sequence[Countable]
    position: str
    lost: bool = False
    """some are not kept any more, or Redis came back empty"""


class IncidentFeed:
    """Every method raises OutboxAway when Redis does not answer."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis: Any = client

    def position(self) -> str | None:
        """Id of the last entry that was counted; None before the first."""
        with _translated():
            found = self._redis.get(keys.INCIDENTS_READ)
        return None if found is None else _text(found)

    def newest(self) -> str:
        """The highest id the feed ever gave."""
        with _translated():
            return self._newest()

    def holds(self, position: str) -> bool:
        """Whether that entry is still there, and so all that came after it."""
        with _translated():
            return bool(self._redis.xrange(keys.FEED, min=position, max=position))

    def told(self) -> list[Incident]:
        """Incidents that go on, and those that were over a moment ago."""
        with _translated():
            stored = self._redis.hvals(keys.INCIDENTS)
        return [one for text in stored for one in _incident(text)]

    def read(self, after: str, *, wait: float) -> Page:
        """What came after an id, at most `AT_ONCE` entries; waits up to `wait` seconds when there is nothing."""
        with _translated():
            found = self._redis.xread({keys.FEED: after}, count=AT_ONCE, block=max(1, int(wait * 1000)))
            entries = list(_entries(found))
            if not entries:
                return Page(records=(), position=after, lost=parts_of(self._newest()) < parts_of(after))
            # Far behind: what follows may not be what followed.
            far = len(entries) == AT_ONCE and after != START
            lost = far and not self._redis.xrange(keys.FEED, min=after, max=after)
        records = [record for _, fields in entries for record in _call_record((fields or {}).get(b"r", b""))]
        return Page(records=records, position=_text(entries[-1][0]), lost=lost)

    def commit(self, records: Iterable[HistoryRecord], told: Iterable[Incident], position: str) -> None:
        """What was found, what is to be remembered of it, and how far the feed was counted: all of it or nothing."""
        with _translated(), self._redis.pipeline(transaction=True) as pipe:
            changed = False
            for record in records:
                changed = True
                text = codec.dump_message(record)
                pipe.xadd(keys.OUTBOX, {"r": text})
                if not (isinstance(record, IncidentRecorded) and record.event == _NOT_FED):
                    pipe.xadd(keys.FEED, {"r": text}, maxlen=FEED_LENGTH, approximate=True)
            if changed:
                pipe.delete(keys.INCIDENTS)
                for one in told:
                    pipe.hset(keys.INCIDENTS, one.id, codec.dump(one))
            pipe.set(keys.INCIDENTS_READ, position)
            pipe.execute()

    def leave(self) -> None:
        """Nobody watches any more: who begins again begins at the feed's end."""
        with _translated():
            self._redis.delete(keys.INCIDENTS_READ)

    def _newest(self) -> str:
        try:
            info = self._redis.xinfo_stream(keys.FEED)
        except ResponseError as error:
            if "no such key" not in str(error).lower():
                raise
            return START
        return _text(info["last-generated-id"])


def moment_of(position: str) -> float:
    """Unix seconds at which an entry came in."""
    return parts_of(position)[0] / 1000


def _entries(found: Any) -> Iterator[tuple[Any, Any]]:
    """Both protocol versions of Redis are met: a list of pairs, or a mapping."""
    streams = found.values() if isinstance(found, dict) else [entries for _, entries in found or []]
    for entries in streams:
        for entry in entries:
            if entry and isinstance(entry[0], (list, tuple)):
                yield from entry
            else:
                yield entry


def _call_record(text: bytes) -> Iterator[Countable]:
    if not text.startswith(_HEADS):
        return
    try:
        yield codec.load_message(text)
    except codec.BadMessage:
        # The archiver sets it aside, for a person to look at.
        return


def _incident(text: bytes) -> Iterator[Incident]:
    try:
        yield codec.load(Incident, text)
    except codec.BadMessage:
        return


def parts_of(number: str) -> tuple[int, int]:
    """An id as numbers that compare."""
    head, _, tail = number.partition("-")
    return int(head), int(tail or 0)


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise OutboxAway(type(error).__name__) from error
