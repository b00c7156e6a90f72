"""What a caller leaves behind without an agent: a message, a grade, a number to be told of an incident."""

from __future__ import annotations

from dataclasses import replace

from router.domain import telephony as t
from router.domain.call import CallState, evolve
from router.domain.floor import calls, transfers
from router.domain.floor.board import Board
from router.domain.history import FollowerAdded, MessageKept, SurveyAnswered


def begun(floor: Board, event: t.MessageBegun) -> None:
    """The caller waits no longer and leaves a message."""
    call = floor.calls.get(event.call)
    if call is None or call.state is CallState.MESSAGE:
        return floor.note(f"message of call {event.call} begun twice, or of an unknown call")
    call = replace(
        calls.stop_waiting(floor, call, at=event.at, end="message"), queue=floor.queue_id(event.queue or call.queue)
    )
    floor.sync_call(floor.put_call(evolve(call, state=CallState.MESSAGE), "message_begun"))
    return None


def left(floor: Board, event: t.MessageLeft) -> None:
    """The message is there. It is kept even when nobody knows the call: somebody has to hear it."""
    call = floor.calls.get(event.call)
    if call is not None and call.message == event.recording:
        return floor.note(f"message of call {event.call} told twice")
    if call is not None:
        call = floor.put_call(evolve(call, message=event.recording), "message_left")
    else:
        floor.note(f"message of an unknown call {event.call}")
    floor.effects.records.append(
        MessageKept(
            at=event.at,
            epoch=floor.epoch,
            call=event.call,
            line=call.line if call else "",
            queue=event.queue,
            caller=call.caller if call else "",
            language=call.language if call else "",
            recording=event.recording,
            seconds=event.seconds,
        )
    )
    return None


def surveyed(floor: Board, event: t.CallSurveyed) -> None:
    """The caller was asked for a grade, of the last talk."""
    call = floor.calls.get(event.call)
    if call is None or call.grade is not None:
        return floor.note(f"grade of call {event.call} told twice, or of an unknown call")
    if call.segment and call.state is CallState.TALKING:
        # Its end was not heard of: nobody is asked in mid-talk.
        call = transfers.conclude(floor, call, at=event.at, end="talk_over")
    floor.put_call(evolve(call, grade=event.grade), "surveyed")
    last = next((one for one in reversed(call.segments) if one.talked_at is not None), None)
    floor.effects.records.append(
        SurveyAnswered(
            at=event.at,
            epoch=floor.epoch,
            call=call.id,
            seat=last.seat if last else "",
            agent=last.agent if last else "",
            grade=event.grade,
        )
    )
    return None


def followed(floor: Board, event: t.IncidentFollowed) -> None:
    """The caller is on an incident's list, also when nobody knows the call or the incident: it was told so."""
    if not event.incident or not event.number:
        return floor.note(f"call {event.call} follows no incident, or has no number")
    floor.effects.records.append(
        FollowerAdded(
            at=event.at,
            epoch=floor.epoch,
            incident=event.incident,
            call=event.call,
            line=event.line,
            language=event.language,
            number=event.number,
        )
    )
    return None
