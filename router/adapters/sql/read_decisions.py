"""A call and why it went where it went, as the archive has it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Engine, select

from router.adapters import codec
from router.adapters.sql import schema as s
from router.adapters.sql.callbacks import rings_of
from router.adapters.sql.engine import translated
from router.adapters.sql.read import get_call
from router.adapters.sql.routing_log import first_entry, read_entries
from router.domain.call import Call
from router.domain.history import DecisionRecorded
from router.domain.routing.decision import Decision
from router.services.bundles_then import BundlesThen
from router.services.look_back import Seen, look_back
from router.services.why_call import Story, Told, why_call

NAMED: Final = 6
AFTER_SECONDS: Final = 5.0
"""The router writes down a moment later what a call's own times say."""


def story_of(engine: Engine, bundles: BundlesThen, call: str, language: str, *, full: bool) -> Story | None:
    """Why a call went where it went, in a language of `why_words`. None: no such call. Raises ArchiveAway."""
    stored = get_call(engine, call)
    if stored is None:
        return None
    told = Told(
        call=stored.call,
        decisions={record.offer: record for record in decisions_of(engine, call)},
        seen=_seen(engine, bundles, stored.call),
        rings=tuple(rings_of(engine, call)),
        alone=stored.source != "live",
    )
    return why_call(told, bundles.at, language, full=full)


def decisions_of(engine: Engine, call: str) -> list[DecisionRecorded]:
    """The decisions about a call, in order; without what they were decided from where that was not kept."""
    d = s.decisions.c
    with translated(), engine.connect() as connection:
        rows = connection.execute(select(s.decisions).where(d.call == call).order_by(d.at)).mappings().all()
    return [DecisionRecorded(**{**row, "decision": _decision(row["decision"])}) for row in rows]


def last_decided(engine: Engine) -> str | None:
    """The call that was decided about last. Raises ArchiveAway."""
    d = s.decisions.c
    with translated(), engine.connect() as connection:
        found: str | None = connection.scalar(select(d.call).order_by(d.at.desc()).limit(1))
        return found


def calls_like(engine: Engine, word: str) -> list[str]:
    """Ids of calls that are this word, or end with it; newest first, NAMED at most. Raises ArchiveAway."""
    c = s.calls.c
    with translated(), engine.connect() as connection:
        if connection.scalar(select(c.id).where(c.id == word)):
            return [word]
        query = select(c.id).where(c.id.endswith(word, autoescape=True)).order_by(c.arrived_at.desc()).limit(NAMED)
        return list(connection.scalars(query))


def _seen(engine: Engine, bundles: BundlesThen, call: Call) -> Seen:
    if call.queued_at is None:
        return Seen()
    first = first_entry(engine, call.queued_at)
    if first is None:
        return Seen()
    waits = [segment.talked_at or segment.ended_at for segment in call.segments]
    until = max((at for at in waits if at is not None), default=call.ended_at or call.queued_at)
    if any(at is None for at in waits):
        until = max(until, call.ended_at or float(2**31))
    return look_back(call.id, read_entries(engine, first, until + AFTER_SECONDS), bundles.find)


def _decision(text: str | None) -> Decision | None:
    try:
        return None if text is None else codec.load(Decision, text)
    except codec.BadMessage:
        return None
