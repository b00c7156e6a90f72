"""Sign off, ready, pause, more wrap-up."""

from __future__ import annotations

from dataclasses import replace

from router.domain import errors
from router.domain.requests import MakeReady, MoreWrapUp, Pause, Reply, Request, SignOff
from router.domain.seat import Seat, SeatCause, SeatState, TalkKind
from tests.unit.ivr.caller import Caller
from tests.unit.ivr.codes.router import FREE, SIGNED_ON, Router, city, dial, refused

TALKING = replace(SIGNED_ON, state=SeatState.TALKING, kind=TalkKind.OFFERED, reason="", call="c")
CODE_ITSELF = replace(
    SIGNED_ON, state=SeatState.TALKING, kind=TalkKind.DIRECT, reason="", former=SeatState.READY, call=""
)


def heard(code: str, request: type[Request], reply: Reply, keys: str = "") -> list[str]:
    caller = Caller(later=keys)
    dial(caller, Router(replies={request: [reply]}), code)
    return caller.heard[2:]


def to(seat: Seat) -> Reply:
    return Reply(ok=True, seat=seat)


def test_signed_off_at_once_or_after_the_call() -> None:
    assert heard("12", SignOff, to(FREE)) == ["signed_off"]
    assert heard("12", SignOff, to(replace(TALKING, wish=SeatCause.SIGN_OFF))) == ["signed_off", "code_later"]
    assert heard("12", SignOff, to(replace(CODE_ITSELF, wish=SeatCause.SIGN_OFF))) == ["signed_off"]


def test_ready_at_once_or_after_the_call() -> None:
    assert heard("13", MakeReady, to(replace(SIGNED_ON, state=SeatState.READY))) == ["made_ready"]
    assert heard("13", MakeReady, to(CODE_ITSELF)) == ["made_ready"]
    assert heard("13", MakeReady, to(TALKING)) == ["made_ready", "code_later"]
    assert heard("13", MakeReady, refused(errors.NotAllowedNow)) == ["code_refused"]


def test_the_reasons_of_the_site_are_offered_by_number() -> None:
    offered = [
        "choose_reason", "reason_break", "press_1", "reason_meal", "press_2", "reason_training", "press_3",
        "reason_other", "press_4",
    ]  # fmt: skip
    assert heard("14", Pause, to(replace(SIGNED_ON, reason="meal")), "2") == [*offered, "paused", "reason_meal"]


def test_the_reason_of_the_key_is_asked_for() -> None:
    router = Router()
    dial(Caller({"reason_break": "3"}), router, "14")
    assert router.wishes() == [Pause(seat="1001", actor="agent:8001", reason="training")]


def test_a_pause_after_the_call_is_told_so() -> None:
    later = replace(TALKING, wish=SeatCause.PAUSE, wish_reason="break")
    assert heard("14", Pause, to(later), "1")[-3:] == ["paused", "reason_break", "code_later"]
    at_once = replace(CODE_ITSELF, wish=SeatCause.PAUSE, wish_reason="break")
    assert heard("14", Pause, to(at_once), "1")[-2:] == ["paused", "reason_break"]


def test_a_key_without_a_reason_and_no_key_ask_for_nothing() -> None:
    for keys, said in (("9", "code_wrong_choice"), ("0", "code_wrong_choice"), ("", "code_no_input")):
        caller, router = Caller(later=keys), Router()
        dial(caller, router, "14")
        assert caller.heard[-1] == said
        assert router.wishes() == []


def test_only_nine_reasons_have_a_key() -> None:
    some = city()
    many = replace(some, site=replace(some.site, pause_reasons=tuple(f"r{number}" for number in range(12))))
    caller = Caller(later="-")
    dial(caller, Router(), "14", many)
    assert "press_9" in caller.heard
    assert "reason_r9" not in caller.heard


def test_more_wrap_up_or_that_there_is_none() -> None:
    assert heard("15", MoreWrapUp, to(replace(SIGNED_ON, state=SeatState.WRAP_UP))) == ["more_wrap_up"]
    assert heard("15", MoreWrapUp, refused(errors.NotAllowedNow)) == ["no_wrap_up"]
    assert heard("15", MoreWrapUp, refused(errors.StateLost)) == ["code_unavailable"]
