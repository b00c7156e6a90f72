from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain import errors
from router.domain.requests import MakeReady, Reply, SignOn
from router.domain.seat import SeatState
from tests.unit.ivr.caller import Caller
from tests.unit.ivr.codes.router import FREE, SIGNED_ON, Router, dial, refused

READY = replace(SIGNED_ON, state=SeatState.READY, reason="")
ON = SignOn(seat="1001", actor="agent:8001", agent="8001", pin="4711")


def test_number_and_pin_then_ready_by_one_key() -> None:
    caller = Caller({"offer_ready": "1"}, later="8001#4711#")
    router = Router(FREE, {SignOn: [Reply(ok=True, seat=SIGNED_ON)], MakeReady: [Reply(ok=True, seat=READY)]})
    dial(caller, router, "11")
    assert router.wishes() == [ON, MakeReady(seat="1001", actor="agent:8001")]
    assert caller.heard == ["[zh-CN]", "ask_agent", "[zh-CN]", "ask_pin", "signed_on", "offer_ready", "made_ready"]


def test_without_that_key_the_agent_stays_not_ready() -> None:
    router = Router(FREE)
    dial(Caller(later="8001#4711#"), router, "11")
    assert router.wishes() == [ON]


def test_keys_pressed_while_being_asked_count() -> None:
    router = Router(FREE)
    dial(Caller({"ask_agent": "8", "ask_pin": "4"}, later="001#711#"), router, "11")
    assert router.wishes() == [ON]


def test_the_agents_own_language_from_the_number_on() -> None:
    caller = Caller(later="8002#1#")
    dial(caller, Router(FREE), "11")
    assert caller.heard[:4] == ["[zh-CN]", "ask_agent", "[en]", "ask_pin"]


@pytest.mark.parametrize("refusal", [errors.WrongPin, errors.UnknownAgent])
def test_a_slip_is_told_and_may_be_mended(refusal: type[errors.Refusal]) -> None:
    router = Router(FREE, {SignOn: [refused(refusal)]})
    caller = Caller(later="8001#4712#8001#4711#")
    dial(caller, router, "11")
    assert router.wishes()[-1] == ON
    assert caller.heard.count("ask_pin") == 2
    assert "signed_on" in caller.heard


def test_three_slips_are_enough() -> None:
    router = Router(FREE, {SignOn: [refused(errors.WrongPin)] * 4})
    caller = Caller(later="8001#1#" * 4)
    dial(caller, router, "11")
    assert len(router.wishes()) == 3
    assert caller.heard[-1] == "wrong_pin"


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (errors.PinLocked, ["pin_locked"]),
        (errors.AgentElsewhere, ["agent_elsewhere"]),
        (errors.TooEarly, ["too_early"]),
        (errors.NotOnShift, ["not_on_shift"]),
    ],
)
def test_a_refusal_that_nobody_can_mend_is_told_once(refusal: type[errors.Refusal], said: list[str]) -> None:
    caller = Caller(later="8001#4711#8001#4711#")
    router = Router(FREE, {SignOn: [refused(refusal)]})
    dial(caller, router, "11")
    assert caller.heard[-1:] == said
    assert len(router.wishes()) == 1


def test_a_taken_seat_is_told_with_whom() -> None:
    caller = Caller(later="8002#1#")
    dial(caller, Router(SIGNED_ON, {SignOn: [refused(errors.SeatTaken)]}), "11")
    assert caller.heard[-5:] == ["seat_taken", "digit_8", "digit_0", "digit_0", "digit_1"]


@pytest.mark.parametrize("keys", ["", "#", "8001#"])
def test_no_keys_are_told(keys: str) -> None:
    caller, router = Caller(later=keys), Router(FREE)
    dial(caller, router, "11")
    assert caller.heard[-1] == "code_no_input"
    assert router.wishes() == []


def test_star_begins_the_number_anew() -> None:
    router = Router(FREE)
    dial(Caller(later="80*8001#4711#"), router, "11")
    assert router.wishes() == [ON]
