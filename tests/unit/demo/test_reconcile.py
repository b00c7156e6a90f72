"""The reckoning: it agrees only when there is nothing to find."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.demo.back import Back
from router.demo.casebook import Case, allowed
from router.demo.reconcile import Balance, Stored, reconcile, unsettled
from router.domain.call import Outcome


def case(number: str = "1", **seen: object) -> Case:
    return Case(number=number, line="12345", queue="general", **{"reached": True, **seen})  # type: ignore[arg-type]


def row(outcome: Outcome | None, number: str = "1", call: str = "node1-1.1") -> Stored:
    return Stored(call=call, number=number, outcome=outcome)


def balance(cases: list[Case], rows: list[Stored]) -> Balance:
    return reconcile({one.number: one for one in cases}, rows)


@pytest.mark.parametrize(
    ("seen", "outcomes"),
    [
        (case(reached=False), set()),
        (case(), {Outcome.ABANDONED}),
        (case(heard_agent=True), {Outcome.ANSWERED}),
        (case(taken_by=["1001"], heard_by=["1001"]), {Outcome.ANSWERED}),
        (case(taken_by=["1001"]), {Outcome.ANSWERED, Outcome.ABANDONED}),
        (case(heard_beep=True, spoke=True), {Outcome.MESSAGE_LEFT}),
        (case(heard_beep=True, spoke=True, heard_agent=True), {Outcome.ANSWERED}),
        (case(closed=True), {Outcome.ABANDONED, Outcome.INFORMED, Outcome.MESSAGE_LEFT}),
        (case(led_to_message=True), {Outcome.ABANDONED, Outcome.INFORMED, Outcome.MESSAGE_LEFT}),
        (case(heard_beep=True), {Outcome.ABANDONED, Outcome.INFORMED, Outcome.MESSAGE_LEFT}),
        (case(heard_information=True), {Outcome.ABANDONED, Outcome.INFORMED}),
    ],
)
def test_what_was_seen_allows_these_outcomes(seen: Case, outcomes: set[Outcome]) -> None:
    assert allowed(seen) == outcomes


def test_they_agree() -> None:
    found = balance(
        [case("1", heard_agent=True), case("2"), case("3", reached=False)],
        [row(Outcome.ANSWERED, "1"), row(Outcome.ABANDONED, "2")],
    )
    assert found.differences == ()
    assert found.seen == {"answered": 1, "abandoned": 1, "refused": 1}
    assert found.stored == {"answered": 1, "abandoned": 1}


def test_a_call_with_another_outcome_is_named() -> None:
    (found,) = balance([case(heard_agent=True)], [row(Outcome.CUT_OFF)]).differences
    assert (found.call, found.seen, found.stored) == ("node1-1.1", "answered", "cut_off")


def test_a_call_that_the_archive_lacks_or_has_no_end_of_is_a_difference() -> None:
    assert balance([case()], []).differences[0].stored == "not there"
    assert balance([case()], [row(None)]).differences[0].stored == "none"


def test_a_call_that_is_there_twice_is_a_difference_each_time() -> None:
    twice = [row(Outcome.ABANDONED, call="a"), row(Outcome.ABANDONED, call="b")]
    assert [found.call for found in balance([case()], twice).differences] == ["a", "b"]


def test_two_calls_of_one_number_are_told_apart_by_their_order() -> None:
    cases = {"1": case(back=Back(number="1", promised=True)), "1 again": case(again=True, heard_agent=True)}
    failed = Stored(call="a", number="1", outcome=Outcome.CALLBACK_FAILED, at=1.0)
    answered = Stored(call="b", number="1", outcome=Outcome.ANSWERED, at=2.0)
    assert reconcile(cases, [answered, failed]).differences == ()
    assert len(reconcile(cases, [replace(answered, at=0.0), failed]).differences) == 2
    assert [found.stored for found in reconcile(cases, [failed]).differences] == ["not there"]
    assert [found.call for found in reconcile(cases, [failed, answered, answered]).differences] == ["b", "b"]


def test_what_the_archive_has_no_end_of_yet_is_counted() -> None:
    cases = {"1": case(), "1 again": case(again=True), "2": case("2"), "3": case("3", reached=False)}
    assert unsettled(cases, [row(Outcome.ABANDONED), row(None, "2")]) == 2
    assert unsettled(cases, [row(Outcome.ABANDONED), row(Outcome.ABANDONED), row(Outcome.ABANDONED, "2")]) == 0


def test_a_refused_call_must_not_be_in_the_archive() -> None:
    assert balance([case(reached=False)], [row(Outcome.ABANDONED)]).differences[0].seen == "refused"


def test_where_phones_leave_it_open_the_archives_word_counts() -> None:
    found = balance([case(taken_by=["1001"])], [row(Outcome.ANSWERED)])
    assert (found.differences, found.seen) == ((), {"answered": 1})


def test_calls_of_others_are_counted_and_no_difference() -> None:
    found = balance([], [row(Outcome.ANSWERED, "110")])
    assert (found.others, found.differences, found.stored) == (1, (), {})
