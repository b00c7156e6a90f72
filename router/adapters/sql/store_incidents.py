"""Writes an incident, with its calls, into the archive."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from router.adapters.sql import schema as s
from router.adapters.sql.upsert import insert_new, upsert
from router.domain.incidents.incident import Incident


def store_incident(connection: Connection, incident: Incident) -> None:
    """The newest of it stays: an older one later changes nothing."""
    i = s.incidents.c
    stored = connection.scalar(select(i.version).where(i.id == incident.id))
    if stored is not None and stored >= incident.version:
        return
    upsert(connection, s.incidents, [_row(incident)])
    calls = [
        {"incident": incident.id, "number": number, "call": call} for number, call in enumerate(incident.calls, start=1)
    ]
    insert_new(connection, s.incident_calls, calls)


def _row(incident: Incident) -> dict[str, Any]:
    row = {column.name: getattr(incident, column.name) for column in s.incidents.c}
    return row | {"dimension": incident.dimension.value}
