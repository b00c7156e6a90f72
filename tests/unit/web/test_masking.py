from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.web.masking import mask_number, show_number


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800138000", "138******00"),
        ("+8613800138000", "+861********00"),
        ("01012345", "010***45"),
        ("1234567", "*****67"),
        ("12345", "***45"),
        ("1234", "****"),
        ("1", "*"),
        ("", ""),
        ("+", "+"),
        ("138\n0138000", "138******00"),
        ("anonymous12", "*********12"),
    ],
)
def test_masked(number: str, masked: str) -> None:
    assert mask_number(number) == masked


@given(st.text(max_size=40))
def test_never_more_than_three_in_front_and_two_behind(number: str) -> None:
    masked = mask_number(number)
    assert len(masked) == len(number)
    shown = [place for place, sign in enumerate(masked.removeprefix("+")) if sign != "*"]
    assert len(shown) <= 5
    assert all(place < 3 or place >= len(masked.removeprefix("+")) - 2 for place in shown)


def test_who_may_see_it_sees_it() -> None:
    assert show_number("13800138000", in_full=True) == "13800138000"
    assert show_number("13800138000", in_full=False) == "138******00"
