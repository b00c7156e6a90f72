"""The roster leads the seats: who may sign on, what the end of a shift does, and who is missing."""

from __future__ import annotations

from typing import Final

from router.domain.errors import NotOnShift, ShiftOver, TooEarly
from router.domain.floor.board import Board
from router.domain.floor.overrun import pending
from router.domain.history import ActionTaken
from router.domain.seat import (
    BUSY,
    OCCUPIED,
    PARKED_BY_SYSTEM,
    SHIFT_OVER,
    Seat,
    SeatCause,
    SeatState,
    change,
    touch,
)
from router.domain.shifts.duty import Duties, Duty, Standing
from router.domain.shifts.role import SERVING

ROUTER: Final = "router"
LATE_SECONDS: Final = 600
"""Who was missing while no router led is told of by one that comes back within this."""
OF_NOBODY: Final = PARKED_BY_SYSTEM | {"signed_on"}
"""Reasons of NOT_READY that the end of the shift takes the place of: no person gave them."""

# ---------------------------------------------------------------------- the roster itself


def adopt(floor: Board, duties: Duties | None) -> None:
    """Another roster, or another day of it, leads from now on; None, or one that does not drive: none does."""
    former = floor.duties
    floor.duties = duties if duties is not None and duties.rules.drive else None
    _watch(floor, former)
    for seat in list(floor.seats.values()):
        if seat.signed_on:
            _fit(floor, seat)


def _fit(floor: Board, seat: Seat) -> None:
    """What the roster says now of an agent who sits there."""
    duties = floor.duties
    if duties is None:
        floor.timers.clear("shift", seat.id)
        if seat.shift or seat.shift_until is not None or pending(seat):
            _ends_at(floor, seat, None, shift="")
        return
    until, shift = seat.shift_until, seat.shift
    if duty := duties.running(seat.agent, floor.now, seat.shift):
        until, shift = duty.end, duty.key
    elif until is not None and until > floor.now and not _stays_on(duties, seat, floor.now):
        # Whoever took this shift off the roster may have slipped: there is the usual time to mend it.
        sooner = min(until, floor.now + duties.rules.warn_minutes * 60)
        if sooner < until:
            text = f"{seat.shift} was taken off the roster of agent {seat.agent}, who gets no new call from "
            floor.alarm(SHIFT_OVER, seat.agent, f"{text}{duties.clock(sooner)} on")
        until = sooner
    if (until, shift) == (seat.shift_until, seat.shift):
        arm(floor, seat)
    else:
        _ends_at(floor, seat, until, shift=shift)


def _stays_on(duties: Duties, seat: Seat, now: float) -> bool:
    """Whether the agent's own shift is over, and the end that is set is that of staying on."""
    return any(duty.key == seat.shift and duty.end <= now for duty in duties.of(seat.agent))


def _ends_at(floor: Board, seat: Seat, until: float | None, *, shift: str) -> Seat:
    """Another end counts; one that lies ahead takes back what the former one asked for."""
    later = until is None or until > floor.now
    wish = {"wish": None, "wish_reason": ""} if later and seat.wish_reason == SHIFT_OVER else {}
    seat = floor.put_seat(
        touch(
            seat,
            actor=ROUTER,
            shift=shift,
            shift_until=until,
            shift_ending=False,
            overrun_since=None if later else seat.overrun_since,
            **wish,
        )
    )
    arm(floor, seat)
    return seat


def arm(floor: Board, seat: Seat) -> None:
    """Ask for the moment at which the seat is told of its end, or comes to it."""
    if floor.duties is None or seat.shift_until is None or not seat.signed_on:
        floor.timers.clear("shift", seat.id)
        return
    warned = seat.shift_ending or seat.shift_until <= floor.now
    early = 0 if warned else floor.duties.rules.warn_minutes * 60
    floor.timers.set("shift", seat.id, seat.shift_until - early)


# ---------------------------------------------------------------------- signing on, being ready


def check_sign_on(floor: Board, agent: str, *, forced: bool) -> tuple[Standing | None, Duty | None]:
    """How the agent stands to the roster; None: no roster leads. Raises TooEarly, NotOnShift."""
    duties = floor.duties
    if duties is None:
        return None, None
    standing, duty = duties.standing(agent, floor.now)
    if not forced and standing is Standing.EARLY and duty is not None:
        begins = f"{duty.name} of agent {agent} begins at {duties.clock(duty.start)}"
        opens = duties.clock(duty.start - duties.rules.sign_on_minutes * 60)
        raise TooEarly(f"{begins}; signing on is open from {opens} on")
    if not forced and standing is Standing.STRANGER and duties.rules.refuse_strangers:
        raise NotOnShift(f"agent {agent}")
    return standing, duty


def signed_on(floor: Board, seat: Seat, standing: Standing | None, duty: Duty | None, *, forced: bool) -> None:
    """An agent has sat down, and stands to the roster like this."""
    for key, missing in list(floor.missing.items()):
        if missing and key.partition(" ")[0] == seat.agent:
            floor.missing[key] = False
            _resolved(floor, seat.agent, key)
    if standing is None:
        return
    if standing is Standing.ON or (standing is Standing.AFTER and not forced):
        assert duty is not None
        _ends_at(floor, seat, duty.end, shift=duty.key)
    elif standing is Standing.STRANGER and not forced:
        floor.alarm("not_on_roster", seat.agent, f"agent {seat.agent} signed on at seat {seat.id}, not on the roster")


def check_ready(floor: Board, seat: Seat, *, forced: bool) -> Seat:
    """The seat with the end that counts when its agent wants calls now. Raises ShiftOver."""
    duties, until = floor.duties, seat.shift_until
    if duties is None or until is None:
        return seat
    if forced and (until <= floor.now or seat.shift_ending):
        return _ends_at(floor, seat, None, shift=seat.shift)
    if duty := duties.running(seat.agent, floor.now):
        return seat if duty.end == until else _ends_at(floor, seat, duty.end, shift=duty.key)
    if until > floor.now:
        return seat
    later = duties.stays(until, floor.now)
    if later is None:
        raise ShiftOver(f"agent {seat.agent}, since {duties.clock(until)}")
    return _ends_at(floor, seat, later, shift=seat.shift)


# ---------------------------------------------------------------------- the end


def due(floor: Board, seat_id: str) -> None:
    """The end of a seat's shift is near, or has come."""
    seat, duties = floor.seats.get(seat_id), floor.duties
    if seat is None or duties is None or seat.shift_until is None or not seat.signed_on:
        return
    if duties.running(seat.agent, floor.now, seat.shift) is not None and seat.shift_until <= floor.now:
        _fit(floor, seat)
    elif seat.shift_until <= floor.now:
        _end(floor, seat, seat.shift_until)
    else:
        arm(floor, floor.put_seat(touch(seat, actor=ROUTER, shift_ending=True)))


def _end(floor: Board, seat: Seat, until: float) -> None:
    """No new call from now on; what goes on is finished first."""
    if seat.state is SeatState.READY:
        floor.put_seat(change(seat, SeatCause.PAUSE, at=floor.now, actor=ROUTER, reason=SHIFT_OVER, shift_ending=False))
    elif seat.state is SeatState.NOT_READY and seat.reason in OF_NOBODY:
        over = {"reason": SHIFT_OVER, "cause": SeatCause.PAUSE, "since": floor.now, "shift_ending": False}
        floor.put_seat(touch(seat, actor=ROUTER, **over))
    elif seat.state in OCCUPIED and not pending(seat) and not _was_not_ready(seat):
        leaves = seat.wish is SeatCause.SIGN_OFF
        wish = {} if leaves else {"wish": SeatCause.PAUSE, "wish_reason": SHIFT_OVER, "wish_actor": ROUTER}
        floor.put_seat(touch(seat, actor=ROUTER, overrun_since=until, shift_ending=False, **wish))


def _was_not_ready(seat: Seat) -> bool:
    """A talk of its own after the end is nobody's overrun, and the seat goes back to where it was."""
    return seat.state in BUSY and seat.former is SeatState.NOT_READY


# ---------------------------------------------------------------------- who is missing


def _watch(floor: Board, former: Duties | None) -> None:
    """Look out for those whose shifts are new on the roster; the others are looked out for already."""
    duties = floor.duties
    if duties is None:
        floor.missing.clear()
        return
    known = {_name(duty) for duty in former.all} if former else set()
    wanted = {_name(duty): duty for duty in duties.all if duty.role in SERVING and duty.end > floor.now}
    floor.missing = {name: still for name, still in floor.missing.items() if name in wanted}
    seconds = duties.rules.missing_minutes * 60
    for name, duty in wanted.items():
        if name in known or name in floor.missing:
            continue
        if former is not None:
            # Given within the shift: there is as long to come as for everybody.
            floor.timers.set("missing", name, max(duty.start, floor.now) + seconds)
        elif duty.start + seconds >= floor.now - LATE_SECONDS:
            floor.timers.set("missing", name, duty.start + seconds)


def _name(duty: Duty) -> str:
    return f"{duty.agent} {duty.key}"


def missing_due(floor: Board, name: str) -> None:
    """So long into a shift somebody should have signed on."""
    agent, _, key = name.partition(" ")
    duty = _duty(floor, agent, key)
    if duty is None or duty.end <= floor.now or _here(floor, agent):
        return
    floor.missing[name] = True
    began = floor.duties.clock(duty.start) if floor.duties else ""
    floor.alarm("missing_on_shift", agent, f"agent {agent} has not signed on; {duty.name} began at {began}")


def _duty(floor: Board, agent: str, key: str) -> Duty | None:
    duties = floor.duties.of(agent) if floor.duties else ()
    return next((duty for duty in duties if duty.key == key), None)


def _here(floor: Board, agent: str) -> bool:
    return any(seat.agent == agent and seat.signed_on for seat in floor.seats.values())


def _resolved(floor: Board, agent: str, key: str) -> None:
    floor.effects.records.append(
        ActionTaken(
            at=floor.now,
            epoch=floor.epoch,
            actor=ROUTER,
            what="alarm_resolved",
            subject=agent,
            detail="missing_on_shift",
            reason=key.partition(" ")[2],
        )
    )
