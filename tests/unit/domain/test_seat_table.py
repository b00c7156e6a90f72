"""The table of edges: closed, and walked by nothing but `change`."""

from __future__ import annotations

import pytest

from router.domain.seat import BUSY, EDGES, Seat, SeatCause, SeatState, change, may


@pytest.mark.parametrize("state", list(SeatState))
def test_every_state_is_reached_and_left(state: SeatState) -> None:
    assert any(start is state for start, _ in EDGES)
    assert any(end is state for end in EDGES.values())


@pytest.mark.parametrize("state", list(SeatState))
@pytest.mark.parametrize("cause", list(SeatCause))
def test_what_is_not_in_the_table_is_refused(state: SeatState, cause: SeatCause) -> None:
    seat = Seat(id="1", state=state)
    if may(seat, cause):
        assert change(seat, cause, at=1.0, actor="t").state is EDGES[state, cause]
    else:
        with pytest.raises(KeyError):
            change(seat, cause, at=1.0, actor="t")


def test_nobody_busy_can_be_reserved() -> None:
    assert not any((state, SeatCause.RESERVE) in EDGES for state in BUSY)


def test_an_offer_that_came_to_nothing_keeps_the_idle_time() -> None:
    seat = Seat(id="1", state=SeatState.RINGING, idle_since=5.0)
    assert change(seat, SeatCause.RELEASE, at=99.0, actor="t").idle_since == 5.0
