from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.catalogue.codes import CODES
from ivr.codes.refused import refusal_prompt
from ivr.codes.run_code import DIALOGUES
from router.domain import errors
from router.domain.requests import LookAtSeat, Pause
from router.domain.seat import SeatState
from tests.unit.ivr.caller import Caller
from tests.unit.ivr.codes.router import FREE, SIGNED_ON, Router, dial, refused


def test_an_unknown_code_is_told_so_without_asking_anybody() -> None:
    caller, router = Caller(), Router()
    assert dial(caller, router, "18")
    assert caller.heard == ["[zh-CN]", "code_unknown"]
    assert router.asked == []


@pytest.mark.parametrize("away", [errors.RouterAway, errors.StateLost])
@pytest.mark.parametrize("code", sorted(DIALOGUES))
def test_a_router_that_does_not_answer_is_told(code: str, away: type[Exception]) -> None:
    caller = Caller()
    assert not dial(caller, Router(replies={LookAtSeat: [away()]}), code)
    assert caller.heard == ["[zh-CN]", "code_unavailable"]


def test_a_router_that_goes_away_in_the_middle_is_told() -> None:
    caller = Caller({"choose_reason": "1"})
    assert not dial(caller, Router(replies={Pause: [errors.RouterAway()]}), "14")
    assert caller.heard[-1] == "code_unavailable"


def test_a_seat_that_the_router_does_not_know_is_refused() -> None:
    caller = Caller()
    dial(caller, Router(replies={LookAtSeat: [refused(errors.UnknownSeat)]}), "10")
    assert caller.heard[-1] == "code_refused"


@pytest.mark.parametrize("code", ["12", "13", "14", "15"])
def test_nobody_signed_on_can_ask_for_nothing(code: str) -> None:
    caller, router = Caller(), Router(FREE)
    dial(caller, router, code)
    assert caller.heard[-1] == "sign_on_first"
    assert router.wishes() == []


def test_the_agents_language_is_spoken() -> None:
    caller = Caller()
    dial(caller, Router(replace(SIGNED_ON, agent="8002", state=SeatState.READY, reason="")), "10")
    assert caller.heard[:2] == ["[zh-CN]", "[en]"]


@pytest.mark.parametrize("refusal", errors.Refusal.__subclasses__())
def test_every_refusal_has_a_sound(refusal: type[errors.Refusal]) -> None:
    assert refusal_prompt(refusal.code) in CODES
