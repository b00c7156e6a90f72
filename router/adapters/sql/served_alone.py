"""Tells a person of calls that the dialplan served alone: one alarm for each time that the router was away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, exists, func, or_, select

from router.adapters.sql import schema as s
from router.adapters.sql.upsert import insert_new
from router.domain.call import Call, Outcome

CODE: Final = "served_without_router"


def is_served_alone(old: Mapping[str, Any] | None, call: Call) -> bool:
    """Whether no router saw this call of the event log, or none saw it fall back.

    A call without a line was never let in; one that was cut off has an alarm of its own.
    """
    if not call.line or call.outcome is Outcome.CUT_OFF:
        return False
    return old is None or bool(call.fallback_reason and not old["fallback_reason"])


def tell_served_alone(connection: Connection, calls: Sequence[Call], *, at: float) -> None:
    """Raise the alarm for these calls at `at` (Unix seconds), unless the last one was about the same time away."""
    if not calls:
        return
    first = min(calls, key=lambda call: call.rank)
    told = connection.scalar(select(func.max(s.alarms.c.at)).where(s.alarms.c.code == CODE))
    if told is not None and not _router_worked(connection, told, first.arrived_at):
        return
    answered = sum(call.outcome is Outcome.ANSWERED for call in calls)
    begun = f"{datetime.fromtimestamp(first.arrived_at, UTC):%F %T}"
    text = (
        f"calls were served without the router, the first at {begun} UTC; "
        f"{len(calls)} read from the channel event log so far, {answered} of them answered"
    )
    insert_new(connection, s.alarms, [{"at": at, "epoch": 0, "code": CODE, "subject": first.id, "text": text}])


def _router_worked(connection: Connection, since: float, until: float) -> bool:
    """Whether a router left any mark between two moments: a seat that changed, or an alarm of its own.

    A change of a seat closes its interval; that end is indexed.
    """
    i, a = s.seat_intervals.c, s.alarms.c
    seat = exists().where(i.ended_at > since, i.ended_at < until)
    alarm = exists().where(a.at > since, a.at < until, a.epoch > 0)
    return bool(connection.scalar(select(or_(seat, alarm))))
