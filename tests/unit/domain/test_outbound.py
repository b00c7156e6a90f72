"""Which numbers may be rung, how often, and what a ring came to."""

from __future__ import annotations

import pytest

from router.domain.floor.rung import Rung
from router.domain.outbound import DAY_SECONDS, RingEnd, is_allowed, ring_end

HEADS = ("138*", "12345", "0*")


@pytest.mark.parametrize("number", ["13800138000", "138", "12345", "021", "010123456789012"])
def test_a_number_on_the_list_or_below_a_head_of_it_may_be_rung(number: str) -> None:
    assert is_allowed(number, HEADS)


@pytest.mark.parametrize(
    "number",
    ["", "13", "01", "13900139000", "123456", "1234", "0101234567890123", "+13800138000", "138 0013", "138*", "138#1",
     "138,9", "１３８００１３８０００", "١٣٨٠٠", "anonymous"],
)  # fmt: skip
def test_no_other_is(number: str) -> None:
    assert not is_allowed(number, HEADS)


def test_by_an_empty_list_nobody_is() -> None:
    assert not is_allowed("13800138000", ())


@pytest.mark.parametrize(
    ("status", "key", "end"),
    [
        ("ANSWER", "1", RingEnd.ACCEPTED),
        ("", "1", RingEnd.ACCEPTED),
        ("ANSWER", "2", RingEnd.PASSED_ON),
        ("ANSWER", "", RingEnd.NO_KEY),
        ("BUSY", "", RingEnd.BUSY),
        ("NOANSWER", "", RingEnd.NO_ANSWER),
        ("CANCEL", "", RingEnd.CANCELLED),
        ("", "", RingEnd.CANCELLED),
        ("CONGESTION", "", RingEnd.FAILED),
        ("CHANUNAVAIL", "", RingEnd.FAILED),
        ("what comes next", "", RingEnd.FAILED),
    ],
)
def test_only_a_key_is_a_person(status: str, key: str, end: RingEnd) -> None:
    assert ring_end(status, key) is end


def test_a_number_is_free_until_it_was_rung_as_often_as_a_day_allows() -> None:
    rung = Rung([("138", 100.0), ("138", 200.0), ("139", 300.0)])
    assert rung.free_from("138", 3, 400.0) == 400.0
    assert rung.free_from("138", 2, 400.0) == 100.0 + DAY_SECONDS
    assert rung.free_from("138", 1, 400.0) == 200.0 + DAY_SECONDS
    assert rung.free_from("137", 1, 400.0) == 400.0


def test_a_day_later_a_ring_counts_no_more() -> None:
    rung = Rung([("138", 100.0), ("138", 200.0)])
    assert rung.free_from("138", 1, 150.0 + DAY_SECONDS) == 200.0 + DAY_SECONDS
    assert rung.free_from("138", 1, 200.0 + DAY_SECONDS) == 200.0 + DAY_SECONDS
    rung.add("138", 201.0 + DAY_SECONDS)
    assert rung.free_from("138", 2, 202.0 + DAY_SECONDS) == 202.0 + DAY_SECONDS
