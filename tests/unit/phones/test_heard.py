"""What was heard lies where it arrived."""

from __future__ import annotations

import numpy as np
import pytest

from phones.heard import Arrival, Heard

FRAME = np.arange(1, 161, dtype=np.int16)


def put(heard: Heard, after: float, number: int, *, source: int = 1) -> None:
    arrival = Arrival(heard.started + after, number, 160 * number, source, False)
    heard.put(arrival, (FRAME + 1000 * number).astype(np.int16))


@pytest.fixture
def heard() -> Heard:
    one = Heard()
    one.stopped = one.started + 1.0
    return one


def test_silence_until_something_comes_and_after(heard: Heard) -> None:
    put(heard, 0.5, 0)
    sound = heard.since(0)
    assert len(sound) == 8000
    assert np.flatnonzero(sound).tolist() == list(range(4000, 4160))


def test_jitter_leaves_no_seam(heard: Heard) -> None:
    for number, late in enumerate((0.0, 0.015, -0.003, 0.02)):
        put(heard, 0.1 + 0.02 * number + late, number)
    expected = np.concatenate([FRAME + 1000 * number for number in range(4)])
    assert np.array_equal(heard.since(0)[800 : 800 + 640], expected)


def test_a_lost_packet_is_silence_at_its_place(heard: Heard) -> None:
    put(heard, 0.1, 0)
    put(heard, 0.14, 2)
    sound = heard.since(0)
    assert not sound[960:1120].any()
    assert sound[1120] == 2001


def test_a_stall_shifts_what_comes_after(heard: Heard) -> None:
    """The sender's clock says 20 ms, the listener waited 300: it heard silence."""
    put(heard, 0.1, 0)
    put(heard, 0.4, 1)
    sound = heard.since(0)
    assert not sound[960:3200].any()
    assert sound[3200] == 1001


def test_a_new_source_is_placed_by_its_arrival(heard: Heard) -> None:
    put(heard, 0.1, 5)
    put(heard, 0.13, 5, source=2)
    assert heard.since(0)[1040] == 5001


def test_timestamps_wrap(heard: Heard) -> None:
    for after, timestamp, value in ((0.1, (1 << 32) - 160, 7), (0.125, 0, 9)):
        heard.put(Arrival(heard.started + after, 0, timestamp, 1, False), np.full(160, value, dtype=np.int16))
    assert heard.since(0)[959:961].tolist() == [7, 9]


def test_since_a_moment(heard: Heard) -> None:
    put(heard, 0.5, 0)
    sound = heard.since(heard.started + 0.51)
    assert len(sound) == 3920
    assert np.flatnonzero(sound).tolist() == list(range(80))
    assert heard.start_of(heard.started + 0.51) == pytest.approx(heard.started + 0.51)


def test_the_oldest_is_forgotten_at_the_limit() -> None:
    heard = Heard(limit=0.2)
    heard.stopped = heard.started + 0.3
    for number in range(15):
        put(heard, 0.02 * number, number)
    sound = heard.since(0)
    assert 800 <= len(sound) <= 1600
    assert sound[-160] == 14001
    assert heard.start_of(0) > heard.started
    assert len(heard.arrivals) < 15


def test_without_keeping_only_packets_are_counted() -> None:
    heard = Heard(keep=False)
    put(heard, 0.0, 0)
    assert (heard.packets, heard.arrivals, heard.since(0).any()) == (1, [], False)
