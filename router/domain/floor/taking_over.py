"""A lead takes a talk over: the agent leaves, the citizen stays, and the lead's talk is the call's next one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from router.domain import telephony as t
from router.domain.call import Call, evolve
from router.domain.floor import listening
from router.domain.floor.board import Board
from router.domain.listening import ListenMode
from router.domain.requests import ListenIn, Reply, TakeOver
from router.domain.seat import Seat

TAKEN_OVER: Final = "taken_over"
"""Kind of the lead's talk; how the agent's ended, and the lead's listening."""


def begin(floor: Board, seat: Seat, request: TakeOver, check_pin: listening.CheckPin) -> Reply:
    """Let the lead have the talk, at once or on the answer. Raises the refusals of `TakeOver`."""
    if request.pin is not None:
        listening.demand_lead(floor, seat, request.pin, check_pin)
    call, segment = listening.find_talk(floor, request)
    there = call.listening
    if there is None or there.seat != seat.id or request.inside:
        ring = ListenIn(
            seat=seat.id,
            actor=request.actor,
            call=call.id,
            mode=ListenMode.TAKE_OVER,
            note=request.note,
            inside=request.inside,
        )
        return listening.begin(floor, seat, ring, check_pin)
    there = replace(there, taker=request.actor, note=request.note or there.note)
    floor.put_call(evolve(call, listening=there), "listening")
    listening.record(floor, call, replace(there, mode=ListenMode.TAKE_OVER), "asked", actor=request.actor)
    floor.command(
        t.GiveTalkTo(
            node=call.node,
            epoch=floor.epoch,
            expires_at=floor.expires(),
            call=call.id,
            listening=there.id,
            seat=there.seat,
            channel=there.channel,
        )
    )
    return Reply(ok=True, listening=there, channel=segment.channel, seat=floor.seats[seat.id])


def taken(floor: Board, call: Call, event: t.CallTalked) -> Call:
    """The lead listens no more, and is not to be hung up for that: the citizen is there."""
    there = call.listening
    if there is None or there.seat != event.seat:
        return call
    floor.timers.clear("listen", call.id)
    by_key = f"agent:{there.agent}" if there.agent else f"seat:{there.seat}"
    done = replace(there, mode=ListenMode.TAKE_OVER)
    listening.record(floor, call, done, "ended", actor=there.taker or by_key, end=TAKEN_OVER, at=event.at)
    return floor.put_call(evolve(call, listening=None), "listening")


def failed(floor: Board, event: t.CommandFailed) -> None:
    """The lead was not put in the agent's place, and listens on."""
    call = floor.calls.get(event.call)
    if call and call.listening and call.listening.id == event.listening:
        floor.put_call(evolve(call, listening=replace(call.listening, taker="")), "listening")
    floor.note(f"command failed: {event.command} {event.reason}")
