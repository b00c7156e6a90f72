"""Keeps a call's own word on its recordings in step with them, whichever of the two is written first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from router.adapters.sql import schema as s


def tell_recorded(connection: Connection, calls: Sequence[str]) -> None:
    """Set `recorded` (all of its talks are) and the first reason why not, for calls that have recordings on record."""
    r = s.recordings.c
    query = select(r.call, r.recorded, r.reason).where(r.call.in_(calls), r.segment > 0).order_by(r.call, r.segment)
    lost: dict[str, str] = {}
    for row in connection.execute(query):
        lost[row.call] = lost.get(row.call) or ("" if row.recorded else row.reason)
    for call, reason in lost.items():
        connection.execute(update(s.calls).where(s.calls.c.id == call).values(recorded=not reason, not_recorded=reason))
