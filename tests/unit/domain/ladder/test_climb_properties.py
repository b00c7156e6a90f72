"""Whatever is heard of its rings, in whatever order: a climb rings nobody twice in a round, and never comes to rest
for good."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from router.domain.ladder.climb import Climb, ClimbEnd, ClimbState, LadderRing, Reach, go_on, gone, over, told
from router.domain.ladder.settings import Ladder, Trigger
from router.domain.outbound import RingEnd, RingPhase

PEOPLE = {"lead": ("8001", "8002"), "8003": ("8003",), "8001": ("8001",)}
LADDER = Ladder(id="night", people=tuple(PEOPLE), rules=(), rounds=2, every_minutes=5, ring_seconds=20)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["dialled", "answered", "1", "2", "ended", "busy", "gone", "wait", "late"]),
        st.sets(st.sampled_from(["8001", "8002", "8003"])),
    ),
    max_size=60,
)


def begin() -> Climb:
    return Climb(id="climb-1.1", ladder="night", trigger=Trigger.WAITING, subject="q", node="n1", began_at=0.0)


def step(climb: Climb, what: str, at: float) -> Climb:
    ring = climb.ring.id if climb.ring and what != "late" else "climb-1.1-0"
    match what:
        case "dialled":
            return told(climb, ring, RingPhase.DIALLED, at)[0]
        case "answered":
            return told(climb, ring, RingPhase.ANSWERED, at, channel="c")[0]
        case "1" | "2":
            return told(climb, ring, RingPhase.KEYED, at, key=what)[0]
        case "gone":
            return gone(climb, at, RingEnd.FAILED)[0]
        case "wait":
            return climb
        case _:
            return told(climb, ring, RingPhase.ENDED, at, status="BUSY" if what == "busy" else "ANSWER")[0]


@given(STEPS)
def test_nobody_is_rung_twice_in_a_round_and_time_always_goes_on(steps: list[tuple[str, set[str]]]) -> None:
    climb, at = begin(), 0.0
    rings: dict[str, LadderRing] = {}
    for what, away in steps:
        at = max(at, climb.next_at) if what == "wait" else at + 1
        climb = step(climb, what, at)

        def people(name: str, away: set[str] = away) -> list[Reach]:
            return [Reach(person=one, seat=one) for one in PEOPLE[name] if one not in away]

        after = go_on(climb, LADDER, people, at)
        if after.ring is not None:
            rings.setdefault(after.ring.id, after.ring)
        if after.runs:
            assert after.next_at > at or after.ring is not None
        climb = after
    twice = Counter((ring.round, ring.person) for ring in rings.values())
    assert not [one for one, times in twice.items() if times > 1]
    assert climb.rings == len(rings)
    if climb.state is ClimbState.ACCEPTED:
        assert climb.person


@given(STEPS)
def test_the_same_steps_lead_to_the_same_climb(steps: list[tuple[str, set[str]]]) -> None:
    def run() -> Climb:
        climb = begin()
        for at, (what, away) in enumerate(steps, start=1):
            climb = step(climb, what, float(at))
            free = {name: [Reach(person=one, seat=one) for one in there if one not in away]
                    for name, there in PEOPLE.items()}  # fmt: skip
            climb = go_on(climb, LADDER, free.__getitem__, float(at))
        return climb

    assert run() == run()


def test_what_is_over_is_rung_no_more() -> None:
    climb = over(begin(), ClimbEnd.CAUSE_OVER, 5.0)
    assert go_on(climb, LADDER, lambda _step: [Reach(person="8001", seat="1001")], 10.0) is climb


def test_a_key_that_only_the_end_of_the_ring_tells_counts() -> None:
    climb = go_on(begin(), LADDER, lambda _step: [Reach(person="8001", seat="1001")], 1.0)
    assert climb.ring is not None
    after, ring = told(climb, climb.ring.id, RingPhase.ENDED, 3.0, key="1", status="ANSWER")
    assert ring == replace(climb.ring, key="1", keyed_at=3.0, ended_at=3.0, end="accepted")
    assert (after.state, after.person, after.ring) == (ClimbState.ACCEPTED, "8001", None)
