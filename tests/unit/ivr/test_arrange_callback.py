"""The number is read back before it is promised; whoever does not confirm waits on."""

from __future__ import annotations

import pytest

from ivr.arrange_callback import ASKED_AT_MOST, arrange_callback
from tests.unit.ivr.caller import Caller

OWN, OTHER = "13800138000", "13911112222"


def allowed(number: str) -> bool:
    return number.startswith("13") and len(number) == 11


def test_the_callers_own_number_is_read_back_and_confirmed() -> None:
    caller = Caller({"callback_confirm": "1"})
    assert arrange_callback(caller, OWN, allowed) == OWN
    assert caller.heard == ["callback_number", *(f"digit_{digit}" for digit in OWN), "callback_confirm"]


def test_a_key_within_the_number_is_an_answer_already() -> None:
    caller = Caller({"digit_3": "1"})
    assert arrange_callback(caller, OWN, allowed) == OWN
    assert "callback_confirm" not in caller.heard


def test_another_number_is_typed_and_read_back() -> None:
    caller = Caller(
        {"callback_number": "2-", "callback_type": OTHER[0], "callback_confirm": "1"}, later=OTHER[1:] + "#"
    )
    assert arrange_callback(caller, OWN, allowed) == OTHER
    assert caller.heard[-12:] == [*(f"digit_{digit}" for digit in OTHER), "callback_confirm"]


@pytest.mark.parametrize("caller_id", ["", "110", "0000"])
def test_who_has_no_number_that_may_be_rung_types_one(caller_id: str) -> None:
    caller = Caller({"callback_confirm": "1"}, later=f"{OTHER}#")
    assert arrange_callback(caller, caller_id, allowed) == OTHER
    assert caller.heard[0] == "callback_type"


def test_a_number_that_may_not_be_rung_is_told_so_and_asked_again() -> None:
    caller = Caller({"callback_confirm": "1"}, later=f"110#{OTHER}#")
    assert arrange_callback(caller, "", allowed) == OTHER
    assert caller.heard[:3] == ["callback_type", "callback_not_possible", "callback_type"]


@pytest.mark.parametrize("key", ["9", "*", "0"])
def test_any_other_key_means_no(key: str) -> None:
    assert arrange_callback(Caller({"callback_confirm": key}), OWN, allowed) is None


def test_silence_is_no_consent_and_is_asked_again_a_few_times() -> None:
    caller = Caller()
    assert arrange_callback(caller, OWN, allowed) is None
    assert caller.heard.count("callback_confirm") == ASKED_AT_MOST


def test_nothing_typed_is_no_number() -> None:
    caller = Caller()
    assert arrange_callback(caller, "", allowed) is None
    assert caller.heard == ["callback_type"] * ASKED_AT_MOST


def test_more_digits_than_a_number_has_end_it() -> None:
    caller = Caller(later="1" * 40)
    assert arrange_callback(caller, "", allowed) is None
