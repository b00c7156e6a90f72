"""The outbox stream, for the archiver. Blocking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, get_args

import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from router.adapters import codec
from router.adapters.redis import keys
from router.adapters.unopened import read_unopened
from router.services.archive_records import Entry, Storable

KINDS: Final = get_args(Storable)


class OutboxAway(Exception):
    """Redis does not answer."""


def open_redis(socket: Path) -> redis.Redis:
    """A blocking client that gives up after 5 s, and at once when nobody listens: its users have their own patience."""
    return redis.Redis(unix_socket_path=str(socket), socket_timeout=5.0, retry=Retry(NoBackoff(), 0))


class RedisOutbox:
    """`router.services.archive_records.Outbox`. Every method raises OutboxAway when Redis does not answer."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis: Any = client

    def read(self, after: str, *, count: int, wait: float) -> list[Entry]:
        """Entries after an id, oldest first."""
        # BLOCK 0 would wait for ever.
        block = max(1, int(wait * 1000)) if wait > 0 else None
        with _translated():
            found = self._redis.xread({keys.OUTBOX: after}, count=count, block=block)
        # Both protocol versions of Redis are met: a list of pairs, or a mapping.
        streams = found.values() if isinstance(found, dict) else [entries for _, entries in found or []]
        return [
            entry_of(_text(name), _text((fields or {}).get(b"r", b"")))
            for entries in streams
            for name, fields in _flat(entries)
        ]

    def newest(self) -> str:
        """The highest id the stream ever gave."""
        with _translated():
            try:
                info = self._redis.xinfo_stream(keys.OUTBOX)
            except ResponseError as error:
                if "no such key" not in str(error).lower():
                    raise
                return "0-0"
        return _text(info["last-generated-id"])

    def trim(self, upto: str) -> None:
        """Forget entries up to and with this id."""
        head, _, tail = upto.partition("-")
        with _translated():
            self._redis.xtrim(keys.OUTBOX, minid=f"{head}-{int(tail) + 1}", approximate=False)


def _flat(entries: Any) -> Iterator[tuple[Any, Any]]:
    for entry in entries:
        if entry and isinstance(entry[0], (list, tuple)):
            yield from entry
        else:
            yield entry


def entry_of(stream_id: str, body: str) -> Entry:
    """An entry of the stream by its text; what routing was told and decided by stays text."""
    try:
        record = read_unopened(body) or codec.load_message(body)
    except codec.BadMessage as error:
        return Entry(id=stream_id, body=body, record=None, wrong=str(error))
    if not isinstance(record, KINDS):
        return Entry(id=stream_id, body=body, record=None, wrong=f"no history: {type(record).__name__}")
    return Entry(id=stream_id, body=body, record=record)


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise OutboxAway(type(error).__name__) from error
