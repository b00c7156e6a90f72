"""Numbers in words."""

from __future__ import annotations

from typing import Final

_ZH: Final = "零一二三四五六七八九"
_ZH_UNITS: Final = ("", "十", "百", "千")
_EN: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


class NotSayable(ValueError):
    """The number, or the language, has no words here."""


def say_number(number: int, language: str, *, counted: bool = False) -> str:
    """A number from 0 to 99,999,999; `counted`: a word of measure follows (两位, not 二位).

    Raises:
        NotSayable: out of range, or a language other than Chinese and English.
    """
    if not 0 <= number < 100_000_000:
        raise NotSayable(f"{number} has no words here")
    match family_of(language):
        case "zh":
            return "两" if counted and number == 2 else _chinese(number)
        case "en":
            return _english(number)
        case _:
            raise NotSayable(f"numbers have no words in {language}")


def say_digits(digits: str, language: str) -> str:
    """Digit by digit, others left out: a number to dial, an agent's number.

    Raises:
        NotSayable: a language other than Chinese and English.
    """
    found = [int(digit) for digit in digits if digit.isdecimal() and digit.isascii()]
    match family_of(language):
        case "zh":
            return "".join(_ZH[digit] for digit in found)
        case "en":
            return " ".join(_EN[digit] for digit in found)
        case _:
            raise NotSayable(f"numbers have no words in {language}")


def family_of(language: str) -> str:
    """`zh` of `zh-CN`."""
    return language.partition("-")[0].lower()


def _chinese(number: int) -> str:
    high, low = divmod(number, 10_000)
    if not high:
        return _below_ten_thousand(low)
    head = "两" if high == 2 else _below_ten_thousand(high)
    if not low:
        return f"{head}万"
    return f"{head}万{'零' if low < 1_000 else ''}{_below_ten_thousand(low, alone=False)}"


def _below_ten_thousand(number: int, *, alone: bool = True) -> str:
    """`alone`: nothing stands before it, so that ten is 十 and not 一十."""
    if number < 10:
        return _ZH[number]
    words: list[str] = []
    gap = False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        if gap:
            words.append("零")
            gap = False
        if place == 1 and digit == 1 and not words and alone:
            words.append("十")
        else:
            words.append(("两" if digit == 2 and place >= 2 else _ZH[digit]) + _ZH_UNITS[place])
    return "".join(words)


def _english(number: int) -> str:
    if number < 20:
        return _EN[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return _EN_TENS[tens] + (f" {_EN[rest]}" if rest else "")
    for size, word in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            head, rest = divmod(number, size)
            joint = " and " if 0 < rest < 100 else " "
            return f"{_english(head)} {word}" + (f"{joint}{_english(rest)}" if rest else "")
    raise AssertionError(number)
