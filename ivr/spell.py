"""Numbers and times in a text, written as they are said."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ivr.say_number import NotSayable, family_of, say_digits, say_number
from ivr.say_time import say_clock

_CLOCK: Final = re.compile(r"(?<![\d.,:])(\d{1,2})[:\uff1a](\d\d)(?![\d:])")
_NUMBER: Final = re.compile(r"(?<![\d.,])\d{5,}+(?![.,]\d)")
_SMALL: Final = re.compile(r"(?<![\d.,A-Za-z])\d{1,4}+(?![.,]\d|[A-Za-z])")
_FRONT_ZERO: Final = re.compile(r"0\d+")


def spell_numbers(text: str, language: str) -> str:
    """Times of the day in words, and runs of five digits and more digit by digit: 12345 is a number to dial, not twelve
    thousand and more. In Chinese all other whole numbers too, as voices read them badly."""

    def small(found: re.Match[str]) -> str:
        digits = found[0]
        return say_digits(digits, language) if _FRONT_ZERO.fullmatch(digits) else say_number(int(digits), language)

    text = _CLOCK.sub(_or_as_it_is(lambda found: say_clock(int(found[1]), int(found[2]), language)), text)
    text = _NUMBER.sub(lambda found: _apart(found[0], language), text)
    return _SMALL.sub(small, text) if family_of(language) == "zh" else text


def _apart(digits: str, language: str) -> str:
    return say_digits(digits, language) if family_of(language) == "zh" else " ".join(digits)


def _or_as_it_is(say: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
    def said(found: re.Match[str]) -> str:
        try:
            return say(found)
        except NotSayable:
            return found[0]

    return said
