"""What each row of Asterisk's channel event log says about a call."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from router.domain.call import Call, CallState, OfferMade, OfferResult, Outcome, Segment
from router.domain.floor.calls import counter_of
from router.domain.floor.outcome import outcome_of
from router.domain.outbound import Owed

_WHOLE: Final = re.compile(r"[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")
"""What fits into 64 bits. Of thousands of digits, `int` raises and `float` makes infinity."""
ENDS: Final = {"attended": "transferred", "taken_over": "taken_over"}
"""Kind of a talk that takes the place of another, to how that one ended."""
CITIZEN_PREFIX: Final = "PJSIP/inbound-"
RESULTS: Final = {
    "ANSWER": OfferResult.ANSWERED,
    "NOANSWER": OfferResult.MISSED,
    "BUSY": OfferResult.REJECTED,
    "CANCEL": OfferResult.LEFT,
}
"""DIALSTATUS to result; anything else never rang"""


@dataclass(frozen=True, kw_only=True)
class CelRow:
    """One row of the log."""

    event: str
    fact: str
    """name of the hotline's fact, for USER_DEFINED"""
    at: float
    channel_id: str
    channel: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CelCall:
    """A call as far as the log has told it."""

    call: Call
    talk_channel: str = ""
    """unique id of the agent's leg that is joined"""
    told: bool = False
    """the dialplan itself ended it, after it had said what there was to say"""
    ended: bool = False
    """`call` has its outcome"""
    message_at: float = 0.0
    """when the message of `call` was left, Unix seconds"""
    message_queue: str = ""
    message_seconds: float = 0.0
    graded_at: float = 0.0
    """when the caller was asked for the grade of `call`, Unix seconds"""
    follows: str = ""
    """incident that the caller asked to be told of"""
    follower: str = ""
    """number at which to be told"""
    followed_at: float = 0.0


def talk_left(item: CelCall, at: float) -> CelCall:
    """The agent's leg is gone; what the citizen does next, the next rows say."""
    if item.ended or item.call.segment is None:
        return replace(item, talk_channel="")
    return replace(item, call=_segment(item.call, ended_at=at, end="talk_over"), talk_channel="")


def cut_off(item: CelCall, at: float) -> CelCall:
    """The call, ended by a fault at `at` (Unix seconds)."""
    return _ended(item, at, cut=True)


def begun(row: CelRow, name: str) -> CelCall | None:
    """The call that a row begins; None: this row begins none."""
    citizen = row.event == "CHAN_START" and row.channel.startswith(CITIZEN_PREFIX)
    if not citizen and row.fact != "HotlineArrived":
        return None
    node = name.rpartition("-")[0]
    return CelCall(
        call=Call(id=name, node=node, channel="", line="", caller="", arrived_at=row.at, counter=counter_of(name))
    )


def told(item: CelCall, row: CelRow) -> CelCall:
    """The call after one more row about it."""
    if row.fact:
        tell = FACTS.get(row.fact)
        return tell(item, row) if tell else item
    if row.channel_id != item.call.id:
        return item
    call = item.call
    if row.event == "ANSWER":
        return replace(item, call=replace(call, answered_at=call.answered_at or row.at))
    if row.event == "HANGUP":
        by_dialplan = row.values.get("hangupsource", "").startswith("dialplan/")
        cause = _int(row.values.get("hangupcause", ""))
        return replace(item, call=replace(call, cause=cause), told=item.told or by_dialplan)
    return _ended(item, row.at) if row.event == "CHAN_END" else item


def _arrived(item: CelCall, row: CelRow) -> CelCall:
    call = replace(
        item.call,
        line=row.values.get("Line", ""),
        caller=row.values.get("Caller", ""),
        arrived_at=_float(row.values.get("Arrived", "")) or item.call.arrived_at,
    )
    return replace(item, call=call)


def _unknown(item: CelCall, row: CelRow) -> CelCall:
    return replace(item, told=True)


def _talk_end(item: CelCall, row: CelRow) -> CelCall:
    if item.call.state is not CallState.TALKING or not item.call.segments:
        return item
    end = "lost" if row.values.get("Why") == "lost" else "talk_over"
    return replace(item, call=_close_last(item.call, row.at, end))


def _waits(item: CelCall, row: CelRow) -> CelCall:
    call, values = item.call, row.values
    fallback = row.fact == "HotlineFallback"
    if call.state is CallState.TALKING and call.segments and call.segments[-1].end in {"", "talk_over"}:
        # Back among the waiting: whatever took the agent away, it was not the end of the call.
        call = _close_last(call, row.at, "lost")
    if call.segment is None:
        fresh = Segment(number=len(call.segments) + 1, queue=values.get("Queue", ""), queued_at=row.at)
        call = replace(call, segments=(*call.segments, fresh))
    call = replace(
        call,
        state=CallState.FALLBACK if fallback else CallState.QUEUED,
        line=call.line or values.get("Line", ""),
        queue=values.get("Queue") or call.queue,
        language=values.get("Language") or call.language,
        bundle=_int(values.get("Bundle", "")) or call.bundle,
        queued_at=call.queued_at or row.at,
        fallback_reason=values.get("Reason", call.fallback_reason) if fallback else call.fallback_reason,
    )
    return replace(item, call=call, talk_channel="")


def _offered(item: CelCall, row: CelRow) -> CelCall:
    call = item.call
    if call.segment is None:
        return item
    made = OfferMade(id=row.values.get("Offer", ""), seat=row.values.get("Seat", ""), agent="", at=row.at)
    call = _segment(call, offers=(*call.segment.offers, made))
    call = replace(call, state=CallState.OFFERED, first_offer_at=call.first_offer_at or row.at)
    return replace(item, call=call)


def _offer_ended(item: CelCall, row: CelRow) -> CelCall:
    result = RESULTS.get(row.values.get("Status", ""), OfferResult.FAILED)
    if result is OfferResult.ANSWERED and row.values.get("Talked") != "1":
        result = OfferResult.EARLY
    return replace(item, call=_close_offer(item.call, row.at, result, _int(row.values.get("Cause", ""))))


def _close_offer(call: Call, at: float, result: OfferResult, cause: int = 0) -> Call:
    offer = call.offer
    if offer is None or call.segment is None:
        return call
    closed = replace(offer, ended_at=at, result=result, cause=cause)
    return _segment(call, offers=(*call.segment.offers[:-1], closed))


def _talks(item: CelCall, row: CelRow) -> CelCall:
    call = _close_offer(item.call, row.at, OfferResult.ANSWERED)
    if (end := ENDS.get(row.values.get("Kind", ""))) and call.state is CallState.TALKING and call.segments:
        # The caller was put through between two agents: the first talk ends where the second begins.
        call = _close_last(call, row.at, end)
    if call.segment is None:
        fresh = Segment(number=len(call.segments) + 1, queue=call.queue, queued_at=row.at)
        call = replace(call, segments=(*call.segments, fresh))
    call = _segment(
        call,
        talked_at=row.at,
        seat=row.values.get("Seat", ""),
        kind=row.values.get("Kind", ""),
        recording=row.values.get("Recording", ""),
    )
    call = replace(call, state=CallState.TALKING, talked_at=call.talked_at or row.at)
    return replace(item, call=call, talk_channel=row.values.get("Leg") or row.channel_id)


def _transferred(item: CelCall, row: CelRow) -> CelCall:
    """An agent handed the caller on; the next talk, or hold, opens the next segment."""
    call = item.call
    if call.state is CallState.TALKING and call.segments:
        to = row.values.get("To", "")
        call = replace(_close_last(call, row.at, "transferred"), state=CallState.TRANSFERRED)
        call = _segment(call, to=to)
    return replace(item, call=call, talk_channel="")


def _message(item: CelCall, row: CelRow) -> CelCall:
    call, values = item.call, row.values
    if call.segment is not None:
        call = _close_offer(call, row.at, OfferResult.LEFT)
        call = _close_last(call, row.at, "left")
    call = replace(call, state=CallState.MESSAGE, queue=values.get("Queue") or call.queue)
    if values.get("Phase") != "left":
        return replace(item, call=call, talk_channel="")
    return replace(
        item,
        call=replace(call, message=values.get("Recording", "")),
        talk_channel="",
        message_at=row.at,
        message_queue=values.get("Queue", ""),
        message_seconds=_float(values.get("Seconds", "")),
    )


def _callback(item: CelCall, row: CelRow) -> CelCall:
    """The caller arranges to be called back; once that is agreed the call has no outcome yet."""
    call = item.call
    if call.segment is not None:
        call = _close_offer(call, row.at, OfferResult.LEFT)
        call = _close_last(call, row.at, "callback")
    call = replace(call, state=CallState.ARRANGING)
    if row.values.get("Phase") == "agreed" and row.values.get("Number"):
        call = replace(call, owed=Owed(number=row.values["Number"], since=row.at, not_before=row.at))
    return replace(item, call=call, talk_channel="")


def _surveyed(item: CelCall, row: CelRow) -> CelCall:
    return replace(item, call=replace(item.call, grade=_int(row.values.get("Grade", ""))), graded_at=row.at)


def _followed(item: CelCall, row: CelRow) -> CelCall:
    return replace(
        item,
        call=replace(item.call, informed=True, language=row.values.get("Language") or item.call.language),
        follows=row.values.get("Incident", ""),
        follower=row.values.get("Number", ""),
        followed_at=row.at,
    )


def _ended(item: CelCall, at: float, *, cut: bool = False) -> CelCall:
    call = item.call
    if call.owed is not None:
        return replace(item, call=replace(call, state=CallState.OWED, ended_at=at), ended=True, talk_channel="")
    if cut and call.state is CallState.TALKING and call.segments and call.segment is None:
        cut = False  # the talk was over, and only the goodbye was broken off
    outcome, where = outcome_of(call, "end" if item.told else "")
    if cut:
        outcome = Outcome.CUT_OFF
    call = _close_offer(call, at, OfferResult.LEFT)
    if call.segment is not None:
        end = "cut_off" if cut else "talk_over" if call.state is CallState.TALKING else "left"
        call = _segment(call, ended_at=at, end=end)
    done = replace(call, state=CallState.ENDED, ended_at=at, outcome=outcome, where=where)
    return replace(item, call=done, ended=True, talk_channel="")


def _segment(call: Call, **fields: object) -> Call:
    """The call with its last segment changed."""
    changed = replace(call.segments[-1], **fields)  # type: ignore[arg-type]
    return replace(call, segments=(*call.segments[:-1], changed))


def _close_last(call: Call, at: float, end: str) -> Call:
    """The last segment closed for this reason; a time that is there already stays."""
    return _segment(call, ended_at=call.segments[-1].ended_at or at, end=end)


def _int(text: str) -> int:
    """0 for what is no whole number that Asterisk writes: a row that cannot be read must not stop those behind it."""
    return int(text) if _WHOLE.fullmatch(text) else 0


def _float(text: str) -> float:
    return float(text) if _DECIMAL.fullmatch(text) else 0.0


FACTS: Final[Mapping[str, Callable[[CelCall, CelRow], CelCall]]] = {
    "HotlineArrived": _arrived,
    "HotlineUnknown": _unknown,
    "HotlineHold": _waits,
    "HotlineFallback": _waits,
    "HotlineOffer": _offered,
    "HotlineOfferEnd": _offer_ended,
    "HotlineTalk": _talks,
    "HotlineTalkEnd": _talk_end,
    "HotlineTransfer": _transferred,
    "HotlineMessage": _message,
    "HotlineCallback": _callback,
    "HotlineSurvey": _surveyed,
    "HotlineFollow": _followed,
}
