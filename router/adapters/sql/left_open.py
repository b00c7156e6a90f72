"""Closes what a former router left open of a call that a later one has rebuilt and knows less about."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from router.adapters.sql import schema as s
from router.domain.call import Call, OfferResult


def close_left_open(connection: Connection, call: Call, *, at: float) -> None:
    """Offers and segments that are open on record and that this account does not name are over by `at`, Unix seconds.

    The talk of such a segment broke off, or the call would have ended with it. An offer to the seat that the call is
    joined with was answered; any other the caller left.
    """
    g, o = s.segments.c, s.offers.c
    known = [segment.number for segment in call.segments]
    lost = update(s.segments).where(g.call == call.id, g.number.not_in(known), g.ended_at.is_(None))
    connection.execute(lost.values(ended_at=at, ended_how="lost"))
    named = [offer.id for segment in call.segments for offer in segment.offers]
    joined = {(segment.number, segment.seat): segment.talked_at for segment in call.segments if segment.talked_at}
    left = select(o.id, o.segment, o.seat).where(
        o.call == call.id, o.id.not_in(named), o.result == OfferResult.OPEN.value
    )
    for row in connection.execute(left).all():
        answered = joined.get((row.segment, row.seat))
        result = OfferResult.LEFT if answered is None else OfferResult.ANSWERED
        connection.execute(
            update(s.offers)
            .where(o.call == call.id, o.id == row.id)
            .values(result=result.value, ended_at=at if answered is None else answered)
        )
