from __future__ import annotations

import pytest

from ivr.say_number import NotSayable, say_digits, say_number


@pytest.mark.parametrize(
    ("number", "chinese", "english"),
    [
        (0, "零", "zero"),
        (2, "二", "two"),
        (10, "十", "ten"),
        (11, "十一", "eleven"),
        (12, "十二", "twelve"),
        (20, "二十", "twenty"),
        (21, "二十一", "twenty one"),
        (100, "一百", "one hundred"),
        (101, "一百零一", "one hundred and one"),
        (110, "一百一十", "one hundred and ten"),
        (111, "一百一十一", "one hundred and eleven"),
        (200, "两百", "two hundred"),
        (222, "两百二十二", "two hundred and twenty two"),
        (1000, "一千", "one thousand"),
        (1001, "一千零一", "one thousand and one"),
        (1010, "一千零一十", "one thousand and ten"),
        (1100, "一千一百", "one thousand one hundred"),
        (2002, "两千零二", "two thousand and two"),
        (10000, "一万", "ten thousand"),
        (10010, "一万零一十", "ten thousand and ten"),
        (12000, "一万两千", "twelve thousand"),
        (20000, "两万", "twenty thousand"),
        (100000, "十万", "one hundred thousand"),
        (100001, "十万零一", "one hundred thousand and one"),
        (120345, "十二万零三百四十五", "one hundred and twenty thousand three hundred and forty five"),
        (10_000_000, "一千万", "ten million"),
    ],
)
def test_a_number_in_words(number: int, chinese: str, english: str) -> None:
    assert say_number(number, "zh-CN") == chinese
    assert say_number(number, "en") == english


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (2, "两"), (12, "十二"), (22, "二十二")])
def test_two_is_another_word_before_a_measure(number: int, said: str) -> None:
    assert say_number(number, "zh-CN", counted=True) == said


def test_digits_are_said_one_by_one() -> None:
    assert say_digits("8002", "zh-CN") == "八零零二"
    assert say_digits("010-62", "en") == "zero one zero six two"


@pytest.mark.parametrize(("number", "language"), [(-1, "en"), (100_000_000, "zh-CN"), (1, "de")])
def test_what_has_no_words_is_refused(number: int, language: str) -> None:
    with pytest.raises(NotSayable):
        say_number(number, language)


def test_digits_in_a_language_without_words_are_refused() -> None:
    with pytest.raises(NotSayable):
        say_digits("1", "de")
