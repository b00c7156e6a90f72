"""Sister services that were rung for calls: stored with the calls' records, and read back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from router.adapters.sql import schema as s
from router.adapters.sql.upsert import upsert
from router.domain.history import CallRecorded
from router.domain.linkage import Linked, LinkEnd

_SAME = ("ring", "number", "seat", "agent", "actor", "segment", "asked_at", "dialled_at", "answered_at", "ended_at")


def store_linkages(connection: Connection, records: Sequence[CallRecorded]) -> None:
    """Of these calls; a newer account replaces an older one."""
    rows: dict[str, dict[str, Any]] = {}
    for record in records:
        for one in record.call.linkages:
            row = _row(record, one)
            known = rows.get(one.ring)
            if known is None or _age(known) <= _age(row):
                rows[one.ring] = row
    if not rows:
        return
    k = s.linkages.c
    for ring, epoch, version in connection.execute(select(k.ring, k.epoch, k.version).where(k.ring.in_(rows))).all():
        if _age(rows[ring]) <= (epoch, version):
            del rows[ring]
    upsert(connection, s.linkages, list(rows.values()))


def linkages_of(connection: Connection, call: str) -> tuple[Linked, ...]:
    """Of one call, in the order in which they were asked for."""
    k = s.linkages.c
    rows = connection.execute(select(s.linkages).where(k.call == call).order_by(k.asked_at, k.ring)).mappings()
    return tuple(
        Linked(
            **{name: row[name] for name in _SAME},
            to=row["linkage"],
            end=LinkEnd(row["ended_how"]) if row["ended_how"] else None,
            recorded=bool(row["recorded"]),
        )
        for row in rows
    )


def _age(row: dict[str, Any]) -> tuple[int, int]:
    return row["epoch"], row["version"]


def _row(record: CallRecorded, one: Linked) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _SAME},
        "call": record.call.id,
        "linkage": one.to,
        "ended_how": one.end.value if one.end else "",
        "recorded": int(one.recorded),
        "epoch": record.epoch,
        "version": record.call.version,
    }
