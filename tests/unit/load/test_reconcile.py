"""Four accounts that agree, and every way in which one of them may not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.call import Outcome
from router.load.account import Kept, Logged, Stored, Talk
from router.load.fate import Fate
from router.load.reconcile import Balance, Faults, reconcile

NUMBER, CALL = "13900000001", "node1-100.1"


def a_fate() -> Fate:
    return Fate(
        number=NUMBER, line="12345", queue="general", reached=True, dialled_at=100.0, answered_at=100.1, agent_at=110.0,
        last_agent_at=150.0, over_at=151.0, ended="near bye", heard_agent=True, taken_by=["1001"], heard_by=["1001"],
    )  # fmt: skip


def a_logged() -> Logged:
    return Logged(call=CALL, caller=NUMBER, seats=["1001"], ended=True)


A_TALK = Talk(seat="1001", began=110.0, ended=151.0)
STORED = Stored(
    call=CALL, caller=NUMBER, outcome=Outcome.ANSWERED, ended_at=151.0, source="live", talks=(A_TALK,), recorded=True
)


def balance(
    *, fate: Fate | None = None, logged: Logged | None = None, kept: Kept | None = None,
    stored: tuple[Stored, ...] = (STORED,), faults: Faults | None = None,
) -> Balance:  # fmt: skip
    item = logged or a_logged()
    return reconcile({NUMBER: fate or a_fate()}, {item.call: item}, kept or Kept(), stored, faults or Faults())


def test_all_agree() -> None:
    found = balance()
    assert (found.good, found.calls, found.outcomes, found.by_log) == (True, 1, {"answered": 1}, 0)


@pytest.mark.parametrize(
    ("stored", "word"),
    [
        ((), "0 calls in the archive"),
        ((STORED, replace(STORED, call="node1-100.2")), "2 calls in the archive"),
        ((replace(STORED, outcome=None),), "no outcome"),
        ((replace(STORED, outcome=Outcome.ABANDONED),), "the phones allow answered"),
        ((replace(STORED, outcome=Outcome.CUT_OFF),), "cut off, though"),
        ((replace(STORED, outcome=Outcome.MESSAGE_LEFT),), "a message that Asterisk's log does not have"),
        ((replace(STORED, talks=(replace(A_TALK, seat="1002"),)),), "no phone at 1002"),
        ((replace(STORED, talks=()),), "1001 heard the citizen"),
        ((replace(STORED, talks=(A_TALK, A_TALK)),), "talks differ from Asterisk's log"),
        ((replace(STORED, recorded=False, not_recorded="no file"),), "not recorded: no file"),
        ((replace(STORED, recorded=None),), "not recorded: not known"),
        ((replace(STORED, call="node1-100.9"),), "another call in Asterisk's log"),
    ],
)
def test_the_archive_tells_something_else(stored: tuple[Stored, ...], word: str) -> None:
    (difference,) = balance(stored=stored).differences
    assert any(word in said for said in difference.wrong), difference


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"seats": []}, "answered, without a talk"),
        ({"ended": False}, "has no end in Asterisk's log"),
        ({"caller": "13900000009"}, "0 calls in Asterisk's log"),
    ],
)
def test_the_log_tells_something_else(changed: dict[str, object], word: str) -> None:
    (difference,) = balance(logged=replace(a_logged(), **changed)).differences  # type: ignore[arg-type]
    assert any(word in said for said in difference.wrong), difference


def test_redis_still_has_the_call() -> None:
    found = balance(kept=Kept(calls={CALL: "talking"}))
    assert found.differences[0].wrong == ("still live in Redis",)
    assert found.strays == (f"{CALL}: talking in Redis after the end",)


@pytest.mark.parametrize("held", [("talking", CALL), ("wrap_up", CALL), ("reserved", "")])
def test_a_seat_is_still_busy(held: tuple[str, str]) -> None:
    assert len(balance(kept=Kept(seats={"1001": held})).strays) == 1


def test_a_free_seat_and_an_empty_outbox_are_well_and_a_full_one_is_not() -> None:
    assert balance(kept=Kept(seats={"1001": ("wrap_up", "")})).good
    assert balance(kept=Kept(outbox=3)).strays == ("3 records were never stored",)


def test_silence_is_a_difference_but_not_across_a_cut() -> None:
    silent = replace(a_fate(), silent=9.0)
    assert balance(fate=silent).differences[0].wrong == ("heard nothing for 9 s",)
    cut = replace(STORED, outcome=Outcome.CUT_OFF)
    logged = replace(a_logged(), ended=False, cut=True)
    assert balance(fate=silent, logged=logged, stored=(cut,), faults=Faults(cuts=[150.0])).good


def test_recordings_are_excused_while_they_could_not_be_written() -> None:
    lost = replace(STORED, recorded=False, not_recorded="no file")
    assert balance(stored=(lost,), faults=Faults(unrecorded=[(140.0, 160.0)])).good
    assert not balance(stored=(lost,), faults=Faults(unrecorded=[(160.0, 170.0)])).good


def test_a_talk_that_nobody_said_a_thing_in_may_have_an_empty_recording() -> None:
    empty = replace(STORED, recorded=False, not_recorded="empty")
    assert balance(fate=replace(a_fate(), heard_agent=False, heard_by=[]), stored=(empty,)).good
    assert not balance(stored=(empty,)).good


def test_a_call_of_nobody_is_told() -> None:
    other = Stored(call="node1-1.9", caller="0", outcome=Outcome.ABANDONED, ended_at=2.0, source="cel")
    found = balance(stored=(STORED, other))
    assert (found.by_log, found.strays) == (1, ("node1-1.9: in the archive, of nobody who dialled",))


def test_a_seat_in_two_talks_at_once_is_told() -> None:
    other = replace(a_fate(), number="13900000002")
    fates = {NUMBER: a_fate(), other.number: other}
    second = replace(
        STORED, call="node1-100.2", caller=other.number, talks=(replace(A_TALK, began=140.0, ended=170.0),)
    )
    logs = {CALL: a_logged(), "node1-100.2": replace(a_logged(), call="node1-100.2", caller=other.number)}
    found = reconcile(fates, logs, Kept(), [STORED, second], Faults())
    assert found.strays == (f"seat 1001: in {CALL} and node1-100.2 at once",)


def test_a_call_that_left_no_trace_anywhere_is_no_difference_if_it_never_got_in() -> None:
    never = Fate(number=NUMBER, line="12345", queue="general", dialled_at=1.0, over_at=2.0, ended="far reject")
    assert reconcile({NUMBER: never}, {}, Kept(), [], Faults()).good


@pytest.mark.parametrize(("cancels", "told"), [(True, 1), (False, 2)])
def test_who_gave_up_in_the_instant_of_dialling_may_be_there_without_a_number(cancels: bool, told: int) -> None:
    unread = Stored(call="node1-1.9", caller="", outcome=Outcome.ABANDONED, ended_at=2.0, source="cel")
    gave_up = Fate(
        number="2", line="12345", queue="", cancels=cancels, dialled_at=1.9, over_at=2.0, ended="near cancel"
    )
    found = reconcile({"2": gave_up}, {}, Kept(), [unread, replace(unread, call="node1-1.10")], Faults())
    assert len(found.strays) == told
