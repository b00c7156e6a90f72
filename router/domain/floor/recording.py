"""Recordings of the talk that runs: a new part when the phone's sound begins anew, silence when somebody orders it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from router.domain import telephony as t
from router.domain.call import Call, CallState, Segment, evolve, recording_name, split_recording
from router.domain.errors import NoCall
from router.domain.floor.board import Board
from router.domain.history import RecordingPaused
from router.domain.requests import PauseRecording
from router.domain.seat import Seat

ORDER_SECONDS: Final = 5.0
"""A recording that begins late is better than none."""


def begin(floor: Board, call: Call, segment: Segment) -> None:
    """Have the seat's channel recorded into the file of the segment's present part."""
    if not segment.channel:
        return floor.alarm("recording_failed", call.id, f"the channel of seat {segment.seat} is not known")
    floor.command(
        t.Record(
            node=call.node,
            epoch=floor.epoch,
            expires_at=floor.now + ORDER_SECONDS,
            call=call.id,
            seat=segment.seat,
            channel=segment.channel,
            recording=recording_name(call.id, segment.number, segment.parts),
        )
    )
    if segment.paused:
        _mute(floor, call, segment)
    return None


def held(floor: Board, event: t.TalkHeld) -> None:
    """The agent has put the citizen on hold, or taken the talk up again."""
    call = floor.calls.get(event.call)
    segment = _talk(call, event.seat)
    if call is None or segment is None or segment.held == event.held:
        return floor.note(f"hold of call {event.call} told twice, or of a talk that is over")
    anew = not event.held and segment.recording != ""
    segment = replace(segment, held=event.held, channel=event.channel or segment.channel, parts=segment.parts + anew)
    call = floor.put_call(_with(call, segment), "talk_held" if event.held else "talk_resumed")
    if anew:
        begin(floor, call, segment)
    return None


def failed(floor: Board, event: t.CommandFailed) -> None:
    """A recording did not begin, or did not go silent."""
    if event.reason != "channel_gone":
        text = f"a recording did not do as it was told ({event.command}: {event.reason})"
        return floor.alarm("recording_failed", event.call, text)
    # One that is gone has just handed the citizen on or hung up: there is nothing left to record.
    return _never_begun(floor, event)


def _never_begun(floor: Board, event: t.CommandFailed) -> None:
    """Nobody is to look for the file of a part that was ordered too late. An agent who hands a citizen on from hold
    seems to take the talk up again for the blink of an eye."""
    over = floor.over(event.call)
    call = over or floor.calls.get(event.call)
    first, part = split_recording(event.recording)
    fewer = {
        segment.number: replace(segment, parts=part - 1)
        for segment in (call.segments if call else ())
        if part > 1 and (segment.recording, segment.parts) == (first, part)
    }
    if call is None or not fewer:
        return floor.note(f"command failed: {event.command} {event.reason}")
    amended = evolve(call, segments=tuple(fewer.get(segment.number, segment) for segment in call.segments))
    if over is None:
        floor.put_call(amended, "part_never_begun")
    else:
        floor.amend(amended, "part_never_begun")
    return None


def keyed(floor: Board, event: t.RecordingKeyed) -> None:
    """The agent pressed the key: silence, or sound again."""
    call = floor.calls.get(event.call)
    segment = _talk(call, event.seat)
    if call is None or segment is None or not segment.recording:
        return floor.note(f"recording key in call {event.call}, which is not recorded")
    segment = replace(segment, channel=event.channel or segment.channel)
    actor = f"agent:{segment.agent}" if segment.agent else f"seat:{event.seat}"
    _pause(floor, call, segment, paused=not segment.paused, actor=actor)
    return None


def pause(floor: Board, seat: Seat, request: PauseRecording) -> None:
    """The same by request; again, nothing changes. Raises NoCall."""
    call = floor.calls.get(seat.citizen)
    segment = _talk(call, seat.id)
    if call is None or segment is None:
        raise NoCall(f"seat {seat.id} talks with no citizen")
    if not segment.recording or not segment.channel:
        raise NoCall("its talk is not recorded, or nobody knows by which channel")
    if segment.paused != request.paused:
        _pause(floor, call, segment, paused=request.paused, actor=request.actor)


def _pause(floor: Board, call: Call, segment: Segment, *, paused: bool, actor: str) -> None:
    segment = replace(segment, paused=paused)
    call = floor.put_call(_with(call, segment), "recording_paused")
    _mute(floor, call, segment)
    floor.effects.records.append(
        RecordingPaused(at=floor.now, epoch=floor.epoch, call=call.id, seat=segment.seat, paused=paused, actor=actor)
    )


def _mute(floor: Board, call: Call, segment: Segment) -> None:
    floor.command(
        t.MuteRecording(
            node=call.node,
            epoch=floor.epoch,
            expires_at=floor.now + ORDER_SECONDS,
            call=call.id,
            seat=segment.seat,
            channel=segment.channel,
            muted=segment.paused,
        )
    )


def _talk(call: Call | None, seat: str) -> Segment | None:
    """The talk of this call with this seat, if it runs."""
    if call is None or call.state is not CallState.TALKING or call.segment is None or call.segment.seat != seat:
        return None
    return call.segment


def _with(call: Call, segment: Segment) -> Call:
    return evolve(call, segments=(*call.segments[:-1], segment))
