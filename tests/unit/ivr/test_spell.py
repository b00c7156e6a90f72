from __future__ import annotations

import pytest

from ivr.spell import spell_numbers


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("zh-CN", "这里是12345热线。", "这里是一二三四五热线。"),
        ("zh-CN", "请拨12351、12345", "请拨一二三五一、一二三四五"),
        ("en", "Call 12345.", "Call 1 2 3 4 5."),
        ("zh-CN", "等待10分钟，共1234人", "等待10分钟，共1234人"),
        ("en", "12,345 people, 123456.5 yuan", "12,345 people, 123456.5 yuan"),
    ],
)
def test_numbers_to_dial_are_said_digit_by_digit(language: str, text: str, said: str) -> None:
    assert spell_numbers(text, language) == said
