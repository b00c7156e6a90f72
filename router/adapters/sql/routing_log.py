"""What routing was told and answered, read back in order; and forgotten when its time is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Engine, and_, delete, func, or_, select

from router.adapters import codec
from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated
from router.domain.history import RoutingFed
from router.services.run_tape import CannotReplay

CHUNK: Final = 1000
"""entries in memory at once, and those deleted in one transaction"""
Key = tuple[int, int]
"""epoch, number"""


def first_entry(engine: Engine, since: float) -> Key | None:
    """Where the last engine begins that begins at Unix time `since` or before; else the first one on record.

    None: no engine is on record. Raises ArchiveAway.
    """
    r = s.routing_log.c
    begins = select(r.epoch, r.number).where(r.bundle.is_not(None))
    with translated(), engine.connect() as connection:
        last = begins.where(r.at <= since).order_by(r.at.desc(), r.epoch.desc(), r.number.desc()).limit(1)
        first = begins.order_by(r.epoch, r.number).limit(1)
        found = connection.execute(last).first() or connection.execute(first).first()
    return None if found is None else (found[0], found[1])


def count_entries(engine: Engine, first: Key, until: float) -> int:
    """How many entries there are from `first` up to Unix time `until`. Raises ArchiveAway."""
    with translated(), engine.connect() as connection:
        return connection.scalar(select(func.count()).where(*_span(first, until))) or 0


def read_entries(engine: Engine, first: Key, until: float) -> Iterator[RoutingFed]:
    """All entries from `first` up to Unix time `until`, in order.

    Raises:
        ArchiveAway: the archive does not answer.
        CannotReplay: an entry cannot be read.
    """
    r = s.routing_log.c
    after: Key | None = None
    while True:
        query = select(r.epoch, r.number, r.entry).where(*_span(first, until)).order_by(r.epoch, r.number).limit(CHUNK)
        if after is not None:
            query = query.where(_above(after))
        with translated(), engine.connect() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            yield _entry(row)
        if len(rows) < CHUNK:
            return
        after = (rows[-1].epoch, rows[-1].number)


def forget_entries(engine: Engine, before: float) -> int:
    """Delete what is older than Unix time `before`, so little at a time that nobody who writes has to wait for long.

    How many were deleted. Raises ArchiveAway.
    """
    r = s.routing_log.c
    gone = 0
    while True:
        with translated(), engine.begin() as connection:
            last = connection.scalar(select(r.at).where(r.at < before).order_by(r.at).offset(CHUNK - 1).limit(1))
            condition = r.at < before if last is None else r.at <= last
            gone += connection.execute(delete(s.routing_log).where(condition)).rowcount
        if last is None:
            return gone


def _span(first: Key, until: float) -> tuple[Any, ...]:
    r = s.routing_log.c
    return or_(_above(first), and_(r.epoch == first[0], r.number == first[1])), r.at <= until


def _above(key: Key) -> Any:
    r = s.routing_log.c
    return or_(r.epoch > key[0], and_(r.epoch == key[0], r.number > key[1]))


def _entry(row: Any) -> RoutingFed:
    try:
        entry = codec.load_message(row.entry)
    except codec.BadMessage as error:
        raise CannotReplay(_spoilt(row)) from error
    if not isinstance(entry, RoutingFed):
        raise CannotReplay(_spoilt(row))
    return entry


def _spoilt(row: Any) -> str:
    return f"entry {row.epoch}.{row.number} of the routing log cannot be read; begin after it, or end before it"
