"""Decisions and the routing log as rows of the archive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from router.adapters import codec
from router.domain.history import DecisionRecorded, RoutingFed
from router.services.archive_records import Storable, Unopened

Row = dict[str, Any]
_DECISION: Final = ("offer", "call", "seat", "at", "epoch", "reason", "waited", "considered")


def decision_rows(records: Iterable[Storable]) -> list[Row]:
    """A row per decision among these records."""
    rows = []
    for record in records:
        if isinstance(record, Unopened) and isinstance(record.record, DecisionRecorded):
            rows.append(_decision(record.record, record.text))
        elif isinstance(record, DecisionRecorded):
            rows.append(_decision(record, codec.dump(record.decision) if record.decision else None))
    return rows


def routing_rows(records: Iterable[Storable]) -> list[Row]:
    """A row per entry of the routing log among these records."""
    rows = []
    for record in records:
        if isinstance(record, Unopened) and isinstance(record.record, RoutingFed):
            rows.append(_entry(record.record, record.text))
        elif isinstance(record, RoutingFed):
            rows.append(_entry(record, codec.dump_message(record)))
    return rows


def _decision(record: DecisionRecorded, decision: str | None) -> Row:
    return {name: getattr(record, name) for name in _DECISION} | {"decision": decision}


def _entry(record: RoutingFed, entry: str) -> Row:
    bundle = record.begins.bundle if record.begins else None
    return {"epoch": record.epoch, "number": record.number, "at": record.at, "bundle": bundle, "entry": entry}
