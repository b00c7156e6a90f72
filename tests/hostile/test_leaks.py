"""The search for leaks finds them."""

from __future__ import annotations

import pytest

from tests.hostile.leaks import in_text

WANTED = {"number 138…00": "13800138000", "PIN of agent 8001": "482913"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"caller": "13800138000"}', 1),
        ("called +13800138000 twice, 13800138000", 1),
        ("sip:13800138000@example", 1),
        ('"pin":"482913"', 1),
        ("--pin=482913", 1),
        ("2026-11-22T05:40:49.482913Z", 0),
        ("id 91380013800012", 0),
        ("138******00", 0),
    ],
)
def test_whole_words_are_found(text: str, found: int) -> None:
    assert len(list(in_text("here", text, WANTED))) == found
