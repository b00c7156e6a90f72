from __future__ import annotations

import pytest

from router.web.errors import TooManyTries
from router.web.pin_guard import SPAN_SECONDS, TRIES, PinGuard


def tired(agent: str, at: float) -> PinGuard:
    guard = PinGuard()
    for _ in range(TRIES):
        guard.check(agent, at)
        guard.wrong(agent, at)
    return guard


def test_five_wrong_pins_stop_the_sixth_try_of_that_agent_only() -> None:
    guard = tired("8001", 1000.0)
    with pytest.raises(TooManyTries):
        guard.check("8001", 1000.0 + SPAN_SECONDS - 1)
    guard.check("8002", 1000.0)


def test_a_minute_later_it_may_be_tried_again() -> None:
    tired("8001", 1000.0).check("8001", 1000.0 + SPAN_SECONDS)


def test_a_right_pin_forgets_the_wrong_ones() -> None:
    guard = tired("8001", 1000.0)
    guard.right("8001")
    guard.check("8001", 1000.0)
