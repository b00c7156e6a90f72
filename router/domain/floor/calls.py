"""Calls: arrived, waiting, talking, ended with exactly one outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from router.domain import telephony as t
from router.domain.call import Call, CallState, OfferResult, Outcome, Segment, Where, evolve, split_recording
from router.domain.floor import link_over, offers, owing, passing, seats, taking_over
from router.domain.floor.board import Board
from router.domain.floor.outcome import outcome_of
from router.domain.seat import BUSY, SeatCause, SeatState, TalkKind, change, may

NORMAL_CLEARING: Final = 16
"""Q.850. Asterisk names no cause for a channel that hung up on nobody, as one in a menu or in hold does; 0 on record is
for an end that nobody saw."""
PASSED_ON: Final = "passed_on"
"""Why a call is in hold that its queue has passed on to this one."""
HANDED_ON: Final = frozenset({"transfer", "returned"})
"""Kinds of talk, and reasons to wait, that come of an agent's handing the citizen on."""
ENDS: Final = {**dict.fromkeys(HANDED_ON, "transferred"), taking_over.TAKEN_OVER: taking_over.TAKEN_OVER}
"""Kind of a talk to how the one before it ended, where it tells."""


def arrived(floor: Board, event: t.CallArrived) -> None:
    """A citizen is in the greeting."""
    if event.call in floor.calls or floor.buried(event.call):
        return floor.note(f"call {event.call} arrived twice, or late")
    call = Call(
        id=event.call,
        node=event.node,
        channel=event.channel,
        line=event.line,
        caller=event.caller,
        arrived_at=event.arrived_at,
        answered_at=event.at,
        counter=counter_of(event.call),
        version=1,
    )
    floor.put_call(call, "arrived")
    return None


def counter_of(call: str) -> int:
    """The last numeric part of a call id: it grows with each channel, so it breaks ties of arrival."""
    tail = call.rpartition(".")[2]
    # No more digits than 64 bits hold: `int` refuses thousands of them.
    return int(tail) if tail.isascii() and tail.isdigit() and len(tail) <= 18 else 0


def held(floor: Board, event: t.CallHeld) -> None:
    """The call waits in hold, for the first time or again."""
    if floor.buried(event.call):
        return floor.note(f"call {event.call} held after its end")
    call = owing.on_the_line(floor.calls.get(event.call) or _unknown(event), event.at)
    if call.offer and call.offer.at > event.at:
        return floor.note(f"call {event.call} was in hold before its present offer")
    passed_on = event.why == PASSED_ON
    if call.offer and passed_on:
        # The way to another queue, and then an offer there: this is the first of the two, heard late.
        floor.untold.discard(call.id)
        return floor.note(f"call {call.id} was sent on before its present offer")
    if call.offer:
        call = offers.close(floor, call, call.offer, OfferResult.FAILED, at=event.at)
    waited = call.state is CallState.QUEUED and call.segment is not None
    call, segments = _waits_anew(floor, call, event, end="transferred" if event.why in HANDED_ON else "lost")
    known = floor.queue(event.queue) is not None
    if not passed_on:
        floor.leaving.discard(call.id)
    # Within one wait it comes back to no queue that passed it on, whatever the dialplan has heard of that.
    behind = waited and passing.came_by(floor, call, event.queue)
    if call.queued_at is None:
        call = _recognise(floor, call, event.line or call.line)
    if event.takes:
        call = _take_place(floor, call, event.takes)
    call = floor.put_call(
        evolve(
            call,
            state=CallState.QUEUED,
            channel=event.channel,
            line=event.line or call.line,
            queue=call.queue if behind else floor.queue_id(event.queue),
            came_by=call.came_by if waited else (),
            language=event.language,
            skills=event.skills,
            bundle=event.bundle,
            queued_at=call.queued_at or event.at,
            segments=segments,
            speechless=call.speechless or event.why == "silent",
        ),
        "held" if event.why == "new" else f"held_{event.why}",
    )
    if not known:
        floor.alarm("unknown_queue", call.id, f"queue {event.queue!r} is not in the bundle; anybody may serve the call")
    offers.resume(floor, floor.calls[call.id])
    if not floor.timers.waits("retry", call.id):
        # An offer came between: what was to be said again is not, unless it is said anew.
        floor.untold.discard(call.id)
    passing.heard_of(floor, floor.calls[call.id], event.queue)
    floor.acknowledge(call.id)
    return None


def _take_place(floor: Board, call: Call, former: str) -> Call:
    """The caller was owed a callback, has called again, and goes on at that call's place."""
    other = floor.calls.get(former)
    if other is None or other.id == call.id or other.state is not CallState.OWED:
        floor.note(f"place of call {former}, to whose caller no callback is owed")
        return call
    rank = other.rank
    owing.give_up(floor, other, Outcome.ABANDONED)
    return replace(call, place_of=rank)


def _recognise(floor: Board, call: Call, line: str) -> Call:
    """What the house knows of this caller, looked up once: it holds as long as the call."""
    site = floor.bundle.site
    return replace(
        call,
        last_agent=floor.known.last_agent(call.caller, site, floor.now),
        priority_seconds=floor.known.priority(call.caller, site, floor.bundle.lines.get(line), floor.now),
    )


def talked(floor: Board, event: t.CallTalked) -> None:
    """An agent answered."""
    call = floor.calls.get(event.call)
    if call is None or floor.buried(event.call):
        return floor.note(f"talk of an unknown call {event.call}")
    offer = call.offer
    if event.kind == "offered" and (offer is None or offer.id != event.offer) and call.state is CallState.TALKING:
        return _told_again(floor, call, event)
    if call.state is CallState.TALKING and call.segment:
        if (call.segment.seat, call.segment.kind) == (event.seat, event.kind):
            return _told_again(floor, call, event)
        if event.kind in HANDED_ON or call.segment.seat != event.seat:
            if event.kind == taking_over.TAKEN_OVER:
                call = taking_over.taken(floor, call, event)
            # How the talk with the former agent ended was not heard of, unless the kind of this one tells it.
            taken = event.seat if event.kind == taking_over.TAKEN_OVER else ""
            call = close_talk(floor, call, at=event.at, end=ENDS.get(event.kind, "lost"), to=taken)
    seat = floor.seats.get(event.seat)
    segment = call.segment or Segment(number=call.next_number, queue=call.queue, queued_at=event.at)
    made = segment.offers
    if offer is not None:
        mine = offer.id == event.offer
        result = OfferResult.ANSWERED if mine else OfferResult.LEFT
        made = (*made[:-1], replace(offer, ended_at=event.at, result=result, rang_at=offer.rang_at or event.at))
        floor.timers.clear("offer", offer.id)
        other = floor.seats.get(offer.seat)
        if not mine and other and other.offer == offer.id and may(other, SeatCause.RELEASE):
            offers.release(floor, other)
    recording, part = split_recording(event.recording)
    segment = replace(
        segment,
        offers=made,
        talked_at=event.at,
        seat=event.seat,
        # Who was rung outside is at no seat.
        agent=seat.agent if seat else offer.agent if offer and offer.id == event.offer else "",
        kind=event.kind,
        channel=event.channel,
        recording=recording,
        parts=part,
    )
    before = call.segments[:-1] if call.segment else call.segments
    call = floor.put_call(
        evolve(
            call,
            state=CallState.TALKING,
            queued_at=call.queued_at or event.at,
            # A citizen who is called back talks once reached.
            talked_at=call.talked_at or (None if call.absent or event.kind == "callback" else event.at),
            segments=(*before, segment),
        ),
        "talked",
    )
    floor.sync_call(call)
    seat_talks(floor, event.seat, call.id, event.offer, event.kind)
    return None


def _told_again(floor: Board, call: Call, event: t.CallTalked) -> None:
    """A talk that a snapshot knew of first: what no snapshot says is filled in."""
    segment = call.segment
    if segment is None or segment.seat != event.seat or segment.channel or not event.channel:
        return floor.note(f"talk of call {event.call} told twice")
    recording, part = split_recording(event.recording)
    segment = replace(
        segment, channel=event.channel, recording=segment.recording or recording, parts=max(segment.parts, part)
    )
    floor.put_call(evolve(call, segments=(*call.segments[:-1], segment)), "rebuilt")
    return None


def seat_talks(floor: Board, seat_id: str, call: str, offer: str, kind: str) -> None:
    """The seat is in this call from now on."""
    seat = floor.seats.get(seat_id)
    if seat is None or (seat.state is SeatState.TALKING and seat.call == call):
        return
    talk = TalkKind.FALLBACK if kind == "fallback" else TalkKind.OFFERED
    if seat.in_own_talk:
        # What was taken for a direct call was the dialplan's ring, or a colleague who now hands the citizen over.
        return seats.take_over(floor, seat, talk, call, offer)
    if seat.state is SeatState.TALKING:
        seats.talk_ended(floor, seat_id, seat.call)
        seat = floor.seats[seat_id]
    if may(seat, SeatCause.ANSWER):
        floor.faults.pop(seat_id, None)
        floor.put_seat(
            change(
                seat,
                SeatCause.ANSWER,
                at=floor.now,
                actor="phone",
                kind=talk,
                call=call,
                offer=offer,
                talks=seat.talks + 1,
            )
        )
    else:
        seats.occupy(floor, seat, talk, call)
    return None


def fell_back(floor: Board, event: t.CallFellBack) -> None:
    """The dialplan serves the call by itself now, and keeps it."""
    if floor.buried(event.call):
        return floor.note(f"call {event.call} fell back after its end")
    call = owing.on_the_line(floor.calls.get(event.call) or _unknown(event), event.at)
    if call.offer:
        call = offers.close(floor, call, call.offer, OfferResult.LEFT, at=event.at)
    behind = call.state is CallState.QUEUED and passing.came_by(floor, call, event.queue)
    call, segments = _waits_anew(floor, call, event, end="lost")
    call = floor.put_call(
        evolve(
            call,
            state=CallState.FALLBACK,
            channel=event.channel,
            queue=call.queue if behind else floor.queue_id(event.queue or call.queue),
            queued_at=call.queued_at or event.at,
            fallback_reason=event.reason,
            segments=segments,
        ),
        "fell_back",
    )
    floor.sync_call(call)
    floor.alarm("fallback", call.id, f"the dialplan serves this call without the router: {event.reason}")
    return None


def ended(floor: Board, event: t.CallEnded) -> None:
    """The citizen's channel is gone."""
    call = floor.calls.get(event.call)
    if call is None:
        return floor.note(f"end of an unknown call {event.call}")
    if event.informed and not call.informed:
        call = replace(call, informed=True)
    finish(floor, call, at=event.at, cause=event.cause or NORMAL_CLEARING, state=event.state)
    return None


def finish(floor: Board, call: Call, *, at: float, cause: int = 0, state: str = "", cut_off: bool = False) -> None:
    """Give the call its one outcome and let go of its seat."""
    outcome, where = outcome_of(call, state)
    # The talk was over, and only the question for a grade or the goodbye was broken off.
    linked = any(one.talks for one in call.linkages)
    cut_off = cut_off and (linked or not (call.state is CallState.TALKING and call.segments and call.segment is None))
    if cut_off:
        outcome = Outcome.CUT_OFF
    call = link_over.over(floor, call, at)
    segments = call.segments
    if call.offer:
        offer = replace(call.offer, ended_at=at, result=OfferResult.LEFT)
        floor.timers.clear("offer", offer.id)
        segments = (*segments[:-1], replace(segments[-1], offers=(*segments[-1].offers[:-1], offer)))
    owed = owing.after(floor, call, outcome, at)
    if call.owed is not None and owed is None:
        outcome, where = _called_back(call, outcome, where)
    if call.segment and not (owed is not None and call.segment.talked_at is None):
        end = "cut_off" if cut_off else "talk_over" if call.state is CallState.TALKING else "left"
        end = "not_reached" if call.absent and call.state is CallState.TALKING else end
        segments = (*segments[:-1], replace(segments[-1], ended_at=at, end=end))
    for seat_id in {segment.seat for segment in call.segments[-1:]} | ({call.offer.seat} if call.offer else set()):
        seat = floor.seats.get(seat_id)
        if seat is None or seat.call != call.id or seat.state not in BUSY:
            continue
        if seat.state is SeatState.TALKING:
            seats.talk_ended(floor, seat.id, call.id)
        else:
            offers.release(floor, seat)
    if cut_off and (call.owed is None or call.owed.reached_at is not None):
        floor.alarm("cut_off", call.id, f"a fault ended this call in {where}")
    if owed is not None:
        floor.calls[call.id] = call = replace(call, segments=segments)
        owing.put(floor, call, owed, "owed")
        return
    done = evolve(
        call, state=CallState.ENDED, ended_at=at, outcome=outcome, where=where, cause=cause, segments=segments
    )
    floor.put_call(done, "ended")
    floor.known.ended(done)
    floor.sync_call(done)


def _called_back(call: Call, outcome: Outcome, where: Where) -> tuple[Outcome, Where]:
    if call.owed is None or call.owed.reached_at is None:
        return Outcome.CALLBACK_FAILED, Where.OWED
    return (Outcome.CALLED_BACK if outcome is Outcome.ANSWERED else outcome), where


def stop_waiting(floor: Board, call: Call, *, at: float, end: str) -> Call:
    """The call, not put on the board yet, without the segment it waits in: its caller does something else now."""
    if call.state is CallState.TALKING:
        call = close_talk(floor, call, at=at, end="lost")
    if call.offer:
        call = offers.close(floor, call, call.offer, OfferResult.LEFT, at=at)
    if call.segment is None:
        return call
    return replace(call, segments=(*call.segments[:-1], replace(call.segment, ended_at=at, end=end)))


def close_talk(floor: Board, call: Call, *, at: float, end: str, to: str = "") -> Call:
    """Close the talk that runs; its seat wraps up. `to`: seat that has the citizen now."""
    segment = call.segment
    if segment is None:
        return call
    done = replace(segment, ended_at=at, end=end, to=to, held=False)
    call = floor.put_call(evolve(call, segments=(*call.segments[:-1], done)), "talk_ended")
    if segment.seat:
        seats.talk_ended(floor, segment.seat, call.id)
    return call


def _waits_anew(
    floor: Board, call: Call, event: t.CallHeld | t.CallFellBack, *, end: str
) -> tuple[Call, tuple[Segment, ...]]:
    """The call with a talk that was broken off closed, and its segments with one that waits."""
    if call.state is CallState.TALKING:
        call = close_talk(floor, call, at=event.at, end=end)
    if call.segment is not None:
        return call, call.segments
    expected = floor.brain.engine.expected_wait(floor.queue_id(event.queue), floor.now)
    segment = Segment(
        number=call.next_number,
        queue=event.queue,
        queued_at=event.at,
        expected_seconds=None if expected is None else round(expected, 1),
    )
    return call, (*call.segments, segment)


def _unknown(event: t.CallHeld | t.CallFellBack) -> Call:
    # Its arrival was missed; everything that is needed travels on the channel.
    return Call(
        id=event.call,
        node=event.node,
        channel=event.channel,
        line=event.line,
        caller=event.caller,
        arrived_at=event.arrived_at,
        answered_at=event.arrived_at,
        counter=counter_of(event.call),
        queue=event.queue,
    )
