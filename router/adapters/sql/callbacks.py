"""Callbacks that are owed, as the archive keeps them: what a router goes on with whose live state was lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, select

from router.adapters import codec
from router.adapters.sql import schema as s
from router.adapters.sql.engine import translated
from router.adapters.sql.upsert import insert_new, upsert
from router.domain.call import Call, CallState
from router.domain.history import CallRecorded, RingRecorded
from router.domain.outbound import RingPhase, RingPurpose


def store_callbacks(connection: Connection, records: Sequence[CallRecorded]) -> None:
    """Of calls whose callers are, or were, owed a callback; a newer account replaces an older one."""
    rows = {record.call.id: _row(record.call, record.epoch) for record in records if record.call.owed is not None}
    if not rows:
        return
    c = s.callbacks.c
    known = connection.execute(select(c.call, c.epoch, c.version).where(c.call.in_(rows)))
    for call, epoch, version in known.all():
        if (rows[call]["epoch"], rows[call]["version"]) <= (epoch, version):
            del rows[call]
    upsert(connection, s.callbacks, list(rows.values()))


def keep_promised(connection: Connection, call: Call) -> None:
    """A callback that was promised and that no router has put on record."""
    insert_new(connection, s.callbacks, [_row(call, 0)])


def owed_calls(engine: Engine, *, unseen: bool) -> list[Call]:
    """Calls whose callers are owed a callback and were not reached, by arrival; each waits without its caller.
    `unseen`: only those that no router has put on record."""
    c = s.callbacks.c
    query = select(c.body).where(c.open, c.reached_at.is_(None))
    if unseen:
        query = query.where(c.epoch == 0)
    with translated(), engine.connect() as connection:
        found = [codec.load(Call, body) for body in connection.scalars(query)]
    waiting = [replace(call, state=CallState.OWED, channel="") for call in found if call.owed is not None]
    return sorted(waiting, key=lambda call: call.rank)


def rung_since(engine: Engine, at: float) -> list[tuple[str, float]]:
    """Numbers that were rung since then, and when, oldest first."""
    c = s.rings.c
    query = select(c.number, c.at).where(c.phase == "dialled", c.at >= at).order_by(c.at)
    with translated(), engine.connect() as connection:
        return [(number, when) for number, when in connection.execute(query).all()]


def rings_of(engine: Engine, call: str) -> list[RingRecorded]:
    """The rings for a call, phase by phase, in order."""
    c = s.rings.c
    with translated(), engine.connect() as connection:
        rows = connection.execute(select(s.rings).where(c.subject == call).order_by(c.at)).mappings().all()
    return [
        RingRecorded(**{**row, "purpose": RingPurpose(row["purpose"]), "phase": RingPhase(row["phase"])})
        for row in rows
    ]


def _row(call: Call, epoch: int) -> dict[str, Any]:
    owed = call.owed
    if owed is None:
        raise AssertionError("no callback is owed to this caller")
    return {
        "call": call.id,
        "number": owed.number,
        "why": owed.why.value,
        "since": owed.since,
        "not_before": owed.not_before or owed.since,
        "tries": len(owed.tried_at),
        "reached_at": owed.reached_at,
        "open": call.outcome is None,
        "epoch": epoch,
        "version": call.version,
        "body": codec.dump(call) if call.outcome is None else "-",
    }
