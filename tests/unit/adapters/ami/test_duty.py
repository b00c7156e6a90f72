"""Who is on duty, as the fallback is told."""

from __future__ import annotations

import pytest

from router.adapters.ami.duty import Duty
from router.adapters.ami.errors import ActionRefused
from tests.unit.adapters.ami.fake_asterisk import FakeAsterisk, connected, error, success

SEATS = frozenset({"1001", "1002", "1003"})


def writes(fake: FakeAsterisk) -> set[tuple[str, str]]:
    found = {(action["Variable"], action["Value"]) for action in fake.named("Setvar")}
    fake.actions.clear()
    return found


def test_only_differences_are_written() -> None:
    duty = Duty()
    duty.seen({"1001": "NOT_INUSE", "1002": "NOT_INUSE", "1003": "UNAVAILABLE"})
    with connected() as (connection, fake):
        assert duty.mark(connection, SEATS, frozenset({"1001", "1003"})) == 2
        assert writes(fake) == {
            ("DEVICE_STATE(Custom:duty-1002)", "UNAVAILABLE"),
            ("DEVICE_STATE(Custom:duty-1003)", "NOT_INUSE"),
            ("HL_ON_CALL", ""),
        }
        assert duty.mark(connection, SEATS, frozenset({"1001", "1003"})) == 0
        assert writes(fake) == set()


@pytest.mark.parametrize(("number", "kept"), [("13800138000", "13800138000"), ("138&PJSIP/1001", ""), ("一三八", "")])
def test_the_number_on_call_is_left_behind_once_and_is_digits(number: str, kept: str) -> None:
    duty = Duty()
    with connected() as (connection, fake):
        duty.mark(connection, frozenset(), frozenset(), number)
        assert writes(fake) == {("HL_ON_CALL", kept)}
        duty.mark(connection, frozenset(), frozenset(), number)
        assert writes(fake) == set()
        duty.seen({})
        duty.mark(connection, frozenset(), frozenset(), number)
        assert writes(fake) == {("HL_ON_CALL", kept)}


def test_a_seat_that_left_the_bundle_is_unmarked() -> None:
    duty = Duty()
    duty.seen({"1009": "NOT_INUSE"})
    with connected() as (connection, fake):
        duty.mark(connection, frozenset({"1001"}), frozenset({"1001"}))
        assert ("DEVICE_STATE(Custom:duty-1009)", "UNAVAILABLE") in writes(fake)


def test_after_a_failure_everything_is_written_again() -> None:
    duty = Duty()
    duty.seen(dict.fromkeys(SEATS, "UNAVAILABLE"))
    with connected() as (connection, fake):
        fake.answer = lambda action: error(action, "no")
        with pytest.raises(ActionRefused):
            duty.mark(connection, SEATS, frozenset({"1001"}))
        fake.answer = success
        fake.actions.clear()
        assert duty.mark(connection, SEATS, frozenset({"1001"})) == 3
