from __future__ import annotations

import pytest

from ivr.say_number import NotSayable
from ivr.say_time import say_clock, say_duration


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (0, "不到一分钟", "less than a minute"),
        (59.9, "不到一分钟", "less than a minute"),
        (60, "一分钟", "one minute"),
        (120, "两分钟", "two minutes"),
        (3600, "一小时", "one hour"),
        (7200 + 30 * 60, "两小时三十分钟", "two hours and thirty minutes"),
        (-5, "不到一分钟", "less than a minute"),
    ],
)
def test_a_duration(seconds: float, chinese: str, english: str) -> None:
    assert say_duration(seconds, "zh-CN") == chinese
    assert say_duration(seconds, "en") == english


@pytest.mark.parametrize(
    ("hour", "minute", "chinese", "english"),
    [
        (0, 0, "凌晨零点", "twelve a m"),
        (2, 5, "凌晨两点零五分", "two oh five a m"),
        (5, 0, "早上五点", "five a m"),
        (8, 0, "上午八点", "eight a m"),
        (9, 30, "上午九点半", "nine thirty a m"),
        (12, 0, "中午十二点", "twelve p m"),
        (13, 15, "下午一点十五分", "one fifteen p m"),
        (14, 0, "下午两点", "two p m"),
        (18, 0, "晚上六点", "six p m"),
        (21, 30, "晚上九点半", "nine thirty p m"),
        (24, 0, "晚上十二点", "twelve a m"),
    ],
)
def test_a_time_of_the_day(hour: int, minute: int, chinese: str, english: str) -> None:
    assert say_clock(hour, minute, "zh-CN") == chinese
    assert say_clock(hour, minute, "en") == english


@pytest.mark.parametrize(("hour", "minute"), [(25, 0), (24, 1), (-1, 0), (3, 60)])
def test_no_time_of_the_day_is_refused(hour: int, minute: int) -> None:
    with pytest.raises(NotSayable):
        say_clock(hour, minute, "en")
