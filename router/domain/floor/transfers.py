"""Transfers: a talk ends because its agent hands the citizen on, and the call goes on elsewhere."""

from __future__ import annotations

from dataclasses import replace

from router.domain import telephony as t
from router.domain.call import Call, CallState, OfferResult, Segment, evolve, recording_name
from router.domain.floor import calls, offers, recording, seats
from router.domain.floor.board import Board


def transferred(floor: Board, event: t.CallTransferred) -> None:
    """An agent handed the citizen on: blind, to what the dialplan now rings, or to a colleague who is in the talk."""
    call = floor.calls.get(event.call)
    if call is None or floor.buried(event.call):
        return floor.note(f"transfer of an unknown call {event.call}")
    if call.state is CallState.TRANSFERRED:
        return floor.note(f"transfer of call {event.call} told twice")
    running = call.segment if call.state is CallState.TALKING else None
    if running and event.seat and running.seat != event.seat:
        return floor.note(f"transfer of call {event.call} by seat {event.seat}, which is not in it")
    former = call.segment or (call.segments[-1] if call.segments else None)
    call = conclude(floor, call, at=event.at, end="transferred", to=event.to or event.to_seat)
    if event.kind == "attended" and event.to_seat:
        _join(floor, call, event, recorded=bool(former and former.recording))
    return None


def conclude(floor: Board, call: Call, *, at: float, end: str, to: str = "") -> Call:
    """End the talk that runs, heard of or not, and have its seat wrap up. What was `transferred` is on its way to
    somebody else; any other end leaves the call where the dialplan says goodbye."""
    if call.offer:
        call = offers.close(floor, call, call.offer, OfferResult.LEFT, at=at)
    segments = call.segments
    segment = segments[-1] if segments else None
    seat = segment.seat if segment else ""
    if segment and (segment.ended_at is None or segment.end == "talk_over"):
        # One that is over by its own word is closed again: that word came a moment before the transfer's.
        began, ended = segment.talked_at or at, segment.ended_at or at
        done = replace(segment, talked_at=began, ended_at=ended, end=end, to=to, held=False)
        segments = (*segments[:-1], done)
    state = CallState.TRANSFERRED if end == "transferred" else CallState.TALKING
    call = floor.put_call(
        evolve(call, state=state, talked_at=call.talked_at or at, segments=segments),
        "transferred" if state is CallState.TRANSFERRED else "talk_ended",
    )
    floor.sync_call(call)
    seats.talk_ended(floor, seat, call.id)
    return call


def _join(floor: Board, call: Call, event: t.CallTransferred, *, recorded: bool) -> None:
    """The colleague has the citizen now."""
    seat = floor.seats.get(event.to_seat)
    line = floor.bundle.lines.get(call.line)
    number = call.next_number
    segment = Segment(
        number=number,
        queue=call.queue,
        queued_at=event.at,
        talked_at=event.at,
        seat=event.to_seat,
        agent=seat.agent if seat else "",
        kind="transfer",
        channel=event.channel,
        recording=recording_name(call.id, number) if (line.recorded if line else recorded) else "",
    )
    call = floor.put_call(evolve(call, state=CallState.TALKING, segments=(*call.segments, segment)), "talked")
    calls.seat_talks(floor, event.to_seat, call.id, "", segment.kind)
    if segment.recording:
        recording.begin(floor, call, segment)
