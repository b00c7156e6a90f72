"""From calls and seats of the archive to what a replay plays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from router.domain.call import Call, OfferMade, OfferResult, Outcome, Segment
from router.domain.route_policy import policy_of
from router.domain.routing.policy import Policy
from router.domain.seat import Seat, SeatState, TalkKind
from router.simulation.from_history import history_of
from router.simulation.other_rules import with_rules
from router.simulation.policies import rules_of
from router.simulation.replay_history import Ending, History, SeatIs
from router.simulation.replay_spans import Bundles, Span
from tests.unit.domain.sample import bundle

HOUSE = bundle()
ONE = Bundles(((0.0, HOUSE),))
S = SeatState


def call(*segments: Segment, arrived_at: float = 1000.0, **fields: Any) -> Call:
    usual = Call(
        id="c1",
        node="n",
        channel="",
        line="l12345",
        caller="",
        arrived_at=arrived_at,
        counter=7,
        queued_at=segments[0].queued_at if segments else None,
        segments=segments,
    )
    return replace(usual, **fields)


def segment(number: int = 1, queued_at: float = 1010.0, queue: str = "general", **fields: Any) -> Segment:
    return Segment(number=number, queue=queue, queued_at=queued_at, **fields)


def talked(**fields: Any) -> Segment:
    rang_out = OfferMade(id="o0", seat="1002", agent="8002", at=1011.0, ended_at=1026.0, result=OfferResult.MISSED)
    taken = OfferMade(id="o1", seat="1001", agent="8001", at=1026.0, result=OfferResult.ANSWERED)
    usual: dict[str, Any] = {"talked_at": 1030.0, "ended_at": 1130.0, "seat": "1001", "kind": "offered"}
    return segment(**{**usual, "offers": (rang_out, taken), **fields})


def spans(*steps: tuple[float, SeatState], agent: str = "8001", seat: str = "1001", **fields: Any) -> list[Span]:
    ends = [at for at, _ in steps[1:]] + [None]
    return [
        Span(
            seat=Seat(
                id=seat,
                state=state,
                agent="" if state is S.SIGNED_OFF else agent,
                reachable=True,
                call="c1" if state is S.TALKING else "",
                kind=TalkKind.OFFERED if state is S.TALKING else None,
                **fields,
            ),
            since=at,
            until=until,
        )
        for (at, state), until in zip(steps, ends, strict=True)
    ]


def past(*calls: Call, seats: list[Span] | None = None, bundles: Bundles = ONE) -> History:
    policy = policy_of(HOUSE)
    return history_of("past", calls, seats or [], bundles, policy, since=900.0, until=5000.0)


def changes(seats: list[Span], *calls: Call, bundles: Bundles = ONE) -> list[tuple[float, SeatIs]]:
    return [(change.at, change.now) for change in past(*calls, seats=seats, bundles=bundles).changes]


def test_a_talk_is_handled_until_its_wrap_up_is_over() -> None:
    seats = spans((900, S.READY), (1030, S.TALKING), (1130, S.WRAP_UP), (1140, S.WRAP_UP), (1150, S.READY))
    (wait,) = past(call(talked(), outcome=Outcome.ANSWERED), seats=seats).calls
    assert (wait.at, wait.arrived_at, wait.counter) == (1010, 1000, 7)
    assert (wait.ending, wait.waited, wait.handling, wait.ringing) == (Ending.ANSWERED, 20, 100 + 20, 4)


def test_a_wrap_up_that_belongs_to_no_talk_is_nobodys() -> None:
    seats = spans((900, S.READY), (1030, S.TALKING), (1130, S.READY), (1140, S.WRAP_UP), (1150, S.READY))
    (wait,) = past(call(talked(), outcome=Outcome.ANSWERED), seats=seats).calls
    assert wait.handling == 100


@pytest.mark.parametrize(
    ("outcome", "end", "ending"),
    [
        (Outcome.ABANDONED, "left", Ending.ABANDONED),
        (Outcome.MESSAGE_LEFT, "message", Ending.OTHER),
        (Outcome.CUT_OFF, "cut_off", Ending.OTHER),
    ],
)
def test_who_did_not_talk(outcome: Outcome, end: str, ending: Ending) -> None:
    (wait,) = past(call(segment(ended_at=1050.0, end=end), outcome=outcome)).calls
    assert (wait.ending, wait.waited, wait.handling) == (ending, 40, None)


def test_a_call_that_is_not_over_tells_nothing_of_its_end() -> None:
    (wait,) = past(call(segment())).calls
    assert (wait.ending, wait.waited) == (None, None)


def test_a_call_handed_on_to_a_queue_waits_again_and_to_a_seat_does_not() -> None:
    again = segment(2, 1130.0, "legal", talked_at=1150.0, ended_at=1160.0, seat="1002", kind="offered")
    dialled = segment(3, 1160.0, talked_at=1160.0, ended_at=1200.0, seat="1003", kind="transfer")
    waits = past(call(talked(end="transferred"), again, dialled, outcome=Outcome.ANSWERED)).calls
    assert [(wait.queue, wait.at, wait.arrived_at, wait.waited) for wait in waits] == [
        ("general", 1010, 1000, 20),
        ("legal", 1130, 1000, 20),
    ]


def test_a_call_that_reached_no_queue_is_not_played() -> None:
    assert past(call(outcome=Outcome.INFORMED)).calls == ()


def test_what_a_call_asked_for_and_wished() -> None:
    site = replace(HOUSE.site, language_skills={"en": "english"})
    house = replace(HOUSE, site=site)
    asked = call(segment(), skills="legal>=3,zh", language="en")
    (wait,) = past(asked, bundles=Bundles(((0.0, house),))).calls
    assert (wait.asked, wait.prefer) == ({"legal": 3, "zh": 1}, {"english": 1})


def test_a_line_and_what_a_caller_met_before_count() -> None:
    site = replace(HOUSE.site, cut_off_priority_seconds=120)
    house = replace(HOUSE, site=site, lines={"l12345": replace(HOUSE.lines["l12345"], priority_seconds=60)})
    talk = call(talked(agent="8001"), outcome=Outcome.ANSWERED, caller="7", ended_at=1130.0)
    again, lost = (
        call(segment(queued_at=at), id=str(at), arrived_at=at, caller="7", ended_at=at + 9, outcome=Outcome.CUT_OFF)
        for at in (1100.0, 1200.0)
    )
    last = call(segment(queued_at=1300.0), id="last", arrived_at=1300.0, caller="7")
    waits = past(talk, again, lost, last, bundles=Bundles(((0.0, house),))).calls
    # The talk was not over when the second call came.
    assert [wait.last_agent for wait in waits] == ["", "", "8001", "8001"]
    assert [wait.priority for wait in waits] == [60, 60, 180, 180]


def test_the_edges_are_played_and_not_counted() -> None:
    early, late = (call(segment(queued_at=at), arrived_at=at, id=str(at)) for at in (890.0, 5000.0))
    of = past(early, call(segment()), late)
    assert [wait.counted for wait in of.calls] == [False, True, False]


def test_a_former_queue_is_its_successor() -> None:
    house = replace(HOUSE, successors={"tax": "general"})
    of = past(call(segment(queue="tax")), bundles=Bundles(((0.0, house),)))
    assert of.queues == ("general",)


def test_a_queue_that_nobody_knows_any_more_is_open_to_all() -> None:
    assert past(call(segment(queue="tax"))).policy.queues["tax"].steps[0].tiers[0].met_by({})


def test_a_seat_takes_calls_while_it_is_ready_or_busy_with_one() -> None:
    steps = (
        (900, S.SIGNED_OFF), (1000, S.NOT_READY), (1010, S.READY), (1020, S.RESERVED), (1021, S.RINGING),
        (1030, S.TALKING), (1130, S.WRAP_UP), (1160, S.READY), (1200, S.NOT_READY), (1300, S.SIGNED_OFF),
    )  # fmt: skip
    assert changes(spans(*steps)) == [
        (900, SeatIs.GONE),
        (1000, SeatIs.AWAY),
        (1010, SeatIs.READY),
        (1200, SeatIs.AWAY),
        (1300, SeatIs.GONE),
    ]


def test_a_caller_handed_on_to_a_seat_takes_it_away_from_the_queues() -> None:
    dialled = segment(2, 1130.0, talked_at=1130.0, ended_at=1200.0, seat="1002", kind="transfer")
    seats = spans((900, S.READY), (1130, S.TALKING), (1200, S.WRAP_UP), (1230, S.READY), seat="1002", agent="8002")
    of = call(talked(end="transferred"), dialled, outcome=Outcome.ANSWERED)
    assert changes(seats, of) == [(900, SeatIs.READY), (1130, SeatIs.AWAY), (1230, SeatIs.READY)]


def test_a_phone_that_is_away_and_a_call_of_its_own_take_a_seat_away() -> None:
    seats = spans((900, S.READY), (1000, S.READY), (1100, S.READY), (1200, S.TALKING), (1300, S.READY))
    seats[1] = replace(seats[1], seat=replace(seats[1].seat, reachable=False))
    seats[3] = replace(seats[3], seat=replace(seats[3].seat, kind=TalkKind.DIRECT))
    assert [at for at, now in changes(seats) if now is SeatIs.AWAY] == [1000, 1200]


def test_levels_are_those_of_the_bundle_then() -> None:
    agents = {**HOUSE.agents, "8001": replace(HOUSE.agents["8001"], skills={"legal": 5})}
    bundles = Bundles(((0.0, HOUSE), (1000.0, replace(HOUSE, number=2, agents=agents))))
    of = past(seats=spans((900, S.READY)), bundles=bundles)
    assert [(change.at, change.skills, change.since) for change in of.changes] == [
        (900, {"legal": 0}, 900),
        (1000, {"legal": 5}, 900),
    ]
    assert of.notes == ("bundles 1, 2 were in force; queues follow the rules of the last one",)


def test_a_copys_first_bundle_is_told_once() -> None:
    later = Bundles(((1000.0, HOUSE),))
    of = past(seats=spans((900, S.READY)), bundles=later)
    assert (len(of.changes), of.notes) == (1, ())


def test_without_seats_this_is_told() -> None:
    assert [note for note in past(call(segment())).notes if "no seat took calls" in note]
    assert past(call(segment()), seats=spans((900, S.READY))).notes == ()


def test_queues_ask_for_their_skills_and_rules_may_be_others() -> None:
    policy = policy_of(HOUSE)
    assert policy.queues["legal"].steps[0].tiers[0].all == {"legal": 2}
    other: Policy = with_rules(policy, *rules_of("longest_idle+target_ratio"))
    assert (other.callers, {queue.seat_rule for queue in other.queues.values()}) == ("target_ratio", {"longest_idle"})
