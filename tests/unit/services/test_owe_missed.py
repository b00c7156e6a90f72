"""Who reached nobody while the software was dead is owed a callback, where the bundle says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.call import Call, CallState, Outcome, Where
from router.domain.outbound import Callbacks, Outbound, OwedWhy
from router.services.owe_missed import owe_missed
from tests.unit.domain.callback_desk import NUMBER, CallbackDesk, ringing_bundle
from tests.unit.domain.sample import bundle

RULES = Callbacks(outage=True)
HOUSE = bundle(outbound=Outbound(trunk="carrier", callbacks=RULES))
MISSED = Call(
    id="n1-1.9", node="n1", channel="", line="l12345", caller=NUMBER, arrived_at=900.0, counter=9, queue="general",
    queued_at=905.0, ended_at=960.0, state=CallState.ENDED, outcome=Outcome.ABANDONED, where=Where.HOLD,
)  # fmt: skip


def test_it_waits_as_it_was_but_without_an_outcome() -> None:
    (owed,) = owe_missed([MISSED], HOUSE)
    assert (owed.state, owed.outcome, owed.ended_at, owed.rank) == (CallState.OWED, None, None, MISSED.rank)
    assert owed.owed is not None
    assert (owed.owed.number, owed.owed.why, owed.owed.since) == (NUMBER, OwedWhy.OUTAGE, 960.0)


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": Outcome.ANSWERED}, {"outcome": Outcome.MESSAGE_LEFT}, {"outcome": Outcome.INFORMED},
        {"caller": ""}, {"caller": "13900139000"}, {"queued_at": None}, {"ended_at": None},
    ],
    ids=str,
)  # fmt: skip
def test_nobody_else_is(change: dict[str, object]) -> None:
    assert owe_missed([replace(MISSED, **change)], HOUSE) == []  # type: ignore[arg-type]


def test_only_where_the_bundle_says_so() -> None:
    assert owe_missed([MISSED], bundle()) == []
    assert owe_missed([MISSED], bundle(outbound=Outbound(trunk="carrier"))) == []


def test_a_number_that_called_often_is_owed_one_for_the_first_call() -> None:
    later = replace(MISSED, id="n1-1.11", arrived_at=950.0)
    assert [call.id for call in owe_missed([later, MISSED], HOUSE)] == [MISSED.id]


def test_a_router_takes_it_on_at_its_place_once_and_rings_no_number_for_two_calls() -> None:
    desk = CallbackDesk(ringing_bundle(callbacks=RULES))
    waiting = desk.caller()
    (owed,) = owe_missed([MISSED], HOUSE)
    other = replace(owed, id="n1-1.10", arrived_at=901.0)
    for _ in range(2):
        desk.take(desk.floor.owe([owed, other], desk.now))
    assert desk.floor.calls[owed.id].state is CallState.OWED
    (over,) = [call for call in desk.recorded if call.id == other.id and call.outcome]
    assert over.outcome is Outcome.ABANDONED
    desk.ready("1001")
    assert desk.tries() == [(owed.id, "1001")]
    assert desk.call(waiting).state is CallState.QUEUED
