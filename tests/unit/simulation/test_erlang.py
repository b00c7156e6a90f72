"""The formulas against each other, against tables, and against a day followed by hand."""

from __future__ import annotations

import math

import pytest

from router.simulation.erlang import Queue, Unstable, erlang_b, erlang_c, fewest_seats
from router.simulation.partition import partitioned


@pytest.mark.parametrize(
    ("seats", "waits", "abandoned", "mean_wait"),
    [(84, 0.5145, 0.0435, 0.435), (90, 0.2704, 0.0172, 0.172), (100, 0.0484, 0.0021, 0.021)],
)
def test_erlang_a_as_published(seats: int, waits: float, abandoned: float, mean_wait: float) -> None:
    found = Queue(arrivals=8.4, service=0.1, leaving=0.1, seats=seats).measures()
    assert round(found.waits, 4) == waits
    assert round(found.abandoned, 4) == abandoned
    assert round(found.mean_wait, 3) == mean_wait


def test_erlang_c_as_published_and_in_closed_form() -> None:
    found = Queue(arrivals=4.2, service=0.5, seats=12).measures(threshold=1 / 3)
    assert round(found.served_within, 4) == 0.8991
    assert round(found.mean_wait, 4) == 0.1022
    assert found.waits == pytest.approx(erlang_c(12, 8.4), rel=1e-9)
    assert found.served_within == pytest.approx(1 - erlang_c(12, 8.4) * math.exp(-(6 - 4.2) / 3), rel=1e-9)


def test_without_places_erlang_a_is_erlang_b() -> None:
    found = Queue(arrivals=7.0, service=1.0, seats=9, places=0).measures()
    assert found.blocked == pytest.approx(erlang_b(9, 7.0), rel=1e-12)
    assert found.mean_wait == 0


def test_with_places_as_published() -> None:
    found = Queue(arrivals=8.4, service=0.1, seats=90, places=30).measures(threshold=0.5)
    assert round(found.blocked, 5) == 0.00364
    assert round(found.waits, 3) == 0.380
    assert round(found.mean_wait, 3) == 0.450
    assert round(found.served_within, 3) == 0.733


def test_one_class_alone_is_no_partition() -> None:
    whole = Queue(arrivals=8.4, service=0.1, seats=90, places=30).measures(threshold=0.5)
    found = partitioned(classes=1, arrivals=8.4, service=0.1, seats=90, places=30, threshold=0.5)
    assert found.blocked == pytest.approx(whole.blocked, rel=1e-9)
    assert found.waits == pytest.approx(whole.waits, rel=1e-9)
    assert found.mean_wait == pytest.approx(whole.mean_wait, rel=1e-9)
    assert found.served_within == pytest.approx(whole.served_within, rel=1e-9)


def test_a_partition_of_two_by_brute_force() -> None:
    seats, places, load = 2, 3, 1.5

    def odds(number: int) -> float:
        return (
            load**number / math.factorial(number)
            if number <= seats
            else odds(seats) * (load / seats) ** (number - seats)
        )

    def queue(number: int) -> int:
        return max(0, number - seats)

    top = range(seats + places + 1)
    states = {(a, b): odds(a) * odds(b) for a in top for b in top if queue(a) + queue(b) <= places}
    total = sum(states.values())
    blocked = sum(p for (a, b), p in states.items() if a >= seats and queue(a) + queue(b) == places) / total
    delayed = sum(p for (a, b), p in states.items() if a >= seats and queue(a) + queue(b) < places) / total
    waiting = sum(p * queue(a) for (a, _), p in states.items()) / total
    found = partitioned(classes=2, arrivals=load, service=1.0, seats=seats, places=places, threshold=1.0)
    assert found.blocked == pytest.approx(blocked, rel=1e-12)
    assert found.waits == pytest.approx(delayed / (1 - blocked), rel=1e-12)
    assert found.mean_wait == pytest.approx(waiting / load / (1 - blocked), rel=1e-12)


def test_who_gives_up_soon_does_not_count_against_the_share() -> None:
    # One seat, and one place at most ahead: followed through by hand.
    queue = Queue(arrivals=1.0, service=1.0, seats=1, leaving=0.5, places=1)
    p0, p1, _ = (1 / (1 + 1 + 1 / 1.5) * x for x in (1, 1, 1 / 1.5))
    threshold = 0.7
    left = math.exp(-1.5 * threshold)
    answered = (p0 + p1 * (1 - left) / 1.5) / (p0 + p1)
    late = p1 * left * 0.5 / 1.5 / (p0 + p1)
    served = (p0 + p1 / 1.5) / (p0 + p1)
    found = queue.measures(threshold=threshold)
    assert found.served_within == pytest.approx(answered, rel=1e-9)
    assert found.share_within == pytest.approx(answered / (served + late), rel=1e-9)


def test_too_much_work_has_no_steady_state() -> None:
    with pytest.raises(Unstable):
        Queue(arrivals=1.0, service=0.1, seats=10).measures()
    with pytest.raises(Unstable):
        erlang_c(10, 10.0)


@pytest.mark.parametrize("leaving", [0.0, 0.2])
def test_one_seat_fewer_than_the_fewest_misses_the_target(leaving: float) -> None:
    found = fewest_seats(arrivals=4.0, service=0.25, leaving=leaving, threshold=0.25, share=0.95)
    enough = Queue(arrivals=4.0, service=0.25, leaving=leaving, seats=found).measures(threshold=0.25)
    fewer = Queue(arrivals=4.0, service=0.25, leaving=leaving, seats=found - 1).measures(threshold=0.25)
    assert enough.share_within >= 0.95 > fewer.share_within
    assert fewest_seats(arrivals=0.0, service=1.0, leaving=0.0, threshold=1.0, share=0.9) == 0
