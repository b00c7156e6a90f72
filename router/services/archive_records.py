"""Moves history from the outbox into the archive: in order, nothing lost, nothing twice, nothing in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from router.domain.history import DecisionRecorded, HistoryRecord, RoutingFed

BATCH: Final = 500
START: Final = "0-0"


@dataclass(frozen=True, kw_only=True)
class Unopened:
    """A record whose larger part is stored as it came: nobody has to read it on its way."""

    record: DecisionRecorded | RoutingFed
    """without its decision; without what the engine was told and answered"""
    text: str
    """JSON: of a DecisionRecorded its decision, of a RoutingFed the whole message"""


Storable = HistoryRecord | Unopened
"""What the archive takes."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the outbox."""

    id: str
    body: str
    """as it was found"""
    record: Storable | None
    wrong: str = ""
    """why there is no record"""


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """Something that could not be stored, set aside for a person to look at."""

    source: str
    """outbox or cel"""
    place: str
    """stream id or byte offset"""
    reason: str
    body: str


class RecordRefused(Exception):
    """The archive cannot hold one of these values."""


class Outbox(Protocol):
    """The stream of history. Every method raises the adapter's own error when it does not answer."""

    def read(self, after: str, *, count: int, wait: float) -> Sequence[Entry]:
        """Entries after an id, oldest first; waits up to `wait` seconds when there is none."""
        ...

    def newest(self) -> str:
        """The highest id the stream ever gave; `0-0` for a stream that is new."""
        ...

    def trim(self, upto: str) -> None:
        """Forget entries up to and with this id."""
        ...


class RecordArchive(Protocol):
    """Where records go. Raises the adapter's own error when it does not answer."""

    def position(self) -> str:
        """Id of the last entry that was stored."""
        ...

    def store(self, records: Sequence[Storable], rejected: Sequence[Rejected], position: str) -> None:
        """All of it and the new position in one transaction. Raises RecordRefused: nothing was stored."""
        ...


def archive_records(outbox: Outbox, archive: RecordArchive, *, wait: float = 0.0) -> int:
    """Store one batch, then trim the outbox up to it. How many entries were moved; 0: there is nothing to do."""
    position = archive.position() or START
    entries = outbox.read(position, count=BATCH, wait=wait)
    if not entries and _parts(outbox.newest()) < _parts(position):
        # The stream began again with lower ids: Redis came back empty, or with an older state.
        entries = outbox.read(START, count=BATCH, wait=0.0)
    if not entries:
        return 0
    try:
        _store(archive, entries)
    except RecordRefused:
        # One of them is poison: find it by storing them one by one. It is set aside, and the rest goes on.
        for entry in entries:
            _store_alone(archive, entry)
    outbox.trim(entries[-1].id)
    return len(entries)


def _store(archive: RecordArchive, entries: Sequence[Entry]) -> None:
    records = [entry.record for entry in entries if entry.record is not None]
    rejected = [_reject(entry, entry.wrong) for entry in entries if entry.record is None]
    archive.store(records, rejected, entries[-1].id)


def _store_alone(archive: RecordArchive, entry: Entry) -> None:
    try:
        _store(archive, [entry])
    except RecordRefused as refused:
        archive.store([], [_reject(entry, f"refused: {refused}")], entry.id)


def _reject(entry: Entry, reason: str) -> Rejected:
    return Rejected(source="outbox", place=entry.id, reason=reason, body=entry.body)


def _parts(stream_id: str) -> tuple[int, int]:
    head, _, tail = stream_id.partition("-")
    return int(head), int(tail or 0)
