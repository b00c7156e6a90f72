"""Callbacks: asked for in hold, made agent first, ended when the citizen was reached or every try has failed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from router.domain import errors
from router.domain import telephony as t
from router.domain.call import Call, CallState, Outcome, evolve
from router.domain.floor import calls, owing
from router.domain.floor.board import Board
from router.domain.history import RingRecorded
from router.domain.outbound import Owed, RingEnd, RingPhase, ring_end
from router.domain.requests import CancelCallback, LookForCallback, Reply

REACHED_KEY: Final = "1"
"""Who presses it is the citizen, and no voicemail."""


def asked(floor: Board, event: t.CallbackAsked) -> None:
    """The caller pressed the key and says where to be called back: nobody is offered the call meanwhile."""
    call = floor.calls.get(event.call)
    if call is None or call.state is CallState.ARRANGING:
        return floor.note(f"callback of call {event.call} asked for twice, or of an unknown call")
    call = calls.stop_waiting(floor, call, at=event.at, end="callback")
    floor.sync_call(floor.put_call(evolve(call, state=CallState.ARRANGING), "callback_asked"))
    return None


def agreed(floor: Board, event: t.CallbackAgreed) -> None:
    """The caller was told that this number will be rung. From here on the callback is owed, whatever happens."""
    call = floor.calls.get(event.call)
    if call is None:
        return floor.alarm("callback_refused", event.call, "a callback was promised in a call that nobody knows")
    if call.owed is not None and call.owed.reached_at is None and call.owed.number == event.number:
        return floor.note(f"callback of call {event.call} agreed twice")
    if not owing.may_ring(floor, event.number):
        # The bundle was changed in this moment. It was promised: a person has to see to it.
        owing.refuse(floor, call)
    floor.put_call(evolve(call, owed=Owed(number=event.number, since=event.at)), "callback_agreed")
    return None


def begun(floor: Board, event: t.CallbackBegun) -> None:
    """The dialplan is about to ring the agent for a callback."""
    call = floor.calls.get(event.call)
    if call is None or call.owed is None:
        return floor.note(f"callback of call {event.call}, which is owed none")
    if call.channel != event.channel:
        floor.put_call(evolve(call, channel=event.channel), "callback_begun")
    return None


def told(floor: Board, event: t.RingTold) -> None:
    """The citizen's phone is rung, was answered, is over."""
    call = floor.calls.get(event.subject) or floor.over(event.subject)
    # The live state was lost: nobody knows any more that a callback was owed, and one is being made.
    lost = call is not None and call.owed is None and call.state in owing.IN_A_TRY
    if call is not None and lost:
        call = replace(call, talked_at=None, owed=Owed(number=call.caller, since=event.at))
    owed = call.owed if call else None
    if call is None or owed is None:
        return floor.note(f"ring for call {event.subject}, which is owed no callback")
    if call.state in owing.IN_A_TRY:
        if event.phase is RingPhase.DIALLED or lost:
            floor.rung.add(owed.number, event.at)
            owed = replace(owed, tried_at=(*owed.tried_at, event.at))
            call = floor.put_call(evolve(call, owed=owed), "ringing_back")
        if event.key == REACHED_KEY and owed.reached_at is None:
            owed = replace(owed, reached_at=event.at)
            # Agents who did not answer the callback are no fault of the citizen's, should the talk be lost.
            fields = {"owed": owed, "talked_at": call.talked_at or event.at, "failed_offers": 0}
            call = floor.put_call(evolve(call, **fields), "reached")
    floor.effects.records.append(_record(floor, call, owed, event))
    return None


def cancel(floor: Board, request: CancelCallback) -> Reply:
    """Take a callback off the list. Raises NoCall."""
    call = floor.calls.get(request.call)
    if call is None or call.state is not CallState.OWED:
        raise errors.NoCall("no callback is owed to its caller, or it is being made now")
    owing.give_up(floor, call, Outcome.CALLBACK_FAILED)
    return Reply(ok=True)


def look_for(floor: Board, request: LookForCallback) -> Reply:
    """The oldest call of that number that waits without its caller, in that queue."""
    owed = [
        call
        for call in floor.calls.values()
        if call.state is CallState.OWED
        and request.number in {call.caller, call.owed.number if call.owed else ""}
        and call.queue == floor.queue_id(request.queue)
    ]
    oldest = min(owed, key=lambda call: call.rank, default=None)
    return Reply(ok=True, call=oldest.id, rank=oldest.rank) if oldest and request.number else Reply(ok=True)


def _record(floor: Board, call: Call, owed: Owed, event: t.RingTold) -> RingRecorded:
    over = event.phase is RingPhase.ENDED
    end = RingEnd.ACCEPTED if owed.reached_at is not None else ring_end(event.status, event.key)
    return RingRecorded(
        at=event.at,
        epoch=floor.epoch,
        ring=event.ring,
        purpose=event.purpose,
        subject=call.id,
        number=owed.number,
        phase=event.phase,
        end=end.value if over else "",
    )
