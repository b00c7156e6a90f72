"""Keeps a call's own word on its recordings in step with them, whichever of the two is written first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from router.adapters.sql import schema as s

_r = s.recordings.c
_TALKS: Final = (
    select(_r.call, _r.recorded, _r.reason)
    .where(_r.call.in_(bindparam("calls", expanding=True)), _r.segment > 0)
    .order_by(_r.call, _r.segment)
)
_TELL: Final = update(s.calls).where(s.calls.c.id == bindparam("name"))


def tell_recorded(connection: Connection, calls: Sequence[str]) -> None:
    """Set `recorded` (all of its talks are) and the first reason why not, for calls that have recordings on record."""
    lost: dict[str, str] = {}
    if calls:
        for row in connection.execute(_TALKS, {"calls": list(calls)}):
            lost[row.call] = lost.get(row.call) or ("" if row.recorded else row.reason)
    if lost:
        told = [{"name": call, "recorded": not reason, "not_recorded": reason} for call, reason in lost.items()]
        connection.execute(_TELL, told)
