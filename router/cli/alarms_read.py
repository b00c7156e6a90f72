"""Reads the last alarms, and who was told of them, straight from archive and Redis."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from router.adapters.redis import keys
from router.adapters.sql.engine import ArchiveAway, ArchiveRejects
from router.adapters.sql.read import find_alarms
from router.cli.top_today import open_archive_to_read
from router.domain.alarms.basket import Raised
from router.domain.alarms.catalogue import kind_of
from router.settings import Settings

Told = dict[str, dict[str, float]]
"""`Raised.id` to channel to when (Unix seconds)"""


def read_alarms(settings: Settings, limit: int) -> list[dict[str, Any]] | None:
    """The newest, oldest of them first; `told` is null when Redis is away. None: the archive is away."""
    engine = open_archive_to_read(settings)
    if engine is None:
        return None
    try:
        found = find_alarms(engine, limit=limit)
    except (ArchiveAway, ArchiveRejects):
        return None
    finally:
        engine.dispose()
    told = read_told(settings)
    rows = []
    for one in reversed(found):
        name = Raised(at=one.at, code=one.code, subject=one.subject, text=one.text).id
        rows.append(
            {
                "at": one.at,
                "severity": kind_of(one.code).severity.value,
                "code": one.code,
                "subject": one.subject,
                "text": one.text,
                "told": None if told is None else told.get(name, {}),
            }
        )
    return rows


def read_told(settings: Settings) -> Told | None:
    """Who was told what when, of the last messages. None: Redis is away."""
    client = Redis(
        unix_socket_path=str(settings.redis_socket), socket_timeout=1.0, retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )  # fmt: skip
    try:
        entries: Any = client.xrange(keys.ALARMS_TOLD)
    except (RedisError, OSError):
        return None
    finally:
        client.close()
    found: Told = defaultdict(dict)
    for _, fields in entries:
        said = json.loads(fields["t"])
        for name in said["ids"]:
            found[name].setdefault(said["channel"], said["at"])
    return dict(found)
