"""The place that a waiting caller is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from router.domain import telephony as t
from router.domain.call import Call, CallState
from router.domain.floor.places import Places
from tests.unit.domain.desk import Desk


def acknowledged(desk: Desk) -> list[tuple[str, int]]:
    return [(command.call, command.place) for command in desk.sent(t.Acknowledge)]


def test_the_place_is_told_at_once_and_with_every_word_after() -> None:
    desk = Desk()
    first, second, other = desk.caller(), desk.caller(), desk.caller("legal")
    assert acknowledged(desk) == [(first.call, 1), (second.call, 2), (other.call, 1)]
    desk.tell(desk.asterisk.hang_up(first, desk.now))
    desk.commands.clear()
    desk.passes(30.0)
    assert sorted(acknowledged(desk)) == [(second.call, 1), (other.call, 1)]


def test_who_is_back_has_the_old_place() -> None:
    desk = Desk()
    desk.ready("1001")
    first = desk.caller()
    desk.now += 1
    second = desk.caller()
    assert [desk.floor.places.of(one.call) for one in (first, second)] == [0, 1]
    desk.tell(desk.asterisk.offer_over(first, desk.now, "NOANSWER", 0))
    assert [desk.floor.places.of(one.call) for one in (first, second)] == [1, 2]


def test_places_outlive_the_router() -> None:
    desk = Desk()
    citizens = [desk.caller() for _ in range(3)]
    desk.restart()
    assert [desk.floor.places.of(one.call) for one in citizens] == [1, 2, 3]


CHANGE = st.tuples(
    st.integers(0, 8), st.sampled_from(["general", "legal"]), st.sampled_from([CallState.QUEUED, CallState.TALKING])
)


@given(st.lists(CHANGE))
def test_the_place_is_one_more_than_those_before(changes: list[tuple[int, str, CallState]]) -> None:
    places = Places()
    calls: dict[str, Call] = {}
    for number, queue, state in changes:
        call = Call(
            id=f"n-{number}", node="n", channel="c", line="l", caller="1", arrived_at=float(number // 2),
            counter=number % 2, queue=queue, state=state,
        )  # fmt: skip
        calls[call.id] = call
        places.put(call, 1000.0)
        for one in calls.values():
            line = [other for other in calls.values() if other.queue == one.queue and other.state is CallState.QUEUED]
            expected = 1 + sum(other.rank < one.rank for other in line)
            assert places.of(one.id) == (expected if one.state is CallState.QUEUED else 0)
