"""Keeps what the channel event log told until the call is settled, and settles it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, select, update

from router.adapters import codec
from router.adapters.sql import schema as s
from router.adapters.sql.call_rows import CEL, SEGMENT_TIMES, Row, call_of, call_row, merge, offer_rows, segment_rows
from router.adapters.sql.callbacks import keep_promised
from router.adapters.sql.engine import translated
from router.adapters.sql.records import load_calls, read_position, store_rejected, write_position
from router.adapters.sql.served_alone import is_served_alone, tell_served_alone
from router.adapters.sql.tell_recorded import tell_recorded
from router.adapters.sql.told import store_told
from router.adapters.sql.upsert import insert_new, upsert
from router.domain.call import Call, OfferResult, Outcome
from router.domain.history import FollowerAdded, HistoryRecord, MessageKept, SurveyAnswered
from router.services.archive_records import Rejected
from router.services.cel_facts import CelCall, cut_off
from router.services.import_cel import CelPosition

NAME: Final = "cel"
SETTLE_AT_ONCE: Final = 200


class SqlCel:
    """`router.services.import_cel.CelArchive`. Raises ArchiveAway when the database does not answer."""

    def __init__(
        self, engine: Engine, node: str, owe: Callable[[Sequence[Call]], Sequence[Call]] = lambda _calls: ()
    ) -> None:
        """`owe`: of calls that the log alone saw end, those whose callers are owed a callback, as they wait for it."""
        self._engine = engine
        self._node = node
        self._owe = owe

    def position(self) -> CelPosition:
        """How far the log has been read."""
        with translated(), self._engine.connect() as connection:
            text = read_position(connection, NAME)
        return CelPosition(**json.loads(text)) if text else CelPosition()

    def open_calls(self) -> list[CelCall]:
        """Calls of the log that are not settled yet."""
        with translated(), self._engine.connect() as connection:
            return [codec.load(CelCall, text) for text in connection.scalars(select(s.cel_calls.c.facts))]

    def store(
        self, changed: Sequence[CelCall], rejected: Sequence[Rejected], position: CelPosition, boots: Sequence[float]
    ) -> None:
        """All of it in one transaction."""
        with translated(), self._engine.begin() as connection:
            upsert(connection, s.cel_calls, [_row(item) for item in changed])
            for at in boots:
                upsert(connection, s.cel_calls, [_row(item) for item in self._gone(connection, at)])
            store_rejected(connection, rejected)
            write_position(connection, NAME, json.dumps(asdict(position)))

    def _gone(self, connection: Connection, boot: float) -> list[CelCall]:
        """Open calls from before a start of Asterisk of which the log knows nothing: a crash loses its last rows."""
        c = s.calls.c
        known = select(s.cel_calls.c.call)
        owed = select(s.callbacks.c.call).where(s.callbacks.c.open, s.callbacks.c.reached_at.is_(None))
        query = select(c.id).where(
            c.outcome.is_(None), c.arrived_at <= boot, c.node == self._node, c.id.not_in(known), c.id.not_in(owed)
        )
        found = [_load(connection, name) for name in connection.scalars(query)]
        return [cut_off(CelCall(call=call), boot) for call in found if call is not None]

    def settle(self, before: float, *, now: float) -> list[CelCall]:
        """Give their outcome to calls that ended before this, where they have none; forget them here. Those that the
        dialplan served alone raise an alarm at `now`."""
        c = s.cel_calls.c
        query = select(c.facts).where(c.ended_at <= before).order_by(c.ended_at).limit(SETTLE_AT_ONCE)
        with translated(), self._engine.begin() as connection:
            ended = [codec.load(CelCall, text) for text in connection.scalars(query)]
            stored = load_calls(connection, [item.call.id for item in ended])
            settled = [item for item in ended if _settle(connection, item.call, stored.get(item.call.id))]
            alone = [item.call for item in settled if is_served_alone(stored.get(item.call.id), item.call)]
            tell_served_alone(connection, alone, at=now)
            store_told(connection, [told for item in ended for told in _told(connection, item)])
            for call in self._owe([item.call for item in settled]):
                keep_promised(connection, call)
            connection.execute(delete(s.cel_calls).where(c.call.in_([item.call.id for item in ended])))
        return settled


def _row(item: CelCall) -> dict[str, Any]:
    return {
        "call": item.call.id,
        "facts": codec.dump(item),
        "ended_at": item.call.ended_at if item.ended else None,
    }


def _load(connection: Connection, name: str) -> Call | None:
    row = load_calls(connection, [name]).get(name)
    if row is None:
        return None
    segments = select(s.segments).where(s.segments.c.call == name).order_by(s.segments.c.number)
    offers = select(s.offers).where(s.offers.c.call == name).order_by(s.offers.c.made_at)
    return call_of(
        row,
        [dict(found) for found in connection.execute(segments).mappings()],
        [dict(found) for found in connection.execute(offers).mappings()],
    )


def _settle(connection: Connection, call: Call, old: Row | None) -> bool:
    """Write what the live account (`old`) lacks, or has not seen. False: it lacks nothing."""
    if call.owed is not None:
        if old is None or not old["outcome"]:
            keep_promised(connection, replace(call, ended_at=None))
        return False
    row = merge(old, call_row(call, epoch=0, source=CEL))
    if row is None:
        return False
    upsert(connection, s.calls, [row])
    segments = segment_rows(call)
    for segment in segments:
        segment["parts"] = None  # the log does not tell
        segment["agent"] = segment["agent"] or _agent_at(connection, segment["seat"], segment["talked_at"])
    o = s.offers.c
    mine = update(s.offers).where(o.call == call.id)
    # An offer that nobody saw end is open to what the log says, and the caller left it if the log says nothing.
    connection.execute(mine.where(o.result == OfferResult.OPEN.value).values(result=""))
    # Where the live account knew no end it knew no talk either; else it knows better what it has.
    keep = old is None or not old["outcome"]
    upsert(connection, s.segments, segments, keep=keep, earliest=SEGMENT_TIMES)
    upsert(connection, s.offers, offer_rows(call), keep=keep)
    connection.execute(mine.where(o.result == "").values(result=OfferResult.LEFT.value, ended_at=call.ended_at))
    tell_recorded(connection, [call.id])
    if call.outcome is Outcome.CUT_OFF:
        text = f"a fault ended this call in {call.where}; read from the channel event log"
        alarm = {"at": call.ended_at, "epoch": 0, "code": "cut_off", "subject": call.id, "text": text}
        insert_new(connection, s.alarms, [alarm])
    return True


def _told(connection: Connection, item: CelCall) -> Iterator[HistoryRecord]:
    """What the caller left, as the router would have put it on record; where it did, this changes nothing."""
    call = item.call
    if call.message:
        yield MessageKept(
            at=item.message_at,
            epoch=0,
            call=call.id,
            line=call.line,
            queue=item.message_queue,
            caller=call.caller,
            language=call.language,
            recording=call.message,
            seconds=item.message_seconds,
        )
    if item.follows and item.follower:
        yield FollowerAdded(
            at=item.followed_at,
            epoch=0,
            incident=item.follows,
            call=call.id,
            line=call.line,
            language=call.language,
            number=item.follower,
        )
    known = select(s.surveys.c.call).where(s.surveys.c.call == call.id)
    if call.grade is not None and connection.scalar(known) is None:
        last = next((segment for segment in reversed(call.segments) if segment.talked_at), None)
        seat, at = (last.seat, last.talked_at) if last else ("", None)
        agent = _agent_at(connection, seat, at)
        yield SurveyAnswered(at=item.graded_at, epoch=0, call=call.id, seat=seat, agent=agent, grade=call.grade)


def _agent_at(connection: Connection, seat: str, at: float | None) -> str:
    """Who sat there then, as far as sign-ons tell."""
    if not seat or at is None:
        return ""
    i = s.seat_intervals.c
    query = select(i.agent).where(i.seat == seat, i.started_at <= at).order_by(i.started_at.desc()).limit(1)
    return str(connection.scalar(query) or "")
