"""A lead's ear and voice in a talk. The talk itself never depends on it: whatever happens here, it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from router.domain import errors
from router.domain import telephony as t
from router.domain.bundle import AgentRole
from router.domain.call import Call, CallState, Segment, evolve
from router.domain.floor import seats
from router.domain.floor.board import Board
from router.domain.history import TalkHeardBy
from router.domain.listening import Listening, ListenMode
from router.domain.requests import ListenIn, Reply, StopListening, TakeOver
from router.domain.seat import BUSY, Seat, SeatState, TalkKind, touch

SLACK_SECONDS: Final = 3.0
"""After the ring time: nothing was heard of the lead's phone, so nothing will be."""
STOP_SECONDS: Final = 5.0
"""A lead who is hung up a little late is better than one who stays in somebody's ear."""
CheckPin = Callable[[str, str], None]
"""Agent and PIN; raises WrongPin, PinLocked."""


# ---------------------------------------------------------------------- what people ask


def begin(floor: Board, seat: Seat, request: ListenIn, check_pin: CheckPin) -> Reply:
    """Let the lead in. Raises the refusals of `ListenIn`."""
    if request.pin is not None:
        # The PIN first: who is no lead learns nothing of other seats.
        demand_lead(floor, seat, request.pin, check_pin)
    call, segment = find_talk(floor, request)
    if call.listening is not None:
        raise errors.HeardAlready(f"by seat {call.listening.seat}")
    _demand_free(floor, seat, inside=request.inside)
    listening = Listening(
        id=f"listen-{floor.next_offer()}",
        call=call.id,
        seat=seat.id,
        agent=seat.agent,
        actor=request.actor,
        note=request.note,
        mode=request.mode,
        segment=segment.number,
        asked_at=floor.now,
        taker=request.actor if request.mode is ListenMode.TAKE_OVER else "",
    )
    call = floor.put_call(evolve(call, listening=listening), "listening")
    record(floor, call, listening, "asked", actor=request.actor)
    if seat.in_own_talk:
        floor.put_seat(touch(seat, actor=request.actor, kind=TalkKind.LISTENING))
    else:
        seats.occupy(floor, seat, TalkKind.LISTENING)
    watch(floor, call)
    if not request.inside:
        floor.command(
            t.ListenTo(
                node=call.node,
                epoch=floor.epoch,
                expires_at=floor.expires(),
                call=call.id,
                channel=segment.channel,
                listening=listening.id,
                seat=seat.id,
                mode=listening.mode,
                ring_seconds=floor.bundle.site.ring_seconds,
                shown=segment.seat,
            )
        )
    return Reply(ok=True, listening=listening, channel=segment.channel, seat=floor.seats[seat.id])


def stop(floor: Board, request: StopListening) -> Reply:
    """Have the lead leave. Raises NoCall."""
    call = floor.calls.get(request.call)
    listening = call.listening if call else None
    if call is None or listening is None:
        raise errors.NoCall("no lead is in its talk")
    _over(floor, call, end="stopped", actor=request.actor)
    return Reply(ok=True, listening=listening, seat=floor.seats.get(listening.seat))


def demand_lead(floor: Board, seat: Seat, pin: str, check_pin: CheckPin) -> None:
    """Raises WrongPin, PinLocked, NotALead."""
    check_pin(seat.agent, pin)
    agent = floor.bundle.agents.get(seat.agent)
    if agent is None or agent.role is not AgentRole.LEAD:
        raise errors.NotALead


def find_talk(floor: Board, request: ListenIn | TakeOver) -> tuple[Call, Segment]:
    """The call that is meant, and its talk, which runs. Raises UnknownSeat, NoCall."""
    at = floor.seats.get(request.at_seat)
    if not request.call and at is None:
        raise errors.UnknownSeat(request.at_seat)
    call = floor.calls.get(request.call or (at.citizen if at else ""))
    if call is None or call.state is not CallState.TALKING or call.segment is None or call.segment.talked_at is None:
        raise errors.NoCall("it does not talk now")
    if not call.segment.channel:
        raise errors.NoCall("nobody knows by which channel its agent talks")
    return call, call.segment


def _demand_free(floor: Board, seat: Seat, *, inside: bool) -> None:
    """The lead's seat must be in no call; `inside`, in none but that with the platform."""
    if not seat.reachable:
        raise errors.NotAllowedNow("the phone of the lead's seat is not registered")
    # The phone may have been seen in use before it was heard that it dialled a code.
    code = inside and seat.kind is TalkKind.DIRECT and floor.dialled.get(seat.id) not in floor.seats
    if seat.state in BUSY and not code:
        raise errors.NotAllowedNow("the lead's seat is in a call")
    if not inside and floor.devices.get(seat.id) in seats.IN_CALL:
        raise errors.NotAllowedNow("the lead's phone is in use")


# ---------------------------------------------------------------------- what the node tells


def heard(floor: Board, event: t.TalkListenedTo) -> None:
    """The lead hears the talk, or has changed who hears the lead."""
    call = floor.calls.get(event.call)
    if call is None or not _runs(call):
        return floor.note(f"listening to call {event.call}, which does not talk")
    listening = call.listening
    if listening is None:
        listening = _found(floor, call, event)
    elif listening.id != event.listening:
        return floor.note(f"another listening to call {event.call} than the one that was allowed")
    elif listening.began_at is None:
        listening = replace(listening, began_at=event.at, mode=event.mode, channel=event.channel)
        record(floor, call, listening, "began", actor=listening.actor, at=event.at)
    elif listening.mode is not event.mode:
        listening = replace(listening, mode=event.mode, channel=event.channel or listening.channel)
        record(floor, call, listening, "changed", actor=listening.actor, at=event.at)
    else:
        return floor.note(f"listening to call {event.call} told twice")
    floor.timers.clear("listen", call.id)
    floor.put_call(evolve(call, listening=listening), "listening")
    return None


def _found(floor: Board, call: Call, event: t.TalkListenedTo) -> Listening:
    """Somebody is in a talk and the live state that knew who was lost."""
    seat = floor.seats.get(event.seat)
    listening = Listening(
        id=event.listening,
        call=call.id,
        seat=event.seat,
        agent=seat.agent if seat else "",
        actor="asterisk",
        mode=event.mode,
        segment=call.segments[-1].number,
        asked_at=event.at,
        began_at=event.at,
        channel=event.channel,
    )
    if seat and seat.in_own_talk:
        floor.put_seat(touch(seat, actor="asterisk", kind=TalkKind.LISTENING))
    elif seat and seat.state not in BUSY:
        seats.occupy(floor, seat, TalkKind.LISTENING)
    record(floor, call, listening, "began", actor="asterisk", at=event.at)
    return listening


def ended(floor: Board, event: t.ListeningEnded) -> None:
    """The lead's channel is gone."""
    call = floor.calls.get(event.call)
    listening = call.listening if call else None
    if call is None or listening is None or listening.id != event.listening:
        return floor.note(f"end of a listening to call {event.call} that is over")
    _over(floor, call, end="hung_up" if listening.began_at is not None else "not_answered", actor="phone", at=event.at)
    return None


def failed(floor: Board, event: t.CommandFailed) -> None:
    """The lead's phone was not rung, or not hung up."""
    call = floor.calls.get(event.call)
    if event.command == t.ListenTo.__name__ and call and call.listening and call.listening.id == event.listening:
        return _over(floor, call, end="failed", actor="asterisk", at=event.at)
    return floor.note(f"command failed: {event.command} {event.reason}")


def seen(floor: Board, event: t.SnapshotTaken) -> None:
    """Make what is known of leads in talks agree with what Asterisk has."""
    there = {one.listening: one for one in event.listenings}
    for call in [call for call in floor.calls.values() if call.node == event.node and call.listening]:
        listening = call.listening
        fresh = listening is not None and listening.asked_at > event.at - SLACK_SECONDS
        if listening and listening.id not in there and not (listening.began_at is None and fresh):
            _over(floor, call, end="lost_sight", actor="asterisk", at=event.at)
    for one in event.listenings:
        known = floor.calls.get(one.call)
        if known is None or not _runs(known) or (known.listening and known.listening.id != one.listening):
            _hang_up(floor, event.node, one.call, one.listening, seat=one.seat, channel=one.channel)
        elif one.mode is not None:
            told = t.TalkListenedTo(
                node=event.node,
                at=event.at,
                call=one.call,
                seat=one.seat,
                listening=one.listening,
                mode=one.mode,
                channel=one.channel,
            )
            heard(floor, told)
    listeners = {call.listening.seat for call in floor.calls.values() if call.listening}
    for seat in list(floor.seats.values()):
        if seat.kind is TalkKind.LISTENING and seat.state is SeatState.TALKING and seat.id not in listeners:
            _let_go(floor, seat.id)


# ---------------------------------------------------------------------- time


def overdue(floor: Board, call_id: str) -> None:
    """The lead's phone has rung for long enough."""
    call = floor.calls.get(call_id)
    if call and call.listening and call.listening.began_at is None:
        _over(floor, call, end="not_answered", actor="router")


def watch(floor: Board, call: Call) -> None:
    """Wait for the lead's answer no longer than the phone rings."""
    if call.listening and call.listening.began_at is None:
        since = min(call.listening.asked_at, floor.now)
        floor.timers.set("listen", call.id, since + floor.bundle.site.ring_seconds + SLACK_SECONDS)


def follow_talks(floor: Board) -> None:
    """Whose talk is over, with this agent at least, is listened to no more: last in each event."""
    for call in [*floor.effects.calls.values(), *floor.effects.heard_to_end]:
        if call.listening is not None and not _runs(call):
            end = "transferred" if call.state is CallState.TRANSFERRED or _handed_on(call) else "talk_over"
            _over(floor, call, end=end, actor="asterisk")
    floor.effects.heard_to_end.clear()


def _runs(call: Call) -> bool:
    """Whether the talk goes on that is listened to, or may be."""
    number = call.listening.segment if call.listening else 0
    return (
        call.state is CallState.TALKING
        and call.segment is not None
        and call.segment.number == (number or call.segment.number)
    )


def _handed_on(call: Call) -> bool:
    number = call.listening.segment if call.listening else 0
    return any(one.number == number and one.end == "transferred" for one in call.segments)


def _over(floor: Board, call: Call, *, end: str, actor: str, at: float | None = None) -> None:
    listening = call.listening
    if listening is None:
        return
    floor.timers.clear("listen", call.id)
    record(floor, call, listening, "ended", actor=actor, end=end, at=at)
    if call.state is not CallState.ENDED:
        floor.put_call(evolve(call, listening=None), "listening")
    if end not in {"hung_up", "failed"}:
        _hang_up(floor, call.node, call.id, listening.id, seat=listening.seat, channel=listening.channel)
    _let_go(floor, listening.seat)


def _let_go(floor: Board, seat_id: str) -> None:
    """The lead's seat is free again: at once, or as soon as its phone says so."""
    seat = floor.seats.get(seat_id)
    if seat is None or seat.state is not SeatState.TALKING or seat.kind is not TalkKind.LISTENING:
        return
    if floor.devices.get(seat_id) in seats.IN_CALL:
        floor.put_seat(touch(seat, actor="phone", kind=TalkKind.DIRECT))
    else:
        seats.direct_over(floor, seat)


def _hang_up(floor: Board, node: str, call: str, listening: str, *, seat: str, channel: str) -> None:
    floor.command(
        t.StopListeningTo(
            node=node,
            epoch=floor.epoch,
            expires_at=floor.now + STOP_SECONDS,
            call=call,
            listening=listening,
            seat=seat,
            channel=channel,
        )
    )


def record(
    floor: Board, call: Call, listening: Listening, what: str, *, actor: str, end: str = "", at: float | None = None
) -> None:
    """Keep one step of a use. `at`: Unix seconds; None: now."""
    talk = next((one for one in call.segments if one.number == listening.segment), None)
    floor.effects.records.append(
        TalkHeardBy(
            at=floor.now if at is None else at,
            epoch=floor.epoch,
            call=call.id,
            listening=listening.id,
            what=what,
            seat=listening.seat,
            agent=listening.agent,
            actor=actor,
            heard_seat=talk.seat if talk else "",
            heard_agent=talk.agent if talk else "",
            segment=listening.segment,
            mode=listening.mode,
            end=end,
            note=listening.note,
        )
    )
