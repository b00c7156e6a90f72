"""Who stands on a step of a ladder now, and where they can be rung."""

from __future__ import annotations

from router.domain.bundle import AgentRole
from router.domain.floor.board import FREE_DEVICES, Board
from router.domain.floor.owing import outbound_of
from router.domain.ladder.climb import Reach
from router.domain.outbound import is_allowed
from router.domain.seat import BUSY
from router.domain.shifts.role import Role
from router.domain.telephony import DeviceState


def people(floor: Board, step: str) -> tuple[Reach, ...]:
    """Those of a step who can be rung now, in the order of their numbers."""
    found = (reach(floor, person) for person in _named(floor, step))
    return tuple(one for one in found if one is not None)


def reach(floor: Board, person: str) -> Reach | None:
    """Where a person can be rung: at the own seat, else outside. None: nowhere, or in a talk, or rung already."""
    agent = floor.bundle.agents.get(person)
    if agent is None or _is_taken(floor, person):
        return None
    for seat in floor.seats.values():
        free = floor.devices.get(seat.id, DeviceState.UNKNOWN) in FREE_DEVICES
        if seat.agent == person and seat.signed_on and seat.reachable and free and seat.state not in BUSY:
            return Reach(person=person, seat=seat.id)
    if agent.mobile and outbound_of(floor) and is_allowed(agent.mobile, floor.bundle.outbound_allowed):
        return Reach(person=person, number=agent.mobile)
    return None


def _named(floor: Board, step: str) -> tuple[str, ...]:
    if step in floor.bundle.agents:
        return (step,)
    role, roster = Role(step), floor.ladders.roster
    planned = roster.all if roster is not None else ()
    named = {duty.agent for duty in planned if duty.role is role and duty.start <= floor.now < duty.end}
    if named or role is not Role.LEAD:
        return tuple(sorted(named))
    leads = {agent.id for agent in floor.bundle.agents.values() if agent.role is AgentRole.LEAD}
    return tuple(sorted(seat.agent for seat in floor.seats.values() if seat.signed_on and seat.agent in leads))


def _is_taken(floor: Board, person: str) -> bool:
    """Rung for another climb, or in a talk that came of one."""
    rung = any(one.ring is not None and one.ring.person == person for one in floor.ladders.climbs.values())
    talks = (call.segment for call in floor.calls.values())
    return rung or any(one is not None and one.talked_at is not None and one.agent == person for one in talks)


def number_on_call(floor: Board) -> str:
    """Whom the dialplan rings outside when no router is there: the first on call by the roster, else the first lead of
    the shift. Empty: nobody has a number that may be rung."""
    if outbound_of(floor) is None:
        return ""
    for role in (Role.ON_CALL, Role.LEAD):
        for person in _named(floor, role):
            agent = floor.bundle.agents.get(person)
            if agent and agent.mobile and is_allowed(agent.mobile, floor.bundle.outbound_allowed):
                return agent.mobile
    return ""
