"""Ladders: begun when there is a cause, climbed until somebody presses the key or the cause is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from router.domain import telephony as t
from router.domain.call import CallState
from router.domain.errors import NoCall, NoLadder
from router.domain.floor import ladder_connect, ladder_people
from router.domain.floor.board import Board
from router.domain.floor.ladder_causes import Cause, causes, threshold
from router.domain.floor.ladder_rings import cancel, hang_up, place, put, record
from router.domain.ladder.choose import Chosen, choose
from router.domain.ladder.climb import Climb, ClimbEnd, ClimbState, evolve, go_on, gone, over
from router.domain.ladder.climb import told as heard
from router.domain.ladder.settings import TAKES_SECONDS, Trigger
from router.domain.outbound import RingEnd
from router.domain.requests import AskHelp
from router.domain.seat import Seat

SLACK_SECONDS: Final = 2.0
"""A ring that was ordered so shortly before a snapshot may not have been there yet."""


def start(floor: Board) -> None:
    """A router begins: what was climbed is climbed on, and who waits is watched."""
    for climb in floor.ladders.climbs.values():
        floor.timers.set("climb", climb.id, max(climb.next_at, floor.now))
    for call in floor.calls.values():
        _watch(floor, call.id)


def look(floor: Board) -> None:
    """Begin what has a cause, end what has none any more, and go on with the rest: in each event, and each second
    with the beat, as hours and quiet hours begin and end without one."""
    for call in (*floor.effects.calls, *floor.effects.forget):
        _watch(floor, call)
    if not floor.bundle.ladders and not floor.ladders.climbs:
        return
    now = causes(floor)
    climbed = [climb.cause for climb in floor.ladders.climbs.values()]
    for climb in list(floor.ladders.climbs.values()):
        _follow(floor, climb, now.get(climb.cause))
    for key, cause in now.items():
        if key not in climbed:
            _begin(floor, cause)
    for climb in list(floor.ladders.climbs.values()):
        _climb_on(floor, climb)


def _watch(floor: Board, call_id: str) -> None:
    """Look again when this caller has waited for long enough."""
    call = floor.calls.get(call_id)
    if call is None or call.state not in {CallState.QUEUED, CallState.OFFERED}:
        floor.ladders.long_waiting.discard(call_id)
    if call is None or call.state is not CallState.QUEUED or call_id in floor.ladders.long_waiting:
        return floor.timers.clear("long", call_id)
    seconds = threshold(floor, call)
    if seconds is not None and not floor.timers.waits("long", call_id):
        floor.timers.set("long", call_id, (call.queued_at or floor.now) + seconds)
    return None


def long_due(floor: Board, call_id: str) -> None:
    """A caller has waited for long enough."""
    if call_id in floor.calls:
        floor.ladders.long_waiting.add(call_id)


def help_asked(floor: Board, event: t.HelpAsked) -> None:
    """An agent pressed the key in a talk."""
    call = floor.calls.get(event.call)
    if call is None or call.state is not CallState.TALKING or call.segment is None:
        return floor.note(f"help asked for in call {event.call}, which does not talk")
    if event.seat and call.segment.seat != event.seat:
        return floor.note(f"help asked for in call {event.call} by seat {event.seat}, which is not in it")
    floor.ladders.helps[call.id] = call.segment.number
    return None


def ask_help(floor: Board, seat: Seat, request: AskHelp) -> None:
    """The same, asked for by a program. Raises NoCall, NoLadder."""
    call = floor.calls.get(request.call or seat.citizen)
    if call is None or call.segment is None or seat.citizen != call.id or call.state is not CallState.TALKING:
        raise NoCall
    about = Cause(trigger=Trigger.HELP, subject=floor.queue_id(call.queue), since=floor.now, calls=(call.id,))
    if _ladder_for(floor, replace(about, lines=(call.line,))) is None:
        raise NoLadder
    floor.ladders.helps[call.id] = call.segment.number


# ---------------------------------------------------------------------- begin, follow, end


def _begin(floor: Board, cause: Cause) -> None:
    chosen = _chosen(floor, cause)
    if chosen is None or (cause.trigger in TAKES_SECONDS and floor.now < cause.since + chosen.rule.seconds):
        return
    climb = Climb(
        id=f"climb-{floor.next_offer()}",
        ladder=chosen.ladder.id,
        trigger=cause.trigger,
        subject=cause.subject,
        node=cause.node or next(iter(floor.nodes), ""),
        began_at=floor.now,
        calls=cause.calls,
        text=cause.text,
        next_at=floor.now,
    )
    put(floor, climb, "begun")


def _chosen(floor: Board, cause: Cause) -> Chosen | None:
    """The ladder that is climbed for this now; None: none is, or it can wait."""
    chosen = _ladder_for(floor, cause)
    return None if chosen is None or chosen.kept(_here(floor)) else chosen


def _ladder_for(floor: Board, cause: Cause) -> Chosen | None:
    """By the first of its calls that a rule is about."""
    queue = cause.subject if cause.calls else ""
    known, hours, at = floor.bundle.ladders.values(), floor.bundle.hours, _here(floor)
    found = (
        choose(known, cause.trigger, at=at, hours=hours, line=line, queue=queue)
        for line in dict.fromkeys(cause.lines or ("",))
    )
    return next((one for one in found if one is not None), None)


def _here(floor: Board) -> datetime:
    return datetime.fromtimestamp(floor.now, ZoneInfo(floor.bundle.site.timezone))


def _follow(floor: Board, climb: Climb, cause: Cause | None) -> None:
    """What becomes of a climb by its cause: further callers, or the end."""
    if climb.connects:
        ladder_connect.follow(floor, climb)
    elif climb.ladder not in floor.bundle.ladders:
        _end(floor, climb, ClimbEnd.WITHDRAWN)
    elif climb.state is ClimbState.ACCEPTED and climb.trigger is Trigger.HELP:
        for call in climb.calls:
            floor.ladders.helps.pop(call, None)
        _end(floor, climb, ClimbEnd.ACKNOWLEDGED)
    elif cause is None:
        _end(floor, climb, ClimbEnd.ACKNOWLEDGED if climb.state is ClimbState.ACCEPTED else ClimbEnd.CAUSE_OVER)
    elif set(cause.calls) - set(climb.calls):
        put(floor, evolve(climb, calls=tuple(dict.fromkeys((*climb.calls, *cause.calls)))), "joined")


def _end(floor: Board, climb: Climb, end: ClimbEnd) -> None:
    """The climb is over. Who is being rung for nothing is told so by a message, as the phone shows a missed call."""
    if climb.ring is not None and climb.state is not ClimbState.ACCEPTED:
        ring = climb.ring
        cancel(floor, climb)
        floor.alarm("ladder_cancelled", ring.person, f"{climb.text}; that is over, there is nothing to do")
    climb = put(floor, over(climb, end, floor.now), "over")
    floor.timers.clear("climb", climb.id)
    resolve(floor, climb)


def resolve(floor: Board, climb: Climb) -> None:
    """Whoever was told that nobody answers is told that this is over."""
    ladder_connect.resolve(floor, climb)


# ---------------------------------------------------------------------- climb


def _climb_on(floor: Board, climb: Climb) -> None:
    ladder = floor.bundle.ladders.get(climb.ladder)
    if ladder is None or not climb.runs:
        return
    after = go_on(climb, ladder, lambda step: ladder_people.people(floor, step), floor.now)
    if after is climb:
        return floor.timers.set("climb", climb.id, climb.next_at)
    floor.timers.set("climb", climb.id, after.next_at)
    if after.ring is not None:
        put(floor, after, "ringing")
        return place(floor, after, ladder)
    put(floor, after, "unanswered" if after.alarmed and not climb.alarmed else "resting")
    if after.alarmed and not climb.alarmed:
        floor.alarm("ladder_unanswered", climb.subject, f"{climb.text}; nobody on ladder {ladder.id} has taken it")
    return None


def due(floor: Board, climb_id: str) -> None:
    """It is time to go on; a ring of which nothing was heard is given up. `look` does the rest."""
    climb = floor.ladders.climbs.get(climb_id)
    if climb is None or climb.ring is None or not climb.runs or climb.next_at > floor.now:
        return
    cancel(floor, climb, end=RingEnd.FAILED)


def seen(floor: Board, event: t.SnapshotTaken, *, restarted: bool) -> None:
    """Make the rings agree with what Asterisk has: one whose end nobody heard is over, and `look` goes on with the
    next; one that nobody wants is hung up."""
    there = set(event.rings)
    for climb in [one for one in floor.ladders.climbs.values() if one.node == event.node]:
        ring = climb.ring
        fresh = ring is not None and ring.at > event.at - SLACK_SECONDS and not restarted
        if ring is None or ring.id in there or not climb.runs:
            continue
        if fresh:
            floor.look(event.node, SLACK_SECONDS)
        else:
            _ring_over(floor, climb, event.at)
    wanted = {one.ring.id for one in floor.ladders.climbs.values() if one.ring is not None}
    for ring_id in sorted(there - wanted):
        hang_up(floor, event.node, ring_id)


def _ring_over(floor: Board, climb: Climb, at: float) -> None:
    """The open ring came to nothing."""
    after, ring = gone(climb, at, RingEnd.FAILED)
    if ring is not None:
        put(floor, after, "ring_over")
        record(floor, ring)


def told(floor: Board, event: t.RingTold) -> None:
    """A ring has come so far."""
    climb = floor.ladders.climbs.get(event.subject)
    if climb is None:
        return floor.note(f"ring {event.ring} of a climb that is over")
    after, ring = heard(
        climb, event.ring, event.phase, event.at, key=event.key, status=event.status, channel=event.channel
    )
    if ring is None:
        return None
    accepted = after.state is ClimbState.ACCEPTED and climb.state is not ClimbState.ACCEPTED
    if accepted and climb.trigger is not Trigger.WAITING:
        # There is nobody to be joined with: the phone is hung up by now.
        after, done = gone(after, event.at, RingEnd.ACCEPTED)
        ring = done or ring
    put(floor, after, "accepted" if accepted else "ring_over" if ring.ended_at is not None else "ringing")
    record(floor, ring)
    if accepted:
        resolve(floor, after)
        if climb.trigger is Trigger.WAITING:
            ladder_connect.begin(floor, after, ring)
    return None


def failed(floor: Board, event: t.CommandFailed) -> None:
    """A ring could not be placed, or whoever accepted could not be connected."""
    climb = next(
        (one for one in floor.ladders.climbs.values() if event.ring and event.ring.startswith(f"{one.id}-")), None
    )
    if climb is None:
        return floor.note(f"command failed: {event.command} {event.reason}")
    if event.command == t.ConnectRing.__name__:
        return ladder_connect.failed(floor, climb, event)
    if climb.ring is None or climb.ring.id != event.ring:
        return floor.note(f"command failed: {event.command} {event.reason}, of a ring that is over")
    return _ring_over(floor, climb, event.at)
