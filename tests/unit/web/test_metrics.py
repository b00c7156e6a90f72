from __future__ import annotations

from dataclasses import replace

from router.domain.call import Call, CallState
from router.domain.seat import Seat, SeatState
from router.web.metrics import Counters, Look, expose
from router.web.models import QueueView
from router.web.words import Part

NOTHING = Look(parts=[], queues=None, seats=None, calls=None, outbox=None, alarms=None, outcomes=None)


def test_what_was_seen_is_told() -> None:
    queue = QueueView(
        id="general",
        name="",
        target_seconds=15,
        waiting=2,
        longest_wait_seconds=8.5,
        expected_wait_seconds=None,
        callers=[],
    )
    look = Look(
        parts=[Part(name="redis", ok=True, detail=""), Part(name="router", ok=False, detail="")],
        queues=[queue],
        seats=[
            Seat(id="1", state=SeatState.READY, reachable=True), Seat(id="2", state=SeatState.READY), Seat(id="3")
        ],
        calls=[Call(id="a", node="n", channel="", line="", caller="", arrived_at=1.0, state=CallState.TALKING)],
        outbox=7,
        alarms={"phone_lost": 3},
        outcomes={"answered": 12},
    )  # fmt: skip
    lines = expose(look, Counters()).decode().splitlines()
    for expected in [
        'hotline_up{part="redis"} 1.0',
        'hotline_up{part="router"} 0.0',
        'hotline_calls_waiting{queue="general"} 2.0',
        'hotline_longest_wait_seconds{queue="general"} 8.5',
        'hotline_seats{state="ready"} 2.0',
        'hotline_seats{state="talking"} 0.0',
        "hotline_seats_available 1.0",
        "hotline_seats_unreachable 1.0",
        'hotline_calls{state="talking"} 1.0',
        "hotline_outbox_records 7.0",
        'hotline_alarms_total{code="phone_lost"} 3.0',
        'hotline_call_outcomes_total{outcome="answered"} 12.0',
        'hotline_call_outcomes_total{outcome="abandoned"} 0.0',
    ]:
        assert expected in lines


def test_what_could_not_be_read_is_left_out_rather_than_zero() -> None:
    text = expose(replace(NOTHING, parts=[Part(name="redis", ok=False, detail="")]), Counters()).decode()
    assert 'hotline_up{part="redis"} 0.0' in text
    for absent in ("hotline_calls", "hotline_seats", "hotline_outbox", "hotline_longest", "hotline_alarms"):
        assert f"\n{absent}" not in text


def test_requests_are_counted() -> None:
    counters = Counters()
    counters.requests.labels(route="/v1/seats", status="200").inc()
    text = expose(NOTHING, counters).decode()
    assert 'hotline_api_requests_total{route="/v1/seats",status="200"} 1.0' in text
