from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.codes.standing import duration_prompts, standing_prompts
from router.domain.seat import Seat, SeatCause, SeatState, TalkKind
from tests.unit.ivr.caller import Caller
from tests.unit.ivr.codes.router import FREE, NOW, SIGNED_ON, Router, dial

AGENT = ("am_agent", "digit_8", "digit_0", "digit_0", "digit_1")
MISSED = replace(SIGNED_ON, reason="missed_offer")
TALKING = replace(SIGNED_ON, state=SeatState.TALKING, reason="", kind=TalkKind.OFFERED, call="c", wish=SeatCause.PAUSE)
CODE_ITSELF = replace(
    SIGNED_ON,
    state=SeatState.TALKING,
    kind=TalkKind.DIRECT,
    reason="",
    former=SeatState.NOT_READY,
    former_reason="meal",
)


def test_it_is_said_to_whoever_dials() -> None:
    caller = Caller()
    dial(caller, Router(FREE), "10")
    assert caller.heard == ["[zh-CN]", "am_nobody"]


def test_a_key_ends_it() -> None:
    caller = Caller({"am_agent": "1"})
    dial(caller, Router(), "10")
    assert caller.heard[-1] == "am_agent"


@pytest.mark.parametrize(
    ("seat", "said"),
    [
        (SIGNED_ON, (*AGENT, "state_not_ready", "reason_signed_on", "am_for", "minutes_2")),
        (MISSED, (*AGENT, "state_not_ready", "reason_missed_offer", "am_for", "minutes_2")),
        (replace(SIGNED_ON, state=SeatState.READY, reason=""), (*AGENT, "state_ready", "am_for", "minutes_2")),
        (TALKING, (*AGENT, "state_talking", "am_for", "minutes_2", "code_later")),
        (CODE_ITSELF, (*AGENT, "state_not_ready", "reason_meal")),
        (replace(CODE_ITSELF, former=SeatState.READY, wish=SeatCause.PAUSE, wish_reason="break"),
         (*AGENT, "state_not_ready", "reason_break")),
        (replace(CODE_ITSELF, wish=SeatCause.SIGN_OFF), ("am_nobody",)),
        (replace(MISSED, shift_ending=True, shift_until=NOW + 299.0),
         (*AGENT, "state_not_ready", "reason_missed_offer", "am_for", "minutes_2", "shift_ends_in", "minutes_4")),
        (replace(MISSED, shift_until=NOW + 299.0),
         (*AGENT, "state_not_ready", "reason_missed_offer", "am_for", "minutes_2")),
        (replace(CODE_ITSELF, former_reason="shift_over", shift_ending=True, shift_until=NOW),
         (*AGENT, "state_not_ready", "reason_shift_over")),
    ],
)  # fmt: skip
def test_agent_state_reason_and_for_how_long(seat: Seat, said: tuple[str, ...]) -> None:
    assert standing_prompts(seat, NOW) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-3, ("minutes_0",)),
        (59, ("minutes_0",)),
        (60, ("minutes_1",)),
        (3599, ("minutes_59",)),
        (3600, ("hours_1",)),
        (3660, ("hours_1", "minutes_1")),
        (86_399, ("hours_23", "minutes_59")),
        (86_400, ("hours_many",)),
    ],
)
def test_durations(seconds: float, said: tuple[str, ...]) -> None:
    assert duration_prompts(seconds) == said
