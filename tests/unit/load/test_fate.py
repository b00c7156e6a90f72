"""Which outcomes fit what a phone saw, with and without a fault in between."""

from __future__ import annotations

import pytest

from router.domain.call import Outcome
from router.load.fate import Fate, expected

A, B, C, I, M = Outcome.ANSWERED, Outcome.ABANDONED, Outcome.CUT_OFF, Outcome.INFORMED, Outcome.MESSAGE_LEFT  # noqa: E741


def fate(**seen: object) -> Fate:
    known: dict[str, object] = {
        "number": "13900000001", "line": "12345", "queue": "general", "reached": True, "dialled_at": 100.0,
        "answered_at": 100.1, "over_at": 160.0, "ended": "near bye",
    }  # fmt: skip
    return Fate(**(known | seen))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "outcomes"),
    [
        ({}, {B}),
        ({"heard_agent": True, "agent_at": 110.0, "last_agent_at": 150.0}, {A}),
        ({"heard_by": ["1001"]}, {A}),
        ({"taken_by": ["1001"]}, {A, B}),
        ({"spoke": True, "heard_beep": True}, {M}),
        ({"ended": "far bye"}, {I}),
        ({"ended": "far bye", "heard_beep": True}, {M, I}),
    ],
)
def test_without_a_fault(seen: dict[str, object], outcomes: set[Outcome]) -> None:
    assert expected(fate(**seen), []) == (outcomes, False)


def test_who_never_got_in_may_be_unknown() -> None:
    assert expected(fate(reached=False, answered_at=None), []) == (frozenset(), True)


def test_who_gave_up_at_once_may_be_unknown_or_have_abandoned() -> None:
    assert expected(fate(reached=False, cancels=True, answered_at=None), []) == (frozenset({B}), True)


def test_a_cut_in_mid_talk_is_cut_off_and_nothing_else() -> None:
    talking = fate(heard_agent=True, agent_at=110.0, last_agent_at=129.8, ended="near bye", dead=True)
    assert expected(talking, [130.0]) == (frozenset({C}), False)


def test_a_cut_while_waiting_is_cut_off_and_nothing_else() -> None:
    assert expected(fate(ended="fault silence"), [130.0]) == (frozenset({C}), False)


def test_a_cut_after_the_talk_leaves_it_answered() -> None:
    over = fate(heard_agent=True, agent_at=110.0, last_agent_at=120.0)
    assert A in expected(over, [130.0])[0]


def test_an_agent_who_hung_up_around_the_cut_leaves_it_open() -> None:
    around = fate(heard_agent=True, agent_at=110.0, last_agent_at=129.0, agent_left=True)
    assert expected(around, [130.0])[0] == {A, C}


def test_a_cut_right_after_the_answer_may_leave_no_trace() -> None:
    assert expected(fate(), [101.0])[1]
    assert not expected(fate(), [130.0])[1]


@pytest.mark.parametrize("cut", [99.9, 160.1])
def test_a_cut_before_or_after_the_call_changes_nothing(cut: float) -> None:
    assert expected(fate(), [cut]) == (frozenset({B}), False)
