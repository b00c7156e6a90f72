"""A decision comes out again from what it kept, and only if it was right."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from router.domain.routing.decision import RIVALS_KEPT, Chooser, Decision, Lost
from router.domain.routing.policy import CallerRule, SeatRule
from router.domain.routing.recompute import Why, recompute
from tests.unit.domain.routing.desk import Story, queue, step
from tests.unit.domain.routing.random_events import Run


def call_chose() -> Decision:
    story = Story(queue("q", step(0.0, {"q": 1}), prefer={"yue": 1}))
    story.seat("best", 0.0, {"q": 5})
    story.seat("good", 0.0, {"q": 3, "yue": 1})
    story.seat("same", 1.0, {"q": 3, "yue": 1})
    story.seat("same too", 1.0, {"q": 3, "yue": 1})
    story.call("c", "q", 9.0)
    return story.last[0].decision


def seat_chose(callers: CallerRule = CallerRule.OLDEST) -> Decision:
    story = Story(
        queue("q", step(0.0, {"q": 1}), target_seconds=10.0),
        queue("r", step(0.0, {"r": 1}), step(1.0, {}), target_seconds=100.0),
        callers=callers,
    )
    story.call("first", "r", 0.0)
    story.call("second", "q", 5.0)
    story.call("third", "q", 5.0)
    story.seat("s", 50.0, {"q": 1})
    return story.last[0].decision


def test_why_each_seat_lost() -> None:
    verdict = recompute(call_chose())
    assert verdict.agrees
    assert (verdict.winner, verdict.tier, verdict.level) == ("good", 0, 3)
    lost = {rival.id: rival.why for rival in verdict.rivals}
    assert lost == {"same": Why.IDLE, "same too": Why.IDLE, "best": Why.WISHES}
    assert [rival.id for rival in verdict.rivals] == ["same", "same too", "best"]


@pytest.mark.parametrize(
    ("callers", "winner", "whys"),
    [
        (CallerRule.OLDEST, "first", [Why.PLACE, Why.PLACE]),
        (CallerRule.TARGET_RATIO, "second", [Why.NUMBER, Why.TARGET]),
        (CallerRule.PRIMARIES_FIRST, "second", [Why.NUMBER, Why.PRIMARY]),
    ],
)
def test_why_each_call_lost(callers: CallerRule, winner: str, whys: list[Why]) -> None:
    verdict = recompute(seat_chose(callers))
    assert verdict.agrees
    assert verdict.winner == winner
    assert [rival.why for rival in verdict.rivals] == whys


def tampered() -> list[Decision]:
    by_call, by_seat = call_chose(), seat_chose()
    swapped = (by_call.seat, *by_call.rival_seats[1:])
    return [
        replace(by_call, seat=by_call.rival_seats[0], rival_seats=swapped),
        replace(by_call, rival_seats=by_call.rival_seats[::-1]),
        replace(by_call, seat=replace(by_call.seat, skills={})),
        replace(by_call, seat_rule=SeatRule.LONGEST_IDLE, place=replace(by_call.place, prefer={})),
        replace(by_call, tier=1),
        replace(by_call, rival_seats=by_call.rival_seats[:1]),
        replace(by_call, counts={**by_call.counts, Lost.ORDER: 9}),
        replace(by_call, counts={**by_call.counts, Lost.SKILL: -1}),
        replace(by_seat, place=by_seat.rival_calls[0], rival_calls=(by_seat.place, *by_seat.rival_calls[1:])),
        replace(by_seat, caller_rule=CallerRule.PRIMARIES_FIRST),
        replace(by_seat, seat=replace(by_seat.seat, skills={}))
        if by_seat.place.primary > 1
        else replace(by_seat, able=9),
        replace(by_seat, rival_calls=(replace(by_seat.rival_calls[0], only="anna"), by_seat.rival_calls[1])),
    ]


@pytest.mark.parametrize("number", range(12))
def test_a_decision_that_does_not_follow_from_its_inputs_is_told(number: int) -> None:
    assert not recompute(tampered()[number]).agrees


def test_no_more_rivals_are_kept_than_can_be_read() -> None:
    story = Story(queue("q"))
    for number in range(50):
        story.seat(f"s{number:02}", float(number))
    story.call("c", "q", 100.0)
    decision = story.last[0].decision
    assert [free.seat for free in decision.rival_seats] == [f"s{number:02}" for number in range(1, RIVALS_KEPT + 1)]
    assert decision.counts[Lost.ORDER] == 49
    assert recompute(decision).agrees


def test_counts_name_every_seat_or_every_waiting_call_once() -> None:
    run = Run(Random(3))
    for _ in range(300):
        before, waiting, seats = len(run.decided), run.fast.waiting, len(run.slow.desks)
        run.step()
        # Only where one event led to one decision is it known what there was before.
        if len(run.decided) == before + 1 and len(run.slow.desks) == seats:
            decision = run.decided[-1].decision
            total = sum(decision.counts.values()) + 1
            assert total in (
                {seats} if decision.chooser is Chooser.CALL else {waiting, waiting + 1, run.fast.waiting + 1}
            )
