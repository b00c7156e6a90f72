"""The reckoning of callbacks: it agrees only when there is nothing to find."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.demo.back import Back, RingSeen
from router.demo.callback_order import OwedCall, compare_order
from router.demo.callback_plan import Pickup
from router.demo.casebook import Case, allowed
from router.demo.reconcile_callbacks import CallbackBalance, reconcile_callbacks
from router.domain.call import Outcome
from router.domain.outbound import RingEnd

NOBODY = RingSeen(pickup=Pickup.RINGS_OUT)
TAKEN = RingSeen(pickup=Pickup.TAKES, answered=True, pressed=True, heard_agent=True)


def case(back: Back | None, number: str = "1", **seen: object) -> Case:
    return Case(number=number, line="12345", queue="general", back=back, **{"reached": True, **seen})  # type: ignore[arg-type]


def promised(*rings: RingSeen, number: str = "1") -> Back:
    return Back(number=number, promised=True, rings=list(rings))


ROW = OwedCall(
    call="node1-1.1", rank=(10.0, 1), wish=("general",), queued_at=15.0, due_at=60.0, offered_at=100.0, over_at=200.0,
    caller="1", number="1", rings=(RingEnd.NO_ANSWER, RingEnd.ACCEPTED),
)  # fmt: skip


def balance(seen: Case, *rows: OwedCall) -> CallbackBalance:
    return reconcile_callbacks({seen.number: seen}, rows)


@pytest.mark.parametrize(
    ("back", "outcomes"),
    [
        (promised(), {Outcome.CALLBACK_FAILED}),
        (promised(NOBODY), {Outcome.CALLBACK_FAILED}),
        (promised(NOBODY, TAKEN), {Outcome.CALLED_BACK}),
        (promised(replace(TAKEN, heard_agent=False)), {Outcome.CALLED_BACK, Outcome.CALLBACK_FAILED}),
        (replace(promised(), used_place=True), {Outcome.ABANDONED}),
        (replace(promised(NOBODY), used_place=True), {Outcome.ABANDONED, Outcome.CALLBACK_FAILED}),
        (replace(promised(TAKEN), used_place=True), {Outcome.CALLED_BACK}),
        (Back(number="1"), {Outcome.ABANDONED, Outcome.CALLBACK_FAILED}),
        (Back(), {Outcome.ABANDONED}),
    ],
)
def test_what_was_seen_of_a_callback_allows_these_outcomes(back: Back, outcomes: set[Outcome]) -> None:
    assert allowed(case(back)) == outcomes


def test_who_was_served_before_and_after_a_talk_is_called_back_all_the_same() -> None:
    assert allowed(case(promised(TAKEN), heard_agent=True)) == {Outcome.CALLED_BACK}
    assert allowed(case(Back(number="1"), heard_agent=True)) == {Outcome.ANSWERED}


def test_who_calls_again_is_counted_and_a_seat_may_have_had_either_call() -> None:
    first, again = case(replace(promised(), used_place=True)), case(None, again=True)
    found = reconcile_callbacks({"1": first, "1 again": again}, [replace(ROW, rings=())])
    assert (found.good, found.again, found.used_place) == (True, 1, 1)
    assert allowed(again) == {Outcome.ABANDONED, Outcome.ANSWERED}


def test_a_ring_that_everybodys_hanging_up_has_ended_may_be_on_record_as_such() -> None:
    assert RingEnd.FAILED not in NOBODY.ends
    assert RingEnd.FAILED in replace(NOBODY, refused=True).ends


def test_they_agree() -> None:
    found = balance(case(promised(NOBODY, TAKEN)), ROW)
    assert found.good
    assert (found.promised, found.elsewhere, found.reached) == (1, 0, 1)
    assert found.rings == {"no_answer": 1, "accepted": 1}


@pytest.mark.parametrize(
    ("back", "row", "said"),
    [
        (promised(NOBODY, TAKEN), replace(ROW, caller="2"), "does not have"),
        (promised(NOBODY, TAKEN, number="9"), ROW, "another number"),
        (promised(NOBODY, TAKEN), replace(ROW, open=True), "still owed"),
        (promised(TAKEN), ROW, "1 rings were heard, 2 are on record"),
        (promised(NOBODY, NOBODY), ROW, "ring 2 was cancelled or no_answer, on record: accepted"),
        (promised(NOBODY, TAKEN), replace(ROW, rings=(RingEnd.NO_ANSWER, None)), "on record: no end"),
        (Back(), ROW, "had not confirmed"),
        (None, ROW, "had not confirmed"),
    ],
)
def test_each_thing_that_does_not_fit_is_named(back: Back | None, row: OwedCall, said: str) -> None:
    found = balance(case(back), row)
    assert not found.good
    assert any(said in sentence for sentence in found.wrong), found.wrong


EARLY = replace(ROW, call="early", rank=(10.0, 1), due_at=60.0, offered_at=100.0)
LATE = replace(ROW, call="late", rank=(20.0, 2), queued_at=25.0, due_at=50.0, offered_at=110.0)


def test_callbacks_in_the_order_of_arrival() -> None:
    found = compare_order([LATE, EARLY])
    assert (found.made, found.pairs, found.passed_over) == (2, 1, ())


def test_one_that_was_due_and_passed_over_is_named() -> None:
    assert compare_order([replace(LATE, offered_at=90.0), EARLY]).passed_over == (("early", "late"),)
    assert compare_order([LATE, replace(EARLY, offered_at=None)]).passed_over == (("early", "late"),)


@pytest.mark.parametrize(
    ("early", "late"),
    [
        (replace(EARLY, due_at=95.0), replace(LATE, offered_at=90.0)),  # had not hung up yet
        (replace(EARLY, wish=("legal",)), replace(LATE, offered_at=90.0)),  # asks for others
        (replace(EARLY, queued_at=30.0), replace(LATE, offered_at=90.0)),  # came to the queue later
        (replace(EARLY, offered_at=None, over_at=80.0), replace(LATE, offered_at=90.0)),  # was taken off the list
        (EARLY, replace(LATE, offered_at=None)),
    ],
)
def test_who_cannot_be_compared_is_not(early: OwedCall, late: OwedCall) -> None:
    found = compare_order([late, early])
    assert (found.pairs, found.passed_over) == (0, ())
