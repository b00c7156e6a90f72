"""What holds after every event, whatever the events were."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from router.domain.matching import Free, Wants
from router.domain.routing.decision import Chooser, Decided
from router.domain.routing.engine import RoutingEngine
from router.domain.routing.notices import Diverted
from router.domain.routing.policy import Policy, TargetKind
from tests.unit.domain.routing.random_events import QUEUES, Run, random_policy, random_skills

RANDOMS = st.integers(0, 2**32).map(Random)
SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@SETTINGS
@given(RANDOMS)
def test_no_free_seat_stands_idle_while_a_call_may_have_it(random: Random) -> None:
    run = Run(random)
    for _ in range(40):
        run.step()
        for caller in run.slow.calls.values():
            place = run.fast.place_of(caller.wants.call)
            assert place is not None
            for seat in run.slow.idle:
                desk = run.slow.desks[seat]
                meets = any(clause.met_by(desk.skills) for clause in place.need)
                waits_for_another = bool(place.only) and run.slow.agent_at.get(place.only) != seat
                assert not meets or waits_for_another or run.slow._is_kept(desk, place.queue)


class Floor:
    """Keeps what the engine was told and said, and nothing of its rules."""

    def __init__(self, policy: Policy) -> None:
        self.engine = RoutingEngine(policy)
        self.came: set[str] = set()
        self.ended: dict[str, str] = {}
        self.free: set[str] = set()
        self.matches: list[Decided] = []

    def take(self, matches: list[Decided] | list[object]) -> None:
        for notice in self.engine.notices():
            if isinstance(notice, Diverted) and notice.to.kind is not TargetKind.QUEUE:
                assert notice.call not in self.ended
                self.ended[notice.call] = notice.why
        for match in matches:
            assert isinstance(match, Decided)
            assert match.call in self.came
            assert match.call not in self.ended
            assert match.seat in self.free
            self.free.remove(match.seat)
            self.ended[match.call] = match.seat
            self.matches.append(match)


@SETTINGS
@given(RANDOMS)
def test_every_call_ends_once_and_no_seat_gets_two(random: Random) -> None:
    floor = Floor(random_policy(random))
    at = 0.0
    for number in range(60):
        at += random.choice((0.0, 1.0, 7.0))
        if random.random() < 0.5:
            call = f"c{number}"
            floor.came.add(call)
            wants = Wants(call=call, queue=random.choice(QUEUES), rank=(at, number), since=at)
            floor.take(floor.engine.wait(wants, at))
        elif random.random() < 0.2 and floor.came:
            call = random.choice(sorted(floor.came))
            waits = floor.engine.place_of(call) is not None
            floor.take(floor.engine.leave(call, at))
            if waits and call not in floor.ended:
                floor.ended[call] = "left"
        else:
            seat = f"s{random.randint(0, 5)}"
            floor.free.add(seat)
            floor.take(floor.engine.free(Free(seat=seat, skills=random_skills(random), idle_since=at), at))
    waiting = {call for call in floor.came if floor.engine.place_of(call) is not None}
    assert waiting.isdisjoint(floor.ended)
    assert waiting | set(floor.ended) == floor.came
    assert floor.engine.waiting == len(waiting)


@SETTINGS
@given(RANDOMS)
def test_equal_claims_are_served_in_the_order_they_came(random: Random) -> None:
    run = Run(random)
    for _ in range(60):
        before = len(run.decided)
        run.step()
        for match in run.decided[before:]:
            decision = match.decision
            if decision.chooser is not Chooser.SEAT:
                continue
            for other in run.slow.calls:
                place = run.fast.place_of(other)
                assert place is not None
                if place.claim == decision.place.claim and _alike(place, decision.place):
                    assert decision.place.key < place.key


def _alike(one: object, other: object) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in ("queue", "need", "primary", "target", "only"))
