"""The indices stay small and right when they are cleared away."""

from __future__ import annotations

import pytest

from router.domain.routing import roster
from router.domain.routing.clause import Clause
from router.domain.routing.needs import Catalogue, tier_of
from router.domain.routing.ordered import remove
from router.domain.routing.policy import SeatRule
from router.domain.routing.roster import Roster
from router.domain.routing.timers import CALL, SEAT, TimerQueue
from tests.unit.domain.routing.random_events import compare


def test_views_that_come_and_go_all_the_time_change_no_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "LOOKS_KEPT", 3)
    assert len(compare(1_500, seed=40_000)) > 300


def test_a_view_that_nobody_looks_at_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "LOOKS_KEPT", 4)
    catalogue = Catalogue()
    seats = Roster(catalogue)
    old, new = (catalogue.need((Clause(all={skill: 1}),)) for skill in ("old", "new"))
    seats.view(old, {}, SeatRule.BEST_LEVEL)
    for _ in range(7):
        seats.view(new, {}, SeatRule.BEST_LEVEL)
    assert (len(old.views), len(new.views)) == (0, 1)


def test_deadlines_that_were_moved_do_not_pile_up() -> None:
    timers = TimerQueue()
    for second in range(10_000):
        timers.set(CALL, (0.0, 1, "c"), float(second))
    assert len(timers._heap) < 100
    assert timers.next == 9_999.0
    assert timers.pop(9_998.0) is None
    assert timers.pop(9_999.0) == (9_999.0, CALL, "c")
    assert timers.next is None


def test_deadlines_come_by_time_then_seats_then_place() -> None:
    timers = TimerQueue()
    timers.set(CALL, (2.0, 1, "late"), 5.0)
    timers.set(CALL, (1.0, 2, "early"), 5.0)
    timers.set(SEAT, (0.0, 0, "s"), 5.0)
    timers.set(CALL, (9.0, 9, "first"), 4.0)
    timers.set(CALL, (0.0, 0, "cleared"), 1.0)
    timers.clear(CALL, "cleared")
    found = []
    while (due := timers.pop(10.0)) is not None:
        found.append(due[2])
    assert found == ["first", "s", "early", "late"]


def test_needs_and_signatures_find_each_other_whichever_comes_first() -> None:
    tiers = (Clause(all={"a": 2, "b": 1}), Clause(any={"c": 1, "d": 3}))
    skills = [{"a": 2, "b": 1}, {"a": 1, "b": 1}, {"c": 1}, {"d": 2}, {"d": 3, "a": 5}, {}]
    before, after = Catalogue(), Catalogue()
    need = before.need(tiers)
    first = [before.signature(one).meets.get(need) for one in skills]
    signatures = [after.signature(one) for one in skills]
    late = after.need(tiers)
    assert first == [one.meets.get(late) for one in signatures] == [tier_of(tiers, one) for one in skills]
    assert first == [0, None, 1, None, 1, None]
    assert before.need(tuple(reversed(tiers))) is not need
    assert before.need(tiers) is need


def test_a_key_is_removed_exactly() -> None:
    keys = [1, 3, 5]
    assert remove(keys, 3)
    assert not remove(keys, 4)
    assert not remove(keys, 9)
    assert keys == [1, 5]
