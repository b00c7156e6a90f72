"""A call as rows of the archive, and back; and what becomes of a row when another account of the call comes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from router.domain.call import Call, CallState, OfferMade, OfferResult, Outcome, Segment, Where
from router.domain.floor.calls import counter_of

Row = Mapping[str, Any]

LIVE: Final = "live"
CEL: Final = "cel"
ENDING: Final = ("outcome", "ended_where", "ended_at", "cause")
FIRST: Final = ("answered_at", "queued_at", "first_offer_at", "talked_at")
"""Times of the first of its kind: of two accounts the earlier one is right."""
SEGMENT_TIMES: Final = frozenset({"queued_at", "talked_at"})
"""The same of a segment: a router that rebuilds a call takes its own time for both."""


def call_row(call: Call, *, epoch: int, source: str) -> dict[str, Any]:
    """The call's own row."""
    return {
        "id": call.id,
        "node": call.node,
        "line": call.line,
        "queue": call.queue,
        "caller": call.caller,
        "language": call.language,
        "skills": call.skills,
        "arrived_at": call.arrived_at,
        "answered_at": call.answered_at,
        "queued_at": call.queued_at,
        "first_offer_at": call.first_offer_at,
        "talked_at": call.talked_at,
        "ended_at": call.ended_at,
        "outcome": call.outcome.value if call.outcome else None,
        "ended_where": call.where.value if call.where else None,
        "cause": call.cause,
        "fallback_reason": call.fallback_reason,
        "failed_offers": call.failed_offers,
        "parked": call.parked,
        "came_by": ",".join(call.came_by),
        "priority_seconds": call.priority_seconds,
        "last_agent": call.last_agent,
        "poisoned": call.poisoned,
        "informed": call.informed,
        "message": call.message,
        "grade": call.grade,
        "recorded": None,
        "not_recorded": "",
        "bundle": call.bundle,
        "epoch": epoch,
        "version": call.version,
        "source": source,
    }


def segment_rows(call: Call) -> list[dict[str, Any]]:
    """One row per segment."""
    return [
        {
            "call": call.id,
            "number": segment.number,
            "queue": segment.queue,
            "queued_at": segment.queued_at,
            "expected_seconds": segment.expected_seconds,
            "talked_at": segment.talked_at,
            "ended_at": segment.ended_at,
            "seat": segment.seat,
            "agent": segment.agent,
            "kind": segment.kind,
            "recording": segment.recording,
            "parts": segment.parts,
            "to_number": segment.to,
            "ended_how": segment.end,
        }
        for segment in call.segments
    ]


def offer_rows(call: Call) -> list[dict[str, Any]]:
    """One row per offer of every segment."""
    return [
        {
            "call": call.id,
            "id": offer.id,
            "segment": segment.number,
            "seat": offer.seat,
            "agent": offer.agent,
            "made_at": offer.at,
            "rang_at": offer.rang_at,
            "ended_at": offer.ended_at,
            "result": offer.result.value,
            "cause": offer.cause,
        }
        for segment in call.segments
        for offer in segment.offers
    ]


def merge(old: Row | None, new: Row) -> Row | None:
    """The row to store, or None when the new account changes nothing.

    A live account replaces an older live one, by (epoch, version), and whatever the channel event log gave. The log
    only fills what is empty, and gives the outcome only where there is none. An outcome, once there, is never emptied.

    One exception: a router that finds a call gone has not seen it end, and says so by cause 0. A log that has seen the
    end is right then, whichever of the two comes first.
    """
    if old is None:
        return new
    live = new["source"] == LIVE
    if live and (new["epoch"], new["version"]) <= (old["epoch"], old["version"]):
        return None
    if not live and old["outcome"] and not _blind(old, new):
        return None
    strong, weak = (new, old) if live else (old, new)
    row = {name: weak[name] if strong[name] in {None, ""} else strong[name] for name in new}
    for name in FIRST:
        row[name] = min((at for at in (old[name], new[name]) if at is not None), default=None)
    row["informed"] = old["informed"] or new["informed"]
    ending = new if new["outcome"] and not _blind(new, old) else old
    row |= {name: ending[name] for name in ENDING}
    row["source"] = ending["source"] if ending["outcome"] else row["source"]
    return row | {"recorded": old["recorded"], "not_recorded": old["not_recorded"]}


def _blind(live: Row, log: Row) -> bool:
    """Whether the live account gave its outcome unseen, and the log saw the end."""
    return bool(
        live["source"] == LIVE
        and log["source"] == CEL
        and live["outcome"]
        and not live["cause"]
        and log["outcome"]
        # Cut off without a cause: the log saw a start of Asterisk, and no end of the call either.
        and (log["cause"] or log["outcome"] != Outcome.CUT_OFF.value)
    )


def call_of(row: Row, segments: Sequence[Row] = (), offers: Sequence[Row] = ()) -> Call:
    """The call that rows describe. What only a live call has (its channel) is empty."""
    known = {field.name for field in fields(Call)} - {"state", "outcome", "where", "segments", "came_by"}
    return Call(
        **{name: value for name, value in row.items() if name in known},
        channel="",
        counter=counter_of(row["id"]),
        state=CallState.ENDED if row["outcome"] else _state(row, segments, offers),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        where=Where(row["ended_where"]) if row["ended_where"] else None,
        segments=tuple(_segment(segment, offers) for segment in segments),
        came_by=tuple(filter(None, row["came_by"].split(","))),
    )


def _state(row: Row, segments: Sequence[Row], offers: Sequence[Row]) -> CallState:
    """Where an open call was when it was last heard of."""
    last = segments[-1] if segments else None
    if last is None:
        return CallState.QUEUED if row["queued_at"] else CallState.IN_MENU
    if last["ended_at"] is None and last["talked_at"] is not None:
        return CallState.TALKING
    if last["ended_how"] == "transferred":
        return CallState.TRANSFERRED
    if any(offer["result"] == OfferResult.OPEN.value for offer in offers):
        return CallState.OFFERED
    return CallState.FALLBACK if row["fallback_reason"] else CallState.QUEUED


def _segment(row: Row, offers: Sequence[Row]) -> Segment:
    return Segment(
        number=row["number"],
        queue=row["queue"],
        queued_at=row["queued_at"] or 0.0,
        expected_seconds=row["expected_seconds"],
        talked_at=row["talked_at"],
        ended_at=row["ended_at"],
        seat=row["seat"],
        agent=row["agent"],
        kind=row["kind"],
        recording=row["recording"],
        parts=row["parts"] or 1,
        to=row["to_number"],
        end=row["ended_how"],
        offers=tuple(_offer(offer) for offer in offers if offer["segment"] == row["number"]),
    )


def _offer(row: Row) -> OfferMade:
    return OfferMade(
        id=row["id"],
        seat=row["seat"],
        agent=row["agent"],
        at=row["made_at"],
        rang_at=row["rang_at"],
        ended_at=row["ended_at"],
        result=OfferResult(row["result"]),
        cause=row["cause"],
    )
