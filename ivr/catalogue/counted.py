"""Words with a number in them, each a whole sentence of its own: put together from parts they would sound so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from ivr.catalogue import Words
from ivr.say_number import say_digits, say_number
from ivr.say_time import say_hours, say_minutes

PLACES: Final = 30
"""Places in a queue that are told; beyond, only that there are many."""
WAITS: Final = (1, 2, 3, 4, 5, 10, 15, 20, 30)
"""Minutes of waiting that are told, rounded up to the next; beyond, only that it is more than the last."""
_LANGUAGES: Final = ("zh-CN", "en")
_KEYS: Final = {"zh-CN": {"*": "星号键", "#": "井号键"}, "en": {"*": "star", "#": "hash"}}

Say = Callable[[int, str], str]


def place_words() -> Words:
    """`place_1` (you are next) to `place_30`, and `place_many`."""
    words = {f"place_{place}": _each(place, _place) for place in range(1, PLACES + 1)}
    words["place_many"] = {
        "zh-CN": f"您前面还有{say_number(PLACES, 'zh-CN')}位以上来电，请耐心等候。",
        "en": f"There are at least {say_number(PLACES, 'en')} callers ahead of you. Please hold.",
    }
    return words


def wait_words() -> Words:
    """`wait_soon` (under a minute), `wait_1` to `wait_30` for `WAITS`, and `wait_long`."""
    return {
        "wait_soon": {
            "zh-CN": "预计等候时间不到一分钟。",
            "en": "The expected wait is less than a minute.",
        },
        **{f"wait_{minutes}": _each(minutes, _wait) for minutes in WAITS},
        "wait_long": {
            "zh-CN": "预计等候时间超过半小时。",
            "en": "The expected wait is more than half an hour.",
        },
    }


def number_words() -> Words:
    """`digit_<0..9>`, `minutes_<0..59>`, `hours_<1..23>`, `press_<1..9>`."""
    return {
        **{f"digit_{digit}": _each(digit, lambda n, language: say_digits(str(n), language)) for digit in range(10)},
        **{f"minutes_{minutes}": _each(minutes, say_minutes) for minutes in range(60)},
        **{f"hours_{hours}": _each(hours, say_hours) for hours in range(1, 24)},
        **{f"press_{key}": _each(key, _press) for key in range(1, 10)},
    }


def message_key_words(keys: Iterable[str]) -> Words:
    """`hold_message_<key>` for keys that leave a message instead of waiting on."""
    return {
        f"hold_message_{key}": {
            "zh-CN": f"如果您不想继续等候，请按{key_name(key, 'zh-CN')}留言，我们会尽快与您联系。",
            "en": f"If you do not want to wait, press {key_name(key, 'en')} to leave a message. We will call you back.",
        }
        for key in keys
    }


def _each(number: int, say: Say) -> dict[str, str]:
    return {language: say(number, language) for language in _LANGUAGES}


def _place(place: int, language: str) -> str:
    ahead = place - 1
    if language == "en":
        if not ahead:
            return "You are next in line. Please hold."
        return f"{_callers(ahead)} ahead of you. Please hold."
    if not ahead:
        return "您排在第一位，马上为您接通，请稍候。"
    return f"您前面还有{say_number(ahead, language, counted=True)}位来电，请稍候。"


def _callers(number: int) -> str:
    return "There is one caller" if number == 1 else f"There are {say_number(number, 'en')} callers"


def _wait(minutes: int, language: str) -> str:
    if language == "en":
        return f"The expected wait is about {say_minutes(minutes, language)}."
    return f"预计等候时间约{say_minutes(minutes, language)}。"


def _press(key: int, language: str) -> str:
    return f"press {key_name(str(key), language)}" if language == "en" else f"请按{key_name(str(key), language)}"


def key_name(key: str, language: str) -> str:
    """What a key is called."""
    return _KEYS[language].get(key) or say_digits(key, language)
