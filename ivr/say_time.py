"""Durations and times of the day in words."""

from __future__ import annotations

from typing import Final

from ivr.say_number import NotSayable, family_of, say_number

_PARTS_OF_DAY: Final = ((5, "凌晨"), (8, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
"""until which hour a part of the day lasts"""


def say_minutes(minutes: int, language: str) -> str:
    """So many minutes; 0: less than one.

    Raises:
        NotSayable: see `say_number`.
    """
    if family_of(language) == "zh":
        return f"{say_number(minutes, language, counted=True)}分钟" if minutes else "不到一分钟"
    words = say_number(minutes, language)
    return f"{words} minute{'s' if minutes != 1 else ''}" if minutes else "less than a minute"


def say_hours(hours: int, language: str) -> str:
    """So many hours.

    Raises:
        NotSayable: see `say_number`.
    """
    if family_of(language) == "zh":
        return f"{say_number(hours, language, counted=True)}小时"
    return f"{say_number(hours, language)} hour{'s' if hours != 1 else ''}"


def say_duration(seconds: float, language: str) -> str:
    """In hours and whole minutes.

    Raises:
        NotSayable: see `say_number`.
    """
    hours, minutes = divmod(max(0, int(seconds)) // 60, 60)
    if not hours:
        return say_minutes(minutes, language)
    said = say_hours(hours, language)
    if not minutes:
        return said
    joint = "" if family_of(language) == "zh" else " and "
    return f"{said}{joint}{say_minutes(minutes, language)}"


def say_clock(hour: int, minute: int, language: str) -> str:
    """A time of the day: 晚上九点半, nine thirty p m; 24:00 is midnight at the day's end.

    Raises:
        NotSayable: no such time, or see `say_number`.
    """
    if not (0 <= hour <= 24 and 0 <= minute < 60) or (hour == 24 and minute):
        raise NotSayable(f"{hour}:{minute:02d} is no time of the day")
    if family_of(language) == "zh":
        return _chinese(hour, minute, language)
    said = say_number((hour - 1) % 12 + 1, language)
    half = "p m" if 12 <= hour < 24 else "a m"
    if not minute:
        return f"{said} {half}"
    past = f"oh {say_number(minute, language)}" if minute < 10 else say_number(minute, language)
    return f"{said} {past} {half}"


def _chinese(hour: int, minute: int, language: str) -> str:
    if hour == 24:
        return "晚上十二点"
    part = next(name for until, name in _PARTS_OF_DAY if hour < until)
    said = say_number(hour - 12 if hour > 12 else hour, language, counted=True)
    match minute:
        case 0:
            past = ""
        case 30:
            past = "半"
        case _:
            past = f"{'零' if minute < 10 else ''}{say_number(minute, language)}分"
    return f"{part}{said}点{past}"
