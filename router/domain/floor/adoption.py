"""Another bundle comes into force while calls wait and talks go on: nobody is lost by it, or it is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from router.domain import telephony as t
from router.domain.bundle import Bundle
from router.domain.call import CallState, evolve
from router.domain.errors import BundleUnavailable, InUse
from router.domain.floor.board import Board
from router.domain.history import BundleAdopted
from router.domain.requests import AdoptBundle
from router.domain.seat import Seat, SeatState, touch

TELL_SECONDS = 60.0
LOOK_SECONDS = 3.0
SERVED = frozenset(CallState) - {CallState.IN_MENU, CallState.MESSAGE, CallState.ENDED}


def adopt(floor: Board, request: AdoptBundle) -> None:
    """Put a stored bundle in force, or with `check` only say whether it could be; the one in force again: told to the
    nodes again. Raises BundleUnavailable, InUse."""
    stored = floor.bundle_of(request.number)
    if stored is None:
        raise BundleUnavailable(str(request.number))
    wanted = replace(stored, successors={**stored.successors, **request.successors})
    problems = [*_people(floor, wanted), *_callers(floor, wanted)]
    if problems:
        raise InUse("; ".join(problems))
    if request.check:
        return
    former = floor.bundle
    if wanted.number != former.number:
        _take(floor, wanted, request.actor)
        floor.effects.records.append(
            BundleAdopted(
                at=floor.now,
                epoch=floor.epoch,
                number=wanted.number,
                former=former.number,
                actor=request.actor,
                note=request.note,
            )
        )
    for node in floor.nodes:
        floor.command(
            t.UseBundle(node=node, epoch=floor.epoch, expires_at=floor.now + TELL_SECONDS, number=wanted.number)
        )
        if wanted.seats.keys() != former.seats.keys():
            # The node looks by itself; when that comes to nothing it is asked to.
            floor.look(node, LOOK_SECONDS)


def _people(floor: Board, wanted: Bundle) -> list[str]:
    """Why people stand in the way."""
    found = []
    for seat in floor.seats.values():
        if seat.id not in wanted.seats and seat.state is not SeatState.SIGNED_OFF:
            found.append(f"seat {seat.id}: " + (f"agent {seat.agent} is signed on" if seat.agent else "is in a call"))
        elif seat.signed_on and seat.agent not in wanted.agents:
            found.append(f"agent {seat.agent}: signed on at seat {seat.id}")
    return found


def _callers(floor: Board, wanted: Bundle) -> list[str]:
    """Why callers stand in the way."""
    left = Counter(
        call.queue
        for call in floor.calls.values()
        if call.state in SERVED and floor.queue(call.queue) is not None and wanted.queue_of(call.queue) is None
    )
    return [f"queue {queue}: {count} call{'s' * (count > 1)}" for queue, count in sorted(left.items())]


def _take(floor: Board, wanted: Bundle, actor: str) -> None:
    floor.use_bundle(wanted)
    for seat_id in [seat for seat in floor.seats if seat not in wanted.seats]:
        floor.retired[seat_id] = floor.seats.pop(seat_id).version
        # Its phone is heard of no more.
        floor.devices.pop(seat_id, None)
        floor.dialled = {one: to for one, to in floor.dialled.items() if seat_id not in {one, to}}
    for seat_id in [seat for seat in wanted.seats if seat not in floor.seats]:
        # Its version goes on where it was, should there have been such a seat before.
        floor.seats[seat_id] = Seat(id=seat_id, version=floor.retired.pop(seat_id, 0))
        floor.put_seat(touch(floor.seats[seat_id], actor=actor))
    for call in list(floor.calls.values()):
        if (queue := floor.queue_id(call.queue)) != call.queue:
            floor.put_call(evolve(call, queue=queue), "moved")
    floor.refill()
    floor.stirred = True
