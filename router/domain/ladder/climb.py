"""One climb of a ladder, as a value: what is rung next, and what each step of a ring makes of it. Time is an argument.

CLIMBING -> (end of the ladder) RESTING -> CLIMBING ...
CLIMBING -> (key 1) ACCEPTED -> OVER
any -> (the cause has ended) OVER
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from router.domain.ladder.settings import Ladder, Trigger
from router.domain.outbound import RingEnd, RingPhase, ring_end

ASK_SECONDS: Final = 40.0
"""Longer than whoever answers is asked for a key; a ring of which nothing is heard for that long is given up."""
BREATH_SECONDS: Final = 5.0
"""Between two rounds, so that who has just passed it on is not rung in the same moment."""
TAKE: Final = "1"
"""Key that accepts. Any other passes it on."""


class ClimbState(StrEnum):
    """How a climb stands."""

    CLIMBING = "climbing"  # somebody is rung, or about to be
    RESTING = "resting"  # the end of the ladder was reached; it begins again at `next_at`
    ACCEPTED = "accepted"  # somebody has pressed the key
    OVER = "over"


class ClimbEnd(StrEnum):
    """What a climb came to."""

    CONNECTED = "connected"  # who accepted talks with the caller
    ACKNOWLEDGED = "acknowledged"  # somebody accepted, and there was nobody to connect
    CAUSE_OVER = "cause_over"  # what it was climbed for has ended
    WITHDRAWN = "withdrawn"  # another configuration knows no such ladder or cause


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A person, and where to ring: at a seat, or at a number outside."""

    person: str
    """agent number"""
    seat: str = ""
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class LadderRing:
    """One ring of one person. Times are Unix seconds."""

    id: str
    climb: str
    round: int
    step: int
    """from 1"""
    person: str
    seat: str
    """where it rings; empty: at a number outside"""
    number: str
    at: float
    answered_at: float | None = None
    """by a person, or by what answers for one"""
    key: str = ""
    keyed_at: float | None = None
    ended_at: float | None = None
    end: str = ""
    """one of `RingEnd`"""
    channel: str = ""
    """of the phone that answered, good for one command"""


@dataclass(frozen=True, kw_only=True)
class Climb:
    """One ladder being climbed for one cause. Times are Unix seconds."""

    id: str
    ladder: str
    trigger: Trigger
    subject: str
    """queue, part or incident; with the trigger, the cause"""
    node: str
    began_at: float
    calls: tuple[str, ...] = ()
    """that it is, or was, about"""
    text: str = ""
    """what it is about, in words for the record"""
    state: ClimbState = ClimbState.CLIMBING
    round: int = 1
    step: int = 0
    """index of the step that is rung, or next"""
    rung: tuple[str, ...] = ()
    """people rung in this round"""
    rings: int = 0
    """in all"""
    ring: LadderRing | None = None
    """that is open"""
    next_at: float = 0.0
    """when to look again: the ring is given up, or the rest is over"""
    alarmed: bool = False
    """all rounds came to nothing, and everybody was told so"""
    person: str = ""
    """who accepted"""
    accepted_at: float | None = None
    connects: str = ""
    """call that is being connected with whoever accepted"""
    ended_at: float | None = None
    end: str = ""
    """one of `ClimbEnd`"""
    version: int = 1

    @property
    def cause(self) -> tuple[Trigger, str]:
        """There is one climb for each at a time."""
        return self.trigger, self.subject

    @property
    def runs(self) -> bool:
        """Whether somebody may still be rung for it."""
        return self.state in {ClimbState.CLIMBING, ClimbState.RESTING}


def evolve(climb: Climb, **fields: object) -> Climb:
    """The climb with fields changed, as a new version."""
    return replace(climb, version=climb.version + 1, **fields)  # type: ignore[arg-type]


def go_on(climb: Climb, ladder: Ladder, people: Callable[[str], Sequence[Reach]], at: float) -> Climb:
    """The climb with its next ring, or at rest, when it is time for either; `people(step)` says who can be rung now.

    Nobody is rung twice in one round, whatever steps they stand on.
    """
    if not climb.runs or climb.ring is not None or at < climb.next_at:
        return climb
    if climb.state is ClimbState.RESTING:
        climb = evolve(climb, state=ClimbState.CLIMBING, round=climb.round + 1, step=0, rung=())
    for number in range(climb.step, len(ladder.people)):
        for reach in people(ladder.people[number]):
            if reach.person not in climb.rung:
                return _ring(climb, ladder, number, reach, at)
    return _rest(climb, ladder, at)


def _ring(climb: Climb, ladder: Ladder, number: int, reach: Reach, at: float) -> Climb:
    ring = LadderRing(
        id=f"{climb.id}-{climb.rings + 1}",
        climb=climb.id,
        round=climb.round,
        step=number + 1,
        person=reach.person,
        seat=reach.seat,
        number=reach.number,
        at=at,
    )
    return evolve(
        climb,
        step=number,
        rung=(*climb.rung, reach.person),
        rings=climb.rings + 1,
        ring=ring,
        next_at=at + ladder.ring_seconds + ASK_SECONDS,
    )


def _rest(climb: Climb, ladder: Ladder, at: float) -> Climb:
    # With nobody to be rung the next round would come to nothing too: everybody is told at once.
    again = bool(climb.rung) and climb.round < ladder.rounds and not climb.alarmed
    seconds = BREATH_SECONDS if again else ladder.every_minutes * 60.0
    return evolve(climb, state=ClimbState.RESTING, next_at=at + seconds, alarmed=climb.alarmed or not again)


def told(
    climb: Climb, ring: str, phase: RingPhase, at: float, *, key: str = "", status: str = "", channel: str = ""
) -> tuple[Climb, LadderRing | None]:
    """What is heard of a ring; the climb, and the ring as it is now. None: that ring is not open, or nothing is new."""
    known = climb.ring
    if known is None or known.id != ring:
        return climb, None
    match phase:
        case RingPhase.ANSWERED if known.answered_at is None:
            known = replace(known, answered_at=at, channel=channel)
        case RingPhase.KEYED if not known.key:
            known = replace(known, key=key, keyed_at=at, answered_at=known.answered_at or at, channel=channel)
        case RingPhase.ENDED:
            key = known.key or key
            return _ended(climb, replace(known, key=key, keyed_at=known.keyed_at or (at if key else None)), at,
                          ring_end(status, key))  # fmt: skip
        case _:
            return climb, None
    taken = known.key == TAKE and climb.runs
    accepted = {"state": ClimbState.ACCEPTED, "person": known.person, "accepted_at": at} if taken else {}
    return evolve(climb, ring=known, **accepted), known


def gone(climb: Climb, at: float, end: RingEnd) -> tuple[Climb, LadderRing | None]:
    """The open ring is over without a word of its own: it could not be placed, or nothing was heard for too long."""
    return (climb, None) if climb.ring is None else _ended(climb, climb.ring, at, end)


def _ended(climb: Climb, ring: LadderRing, at: float, end: RingEnd) -> tuple[Climb, LadderRing]:
    ring = replace(ring, ended_at=at, end=end.value)
    taken = climb.runs and ring.key == TAKE
    accepted = {"state": ClimbState.ACCEPTED, "person": ring.person, "accepted_at": at} if taken else {}
    return evolve(climb, ring=None, next_at=at, **accepted), ring


def ring_again(climb: Climb, at: float) -> Climb:
    """Who accepted could not be connected after all: the same step once more, they first."""
    left = tuple(one for one in climb.rung if one != climb.person)
    return evolve(
        climb, state=ClimbState.CLIMBING, rung=left, person="", accepted_at=None, connects="", ring=None, next_at=at
    )


def over(climb: Climb, end: ClimbEnd, at: float) -> Climb:
    """The climb is over; a ring that is still open is to be cancelled."""
    return evolve(climb, state=ClimbState.OVER, ended_at=at, end=end.value, ring=None, connects="")


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """A climb with every ring of it, in order, as history has them."""

    climb: Climb
    rings: tuple[LadderRing, ...] = ()
