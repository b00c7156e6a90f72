"""What the archive says of today: calls by queue, and the last alarms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.engine import make_url

from router.adapters.sql import schema
from router.adapters.sql.engine import ArchiveAway, ArchiveRejects, open_engine, translated
from router.adapters.sql.read import StoredAlarm, find_alarms
from router.domain.bundle import Bundle
from router.domain.call import Outcome
from router.settings import Settings

ALARMS = 5
DEFAULT_TARGET = 15.0


@dataclass(frozen=True, kw_only=True)
class Day:
    """One queue's calls that are over, of those that arrived today."""

    answered: int = 0
    in_target: int = 0
    """of the answered: those that waited no longer than the queue's target"""
    abandoned: int = 0
    messages: int = 0
    informed: int = 0
    cut_off: int = 0


@dataclass(frozen=True, kw_only=True)
class Today:
    """The day so far, and what a person should have been told."""

    days: Mapping[str, Day] = field(default_factory=dict)
    """queue to its calls; the empty name: calls that were in no queue yet"""
    alarms: tuple[StoredAlarm, ...] = ()
    """newest first"""
    known: bool = True
    """False: the archive does not answer"""


_COLUMN = {
    Outcome.ANSWERED: "answered",
    Outcome.CALLED_BACK: "answered",
    Outcome.ABANDONED: "abandoned",
    Outcome.MESSAGE_LEFT: "messages",
    Outcome.INFORMED: "informed",
    Outcome.CUT_OFF: "cut_off",
}


def midnight(now: float, zone: str) -> float:
    """Unix time of the last midnight in that zone."""
    local = datetime.fromtimestamp(now, ZoneInfo(zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def read_today(engine: Engine, bundle: Bundle | None, *, now: float) -> Today:
    """Blocks for as long as the archive takes; it is only read."""
    since = midnight(now, bundle.site.timezone if bundle else "UTC")
    c = schema.calls.c
    query = select(c.queue, c.outcome, c.queued_at, c.talked_at).where(c.arrived_at >= since, c.outcome.is_not(None))
    days: dict[str, Day] = {}
    try:
        with translated(), engine.connect() as connection:
            for queue, outcome, queued_at, talked_at in connection.execute(query):
                known = bundle.queues.get(queue) if bundle else None
                target = known.target_seconds if known else DEFAULT_TARGET
                waited = None if queued_at is None or talked_at is None else talked_at - queued_at
                days[queue] = _counted(days.get(queue, Day()), outcome, waited, target)
        return Today(days=days, alarms=tuple(find_alarms(engine, since=since, limit=ALARMS)))
    except (ArchiveAway, ArchiveRejects):
        return Today(known=False)


def open_archive_to_read(settings: Settings) -> Engine | None:
    """None while there is no archive: to look at a copy must not make one."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).exists()):
        return None
    return open_engine(settings.database_url)


def _counted(day: Day, outcome: str, waited: float | None, target: float) -> Day:
    column = _COLUMN.get(Outcome(outcome))
    if column is None:
        return day
    in_target = column == "answered" and waited is not None and waited <= target
    return replace(day, in_target=day.in_target + in_target, **{column: getattr(day, column) + 1})
