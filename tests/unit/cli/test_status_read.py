from router.cli.status_read import queue_rows, seat_rows
from router.domain.bundle import Bundle, Queue, SeatPlace, Site
from router.domain.call import Call, CallState
from router.domain.seat import Seat, SeatState

BUNDLE = Bundle(
    number=1,
    site=Site(name="s", timezone="UTC", languages=("en",)),
    lines={},
    queues={"general": Queue(id="general", name="General"), "legal": Queue(id="legal", name="Legal")},
    skills={},
    seats={"1001": SeatPlace(id="1001", name="one")},
    agents={},
    texts={},
)


def call(number: int, state: CallState, queue: str, queued_at: float | None) -> Call:
    return Call(
        id=f"node1-{number}.1", node="node1", channel="c", line="l", caller="", arrived_at=900.0,
        state=state, queue=queue, queued_at=queued_at,
    )  # fmt: skip


def test_who_waits_is_counted_by_queue_with_the_longest_wait() -> None:
    calls = [
        call(1, CallState.QUEUED, "general", 950.0),
        call(2, CallState.OFFERED, "general", 930.0),
        call(3, CallState.TALKING, "general", 910.0),
        call(4, CallState.IN_MENU, "", None),
    ]
    assert queue_rows(BUNDLE, calls, now=1000.0) == [
        {"id": "general", "waiting": 2, "longest_wait": 70.0},
        {"id": "legal", "waiting": 0, "longest_wait": 0.0},
    ]


def test_a_queue_that_is_no_more_shows_as_long_as_somebody_waits_there() -> None:
    rows = queue_rows(None, [call(1, CallState.QUEUED, "former", None)], now=1000.0)
    assert rows == [{"id": "former", "waiting": 1, "longest_wait": 100.0}]


def test_a_clock_that_stepped_back_makes_no_negative_wait() -> None:
    assert queue_rows(None, [call(1, CallState.QUEUED, "q", 2000.0)], now=1000.0)[0]["longest_wait"] == 0.0


def test_a_seat_shows_its_state_and_since_when() -> None:
    seat = Seat(id="1001", state=SeatState.READY, agent="8001", since=990.0, reachable=True)
    assert seat_rows(BUNDLE, {"1001": seat}, now=1000.0) == [
        {
            "id": "1001", "state": "ready", "reason": "", "since": 990.0, "for": 10.0, "agent": "8001",
            "reachable": True, "call": "",
        }
    ]  # fmt: skip


def test_a_seat_that_redis_does_not_know_is_unknown_not_signed_off() -> None:
    (row,) = seat_rows(BUNDLE, {}, now=1000.0)
    assert (row["id"], row["state"], row["since"], row["reachable"]) == ("1001", None, None, None)


def test_a_seat_that_the_bundle_does_not_know_shows_too() -> None:
    assert [row["id"] for row in seat_rows(BUNDLE, {"1009": Seat(id="1009")}, now=1.0)] == ["1001", "1009"]
