from __future__ import annotations

import pytest

from ivr.spell import spell_numbers


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("zh-CN", "这里是12345热线。", "这里是一二三四五热线。"),
        ("zh-CN", "请拨12351、12345", "请拨一二三五一、一二三四五"),
        ("en", "Call 12345.", "Call 1 2 3 4 5."),
        ("en", "12,345 people, 123456.5 yuan", "12,345 people, 123456.5 yuan"),
        ("fr", "Appelez le 12345, touche 2, 9:30", "Appelez le 1 2 3 4 5, touche 2, 9:30"),
    ],
)
def test_numbers_to_dial_are_said_digit_by_digit(language: str, text: str, said: str) -> None:
    assert spell_numbers(text, language) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("等待10分钟，共1001人", "等待十分钟，共一千零一人"),
        ("法律维权请按2。", "法律维权请按二。"),
        ("区号010", "区号零一零"),
        ("3.5元，1,000元，H7N9", "3.5元，1,000元，H7N9"),
    ],
)
def test_small_numbers_are_written_out_in_chinese(text: str, said: str) -> None:
    assert spell_numbers(text, "zh-CN") == said


def test_small_numbers_stay_in_other_languages() -> None:
    assert spell_numbers("Press 1, wait 10 minutes", "en") == "Press 1, wait 10 minutes"


def test_times_of_the_day_are_said_as_such() -> None:
    assert spell_numbers("工作时间9:00到17:30。", "zh-CN") == "工作时间上午九点到下午五点半。"
    assert spell_numbers("Open from 9:00 to 17:30.", "en") == "Open from nine a m to five thirty p m."


def test_what_only_looks_like_a_time_stays() -> None:
    assert spell_numbers("ratio 25:61, 1:23:45", "en") == "ratio 25:61, 1:23:45"
