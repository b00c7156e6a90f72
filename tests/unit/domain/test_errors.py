from __future__ import annotations

from router.domain.errors import NotAllowedNow, RouterAway


def test_a_detail_stands_before_the_full_stop() -> None:
    assert NotAllowedNow().message == "The seat cannot do that in the state it is in."
    told = NotAllowedNow("the seat is signed_off")
    assert told.message == "The seat cannot do that in the state it is in (the seat is signed_off)."
    assert str(told) == told.message
    assert RouterAway("TimeoutError").message.endswith("Try again in a few seconds (TimeoutError).")
